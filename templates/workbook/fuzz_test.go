package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// FuzzSheets: whatever the markup of a sheet is, reading it ends; and where a plain
// decoder finds a cell that holds something, that is given, or said to be beyond the
// bounds, or the whole sheet is refused.
func FuzzSheets(f *testing.F) {
	f.Add(onSheet(`<row r="1"><c r="A1" t="s"><v>0</v></c><c><v>7</v></c></row><row><c t="inlineStr"><is><t>文</t><rPh><t>x</t></rPh></is></c></row>`))
	f.Add(onSheet(`<row r="4" hidden="1"><c r="b4"><f>A1</f></c></row><row r="2"><c r='XFD2' s="3"/></row>`, `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`))
	f.Add(onSheet(`<row r="30"><c><v><![CDATA[7]]></v></c></row><!-- <c> --><row><c t="str"><v> &#160;</v></c><c><v>&#55;</v></c></row>`))
	f.Add(`<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`)
	f.Fuzz(func(t *testing.T, markup string) {
		sheets, err := Sheets(made(t, map[string]string{"xl/worksheets/sheet1.xml": markup, "xl/sharedStrings.xml": "<sst><si><t>文</t></si><si><t/></si></sst>"}), small)
		if err != nil {
			return
		}
		s := sheets[0]
		if len(s.Rows) > small.Rows || len(s.cells.filled) > small.Cells {
			t.Fatalf("%d rows, %d cells", len(s.Rows), len(s.cells.filled))
		}
		expected, err := decoded(markup)
		if err != nil {
			return // no sheet to a decoder: nobody knows what it would say
		}
		for at := range expected {
			switch row, col := at[0], at[1]; {
			case row >= small.Rows || col >= small.Columns:
				if s.Excess == "" {
					t.Errorf("%s is beyond the bounds, and nobody says so", CellName(row, col))
				}
			case s.Text(row, col) == "" && s.Excess == "" && !s.Cell(row, col).IsFormula && s.Area(row, col) == (Area{row, col, row, col}):
				t.Errorf("%s is lost", CellName(row, col))
			}
		}
	})
}

var errUnsure = errors.New("not as the standard has it")

// decoded are the places of the cells that hold something, as a plain reading of the
// standard finds them. It is unsure of markup that is not as the standard has it.
func decoded(markup string) (map[[2]int]bool, error) {
	parents := map[string]string{"worksheet": "", "sheetData": "worksheet", "row": "sheetData", "c": "row", "v": "c", "f": "c", "is": "c", "r": "is", "rPh": "is"}
	found, d := map[[2]int]bool{}, xml.NewDecoder(strings.NewReader(markup))
	var path []string
	row, col, kind, value := -1, -1, "", ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			parent := ""
			if len(path) > 0 {
				parent = path[len(path)-1]
			}
			name := e.Name.Local
			if want, known := parents[name]; known && want != parent || !known && name != "t" && len(path) > 1 {
				return nil, errUnsure
			}
			path = append(path, name)
			switch name {
			case "row":
				row, col = row+1, -1
				if n := number([]byte(attr(e, "r"))); n > 0 {
					row = n - 1
				}
			case "c":
				if col, kind, value = col+1, attr(e, "t"), ""; attr(e, "r") != "" {
					r, c, ok := parseRef([]byte(attr(e, "r")))
					if !ok || r != row {
						return nil, errUnsure
					}
					col = c
				}
			case "f":
				found[[2]int{row, col}] = true
			}
		case xml.EndElement:
			if path = path[:len(path)-1]; e.Name.Local == "c" && strings.TrimSpace(value) != "" && (kind != "s" || strings.TrimSpace(value) == "0") {
				found[[2]int{row, col}] = true
			}
		case xml.CharData:
			switch in := strings.Join(path, "/"); strings.TrimPrefix(in, "worksheet/sheetData/row/c/") {
			case "v", "is/t", "is/r/t":
				value += string(e)
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// TestSheetsLoseNothing: sheets of cells in any order, filled and empty in every way, give
// all that is filled.
func TestSheetsLoseNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 11))
	contents := []string{
		`/>`, `></c>`, ` s="3"/>`, ` t="s"><v>1</v></c>`, ` t="str"><v> </v></c>`, ` t="inlineStr"><is><t/></is></c>`, `><v></v></c>`, `><v/></c>`,
		` t="s"><v>0</v></c>`, `><v>7</v></c>`, ` t="str"><v>文</v></c>`, ` t="inlineStr"><is><t>文</t></is></c>`, ` t="inlineStr"><is><r><t>文</t></r><rPh><t>x</t></rPh></is></c>`,
		`><f>A1</f><v>1</v></c>`, `><f>A1</f></c>`, ` t="e"><v>#N/A</v></c>`, ` t="b"><v>0</v></c>`, `><v><![CDATA[7]]></v></c>`, `><v><!--n-->&#55;</v></c>`,
	}
	refused := 0
	for range 3000 {
		var rows strings.Builder
		for range random.IntN(8) {
			row, hidden := random.IntN(25)+1, ""
			if random.IntN(4) == 0 {
				hidden = ` hidden="1"`
			}
			fmt.Fprintf(&rows, `<row r="%d"%s>`, row, hidden)
			for range random.IntN(5) {
				ref := ""
				if random.IntN(3) > 0 {
					ref = fmt.Sprintf(` r="%s"`, CellName(row-1, random.IntN(12)))
				}
				rows.WriteString(`<c` + ref + contents[random.IntN(len(contents))])
			}
			rows.WriteString(`</row>`)
		}
		markup := onSheet(rows.String())
		expected, err := decoded(markup)
		if err != nil {
			t.Fatal(err)
		}
		sheets, err := Sheets(made(t, map[string]string{"xl/worksheets/sheet1.xml": markup, "xl/sharedStrings.xml": "<sst><si><t>文</t></si><si><t/></si></sst>"}), small)
		var twice *TwiceError
		if errors.As(err, &twice) {
			refused++
			continue
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, markup)
		}
		s, beyond := sheets[0], false
		for at := range expected {
			if at[0] >= small.Rows || at[1] >= small.Columns {
				beyond = true
				continue
			}
			if c := s.Cell(at[0], at[1]); c.Text == "" && !c.IsFormula {
				t.Fatalf("%s is lost\n%s", c.Place, markup)
			}
		}
		if beyond != (s.Excess != "") {
			t.Fatalf("excess %q\n%s", s.Excess, markup)
		}
		for _, c := range s.cells.filled {
			if !expected[[2]int{c.row, c.col}] {
				t.Fatalf("%s is made up\n%s", CellName(c.row, c.col), markup)
			}
		}
	}
	if refused > 1500 {
		t.Errorf("%d refused: too few were read", refused)
	}
}

// FuzzPlainText: what is taken for plain text is what the library reads there.
func FuzzPlainText(f *testing.F) {
	for _, inner := range []string{"<v>12.50</v>", "<is><t>甲 乙</t></is>", "<is><r><t xml:space='preserve'>a </t></r> <r><t>b</t></r></is>", "<is><t/></is>", "<v>a\tb\n</v>", "<is><t>a</t></is><v>b</v>", "<v>1</v><v>2</v>"} {
		f.Add(inner)
	}
	f.Fuzz(func(t *testing.T, inner string) {
		text, is := plainText([]byte(inner))
		if !is || text == "" {
			return
		}
		c := filled{kind: "str", shared: -1, inner: []byte(inner)}
		if !strings.Contains(inner, "<v") {
			c.kind = "inlineStr"
			if !strings.Contains(inner, "<is") { // a shared string
				c.inner = []byte("<is>" + inner + "</is>")
			}
		}
		s := &Sheet{cells: &sheetCells{filled: []filled{c}}}
		left := maxText
		rows, err := s.cells.rows(nil, &left)
		if err != nil {
			t.Fatal(err)
		}
		packed, err := Small([][]byte{rows}, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		file, err := excelize.OpenReader(bytes.NewReader(packed), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		s.file, s.sheet = file, SmallName(0)
		if err := s.readTexts(); err != nil || s.Text(0, 0) != text {
			t.Errorf("%q is taken for %q, and is %q (%v)", inner, text, s.Text(0, 0), err)
		}
	})
}
