package issue

import (
	"bytes"
	"cmp"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Draft is a document printed as a draft.
type Draft struct {
	Name string // of a further document; empty for the main one
	PDF  []byte
}

// Drafts prints a form as it would be issued, the main document first, but without a
// number and stamped as a draft, so that an office sees its documents before it hands the
// form in, and those who sign see theirs. A form with findings can be printed all the same.
func Drafts(renderer *pdf.Renderer, government, office, superior string, f *form.Form, v Verdict, awaited []templates.Awaited) ([]Draft, error) {
	main, err := pdf.Parse(f.Kind)
	if err != nil {
		return nil, err
	}
	year := f.Kind.DateOf(f.Values).Year()
	d := pdf.Data{
		Number:     f.Kind.FormatBlank(year),
		Government: government,
		Office:     office,
		Superior:   superior,
		Values:     f.Values,
		Excused:    v.Excused,
		Acting:     v.Acting,
		Done:       v.Done,
		Manner:     v.Manner,
		Awaited:    awaited,
		Stamp:      pdf.Stamp{Word: "草稿", Note: draftNote(f)},
	}
	var drafts []Draft
	add := func(name string, t *pdf.Template, d pdf.Data) error {
		var b bytes.Buffer
		_, err := renderer.Print(&b, t, d)
		drafts = append(drafts, Draft{name, b.Bytes()})
		return err
	}
	if err := add("", main, d); err != nil {
		return nil, err
	}
	wanted, err := main.Wanted(d)
	if err != nil {
		return nil, err
	}
	for _, further := range wanted {
		own := d
		own.Number = cmp.Or(further.FormatBlank(year), d.Number)
		if err := add(further.Name, further.Template, own); err != nil {
			return nil, err
		}
	}
	return drafts, nil
}

// draftNote is what the stamp says beside 草稿. A form that leaves out the day it bears gets
// that of its last signature, which nobody knows yet: its draft bears the day on which it
// was handed in, and says that this will be another.
func draftNote(f *form.Form) string {
	if f.Undated && f.Kind.Undated != templates.UndatedReceived {
		return "尚未编号，日期以签完那天为准，仅供核对"
	}
	return "尚未编号，仅供核对"
}

// Awaited are the signatures that the steps of a form's approval wait for, in their order.
func Awaited(route []rules.Progress) (all []templates.Awaited) {
	for _, p := range route {
		switch {
		case p.Done():
		case p.All:
			for _, title := range p.Open {
				all = append(all, templates.Awaited{Who: title, Does: p.Does})
			}
		default:
			all = append(all, templates.Awaited{Who: strings.Join(p.Open, "或"), Does: p.Does})
		}
	}
	return all
}
