package issue

import (
	"bytes"
	"cmp"

	"gongwen/pipeline/form"
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
// form in. A form with findings can be printed all the same.
func Drafts(renderer *pdf.Renderer, government, office, superior string, f *form.Form, excused []string, acting []templates.Acting, done []templates.Done) ([]Draft, error) {
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
		Excused:    excused,
		Acting:     acting,
		Done:       done,
		Stamp:      pdf.Stamp{Word: "草稿", Note: "尚未编号，仅供核对"},
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
