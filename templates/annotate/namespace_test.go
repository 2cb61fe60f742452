package annotate

import "testing"

func TestRelabel(t *testing.T) {
	for strict, want := range map[string]string{
		`<workbook conformance="strict" xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main">`:            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`,
		"<x:workbook xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'\n conformance = 'strict'\t/>": "<x:workbook xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'\t/>",
		`<a xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships"/>`:                           `<a xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>`,
		`Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet"`:                         `Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"`,
		`Type="http://purl.oclc.org/ooxml/officeDocument/relationships/extendedProperties"`:                `Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"`,
		`xmlns="http://purl.oclc.org/ooxml/officeDocument/customProperties"`:                               `xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"`,
		`xmlns:a="http://purl.oclc.org/ooxml/drawingml/main"`:                                              `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`,
		`<c t="d"><v>2026-05-01</v></c>`:                                                                   `<c t="d"><v>2026-05-01</v></c>`,
		`<t>见 http://purl.oclc.org/ooxml/spreadsheetml/main conformance="strict"</t>`:                      `<t>见 http://purl.oclc.org/ooxml/spreadsheetml/main conformance="strict"</t>`,
	} {
		if got := string(relabel([]byte(strict))); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
