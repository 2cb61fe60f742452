package issue

import (
	"io"

	"gongwen/pipeline/form"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Draft prints a form as it would be issued, but without a number and stamped as
// a draft, so that an office sees its document before it hands the form in. A
// form with findings can be printed all the same.
func Draft(w io.Writer, renderer *pdf.Renderer, government, office, superior string, f *form.Form, excused []string, acting []templates.Acting) error {
	t, err := pdf.Parse(f.Kind)
	if err != nil {
		return err
	}
	_, err = renderer.Print(w, t, pdf.Data{
		Number:     f.Kind.FormatBlank(f.Kind.DateOf(f.Values).Year()),
		Government: government,
		Office:     office,
		Superior:   superior,
		Values:     f.Values,
		Excused:    excused,
		Acting:     acting,
		Stamp:      pdf.Stamp{Word: "草稿", Note: "尚未编号，仅供核对"},
	})
	return err
}
