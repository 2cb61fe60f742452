// Package workbooktest makes of one workbook what other programs would have made of it:
// the same cells, written in every way the standard allows and some that it does not,
// for tests of all that reads workbooks.
package workbooktest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// T is the test that asks: a *testing.T, B or F.
type T interface {
	Helper()
	Fatal(args ...any)
}

// parts are a workbook's parts by name.
type parts map[string]string

// Variants are workbooks that say the same as data, which excelize wrote, by what is
// different about them.
func Variants(t T, data []byte) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for name, change := range changes {
		p := unpack(t, data)
		if change(p); !maps.Equal(p, unpack(t, data)) { // one without shared strings cannot have others
			all[name] = pack(t, p)
		}
	}
	if len(all) < len(changes)-3 {
		t.Fatal("most changes change nothing")
	}
	for name, write := range map[string]func(T, parts) []byte{"no data descriptors": packPlain, "zip64": packZip64} {
		all[name] = write(t, unpack(t, data))
	}
	return all
}

// changes are the variants whose zip file is as usual.
var changes = map[string]func(parts){
	"strict": func(p parts) {
		p.replace(
			"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
			"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
	},
	"prefixes": func(p parts) {
		element := regexp.MustCompile(`<(/?)([A-Za-z][A-Za-z0-9]*)([\s/>])`)
		for name, xml := range p {
			if strings.HasPrefix(name, "xl/") && !strings.Contains(name, "theme") && !strings.HasSuffix(name, ".rels") {
				xml = element.ReplaceAllString(xml, "<${1}main:$2$3")
				p[name] = strings.ReplaceAll(xml, ` xmlns="`, ` xmlns:main="`)
			}
		}
	},
	"backslashes":    func(p parts) { p.rename(func(name string) string { return strings.ReplaceAll(name, "/", `\`) }) },
	"a slash before": func(p parts) { p.rename(func(name string) string { return "/" + name }) },
	"upper case":     func(p parts) { p.rename(strings.ToUpper) },
	"other folders": func(p parts) {
		p.move("xl/worksheets/sheet1.xml", "表/第 1 张.xml", "worksheets/sheet1.xml", "../表/第%201%20张.xml")
		p.move("xl/styles.xml", "styles.xml", `"styles.xml"`, `"/styles.xml"`)
		p.move("xl/sharedStrings.xml", "xl/a/b/texts.bin", "/xl/sharedStrings.xml", "./a/c/../b/texts.bin")
	},
	"a workbook at the top": func(p parts) {
		p.move("xl/_rels/workbook.xml.rels", "_rels/book.xml.rels", "", "")
		p["_rels/.rels"] = strings.ReplaceAll(p["_rels/.rels"], "xl/workbook.xml", "book.xml")
		p["[Content_Types].xml"] = strings.ReplaceAll(p["[Content_Types].xml"], "/xl/workbook.xml", "/book.xml")
		p["book.xml"] = p["xl/workbook.xml"]
		delete(p, "xl/workbook.xml")
		p["_rels/book.xml.rels"] = strings.NewReplacer(`"worksheets/`, `"xl/worksheets/`, `"styles`, `"xl/styles`).Replace(p["_rels/book.xml.rels"])
	},
	"UTF-16": func(p parts) {
		for name, xml := range p {
			b := []byte{0xFF, 0xFE}
			for _, unit := range utf16.Encode([]rune(strings.Replace(xml, `encoding="UTF-8"`, `encoding="UTF-16"`, 1))) {
				b = append(b, byte(unit), byte(unit>>8))
			}
			p[name] = string(b)
		}
	},
	"a byte order mark": func(p parts) {
		for name, xml := range p {
			p[name] = "\ufeff" + xml
		}
	},
	"other parts": func(p parts) {
		p["xl/vbaProject.bin"], p["xl/media/image1.png"] = "<not what it says", strings.Repeat("\x00", 1<<20)
		p["xl/charts/chart1.xml"], p["docProps/app.xml"] = "<c:chart", strings.Repeat("<", 1<<20)
	},
	"other sheets before": func(p parts) {
		p.list(`<sheet name="图" sheetId="91" r:id="rId91"/><sheet name="对话" sheetId="92" r:id="rId92"/><sheet name="宏" sheetId="93" r:id="rId93"/>`+
			`<sheet name="藏" sheetId="94" state="hidden" r:id="rId94"/><sheet name="深藏" sheetId="95" state="veryHidden" r:id="rId95"/>`,
			"chartsheet", "dialogsheet", "xlMacrosheet", "worksheet", "worksheet")
		p["xl/worksheets/sheet94.xml"] = p["xl/worksheets/sheet1.xml"]
		p["xl/worksheets/sheet95.xml"] = "<not what it says"
	},
	"names of formats by the thousand": func(p parts) {
		p["xl/styles.xml"] = strings.Replace(p["xl/styles.xml"], "<cellXfs", "<cellStyleXfs>"+strings.Repeat(`<xf numFmtId="14" fontId="0" fillId="0"/>`, 64_000)+"</cellStyleXfs><cellXfs", 1)
	},
	"a list of strings nobody sees": func(p parts) {
		p["xl/sharedStrings.xml"] = strings.Replace(p["xl/sharedStrings.xml"], "</sst>", strings.Repeat("<si><t>某某路1号</t></si>", 50_000)+"</sst>", 1)
	},
}

func init() {
	for name, change := range sheetChanges {
		changes[name] = func(p parts) {
			for _, part := range slices.Collect(maps.Keys(p)) {
				if strings.HasPrefix(part, "xl/worksheets/sheet") {
					s := parseSheet(p[part])
					change(s, p)
					p[part] = s.String()
				}
			}
		}
	}
}

func (p parts) replace(pairs ...string) {
	r := strings.NewReplacer(pairs...)
	for name, text := range p {
		p[name] = r.Replace(text)
	}
}

func (p parts) rename(to func(string) string) {
	for _, name := range slices.Collect(maps.Keys(p)) {
		text := p[name]
		delete(p, name)
		p[to(name)] = text
	}
}

// move renames a part and the workbook's relationship to it.
func (p parts) move(from, to, target, other string) {
	const links = "xl/_rels/workbook.xml.rels"
	p[to] = p[from]
	delete(p, from)
	if target != "" {
		p[links] = strings.ReplaceAll(p[links], target, other)
	}
}

// list lists sheets before the others, whose relationships are rId91 and so on.
func (p parts) list(sheets string, types ...string) {
	p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], "<sheets>", "<sheets>"+sheets, 1)
	links := ""
	for i, typ := range types {
		links += fmt.Sprintf(`<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="worksheets/sheet%d.xml"/>`, 91+i, typ, 91+i)
	}
	const name = "xl/_rels/workbook.xml.rels"
	p[name] = strings.Replace(p[name], "</Relationships>", links+"</Relationships>", 1)
}

func unpack(t T, data []byte) parts {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	p := parts{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		p[f.Name] = string(b)
	}
	return p
}
