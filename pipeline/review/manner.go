package review

import (
	"cmp"
	"slices"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// SignOffs are the signatures that a form was given at the desk, as its approvals.
type SignOffs struct {
	// Opened is set for a form that was sent for signatures: it is signed at the desk,
	// though its kind no longer were.
	Opened bool
	Rows   []templates.Values
	For    [][]form.SignedFor // what each counts for
}

// Sign sees to it that a form has its approvals in the manner of its kind. One that is
// signed at the desk gets its sign-offs in the place of approvals, may leave out the day
// it bears, which is then what its kind says, see templates.Kind.Undated; and must have
// no approvals of its own, not even such as cannot be read. The findings are
// those on the form, and what remains of them.
func Sign(ruleset *workspace.Ruleset, f *form.Form, found []form.Finding, s SignOffs, received time.Time) []form.Finding {
	if ruleset.Manner(f.Kind) != templates.Desk && !s.Opened {
		return found
	}
	key := f.Kind.ApprovalsKey()
	about := func(finding form.Finding) bool { return form.TopKey(finding.Path) == key }
	if typed, _ := f.Values[key].([]templates.Values); (len(typed) > 0 || f.Unread[key]) && !f.AtDesk {
		return append(slices.DeleteFunc(slices.Clone(found), about), form.Finding{ // how to type them is no help
			Severity: form.Must, Article: "32", Path: key, Field: f.Kind.LabelOf(key), Cell: cmp.Or(f.Places[form.RowPath(key, 0, "name")], f.Places[key]),
			Message: f.Kind.Title + "在网上签批，表单上不填审批意见",
			Advice:  "请清空这一栏重新提交；程序会送有权签批的人在阅览室的工作台上签。",
		})
	}
	f.Sign(s.Rows, s.For)
	if ruleset.Manner(f.Kind) == templates.PaperScan { // it was sent for signatures before that
		found = slices.DeleteFunc(slices.Clone(found), func(finding form.Finding) bool { return finding.Path == templates.ApprovalScan.Key })
	}
	if _, dated := f.Values[f.Kind.Date]; f.Undated || !dated && !f.Unread[f.Kind.Date] {
		f.Undated, f.Values[f.Kind.Date] = true, templates.Today(received)
		dateBySignatures(f)
		found = slices.DeleteFunc(slices.Clone(found), func(finding form.Finding) bool { return finding.Path == f.Kind.Date })
	}
	return slices.DeleteFunc(slices.Clone(found), about)
}

// Manner is how a form is signed; empty for one of a kind that nobody approves.
func Manner(ruleset *workspace.Ruleset, f *form.Form) templates.Manner {
	if f.AtDesk {
		return templates.Desk
	}
	return ruleset.Manner(f.Kind)
}

// dateBySignatures gives a form that is signed at the desk and leaves out the day it bears the day
// of its last signature, where its kind has that.
func dateBySignatures(f *form.Form) {
	if !f.Undated || f.Kind.Undated == templates.UndatedReceived {
		return
	}
	day := f.Kind.DateOf(f.Values)
	rows, _ := f.Values[f.Kind.ApprovalsKey()].([]templates.Values)
	for _, row := range rows {
		if signed, _ := row["date"].(templates.Date); signed.After(day.Time) {
			day = signed
		}
	}
	f.Values[f.Kind.Date] = day
}
