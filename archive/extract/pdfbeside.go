package extract

import (
	"bytes"
	"errors"
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/structs"
)

// mostBeside is how many notes and fields of a page, bookmarks, and parts of a form
// are looked at.
const mostBeside = 5000

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

// readAnnotations takes what is noted on a page, filled in, and stamped over it
// (ISO 32000-1, 12.5), as far as the page's text does not say it. The page is not to
// be read after it.
func (p *pdfFile) readAnnotations(page requests.Page, text string) error {
	count, err := p.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil || count.Count == 0 {
		return err
	}
	said := bare(text)
	note := func(s string) {
		if s := strings.TrimSpace(s); s != "" && !strings.Contains(said, bare(s)) {
			p.notes = append(p.notes, s)
			said += "\n" + bare(s)
		}
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
			whole, mute, err := p.pageText(page)
			if err != nil {
				return err
			}
			if !mute {
				for line := range strings.Lines(whole) {
					note(line)
				}
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

// take keeps a file that lies in the PDF.
func (p *pdfFile) take(file references.FPDF_ATTACHMENT) {
	f := pdfAttachment{}
	if name, err := p.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: file}); err == nil {
		f.name = name.Name
	}
	if got, err := p.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: file}); err == nil {
		f.data = got.Contents
	}
	// One too many stays, and is told to be.
	if len(p.files) <= mostEmbedded && p.room >= 0 {
		p.room -= int64(len(f.data))
		p.files = append(p.files, f)
	}
}

// readBeside adds what is in the file beside the text of its pages: notes, bookmarks,
// the data of an XFA form; and takes the files that lie in it. The properties of the
// file are left: a title that came with the template would be found for ever.
func (p *pdfFile) readBeside(into *text) error {
	said := bare(into.b.String())
	note := func(s string) error {
		if s = strings.TrimSpace(s); s == "" || strings.Contains(said, bare(s)) {
			return nil
		}
		if err := into.breakLine(); err != nil {
			return err
		}
		return into.write(s + "\n")
	}
	for _, s := range p.notes { // of which each page has told already what is new on it
		if err := into.write("\n" + s + "\n"); err != nil {
			return err
		}
	}
	left := mostBeside
	if err := p.readBookmarks(nil, note, &left); err != nil {
		return err
	}
	if err := p.readXFA(into); err != nil {
		return err
	}
	files, err := p.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: p.document})
	if err != nil {
		return nil
	}
	for i := range min(files.AttachmentCount, mostEmbedded+1) {
		file, err := p.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: p.document, Index: i})
		if err != nil {
			into.lack("其中的附件取不出")
			continue
		}
		p.take(file.Attachment)
	}
	if len(p.files) > mostEmbedded {
		into.lack("其中的附件太多，没有都读")
	}
	return nil
}

// readBookmarks adds the bookmarks under one, or all of them. Bookmarks that lead
// back to themselves end with those left.
func (p *pdfFile) readBookmarks(under *references.FPDF_BOOKMARK, note func(string) error, left *int) error {
	first, err := p.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: p.document, Bookmark: under})
	if err != nil {
		return nil
	}
	for mark := first.Bookmark; mark != nil && *left > 0; {
		*left--
		if title, err := p.FPDFBookmark_GetTitle(&requests.FPDFBookmark_GetTitle{Bookmark: *mark}); err == nil {
			if err := note(title.Title); err != nil {
				return err
			}
		}
		if err := p.readBookmarks(mark, note, left); err != nil {
			return err
		}
		next, err := p.FPDFBookmark_GetNextSibling(&requests.FPDFBookmark_GetNextSibling{Document: p.document, Bookmark: *mark})
		if err != nil {
			return nil
		}
		mark = next.Bookmark
	}
	return nil
}

// readXFA adds the data filled in a form of XML (XFA). Its pages are drawn by
// programs that know XFA only; what they would look like is not known here.
func (p *pdfFile) readXFA(into *text) error {
	found, err := p.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: p.document})
	if err != nil || found.FormType != enums.FPDF_FORMTYPE_XFA_FULL && found.FormType != enums.FPDF_FORMTYPE_XFA_FOREGROUND {
		return nil
	}
	into.lack("XFA 表单只读了填写的内容")
	count, err := p.FPDF_GetXFAPacketCount(&requests.FPDF_GetXFAPacketCount{Document: p.document})
	if err != nil {
		return nil
	}
	for i := range min(count.Count, mostBeside) {
		name, err := p.FPDF_GetXFAPacketName(&requests.FPDF_GetXFAPacketName{Document: p.document, Index: i})
		if err != nil || name.Name != "datasets" {
			continue
		}
		packet, err := p.FPDF_GetXFAPacketContent(&requests.FPDF_GetXFAPacketContent{Document: p.document, Index: i})
		if err != nil {
			continue
		}
		if err := readData(into, bytes.NewReader(packet.Content)); into.ctx.Err() != nil || errors.Is(err, errFull) {
			return err
		}
	}
	return nil
}

// pictured is which part of the page its pictures cover, from 0 to 1; more where
// they lie on each other.
func (p *pdfFile) pictured(page requests.Page, objects int) float64 {
	size, err := p.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: page.ByIndex.Document, Index: page.ByIndex.Index})
	if err != nil || size.Width*size.Height <= 0 {
		return 0
	}
	covered := 0.0
	for i := range min(objects, mostBeside) {
		got, err := p.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			return 0
		}
		if !p.isPicture(got.PageObject, 3) {
			continue
		}
		b, err := p.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: got.PageObject})
		if err == nil {
			covered += float64(b.Right-b.Left) * float64(b.Top-b.Bottom)
		}
	}
	return covered / (size.Width * size.Height)
}

// isPicture reports whether an object is a picture, or a group of objects, to that
// depth, with one in it.
func (p *pdfFile) isPicture(o references.FPDF_PAGEOBJECT, depth int) bool {
	sort, err := p.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o})
	if err != nil || sort.Type != enums.FPDF_PAGEOBJ_FORM || depth == 0 {
		return err == nil && sort.Type == enums.FPDF_PAGEOBJ_IMAGE
	}
	count, err := p.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: o})
	if err != nil {
		return false
	}
	for i := range min(count.Count, mostBeside) {
		inner, err := p.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: o, Index: uint64(i)})
		if err == nil && p.isPicture(inner.PageObject, depth-1) {
			return true
		}
	}
	return false
}
