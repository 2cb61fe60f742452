// Package form reads request forms (申请表单): Excel workbooks, YAML and JSON.
//
// A form says which kind it is (表单种类) and gives each of the kind's fields a
// value, by key or by Chinese label. Reading never judges what the regulation
// asks; it finds what cannot be read or is not of the field's type, and says
// where. The outcome is one of three:
//
//   - a Form, with nothing found;
//   - a Form and findings: a kind is known, but cells are missing or wrong;
//   - an *Unreadable: no form at all.
//
// What is typed is not lost without a word. Every filled cell of the form's sheet, and
// every line of a text, is part of a value, is known as the form's own (furniture: titles,
// labels, hints), or is reported with its place. Findings of severity Must return what
// looks like an answer that was not understood; what looks like a remark on the side is
// asked about, with severity Confirm.
package form

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongwen/templates"
)

// Form is one request form as read.
type Form struct {
	Name   string // the file's own name, without folders
	Kind   *templates.Kind
	Values templates.Values
	// Places tells where a value stands, by path: "valid_until" or, for row 2 of
	// a list, counted from 0, "approvals[2].date". A place is a cell as people
	// write it (B7, or 介绍信!B7 when the form is not the first sheet one sees) or a
	// line (第12行).
	Places map[string]string
	// Written is what stands at a path where it is read as something else: 安　澜 for
	// 安澜, 3天 for 3. It is what findings show.
	Written map[string]string
	// Unread are the paths where something stands that could not be read as a value: such
	// a field is not empty, though Values has nothing of it.
	Unread map[string]bool
	SHA256 string // of what it was read from, in hex
	// AtDesk is set for a form whose approvals are not its own but sign-offs given at
	// the desk (网上签批), see package signoff. SignedFor is then what each line was given
	// for; nil for a line that counts for whatever it may, as one that is only tried.
	AtDesk    bool
	SignedFor [][]SignedFor
	// Undated is set for a form signed at the desk that leaves out the day it bears, see
	// templates.Kind.Undated. Values has it all the same.
	Undated bool
}

// SignedFor is one thing that a sign-off at the desk counts for.
type SignedFor struct {
	Step  string `json:"step"`  // id of the approval step
	Title string `json:"title"` // who is asked for there
	// For is whom the signer acts for, and Ground what that rests on; both are empty for
	// who holds the title.
	For    string `json:"for,omitempty"`
	Ground string `json:"ground,omitempty"`
}

// Sign gives a form that is signed at the desk its sign-offs in the place of approvals.
func (f *Form) Sign(rows []templates.Values, signedFor [][]SignedFor) {
	f.AtDesk, f.SignedFor = true, signedFor
	f.Values = maps.Clone(f.Values)
	if key := f.Kind.ApprovalsKey(); key != "" {
		f.Values[key] = append([]templates.Values{}, rows...)
	}
}

// Given is what a line of the approvals was given for, of a title of a step: atDesk is
// false for a line that counts for whatever it may, as one that was typed; ok, where it
// was given at the desk and not for that.
func (f *Form) Given(line int, step, title string) (s SignedFor, atDesk, ok bool) {
	if !f.AtDesk || line >= len(f.SignedFor) || f.SignedFor[line] == nil {
		return s, false, true
	}
	i := slices.IndexFunc(f.SignedFor[line], func(s SignedFor) bool { return s.Step == step && s.Title == title })
	if i < 0 {
		return s, true, false
	}
	return f.SignedFor[line][i], true, true
}

// RowPath is the path of a cell in a list, for Places and findings.
func RowPath(list string, row int, column string) string {
	return templates.RowPath(list, row, column)
}

// TopKey is the field of a path: approvals of approvals[2].date.
func TopKey(path string) string {
	key, _, _ := strings.Cut(path, "[")
	key, _, _ = strings.Cut(key, ".")
	return key
}

// ReadAs notes what stood at a path before the value there was changed into what it is
// read as. The first to say so is right.
func (f *Form) ReadAs(path, written string) {
	if f.Written == nil {
		f.Written = map[string]string{}
	}
	if _, known := f.Written[path]; !known {
		f.Written[path] = written
	}
}

// notRead notes that what stands at a path could not be read.
func (f *Form) notRead(path string) {
	if f.Unread == nil {
		f.Unread = map[string]bool{}
	}
	f.Unread[path] = true
}

// Shown is a value at a path as it stands on the form.
func (f *Form) Shown(path string, value any) string {
	if written, ok := f.Written[path]; ok {
		return written
	}
	return templates.Text(value)
}

// Unreadable is the error for a file that is no form. Its text is a Chinese
// sentence for the clerk: what is wrong with the file and what to do.
type Unreadable struct {
	Name   string // the file
	Reason string // what was found
	Advice string // what to do next
	Err    error  // the cause, where a library gave one
	// MaybeAttachment is set when nothing in the file claims to be a form, so
	// that it may belong to a form that has not arrived yet.
	MaybeAttachment bool
}

func (u *Unreadable) Error() string {
	return fmt.Sprintf("%s：%s。%s", u.Name, u.Reason, u.Advice)
}

// Finding says the same as a finding on the form as a whole.
func (u *Unreadable) Finding() Finding {
	return Finding{Severity: Must, Message: u.Reason, Advice: u.Advice}
}

func (u *Unreadable) Unwrap() error { return u.Err }
