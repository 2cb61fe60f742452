package annotate_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// part is a file of a package.
type part struct{ name, content string }

// rewritten is a package with its parts changed.
func rewritten(t testing.TB, workbook []byte, change func(parts []part) []part) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var parts []part
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part{file.Name, string(content)})
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range change(parts) {
		f, err := w.Create(p.name) // with a data descriptor behind the content
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// each changes every part by itself.
func each(change func(p *part)) func(t testing.TB, workbook []byte) []byte {
	return func(t testing.TB, workbook []byte) []byte {
		return rewritten(t, workbook, func(parts []part) []part {
			for i := range parts {
				change(&parts[i])
			}
			return parts
		})
	}
}

func inSheets(change func(xml string) string) func(t testing.TB, workbook []byte) []byte {
	return each(func(p *part) {
		if regexp.MustCompile(`worksheets/sheet\d+\.xml$`).MatchString(p.name) {
			p.content = change(p.content)
		}
	})
}

var (
	spreadsheetTag = regexp.MustCompile(`<(/?)([A-Za-z]\w*)([\s/>])`)
	numberedRow    = regexp.MustCompile(`(<row\b[^>]*?) r="(\d+)"`)
	namedCell      = regexp.MustCompile(`(<c\b[^>]*?) r="([A-Z]+)(\d+)"`)
	emptyTag       = regexp.MustCompile(`<(\w+)((?:\s[^<>]*[^<>/])?)></(\w+)>`)
)

// variants are other ways to write the same workbook.
var variants = map[string]func(t testing.TB, workbook []byte) []byte{
	"strict": each(strict),
	"prefixed": each(func(p *part) {
		const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
		if strings.Contains(p.content, main) && !strings.Contains(p.content, "<xdr:") {
			p.content = spreadsheetTag.ReplaceAllString(strings.ReplaceAll(p.content, main, strings.Replace(main, "xmlns", "xmlns:sml", 1)), "<${1}sml:$2$3")
		}
		if strings.HasSuffix(p.name, ".rels") || strings.HasPrefix(p.name, "[Content") {
			p.content = spreadsheetTag.ReplaceAllString(strings.Replace(p.content, "xmlns=", "xmlns:p=", 1), "<${1}p:$2$3")
		}
	}),
	"with backslashes":   each(func(p *part) { p.name = strings.ReplaceAll(p.name, "/", `\`) }),
	"in another folder":  each(moved),
	"without references": inSheets(withoutReferences),
	"with empty tags":    inSheets(func(xml string) string { return emptyTag.ReplaceAllString(xml, "<$1$2/>") }),
	"with a mark and line ends": each(func(p *part) {
		if !strings.HasSuffix(p.name, ".png") {
			p.content = "\ufeff" + strings.Replace(strings.TrimPrefix(p.content, "\ufeff"), "?>\n", "?>\r\n", 1)
		}
	}),
	"as Excel writes": inSheets(func(xml string) string {
		if strings.Contains(xml, "x14ac") { // so does XlsxWriter, where it has to
			return xml
		}
		xml = strings.Replace(xml, "<worksheet ", `<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" `+
			`xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{A}" `, 1)
		return strings.ReplaceAll(regexp.MustCompile(` spans="[^"]*"`).ReplaceAllString(xml, ""), "<row ", `<row x14ac:dyDescent="0.2" spans="1:2" `)
	}),
	"in UTF-16": inSheets(func(xml string) string {
		b := []byte{0xFE, 0xFF}
		for _, unit := range utf16.Encode([]rune(strings.Replace(xml, `"UTF-8"`, `"UTF-16"`, 1))) {
			b = binary.BigEndian.AppendUint16(b, unit)
		}
		return string(b)
	}),
	"in another order": func(t testing.TB, workbook []byte) []byte {
		return rewritten(t, workbook, func(parts []part) []part {
			slices.Reverse(parts)
			return append([]part{{"unused.bin", "x"}}, parts...)
		})
	},
}

// strict makes a transitional part strict.
func strict(p *part) {
	if !strings.HasSuffix(p.name, ".xml") && !strings.HasSuffix(p.name, ".rels") {
		return
	}
	p.content = regexp.MustCompile(`http://schemas\.openxmlformats\.org/(spreadsheetml|officeDocument|drawingml)/2006/`).
		ReplaceAllString(p.content, "http://purl.oclc.org/ooxml/$1/")
	p.content = strings.NewReplacer("officeDocument/extended-properties", "officeDocument/extendedProperties",
		"relationships/extended-properties", "relationships/extendedProperties", "<workbook ", `<workbook conformance="strict" `).Replace(p.content)
}

// moved puts what is in xl elsewhere, and the names into another case.
func moved(p *part) {
	if rest, in := strings.CutPrefix(p.name, "xl/"); in {
		p.name = "Data/内容/" + rest
	}
	if strings.HasSuffix(p.name, ".rels") || strings.HasPrefix(p.name, "[Content") {
		p.content = regexp.MustCompile(`(["/])xl/`).ReplaceAllString(p.content, "${1}Data/内容/")
	}
}

func movedBack(p *part) {
	p.name = strings.Replace(p.name, "Data/内容/", "xl/", 1)
	p.content = strings.ReplaceAll(p.content, "Data/内容/", "xl/")
}

// withoutReferences leaves out the places that follow from those before.
func withoutReferences(xml string) string {
	row, col := 0, 0
	return regexp.MustCompile(`<(?:row|c)\b[^>]*>`).ReplaceAllStringFunc(xml, func(tag string) string {
		if m := numberedRow.FindStringSubmatch(tag); m != nil {
			row, col = row+1, 0
			if n := number(m[2]); n != row {
				row = n
				return tag
			}
			return strings.Replace(tag, ` r="`+m[2]+`"`, "", 1)
		}
		if m := namedCell.FindStringSubmatch(tag); m != nil {
			col++
			if n := column(m[2]); n != col {
				col = n
				return tag
			}
			return strings.Replace(tag, ` r="`+m[2]+m[3]+`"`, "", 1)
		}
		return tag
	})
}

func number(s string) int {
	n := 0
	for _, r := range s {
		n = 10*n + int(r-'0')
	}
	return n
}

func column(s string) int {
	n := 0
	for _, r := range s {
		n = 26*n + int(r-'A') + 1
	}
	return n
}
