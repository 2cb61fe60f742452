package extract

import (
	"bytes"
	"slices"
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// mostBeside is how many notes and fields of a page, bookmarks, and parts of a form
// are looked at.
const mostBeside = 5000

// take keeps a file that lies in the PDF.
func (p *pdfFile) take(file references.FPDF_ATTACHMENT) {
	f := pdfAttachment{}
	if name, err := p.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: file}); err == nil {
		f.name = name.Name
	}
	got, err := p.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: file})
	if err != nil {
		p.lost = true
		return
	}
	f.data = got.Contents
	if slices.ContainsFunc(p.files, func(other pdfAttachment) bool { return other.name == f.name && bytes.Equal(other.data, f.data) }) {
		return // attached to the file and to a place on a page
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
			p.lost = true
			continue
		}
		p.take(file.Attachment)
	}
	if p.lost {
		into.lack("其中有附件取不出")
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
	switch {
	case err != nil:
		return nil
	case found.FormType == enums.FPDF_FORMTYPE_XFA_FULL:
		into.lack("XFA 表单只读了填写的内容")
	case found.FormType != enums.FPDF_FORMTYPE_XFA_FOREGROUND: // of which the pages are in the PDF
		return nil
	}
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
			into.lack("XFA 表单里填写的内容取不出")
			continue
		}
		if err := into.breakLine(); err != nil {
			return err
		}
		if err := anyData.read(into, packet.Content); stops(err) {
			return err
		} else if err != nil {
			into.lack("XFA 表单里填写的内容不完整")
		}
	}
	return nil
}
