package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"gongwen/archive/extract"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/pipeline/workspace"
)

// trust is what an answer is worth, and an empty one above all.
type trust struct {
	Missing  int    `json:"missing"`            // records that are not in the index yet
	Renewing bool   `json:"renewing,omitempty"` // the index is being made anew
	Reading  bool   `json:"reading,omitempty"`  // there are attachments not read yet
	Fault    string `json:"fault,omitempty"`    // what keeps the index from catching up
	// Textless are the attachments that have been read as far as they can be, but
	// whose contents, or part of them, nothing can find.
	Textless int `json:"textless"`
}

// complete tells that what was not found is not there, in whatever has text.
func (t trust) complete() bool { return t.Missing == 0 && !t.Renewing && !t.Reading && t.Fault == "" }

// catchingUp is how long a search lets the index catch up before it is asked.
const catchingUp = 2 * time.Second

// catchUp brings the index up to date if that takes but a moment, and tells how
// far it is then.
func catchUp(ctx context.Context, o *workspace.Workspace, searchable *index.Index) (trust, error) {
	short, cancel := context.WithTimeout(ctx, catchingUp)
	defer cancel()
	var t trust
	err := searchable.Follow(short, o.Catalogue, o.Texts, nil)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Fault = err.Error()
	}
	status, err := searchable.Status(ctx, o.Catalogue)
	if err != nil {
		return t, err
	}
	t.Missing, t.Renewing = status.Missing, status.Renewing
	read, err := o.Texts.UpToDate(ctx, o.Catalogue)
	if err != nil {
		return t, err
	}
	t.Reading = !read
	counts, err := o.Texts.Counts(ctx)
	for state, n := range counts {
		if state != extract.Read && state != texts.Unread {
			t.Textless += n
		}
	}
	return t, err
}

// printTrust tells, below an answer, what it lacks. That there are scans is worth
// telling only to those who found nothing.
func printTrust(w io.Writer, result found) {
	t := result.Index
	var lacks []string
	if t.Renewing {
		lacks = append(lacks, "检索索引正在重建")
	}
	if t.Missing > 0 {
		lacks = append(lacks, fmt.Sprintf("还有 %d 件没有编入索引", t.Missing))
	}
	if t.Fault != "" {
		lacks = append(lacks, "索引未能更新（"+t.Fault+"）")
	}
	if t.Reading {
		lacks = append(lacks, "还有附件没有读完")
	}
	switch {
	case len(lacks) > 0 && result.Total == 0:
		fmt.Fprintf(w, "注意：%s，现在还不能断定没有，请稍后再查\n", strings.Join(lacks, "，"))
	case len(lacks) > 0:
		fmt.Fprintf(w, "注意：%s，可能还有没查到的\n", strings.Join(lacks, "，"))
	}
	if t.Textless > 0 && result.Total == 0 {
		fmt.Fprintf(w, "另有 %d 个附件没有文字或没有读全（如扫描件），其中的内容查不到；运行 gongwen attachments 列出\n", t.Textless)
	}
}

// attachment is an attachment as --json prints it.
type attachment struct {
	Number string        `json:"number,omitempty"` // of the record
	Name   string        `json:"name"`
	Path   string        `json:"path,omitempty"`
	State  extract.State `json:"state"` // read, partial, no-text, encrypted, unsupported, too-large, timed-out, damaged, unread
	Reason string        `json:"reason,omitempty"`
}

func (a attachment) why() string {
	if a.Reason == "" {
		return texts.Title(a.State)
	}
	return texts.Title(a.State) + "，" + a.Reason
}

// silent are the attachments that a search does not see all of.
func silent(all []texts.Attachment) []attachment {
	var some []attachment
	for _, a := range all {
		if a.State != extract.Read {
			some = append(some, attachment{Name: a.Name(), State: a.State, Reason: a.Reason})
		}
	}
	return some
}
