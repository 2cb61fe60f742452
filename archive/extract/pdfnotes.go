package extract

import (
	"errors"
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/structs"
)

// enterForm makes the values of fields known (AcroForm; ISO 32000-1, 12.7), and
// gives what ends it. PDFium wants to be told of a window that it could draw in.
func (p *pdfFile) enterForm(into *text) (leave func()) {
	leave = func() {}
	found, err := p.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: p.document})
	if err != nil || found.FormType == enums.FPDF_FORMTYPE_NONE {
		return leave
	}
	entered, err := p.FPDFDOC_InitFormFillEnvironment(&requests.FPDFDOC_InitFormFillEnvironment{
		Document: p.document,
		FormFillInfo: structs.FPDF_FORMFILLINFO{
			FFI_Invalidate:         func(references.FPDF_PAGE, float64, float64, float64, float64) {},
			FFI_SetCursor:          func(enums.FXCT) {},
			FFI_SetTimer:           func(int, func(int)) int { return 0 },
			FFI_KillTimer:          func(int) {},
			FFI_GetLocalTime:       func() (t structs.FPDF_SYSTEMTIME) { return t },
			FFI_GetPage:            func(references.FPDF_DOCUMENT, int) *references.FPDF_PAGE { return nil },
			FFI_GetRotation:        func(references.FPDF_PAGE) enums.FPDF_PAGE_ROTATION { return 0 },
			FFI_ExecuteNamedAction: func(string) {},
		},
	})
	if err != nil {
		into.lack("表单里填写的内容没有读")
		return leave
	}
	p.form = entered.FormHandle
	return func() {
		_, _ = p.FPDFDOC_ExitFormFillEnvironment(&requests.FPDFDOC_ExitFormFillEnvironment{FormHandle: p.form})
	}
}

// readNotes takes the footnotes of a page, what is noted on it, filled in, and stamped
// over it (ISO 32000-1, 12.5), as far as the page's text does not say it. The page is
// not to be read after it.
func (p *pdfFile) readNotes(page requests.Page, read pageText) error {
	said := bare(read.text)
	note := func(s string) {
		// One string may be the note of many annotations.
		if s := strings.TrimSpace(s); s != "" && p.notesLeft >= 0 && !strings.Contains(said, bare(s)) {
			p.notes = append(p.notes, s)
			p.notesLeft -= len(s)
			said += "\n" + bare(s)
		}
	}
	for line := range strings.Lines(read.notes) {
		if !isNumber(strings.TrimSpace(line), page.ByIndex.Index+1) {
			note(line)
		}
	}
	count, err := p.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil || count.Count == 0 {
		return err
	}
	var noted []string
	drawn := false
	for i := range min(count.Count, mostBeside) {
		got, err := p.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			return err
		}
		hasLook, err := p.readAnnotation(got.Annotation, func(s string) { noted = append(noted, s) })
		_, closeErr := p.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: got.Annotation})
		if err := errors.Join(err, closeErr); err != nil {
			return err
		}
		drawn = drawn || hasLook
	}
	if drawn {
		// What they look like becomes part of the page. That cannot be taken back, which
		// is why the page's own text was read before. A value filled in reads on from
		// what it was asked by.
		flat, err := p.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: page, Usage: requests.FPDFPage_FlattenUsageNormalDisplay})
		if err != nil {
			return err
		}
		if flat.Result == responses.FPDFPage_FlattenResultSuccess {
			whole, err := p.pageText(page)
			if err != nil {
				return err
			}
			for line := range strings.Lines(whole.text + "\n" + whole.notes) {
				note(line)
			}
		}
	}
	for _, s := range noted {
		note(s)
	}
	return nil
}

// readAnnotation takes one annotation, and reports whether it has a look of its own.
func (p *pdfFile) readAnnotation(a references.FPDF_ANNOTATION, note func(string)) (hasLook bool, err error) {
	sort, err := p.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: a})
	if err != nil {
		return false, err
	}
	switch sort.Subtype {
	case enums.FPDF_ANNOT_SUBTYPE_LINK:
		return false, nil
	case enums.FPDF_ANNOT_SUBTYPE_WIDGET:
		if err := p.readField(a, note); err != nil {
			return false, err
		}
	case enums.FPDF_ANNOT_SUBTYPE_FILEATTACHMENT:
		file, err := p.FPDFAnnot_GetFileAttachment(&requests.FPDFAnnot_GetFileAttachment{Document: p.document, Annotation: a})
		if err == nil {
			p.take(file.Attachment)
		}
	}
	said, err := p.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: a, Key: "Contents"})
	if err != nil {
		return false, err
	}
	note(said.Value)
	if said.Value == "" {
		rich, err := p.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: a, Key: "RC"}) // the same with marks
		if err != nil {
			return false, err
		}
		note(withoutTags(rich.Value))
	}
	look, err := p.FPDFAnnot_HasKey(&requests.FPDFAnnot_HasKey{Annotation: a, Key: "AP"})
	return err == nil && look.HasKey, err
}

// readField takes what is filled in a field. Of boxes to tick, what stands beside
// them is on the page.
func (p *pdfFile) readField(a references.FPDF_ANNOTATION, note func(string)) error {
	if p.form == "" {
		return nil
	}
	sort, err := p.FPDFAnnot_GetFormFieldType(&requests.FPDFAnnot_GetFormFieldType{FormHandle: p.form, Annotation: a})
	if err != nil {
		return nil // a field that the form does not know of
	}
	switch sort.FormFieldType {
	case enums.FPDF_FORMFIELD_TYPE_COMBOBOX, enums.FPDF_FORMFIELD_TYPE_LISTBOX:
		options, err := p.FPDFAnnot_GetOptionCount(&requests.FPDFAnnot_GetOptionCount{FormHandle: p.form, Annotation: a})
		if err != nil {
			break // without a list of its own
		}
		for i := range min(options.OptionCount, mostBeside) {
			chosen, err := p.FPDFAnnot_IsOptionSelected(&requests.FPDFAnnot_IsOptionSelected{FormHandle: p.form, Annotation: a, Index: i})
			if err != nil {
				return err
			}
			if !chosen.IsOptionSelected {
				continue
			}
			label, err := p.FPDFAnnot_GetOptionLabel(&requests.FPDFAnnot_GetOptionLabel{FormHandle: p.form, Annotation: a, Index: i})
			if err != nil {
				return err
			}
			note(label.OptionLabel)
		}
	case enums.FPDF_FORMFIELD_TYPE_TEXTFIELD:
	default:
		return nil
	}
	value, err := p.FPDFAnnot_GetFormFieldValue(&requests.FPDFAnnot_GetFormFieldValue{FormHandle: p.form, Annotation: a})
	if err != nil {
		return err
	}
	note(value.FormFieldValue)
	return nil
}
