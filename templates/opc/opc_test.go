package opc

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"unicode/utf16"
)

// packed is a zip file of the files, given as name and content one after the other.
func packed(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wide = 1 << 20

func relationship(id, typ, target string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="` + id + `" Type="` + typ + `" Target="` + target + `"/></Relationships>`
}

func utf16le(s string) string {
	b := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(s)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return string(b)
}

// TestPartOpen: a part of markup is UTF-8, whatever it was; read, it is as it stands.
func TestPartOpen(t *testing.T) {
	p, err := Open(packed(t, "a", utf16le("文<a/>"), "b", "文<a/>", "c", ""), Bounds{Parts: 10, Unpacked: wide, Part: wide})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": "文<a/>", "b": "文<a/>", "c": ""} {
		r, err := p.Part(name).Open()
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(r); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	if b, err := p.Part("a").Read(); err != nil || string(b) != utf16le("文<a/>") {
		t.Errorf("read: %q, %v", b, err)
	}
}

func TestPackageFindsPartsByRelationships(t *testing.T) {
	const transitional, strict = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/", "http://purl.oclc.org/ooxml/officeDocument/relationships/"
	for name, files := range map[string][]string{
		"as usual":           {"_rels/.rels", relationship("r1", transitional+"officeDocument", "xl/workbook.xml"), "xl/workbook.xml", "found", "xl/_rels/workbook.xml.rels", relationship("r1", transitional+"worksheet", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml", "sheet"},
		"strict":             {"_rels/.rels", relationship("r1", strict+"officeDocument", "xl/workbook.xml"), "xl/workbook.xml", "found", "xl/_rels/workbook.xml.rels", relationship("r1", strict+"worksheet", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml", "sheet"},
		"from the root":      {"_rels/.rels", relationship("r1", transitional+"officeDocument", "/xl/workbook.xml"), "xl/workbook.xml", "found", "xl/_rels/workbook.xml.rels", relationship("r1", transitional+"worksheet", "/elsewhere/s.xml"), "elsewhere/s.xml", "sheet"},
		"backslashes":        {`_rels\.rels`, relationship("r1", transitional+"officeDocument", `xl\workbook.xml`), `xl\workbook.xml`, "found", `xl\_rels\workbook.xml.rels`, relationship("r1", transitional+"worksheet", `worksheets\sheet1.xml`), `xl\worksheets\sheet1.xml`, "sheet"},
		"another case":       {"_RELS/.rels", relationship("r1", transitional+"officeDocument", "XL/Workbook.xml"), "xl/workbook.xml", "found", "xl/_rels/workbook.xml.rels", relationship("r1", transitional+"worksheet", "WORKSHEETS/sheet1.XML"), "xl/worksheets/Sheet1.xml", "sheet"},
		"other folders":      {"_rels/.rels", relationship("r1", transitional+"officeDocument", "a/b/main.xml"), "a/b/main.xml", "found", "a/b/_rels/main.xml.rels", relationship("r1", transitional+"worksheet", "../表%201.xml"), "a/表 1.xml", "sheet"},
		"no folder":          {"_rels/.rels", relationship("r1", transitional+"officeDocument", "workbook.xml"), "workbook.xml", "found", "_rels/workbook.xml.rels", relationship("r1", transitional+"worksheet", "./s.xml"), "s.xml", "sheet"},
		"UTF-16":             {"_rels/.rels", utf16le(`<?xml version="1.0" encoding="UTF-16"?>` + relationship("r1", transitional+"officeDocument", "xl/表.xml")), "xl/表.xml", "found", "xl/_rels/表.xml.rels", utf16le(relationship("r1", transitional+"worksheet", "s.xml")), "xl/s.xml", "sheet"},
		"slashes in the zip": {"/_rels/.rels", relationship("r1", transitional+"officeDocument", "xl/workbook.xml"), "/xl/workbook.xml", "found", "/xl/_rels/workbook.xml.rels", relationship("r1", transitional+"worksheet", "worksheets/sheet1.xml"), "/xl/worksheets/sheet1.xml", "sheet"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Open(packed(t, files...), Bounds{Parts: 10, Unpacked: wide, Part: wide})
			if err != nil {
				t.Fatal(err)
			}
			document, err := p.Document()
			if err != nil {
				t.Fatal(err)
			}
			if b, err := document.Read(); err != nil || string(b) != "found" {
				t.Errorf("the document is %q, %v", b, err)
			}
			sheet, err := document.One("worksheet")
			if err != nil || sheet == nil {
				t.Fatalf("no sheet: %v", err)
			}
			if b, err := sheet.Read(); err != nil || string(b) != "sheet" {
				t.Errorf("the sheet is %q, %v", b, err)
			}
		})
	}
}

func TestOpenBounds(t *testing.T) {
	data := packed(t, "a", "12345", "b", "12345")
	for name, most := range map[string]Bounds{
		"parts":    {Parts: 1, Unpacked: wide, Part: wide},
		"unpacked": {Parts: 9, Unpacked: 9, Part: wide},
	} {
		if _, err := Open(data, most); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := Open(data, Bounds{Parts: 2, Unpacked: 10, Part: 4})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Part("a").Read(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a part beyond its bound: %v", err)
	}
	if _, err := p.Document(); !errors.Is(err, ErrNoPackage) {
		t.Errorf("no package: %v", err)
	}
}

func TestRelatedTellsWhatIsMissing(t *testing.T) {
	const rels = `<r:Relationships xmlns:r="http://schemas.openxmlformats.org/package/2006/relationships"><r:Relationship Id="a" Type="x/header" Target="none.xml"/>` +
		`<r:Relationship Id="b" Type="x/hyperlink" Target="http://x/y" TargetMode="External"/></r:Relationships>`
	p, err := Open(packed(t, "_rels/.rels", relationship("d", "x/officeDocument", "/word/document.xml"), "word/document.xml", "text", "word/_rels/document.xml.rels", rels), Bounds{Parts: 10, Unpacked: wide, Part: wide})
	if err != nil {
		t.Fatal(err)
	}
	document, err := p.Root().One("officeDocument")
	if err != nil || document == nil {
		t.Fatal(err)
	}
	all, err := document.Related()
	want := []Relationship{{ID: "a", Type: "header", Target: "none.xml"}, {ID: "b", Type: "hyperlink", Target: "http://x/y", Outside: true}}
	if err != nil || !slices.Equal(all, want) {
		t.Errorf("%+v, %v", all, err)
	}
	for _, bad := range []string{"", "<Relationships>", "<Relationships><Relationship Id=", "text"} {
		p, err := Open(packed(t, "_rels/.rels", bad), Bounds{Parts: 10, Unpacked: wide, Part: wide})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Root().Related(); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}
