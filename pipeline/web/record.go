package web

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/lifecycle"
	"gongwen/index"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
)

// recordPage is everything about one record.
type recordPage struct {
	Entry     catalogue.Entry
	Degree    string
	Retention string
	Fields    []archive.LabelledText
	Approvals []approvals
	Articles  []heldAgainst
	Cites     []catalogue.Entry // records that this one's form names
	CitedBy   []catalogue.Entry // records that name this one
	MoreCited int
	Code      string // check code
	Voidable  bool   // by this account, here and now
}

// approvals is a list of signatures on the form.
type approvals struct {
	Label string
	Heads []string
	Rows  [][]string
}

// heldAgainst is an article that forms of the kind are held against.
type heldAgainst struct {
	Article rules.Article
	Quote   string
}

func (s *Server) record(v *visit) error {
	e, err := v.entry()
	if err != nil {
		return err
	}
	if err := v.note(journal.Event{Type: journal.Seen, Number: e.Number}); err != nil {
		return err
	}
	p := recordPage{Entry: e, Degree: e.Secrecy, Code: e.CheckCode()}
	p.Voidable = s.options.Void != nil && e.Voided == nil && v.account.Role == account.Administrator
	p.fields(s.office.Kinds.Named(e.Kind))
	p.Articles = s.heldAgainst(e)
	if p.Cites, err = v.cites(e); err != nil {
		return err
	}
	if p.CitedBy, p.MoreCited, err = v.citedBy(e); err != nil {
		return err
	}
	return v.show("record", e.Number, p)
}

// mostReason bounds the reason of a void, in runes: it is printed on one line.
const mostReason = 200

func (s *Server) voidRecord(v *visit) error {
	e, err := v.entry()
	if err != nil {
		return err
	}
	reason := strings.Join(strings.Fields(v.r.PostFormValue("reason")), " ")
	switch {
	case s.options.Void == nil:
		return badRequest("这个阅览室只能看。请在办件的机器上用 gongwen void 作废。")
	case e.Voided != nil:
		return badRequest("%s 已经作废了。", e.Number)
	case reason == "" || utf8.RuneCountInString(reason) > mostReason:
		return badRequest("请写明作废的理由，不超过%d字。", mostReason)
	}
	if err := v.note(journal.Event{Type: journal.Voided, Number: e.Number, Reason: reason}); err != nil {
		return err
	}
	stamped, err := s.options.Void(v.r.Context(), e.Number, reason)
	if before := (*lifecycle.AlreadyVoid)(nil); errors.As(err, &before) { // somebody was quicker
		return badRequest("%v。", before)
	}
	if err != nil {
		return err
	}
	if err := s.duties.haveAll(v.r.Context()); err != nil {
		return err
	}
	told := "已作废。issued 里的副本已换成盖有“作废”的；发出去的请收回。"
	if stamped == "" {
		told = "已作废。印不出作废件，issued 里的副本已撤下；发出去的请收回。"
	}
	s.sessions.leave(v.session, told)
	v.redirect(recordURL(e.Number))
	return nil
}

// fields parts the form's approvals from the rest.
func (p *recordPage) fields(k *templates.Kind) {
	signed := map[string]bool{}
	if k != nil {
		p.Retention = k.Retention.Name
		values, _ := k.Decode(p.Entry.Values) // what cannot be decoded any more is shown in words
		for i := range k.Fields {
			f := &k.Fields[i]
			rows, ok := values[f.Key].([]templates.Values)
			if f.Type != templates.TypeApprovals || !ok {
				continue
			}
			signed[f.Label] = true
			list := approvals{Label: f.Label}
			for _, c := range f.Columns {
				list.Heads = append(list.Heads, c.Label)
			}
			for _, row := range rows {
				var cells []string
				for _, c := range f.Columns {
					cells = append(cells, templates.Text(row[c.Key]))
				}
				list.Rows = append(list.Rows, cells)
			}
			p.Approvals = append(p.Approvals, list)
		}
	}
	for _, f := range p.Entry.Fields {
		if !signed[f.Label] {
			p.Fields = append(p.Fields, f)
		}
	}
}

// heldAgainst are the articles with rules for the kind, of the rulebook in force
// on the day the record bears.
func (s *Server) heldAgainst(e catalogue.Entry) (held []heldAgainst) {
	book := s.law.Regulation.On(e.Date)
	if book == nil {
		return nil
	}
	for _, a := range book.Articles() {
		if !slices.Contains(a.Kinds, e.Kind) || !slices.Contains(a.MetBy, rules.MetByForm) {
			continue
		}
		h := heldAgainst{Article: a}
		if s.law.Wording != nil {
			h.Quote = s.law.Wording.Quote(a.Number)
		}
		held = append(held, h)
	}
	return held
}

const (
	mostRelated = 30  // records are shown each way
	mostCited   = 300 // numbers in a form are looked up
)

// cites are the records whose numbers stand in the form of one. Numbers have
// brackets around their year; other values are not looked up.
func (v *visit) cites(e catalogue.Entry) (found []catalogue.Entry, err error) {
	numbers := slices.DeleteFunc(slices.Compact(numbersIn(e.Values)), func(number string) bool { return number == e.Number })
	found, err = v.entries(numbers[:min(len(numbers), mostCited)])
	return found[:min(len(found), mostRelated)], err
}

// numbersIn are the values of a form that look like numbers of records.
func numbersIn(value any) (numbers []string) {
	switch value := value.(type) {
	case string:
		if strings.Contains(value, "〔") && strings.HasSuffix(value, "号") && len(value) < 200 {
			numbers = append(numbers, value)
		}
	case []any:
		for _, item := range value {
			numbers = append(numbers, numbersIn(item)...)
		}
	case map[string]any:
		for _, item := range value {
			numbers = append(numbers, numbersIn(item)...)
		}
	case templates.Values:
		for _, item := range value {
			numbers = append(numbers, numbersIn(item)...)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// citedBy are the records within reach that name the number.
func (v *visit) citedBy(e catalogue.Entry) (found []catalogue.Entry, more int, err error) {
	q, err := index.Parse(`"` + strings.ReplaceAll(e.Number, `"`, "") + `"`)
	if err != nil {
		return nil, 0, nil // a number that cannot be asked for
	}
	result, err := v.s.index.Search(v.r.Context(), index.Request{Query: q, Access: v.access(), Sort: index.ByNewest, Limit: mostRelated + 1})
	if err != nil {
		return nil, 0, v.s.withoutIndex(v.r.Context(), err)
	}
	numbers := slices.DeleteFunc(numbersOf(result.Hits), func(number string) bool { return number == e.Number })
	found, err = v.entries(numbers[:min(len(numbers), mostRelated)])
	return found, max(0, result.Total-1-len(found)), err
}

// withoutIndex lets a page that can do without the index do so.
func (s *Server) withoutIndex(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.complain("检索索引", err)
	return nil
}
