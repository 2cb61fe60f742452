package xlsx

import (
	"io"
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// signedAtDesk is what the blank form of a kind that is signed at the desk says where
// others have rows for approvals.
const signedAtDesk = "本表在网上签批，不填审批意见；提交后程序送有权签批的人"

// What such a form says of the day it bears, see templates.Kind.Undated.
const (
	datedBySigning = "可不填，以最后签批之日为准"
	datedByReceipt = "可不填，以送交之日为准"
)

// BlankAtDesk is Blank for a kind that is signed at the desk (网上签批): there is nothing to
// fill in where the approvals stand, and the day it bears may be left out.
func BlankAtDesk(w io.Writer, k *templates.Kind, roster Roster) error {
	return Blank(w, atDesk(k), roster)
}

// atDesk is the kind as its blank form asks for it where it is signed at the desk: its
// approvals have no columns. A kind that nobody approves is as it was.
func atDesk(k *templates.Kind) *templates.Kind {
	if !k.Approved() {
		return k
	}
	signed := *k
	signed.Fields = slices.Clone(k.Fields)
	approvals := signed.Field(k.ApprovalsKey())
	approvals.Required, approvals.Note, approvals.Columns = false, signedAtDesk, nil
	if date := signed.Field(k.Date); date != nil {
		says := datedBySigning
		if k.Undated == templates.UndatedReceived {
			says = datedByReceipt
		}
		if date.Note != "" {
			says = strings.TrimRight(date.Note, "。") + "；" + says
		}
		date.Required, date.Note = false, says
	}
	return &signed
}

// notFilledIn reports whether a list is on the form only to say that nobody fills it in.
func notFilledIn(f *templates.Field) bool { return f.IsList() && len(f.Columns) == 0 }

// SaysSignedAtDesk reports whether a text is what stands in the place of approvals on the
// blank form of a kind that is signed at the desk, however its characters are written.
func SaysSignedAtDesk(text string) bool { return normal.Key(text) == normal.Key(signedAtDesk) }
