package web

import (
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// signer is who signed a record at the desk, as the record tells it.
type signer struct {
	Who  string // post and name, 代 whom
	Does string // 审核, 签发 …
	When string // 2026-05-12 09:41
	Code string // of the sign-off, as it is printed on the document
}

// signers are how a record was signed and, of one signed at the desk, by whom. Of a kind
// that nobody signs, or that there is no more, both are empty.
func (s *Server) signers(e catalogue.Entry) (manner string, all []signer) {
	k := s.workspace.Kinds().Named(e.Kind)
	if k == nil || !k.Approved() {
		return "", nil
	}
	manner = e.Approved.Chinese()
	values, _ := k.Decode(e.Values) // what cannot be decoded any more is not told
	rows, _ := values[k.ApprovalsKey()].([]templates.Values)
	for _, o := range e.SignOffs {
		if o.Line < 0 || o.Line >= len(rows) {
			continue
		}
		one := signer{Who: templates.Text(rows[o.Line]["post"]) + templates.Text(rows[o.Line]["name"]), When: o.At.Local().Format("2006-01-02 15:04"), Code: o.Code}
		if i := slices.IndexFunc(e.Acting, func(a templates.Acting) bool { return a.Line == o.Line }); i >= 0 {
			one.Who += "（代" + e.Acting[i].For + "）"
		}
		if i := slices.IndexFunc(e.Done, func(d templates.Done) bool { return d.Line == o.Line }); i >= 0 {
			one.Does = e.Done[i].Does
		}
		all = append(all, one)
	}
	return manner, all
}
