package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var small = Bounds{Sheets: 3, Rows: 20, Columns: 10, Cells: 30, All: 50}

// made is a workbook of the parts, besides the usual ones, which they may replace.
func made(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	link := func(id, typ, target string) string {
		return `<Relationship Id="` + id + `" Type="` + related + "/" + typ + `" Target="` + target + `"/>`
	}
	all := map[string]string{
		"_rels/.rels":     fmt.Sprintf(relationships, link("r1", "officeDocument", "xl/workbook.xml")),
		"xl/workbook.xml": `<workbook ` + mainNamespace + ` xmlns:r="` + related + `"><workbookPr/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(relationships, link("r1", "worksheet", "worksheets/sheet1.xml")+link("r2", "worksheet", "worksheets/sheet2.xml")+
			link("r3", "chartsheet", "chartsheets/sheet3.xml")+link("r4", "sharedStrings", "sharedStrings.xml")+link("r5", "styles", "styles.xml")),
	}
	maps.Copy(all, parts)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write([]byte(all[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// onSheet is the markup of a sheet with rows, and what comes after them.
func onSheet(rows string, after ...string) string {
	return `<worksheet ` + mainNamespace + `><sheetData>` + rows + `</sheetData>` + strings.Join(after, "") + `</worksheet>`
}

func sheetOf(t *testing.T, parts map[string]string) *Sheet {
	t.Helper()
	sheets, err := Sheets(made(t, parts), small)
	if err != nil {
		t.Fatal(err)
	}
	return sheets[0]
}

func TestSheetsTellCellsAsStored(t *testing.T) {
	const styles = `<styleSheet ` + mainNamespace + `><numFmts><numFmt numFmtId="176" formatCode="0.00&quot;万元&quot;"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="9"/><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="14"/></cellXfs>` +
		`<dxfs><dxf><numFmt numFmtId="176" formatCode="0"/></dxf></dxfs></styleSheet>`
	s := sheetOf(t, map[string]string{
		"xl/styles.xml":        styles,
		"xl/sharedStrings.xml": `<sst ` + mainNamespace + `><si/><si><t xml:space="preserve"> a &amp; b </t><rPh sb="0" eb="1"><t>x</t></rPh></si><si><r><t>甲</t></r><r><rPr><b/></rPr><t>_x4E59_</t></r></si><si><rPh><t>x</t></rPh><t> </t></si></sst>`,
		"xl/worksheets/sheet1.xml": onSheet(`<row><c s="1"><v>18.24</v></c><c s="2"><v>46164</v></c><c t="n"><v>1.5E3</v></c><c s="77"><v>3</v></c></row>` +
			`<row><c t="s"><v>1</v></c><c t="s"><v> 2 </v></c><c t="s"><v>0</v></c><c t="s"><v>3</v></c><c t="s"/></row>` +
			`<row><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="d"><v>2026-05-14T00:00:00</v></c><c t="str"><v>文</v></c></row>` +
			`<row><c t="inlineStr"><is><t>一</t></is></c><c><is><t>二</t></is></c><c t="inlineStr"><v>三</v></c><c><v><![CDATA[4]]></v><extLst><ext><v>9</v></ext></extLst></c></row>` +
			`<row><c t="str"><f>A1&amp;"x"</f><v>18.24x</v></c><c><f t="shared" ref="B5:B6" si="0">A1+1</f><v>19.24</v></c><c><f>NOW()</f></c></row>` +
			`<row><c r="B6"><f t="shared" si="0"/><v>1</v></c></row>`),
	})
	wan := Format{176, `0.00"万元"`}
	for place, want := range map[[2]int]Cell{
		{0, 0}: {Text: "18.24", Type: Number, Format: wan}, {0, 1}: {Text: "46164", Type: Number, Format: Format{ID: 14}},
		{0, 2}: {Text: "1.5E3", Type: Number}, {0, 3}: {Text: "3", Type: Number},
		{1, 0}: {Text: " a & b ", Type: Text}, {1, 1}: {Text: "甲乙", Type: Text}, {1, 2}: {}, {1, 3}: {}, {1, 4}: {},
		{2, 0}: {Text: "1", Type: Bool}, {2, 1}: {Text: "#REF!", Type: Error}, {2, 2}: {Text: "2026-05-14T00:00:00", Type: Day}, {2, 3}: {Text: "文", Type: Text},
		{3, 0}: {Text: "一", Type: Text}, {3, 1}: {Text: "二", Type: Text}, {3, 2}: {Text: "三", Type: Text}, {3, 3}: {Text: "4", Type: Number},
		{4, 0}: {Text: "18.24x", Type: Text, IsFormula: true, Formula: `A1&"x"`}, {4, 1}: {Text: "19.24", Type: Number, IsFormula: true, Formula: "A1+1"},
		{4, 2}: {Type: Number, IsFormula: true, Formula: "NOW()"}, {5, 1}: {Text: "1", Type: Number, IsFormula: true, Formula: "A2+1"},
		{9, 9}: {},
	} {
		want.Place = CellName(place[0], place[1])
		if got := s.Cell(place[0], place[1]); got != want {
			t.Errorf("%s: %+v, want %+v", want.Place, got, want)
		}
	}
	if len(s.Rows) != 6 || len(s.Rows[1]) != 2 {
		t.Errorf("rows %q", s.Rows)
	}
}

func TestSheetsWithoutStylesOrStrings(t *testing.T) {
	s := sheetOf(t, map[string]string{"xl/worksheets/sheet1.xml": onSheet(`<row r="2"><c r="B2" s="5"><v>7</v></c></row>`)})
	if got := s.Cell(1, 1); got.Text != "7" || got.Format != (Format{}) {
		t.Errorf("%+v", got)
	}
}

func TestSheetsDaysFrom1904(t *testing.T) {
	for attribute, want := range map[string]bool{``: false, ` date1904="1"`: true, ` date1904='true'`: true, ` date1904="0"`: false} {
		s := sheetOf(t, map[string]string{
			"xl/workbook.xml":          `<x:workbook xmlns:x="m" xmlns:rel="r"><x:workbookPr` + attribute + `/><x:sheets><x:sheet name="甲 &amp; 乙" rel:id="r1"/></x:sheets></x:workbook>`,
			"xl/worksheets/sheet1.xml": onSheet(`<row><c><v>7</v></c></row>`),
		})
		if s.Date1904 != want || s.Cell(0, 0).Date1904 != want || s.Name != "甲 & 乙" {
			t.Errorf("%s: %+v", attribute, s)
		}
	}
}

// TestSheetsThatPeopleSee: charts, dialogs and hidden sheets are not read, even if
// nobody could.
func TestSheetsThatPeopleSee(t *testing.T) {
	list := func(sheets string) string {
		return `<workbook ` + mainNamespace + ` xmlns:r="` + related + `"><sheets>` + sheets + `</sheets></workbook>`
	}
	parts := map[string]string{"xl/chartsheets/sheet3.xml": "<c", "xl/worksheets/sheet1.xml": "<no", "xl/worksheets/sheet2.xml": onSheet(`<row><c><v>7</v></c></row>`)}
	for sheets, want := range map[string]string{
		`<sheet name="图" r:id="r3"/><sheet name="甲" state="hidden" r:id="r1"/><sheet name="乙" r:id="r2"/>`: "[乙]",
		`<sheet name="甲" state="veryHidden" r:id="r1"/><sheet name="乙" state="visible" r:id="r2"/>`:        "[乙]",
		`<sheet name="图" r:id="r3"/>`: "[]",
		``:                            "[]",
		`<sheet name="乙" r:id="r9"/>`: "the sheet 乙 is not there",
		strings.Repeat(`<sheet name="乙" r:id="r2"/>`, 4): "4 sheets",
		strings.Repeat(`<sheet name="乙" r:id="r2"/>`, 3): "[乙 乙 乙]",
	} {
		parts["xl/workbook.xml"] = list(sheets)
		all, err := Sheets(made(t, parts), small)
		names := []string{}
		for _, s := range all {
			names = append(names, s.Name)
		}
		got := fmt.Sprint(names)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", sheets, got, want)
		}
	}
}

func TestSheetsMergedCells(t *testing.T) {
	merged := func(refs ...string) string {
		all := `<mergeCells>`
		for _, ref := range refs {
			all += `<mergeCell ref="` + ref + `"/>`
		}
		return all + `</mergeCells>`
	}
	s := sheetOf(t, map[string]string{"xl/worksheets/sheet1.xml": onSheet(
		`<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row><row r="2"><c r="B2"><v>2</v></c></row><row r="3"><c r="A3"><v>5</v></c><c r="B3"><v>5</v></c></row>`,
		merged("A1:B2", "B2:C3", "C1", "D1:$E$2", "A3:B3", "A9:Z99", "nonsense", "A0:B1", "ZZZZ1:B2"))})
	if got, want := s.Area(1, 1), (Area{0, 0, 1, 1}); got != want {
		t.Errorf("B2 lies in %v", got)
	}
	if got, want := s.Area(2, 2), (Area{2, 2, 2, 2}); got != want {
		t.Errorf("C3 lies in %v: the second of two that overlap", got)
	}
	if got, want := s.Area(1, 3), (Area{0, 3, 1, 4}); got != want {
		t.Errorf("D2 lies in %v", got)
	}
	if got := s.Cell(1, 0); got.Place != "A1" || got.Text != "1" || got.Covered != "B2" {
		t.Errorf("A2: %+v", got)
	}
	if got := s.Cell(2, 1); got.Text != "5" || got.Covered != "" {
		t.Errorf("the same text under A3:B3: %+v", got)
	}
}

func TestSheetsExcess(t *testing.T) {
	cells := func(n int) string {
		rows := ""
		for i := range n {
			rows += fmt.Sprintf(`<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>1</v></c></row>`, i+1, i+1, i+1)
		}
		return rows
	}
	for want, sheet := range map[string]string{
		"": onSheet(cells(15) + `<row r="21" s="3"><c r="A21" s="3"/><c t="str"><v> </v></c><c r="XFD21" t="s"><v>0</v></c></row>`),
		"的A21有内容，超出了前20行、前10列": onSheet(`<row r="21"><c r="A21"><v>1</v></c></row>`),
		"的K1有内容，超出了前20行、前10列":  onSheet(`<row r="1"><c r="K1"><f>A1</f></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>`),
		"有内容的单元格超过了30个":        onSheet(cells(16)),
		"合并的单元格超过了50000处":      onSheet(cells(1), "<mergeCells>"+strings.Repeat(`<mergeCell ref="AD100:AD101"/>`, 60_000)+"</mergeCells>"),
		"合并的单元格互相重叠":           onSheet(`<row r="20"><c r="J20"><v>1</v></c></row>`, "<mergeCells>"+strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 40_000)+"</mergeCells>"),
	} {
		s := sheetOf(t, map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": "<sst><si><t></t></si></sst>"})
		if s.Excess != want {
			t.Errorf("got %q, want %q", s.Excess, want)
		}
	}
}

func TestSheetsErrors(t *testing.T) {
	sheet := func(xml string) map[string]string { return map[string]string{"xl/worksheets/sheet1.xml": xml} }
	long := strings.Repeat("长", 300_000)
	for _, tt := range []struct {
		name  string
		parts map[string]string
		want  error // nil for any
	}{
		{"two contents of a cell", sheet(onSheet(`<row r="2"><c r="B2"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>`)), &TwiceError{"S", "B2"}},
		{"no workbook", map[string]string{"xl/workbook.xml": `<document/>`}, ErrNoWorkbook},
		{"an empty workbook", map[string]string{"xl/workbook.xml": ``}, ErrNoWorkbook},
		{"no relationships", map[string]string{"_rels/.rels": `<Relationships/>`}, ErrNoWorkbook},
		{"long texts by the dozen", map[string]string{
			"xl/sharedStrings.xml": "<sst><si><t>" + long + "</t></si></sst>", "xl/worksheets/sheet1.xml": onSheet("<row>" + strings.Repeat(`<c t="s"><v>0</v></c>`, 10) + "</row>"),
		}, ErrTooMuch},
		{"more bytes than may be unpacked", map[string]string{"xl/workbook.xml": "<workbook>" + strings.Repeat(" ", maxUnpacked) + "</workbook>"}, ErrTooMuch},
		{"cells on many sheets", map[string]string{
			"xl/workbook.xml":          `<workbook><sheets>` + strings.Repeat(`<sheet name="S" r:id="r1"/>`, 3) + `</sheets></workbook>`,
			"xl/worksheets/sheet1.xml": onSheet(strings.Repeat(`<row><c><v>1</v></c></row>`, 17)),
		}, ErrTooMuch},
		{"codes of formats by the hundred thousand", map[string]string{
			"xl/styles.xml": "<styleSheet><numFmts>" + strings.Repeat(`<numFmt numFmtId="177" formatCode="0"/>`, 200_000) + "</numFmts></styleSheet>", "xl/worksheets/sheet1.xml": onSheet(`<row><c><v>1</v></c></row>`),
		}, ErrTooMuch},
		{"a string that is not there", sheet(onSheet(`<row><c t="s"><v>9</v></c></row>`)), nil},
		{"a negative string", sheet(onSheet(`<row><c t="s"><v>-1</v></c></row>`)), nil},
		{"a column too many", sheet(onSheet(`<row><c r="XFE1"><v>1</v></c></row>`)), nil},
		{"a row too many", sheet(onSheet(`<row r="1048577"><c><v>1</v></c></row>`)), nil},
		{"a place that is none", sheet(onSheet(`<row><c r="ZZZZ1"><v>1</v></c></row>`)), nil},
		{"a number of a row that is none", sheet(onSheet(`<row r="x"><c><v>1</v></c></row>`)), nil},
		{"a cell without a row", sheet(onSheet(`<c><v>1</v></c>`)), nil},
		{"cut off", sheet(`<worksheet><sheetData><row><c><v>1</v></c>`), nil},
		{"cut off in a tag", sheet(`<worksheet><sheetData><row><c r="A1`), nil},
		{"an ampersand", sheet(onSheet(`<row><c t="inlineStr"><is><t>a & b</t></is></c></row><row><c><v>1</v></c></row>`)), nil},
		{"wrongly nested", sheet(onSheet(`<row><c t="inlineStr"><is><t>a</is></t></c></row>`)), nil},
		{"a document type", sheet(`<!DOCTYPE worksheet [<!ENTITY a "b">]>` + onSheet(`<row/>`)), nil},
		{"a tag without end", sheet(`<worksheet><sheetData><row ` + strings.Repeat(" ", maxToken) + `>`), nil},
	} {
		_, err := Sheets(made(t, tt.parts), small)
		var twice *TwiceError
		switch {
		case err == nil:
			t.Errorf("%s: no error", tt.name)
		case errors.As(tt.want, &twice):
			var got *TwiceError
			if !errors.As(err, &got) || !reflect.DeepEqual(got, twice) {
				t.Errorf("%s: %v", tt.name, err)
			}
		case tt.want != nil && !errors.Is(err, tt.want):
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestSheetHidden(t *testing.T) {
	s := sheetOf(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/></cols>` +
		`<sheetData><row hidden="true"><c><v>1</v></c></row><row hidden="0"><c><v>1</v></c></row></sheetData></worksheet>`})
	for at, want := range map[[2]int]bool{{0, 0}: true, {1, 0}: false, {1, 1}: true, {1, 2}: true, {1, 3}: false, {1, 4}: false} {
		if s.Hidden(at[0], at[1]) != want {
			t.Errorf("%s: %v", CellName(at[0], at[1]), !want)
		}
	}
}
