package review

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/pipeline/form"
	"gongwen/pipeline/sorting"
	"gongwen/templates"
)

// Submission is what was handed in together.
type Submission struct {
	Key         string // of the arrival; empty for whoever only asks
	Form        File
	Attachments []File // all that came with the form, whether it names them or not
	From        Sender
	Received    time.Time // when it was handed in; zero for now
	// Near are names of what lay near the form and did not come with it, see
	// sorting.Near: perhaps one of them is meant by an attachment that is missing.
	Near []string
	// Signed are the signatures it was given at the desk so far.
	Signed SignOffs
	// Refused is set for what goes back whatever it says, and why.
	Refused *form.Finding

	// Read reads the form. It is called once, and not at all where the files alone
	// tell that they were filed before. Its error is a *form.Unreadable, or what kept
	// the form from being read.
	Read func(context.Context) (*form.Form, []form.Finding, error)
}

// File is one file of a submission.
type File struct {
	Name   string // its own, without folders
	SHA256 string // in hex
	// Irregular says what it is, if it is no plain file: a link, a pipe. Such a one is
	// never opened.
	Irregular string
}

// irregular are the findings on what was handed in and is never opened.
func (s Submission) irregular() []form.Finding {
	var findings []form.Finding
	for _, f := range append([]File{s.Form}, s.Attachments...) {
		if f.Irregular != "" {
			findings = append(findings, notTheFile(f.Name, f.Irregular))
		}
	}
	if len(findings) == 0 && sorting.IsShortcut(s.Form.Name) {
		findings = append(findings, notTheFile(s.Form.Name, aShortcut))
	}
	return findings
}

const aShortcut = "一个快捷方式"

func notTheFile(name, what string) form.Finding {
	return form.Finding{
		Severity: form.Must,
		Message:  fmt.Sprintf("“%s”是%s，不是文件本身，没有打开，也没有收取其内容", name, what),
		Advice:   "请把文件本身（不是快捷方式或链接）复制到收件文件夹，与表单一起重新提交。",
	}
}

// alsoUnreadable are the findings on what came with a form that cannot be read and looks
// like a form, too: it would have been taken by itself if it could be read.
func (s Submission) alsoUnreadable() []form.Finding {
	var findings []form.Finding
	for _, f := range s.Attachments {
		if form.IsForm(f.Name) {
			findings = append(findings, form.Finding{
				Severity: form.Must,
				Message:  fmt.Sprintf("同一文件夹里的“%s”也不是能读的表单，一起退回", f.Name),
				Advice:   "请打开看看：是表单的，用空白表单重新填写；是附件的，在表单的附件栏填它的文件名",
			})
		}
	}
	return findings
}

// shortcuts are the findings on what came with a form, is not named by it, and only
// leads to what was meant to come.
func (s Submission) shortcuts(f *form.Form) []form.Finding {
	var findings []form.Finding
	named := f.Kind.Attachments(f.Values)
	for _, a := range s.Attachments {
		if sorting.IsShortcut(a.Name) && !slices.ContainsFunc(named, func(name string) bool { return form.NameKey(name) == form.NameKey(a.Name) }) {
			findings = append(findings, notTheFile(a.Name, aShortcut))
		}
	}
	return findings
}

// offerNear adds to the findings on missing attachments what is perhaps meant.
func (s Submission) offerNear(findings []form.Finding) {
	near := slices.Clone(s.Near)
	for _, a := range s.Attachments {
		near = append(near, a.Name)
	}
	for i, f := range findings {
		if f.Message != missingMessage(f.Value) {
			continue
		}
		if hint := sorting.Near(f.Value, near); hint != "" {
			findings[i].Advice = hint + "。" + f.Advice
		}
	}
}

// received is when the submission was handed in.
func (s Submission) received() time.Time {
	if s.Received.IsZero() {
		return time.Now()
	}
	return s.Received
}

// judgedOn is the day by which the rules judge what a form reports as done: when it was
// handed in or, where that is later, last signed at the desk.
func judgedOn(f *form.Form, received time.Time) templates.Date {
	day := templates.Today(received)
	rows, _ := f.Values[f.Kind.ApprovalsKey()].([]templates.Values)
	for _, row := range rows {
		if signed, _ := row["date"].(templates.Date); f.AtDesk && signed.After(day.Time) {
			day = signed
		}
	}
	return day
}

// Hash ties a number to what was handed in.
func (s Submission) Hash() string { return archive.SubmissionHash(s.Form.SHA256, s.sums()) }

// sums are the SHA-256 of the attachments.
func (s Submission) sums() []string {
	var sums []string
	for _, f := range s.Attachments {
		sums = append(sums, f.SHA256)
	}
	return sums
}

// has reports whether a file of that name came with the form.
func (s Submission) has(name string) bool {
	key := form.NameKey(name)
	return slices.ContainsFunc(s.Attachments, func(f File) bool { return form.NameKey(f.Name) == key })
}
