package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// Verdict is what judging one form came to.
type Verdict struct {
	// Findings are those of the reader and of the rules, in the order of the
	// form's fields.
	Findings []form.Finding
	Rulebook string // the rulebook judged by, such as 青山区人民政府工作规则（2017年3月9日起施行）
	Rules    int    // how many rules the form was held against
	// Unasked are the articles with rules that were not judged, for want of an
	// archive to look into. They return nothing.
	Unasked []string
	// Withheld are the articles with rules that were not judged for an asker,
	// since they rest on records out of reach, see Limited. They return nothing.
	Withheld []string
	// Acting are the lines of the approvals that somebody signed for another.
	Acting []templates.Acting
	// Done are the steps that lines of the approvals complete, one for a line: the last; in
	// the order of the rulebook.
	Done []templates.Done
	// Missing are the sign-offs for want of which the form goes back, or waits.
	Missing []SignOff
	// Unsigned are the findings of the approval steps that are not complete, of a form
	// that is signed at the desk: they keep it waiting, and do not return it. Rules
	// about its approvals are judged when there are none any more.
	Unsigned []form.Finding
	// Route is how far the approval steps have come, of a form that is signed at the desk.
	Route []Progress
}

// Returned reports whether the form goes back.
func (v Verdict) Returned() bool { return slices.ContainsFunc(v.Findings, form.Finding.Returns) }

// Judge holds a form against the rulebook in force on the day it bears. found
// is what reading the form already brought to light: it is part of the verdict,
// cites the article that asks for the field, and a rule that looks at a field so
// found missing is passed over, since the form goes back anyway. A rule that
// cannot be judged – the roster does not know, a field it needs is empty – gives a
// finding that says so; it never passes for want of an answer. Without an archive
// rules that look across documents are not judged and the verdict names them.
// Judge is a pure function: the same form and facts give the same verdict in the
// same order. The error is the archive's; the form is not to blame
// for it.
func (r *Regulation) Judge(f *form.Form, found []form.Finding, facts Facts) (Verdict, error) {
	date := f.Kind.DateOf(f.Values)
	book := r.On(date)
	if date.IsZero() {
		book = r.Latest() // the reader has already found the date missing or wrong
	}
	if book == nil {
		return Verdict{Findings: append(slices.Clone(found), form.Finding{Severity: form.Must, Path: f.Kind.Date,
			Field: f.Kind.LabelOf(f.Kind.Date), Cell: f.Places[f.Kind.Date], Value: templates.Text(date),
			Message: fmt.Sprintf("%s没有施行中的工作规则，无法核对", date), Advice: "请核对日期；日期无误的，请管理员补入当时施行的规则。"})}, nil
	}
	return book.judge(f, found, facts)
}

// judge is Judge by this rulebook, whatever the form's date.
func (b *Rulebook) judge(f *form.Form, found []form.Finding, facts Facts) (Verdict, error) {
	v := Verdict{Findings: slices.Clone(found), Rulebook: b.Name()}
	e := newEvaluation(f, facts, b)
	faulty := map[string]bool{}
	for i := range v.Findings {
		finding := &v.Findings[i]
		if !filled(f.Values, finding.Path) {
			faulty[form.TopKey(finding.Path)] = true
		}
		if finding.Article == "" {
			finding.Article = b.asks[f.Kind.Key][form.TopKey(finding.Path)]
		}
	}
	for _, key := range unread(f) {
		faulty[key] = true
	}
	var unsigned []*program // not judged only because nobody has signed
	var results []result
	list := f.Kind.ApprovalsKey()
	waits, err := b.waits(e, &v)
	if err != nil {
		return Verdict{}, err
	}
	if p := b.compiled(f.Kind.Key).unasked; waits == unaskedStep {
		for _, r := range e.evaluate(p) {
			v.Unsigned = append(v.Unsigned, r.Finding)
		}
	}
	for _, p := range b.programs(f.Kind.Key) {
		if waits != "" && p.signing != nil {
			for _, r := range e.evaluate(p.signing) {
				v.Unsigned = append(v.Unsigned, r.Finding)
			}
		}
		if waits != "" && p.step == nil && slices.Contains(p.reads, list) {
			continue
		}
		if slices.ContainsFunc(p.reads, func(key string) bool { return faulty[key] }) {
			if !slices.ContainsFunc(p.reads, func(key string) bool { return faulty[key] && key != list }) {
				unsigned = append(unsigned, p)
			}
			continue
		}
		v.Rules++
		found := e.evaluate(p)
		if f.AtDesk && p.step != nil {
			for _, r := range found {
				v.Unsigned = append(v.Unsigned, r.Finding)
			}
			found = nil
		}
		results = append(results, found...)
		if e.records.err != nil {
			return Verdict{}, e.records.err
		}
		if e.unasked && !slices.Contains(v.Unasked, p.article) {
			v.Unasked = append(v.Unasked, p.article)
		}
		if e.withheld && !slices.Contains(v.Withheld, p.article) {
			v.Withheld = append(v.Withheld, p.article)
		}
		e.unasked, e.withheld = false, false
	}
	v.Findings = append(v.Findings, once(results)...)
	v.Acting, v.Done = e.acting, e.inOrder()
	missing, err := b.missing(f, facts, unsigned)
	if err != nil {
		return Verdict{}, err
	}
	b.excuse(v.Findings, f.Values)
	b.trust(v.Findings, f)
	v.Missing = append(missing, outstanding(e.missing, v.Findings)...)
	slices.SortStableFunc(v.Findings, func(a, b form.Finding) int {
		return cmp.Compare(fieldOrder(f.Kind, a.Path), fieldOrder(f.Kind, b.Path))
	})
	return v, nil
}

// SignedThemselves is what answers a suspicion about a signature given at the desk.
const SignedThemselves = "由本人在网上签批"

// JudgesApprovals reports whether any rule but the steps looks at a form's approvals.
func (r *Regulation) JudgesApprovals(f *form.Form) bool {
	book := r.On(f.Kind.DateOf(f.Values))
	list := f.Kind.ApprovalsKey()
	return book != nil && slices.ContainsFunc(book.programs(f.Kind.Key), func(p *program) bool {
		return p.step == nil && slices.Contains(p.reads, list)
	})
}

// trust answers the suspicions (请核实) about single lines of the approvals of a form that
// is signed at the desk: whoever signed was known, was told of them, and signed all the
// same, see signoff.Objection.
func (b *Rulebook) trust(findings []form.Finding, f *form.Form) {
	list := f.Kind.ApprovalsKey()
	for i := range findings {
		if x := &findings[i]; f.AtDesk && x.Severity == form.Confirm && !x.Excused && strings.HasPrefix(x.Path, list+"[") {
			x.Excused, x.Reason = true, SignedThemselves
		}
	}
}

// waits is the first step that a form which is signed at the desk waits for; empty where
// it waits for none. It notes in the verdict how far all of them have come.
func (b *Rulebook) waits(e *evaluation, v *Verdict) (step string, err error) {
	if !e.form.AtDesk {
		return "", nil
	}
	v.Route, err = b.route(e)
	e.acting, e.done, e.unasked, e.withheld = nil, nil, false, false
	if i := slices.IndexFunc(v.Route, func(p Progress) bool { return !p.Done() }); i >= 0 {
		step = v.Route[i].Step
	}
	return step, err
}

// unread are the fields that should have been read from a file the form names, and are
// empty: the file did not come, or a finding says what is wrong with it.
func unread(f *form.Form) (keys []string) {
	for _, field := range f.Kind.Fields {
		if _, named := f.Values[field.Key]; !named {
			continue
		}
		for _, key := range field.Into {
			if _, ok := f.Values[key]; !ok && f.Kind.Field(key).Required {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// once are the findings of the rules, without those of approval steps that want for
// a line another finding is about: a fault is told once. Where that other rule, which
// cites no article of its own, is about who signed the line, it is told for the article
// that asks for the step.
func once(results []result) []form.Finding {
	told := make([]bool, len(results))
	for i, r := range results {
		for _, place := range r.claims {
			for j, other := range results {
				if other.Severity != form.Must || !strings.HasPrefix(other.Path, place) {
					continue
				}
				told[i] = true
				if other.general && other.Path == place+"name" {
					results[j].Article, results[j].general = r.Article, false
				}
			}
		}
	}
	var findings []form.Finding
	for i, r := range results {
		if !told[i] {
			findings = append(findings, r.Finding)
		}
	}
	return findings
}

// filled reports whether there is a value at the path of a finding. One of
// list.column is about a column that is missing as a whole.
func filled(v templates.Values, path string) bool {
	list, cell, inRow := strings.Cut(path, "[")
	if !inRow {
		_, ok := v[path]
		return ok
	}
	number, column, _ := strings.Cut(cell, "].")
	i, err := strconv.Atoi(number)
	rows, _ := v[list].([]templates.Values)
	if err != nil || i < 0 || i >= len(rows) {
		return false
	}
	_, ok := rows[i][column]
	return ok
}

// fieldOrder is the position of a path's field on the form; what belongs to no
// field comes first.
func fieldOrder(k *templates.Kind, path string) int {
	key := form.TopKey(path)
	return slices.IndexFunc(k.Fields, func(f templates.Field) bool { return f.Key == key })
}
