package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gongwen/archive/journal"
	"gongwen/pipeline/form"
	"gongwen/pipeline/review"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
	"gongwen/templates/bounded"
)

// judged is one form as it was judged.
type judged struct {
	Name     string
	Kind     string // title
	Accepted bool
	// Unsigned tells of an accepted form whose turn it is to sign it, in a sentence;
	// empty for one that needs no signatures at the desk.
	Unsigned string
	Filed    string         // number under which the same was filed before
	Unnamed  bool           // the same was filed before, as a record out of scope
	Withheld string         // the articles of rules that rest on records out of scope
	On       []form.Finding // findings on the form as a whole
	Fields   []judgedField
	Quotes   []quote
}

// judgedField is a field of the form with what was found there.
type judgedField struct {
	Label, Text string
	Findings    []form.Finding
	Wrong       bool
}

// judgeAll asks the reviewer about every form among the files of a folder.
func (r *request) judgeAll(dir string, names []string, from review.Sender) (all []judged, err error) {
	ruleset := r.server.ruleset()
	read := func(_ context.Context, name string, data []byte) (*form.Form, []form.Finding, error) {
		return r.readForm(name, data, ruleset.Kinds)
	}
	folder := review.Folder{Files: bounded.Dir(dir), Whole: true, Read: read}
	reviewer := review.Reviewer{Ruleset: ruleset, Fonts: r.server.fonts, Filed: r.server.workspace.Catalogue}
	forms, err := folder.Forms(r.Context(), names)
	if err != nil {
		return nil, err
	}
	for _, name := range forms {
		submission, err := folder.Submission(r.Context(), name, from)
		if err != nil {
			return nil, err
		}
		o, err := reviewer.Review(r.Context(), submission)
		if err != nil {
			return nil, err
		}
		if o.Unreadable != nil {
			if err := r.logAccess(journal.Event{Type: journal.Checked, Unit: from.Unit, Path: name, Reason: "读不了"}); err != nil {
				return nil, err
			}
			all = append(all, judged{Name: name, On: o.Verdict.Findings})
			continue
		}
		f, _, err := submission.Read(r.Context()) // again: what was filed before is not read for the outcome
		if err != nil {
			return nil, err
		}
		j := r.judged(f, o)
		if err := r.noteCheck(j, f, from); err != nil {
			return nil, err
		}
		all = append(all, j)
	}
	return all, nil
}

// judged is an outcome as the page shows it.
func (r *request) judged(f *form.Form, o review.Outcome) judged {
	j := judged{Name: f.Name, Kind: f.Kind.Title, Accepted: o.Accepted() || o.Unsigned(), Unnamed: o.Unnamed}
	if o.Unsigned() {
		j.Unsigned = signoff.Signing{}.WhoseTurn(signoff.Situation{Route: o.Verdict.Route})
	}
	if o.Duplicate != "" {
		if !o.Unnamed {
			j.Filed = o.Duplicate
		}
		return j
	}
	var articles []string
	for _, article := range o.Verdict.Withheld {
		articles = append(articles, cmp.Or(form.ArticleName(article), "本单位补充的规则"))
	}
	j.Withheld = strings.Join(articles, "、")
	j.Quotes = r.server.quotes(o.Verdict.Findings)
	j.lay(f, o.Verdict.Findings)
	return j
}

// noteCheck writes to the access log what was asked and what came of it, before the
// answer is given.
func (r *request) noteCheck(j judged, f *form.Form, from review.Sender) error {
	came := "要改"
	switch {
	case j.Unsigned != "":
		came = "待签"
	case j.Accepted:
		came = "通过"
	case j.Filed != "" || j.Unnamed:
		came = "此前已办理"
	}
	if j.Withheld != "" {
		came += "，涉及查阅范围以外的档案（" + j.Withheld + "）"
	}
	return r.logAccess(journal.Event{Type: journal.Checked, Unit: from.Unit, Path: f.Name, FormKind: f.Kind.Key, Number: j.Filed,
		Content: f.SHA256, Reason: f.Kind.Title + "：" + came})
}

// withheld says of which articles the answer was kept back; empty where of none.
func (s *Server) withheld(all []judged) string {
	for _, j := range all {
		if j.Withheld != "" {
			return j.Withheld + "要与您查阅范围以外的档案核对，办理时才知道结果；有疑问请问" + s.ruleset().Office + "。"
		}
	}
	return ""
}

// readForm reads a form once there is a slot for it.
func (r *request) readForm(name string, data []byte, kinds *templates.Set) (*form.Form, []form.Finding, error) {
	done, err := r.awaitSlot(r.server.workspace.Processors().Acquire)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	return form.Read(name, data, kinds)
}

// lay puts every finding to its field.
func (j *judged) lay(f *form.Form, findings []form.Finding) {
	of := map[string][]form.Finding{}
	for _, finding := range findings {
		key, _, _ := strings.Cut(finding.Path, ".")
		key, _, _ = strings.Cut(key, "[")
		if f.Kind.Field(key) == nil {
			j.On = append(j.On, finding)
			continue
		}
		of[key] = append(of[key], finding)
	}
	for i := range f.Kind.Fields {
		field := &f.Kind.Fields[i]
		row := judgedField{Label: field.Label, Findings: of[field.Key]}
		if value, ok := f.Values[field.Key]; ok {
			row.Text = field.InWords(value)
		}
		row.Wrong = slices.ContainsFunc(row.Findings, form.Finding.Returns)
		if row.Text != "" || len(row.Findings) > 0 {
			j.Fields = append(j.Fields, row)
		}
	}
}
