package extract

import (
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

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
