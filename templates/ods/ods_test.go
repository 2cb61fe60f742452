package ods

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/templates"
	"gongwen/templates/table"
)

// rowsOf writes each row into the same buffer, as iterators of registers do.
func rowsOf(all []table.Row) table.Rows {
	return func(yield func(*table.Row, error) bool) {
		var row table.Row
		for _, next := range all {
			row = next
			row.Cells = append(row.Cells[:0:0], next.Cells...)
			if !yield(&row, nil) {
				return
			}
		}
	}
}

// contracts is a register with all there can be, and wrong figures in its formulas, which
// programs that calculate find out.
func contracts() table.Book {
	day := func(m time.Month, d int) templates.Date { return templates.NewDate(2026, m, d) }
	name := "2026年合同"
	return table.Book{
		Name: "2026年合同台账", Title: "2026年合同台账", Scope: "按签订日期，编号为2026年的，全部单位；2026年4月2日9时30分，贺知秋 <&>",
		By: "贺知秋", Made: time.Date(2026, 4, 2, 9, 30, 0, 0, time.FixedZone("", 8*60*60)), Foot: "检查点 1",
		Sheets: []table.Sheet{{
			Name: name, Title: "2026年合同台账", Totals: true, Notes: func() []string { return []string{"已作废的不计入"} },
			Columns: []table.Column{
				{Label: "序号", Type: templates.TypeInteger}, {Label: "编号", Type: templates.TypeText}, {Label: "签订日期", Type: templates.TypeDate},
				{Label: "合同名称", Type: templates.TypeParagraph}, {Label: "金额（元）", Type: templates.TypeMoney, Total: true}, {Label: "会议", Type: templates.TypeTime},
				{Label: "存档文件", Type: templates.TypeFile}, {Label: "效力", Type: templates.TypeParagraph}, {Label: "表单摘要", Type: templates.TypeText, Technical: true}},
			Rows: rowsOf([]table.Row{
				{Cells: []any{int64(1), "龙政办合字〔2026〕1号", day(3, 5), "=1+1", templates.Fen(123456789), templates.Moment{Time: time.Date(2026, 3, 5, 9, 30, 0, 0, time.UTC)},
					table.Link{Text: table.OpenText, Target: "../档案/1 <号>.pdf"}, "有效", strings.Repeat("a", 64)}, Counted: []templates.Fen{123456789}},
				{Cells: []any{int64(2), "龙政办合字〔2026〕2号", day(3, 31), "甲 & 乙\n<丙>  丁\t戊 ", templates.Fen(100), nil, table.Link{Text: table.OpenText, Target: "https://gw.example.gov.cn/r?a=1&b=2"},
					"已作废：开错了"}, Counted: []templates.Fen{0}, Struck: true},
				{Cells: []any{int64(3), "龙政办合字〔2026〕3号", day(12, 31), "改\x00\x1f\uFFFE名\xff", templates.Fen(-50), nil, nil, "有效"}, Counted: []templates.Fen{-123456839}},
			}),
		}, {
			Name: "汇总", Title: "2026年合同汇总", Bare: true,
			Columns: []table.Column{{Label: "项目", Type: templates.TypeText}, {Label: "金额", Type: templates.TypeMoney}, {Label: "件数", Type: templates.TypeInteger}},
			Rows: rowsOf([]table.Row{
				{Cells: []any{"3月", table.Formula{Text: `SUMIFS(` + table.Range(name, 8, 2, 4) + `,` + table.Range(name, 2, 2, 4) + `,">="&DATE(2026,3,1),` + table.Range(name, 2, 2, 4) + `,"<"&DATE(2026,4,1))`, Value: templates.Fen(1)},
					table.Formula{Text: `COUNTIFS(` + table.Range(name, 7, 2, 4) + `,"有效")`, Value: int64(9)}}},
				{Cells: []any{"合计", table.Formula{Text: "SUM(B2:B2)", Value: templates.Fen(1)}, nil}, Strong: true},
			}),
		}},
	}
}

func written(t testing.TB, b table.Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestWriteParts: the file begins as the standard wants it, and all of it is well-formed
// XML, whatever texts there are; and the same book is the same file.
func TestWriteParts(t *testing.T) {
	file := written(t, contracts())
	if !bytes.Equal(file, written(t, contracts())) {
		t.Error("the same book is another file")
	}
	if want := "mimetypeapplication/vnd.oasis.opendocument.spreadsheet"; string(file[30:30+len(want)]) != want {
		t.Errorf("the file begins with %q", file[:100])
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	manifest := ""
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(f.Name, err)
		}
		if f.Name == "META-INF/manifest.xml" {
			manifest = string(text)
		}
		if f.Name == "mimetype" {
			continue
		}
		for d := xml.NewDecoder(bytes.NewReader(text)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(f.Name, err)
			}
		}
	}
	for _, f := range z.File {
		if f.Name != "mimetype" && f.Name != "META-INF/manifest.xml" && !strings.Contains(manifest, `full-path="`+f.Name+`"`) {
			t.Errorf("%s is not in the manifest", f.Name)
		}
	}
}

// converted has LibreOffice open files and give them as others.
func converted(t testing.TB, to, ending string, files ...[]byte) []string {
	t.Helper()
	dir := t.TempDir()
	// It calculates what is not its own only when it is told to.
	const always = `<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">` +
		`<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>`
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, "profile", "user"), 0o700),
		os.WriteFile(filepath.Join(dir, "profile", "user", "registrymodifications.xcu"), []byte(always), 0o600)); err != nil {
		t.Fatal(err)
	}
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile", "--headless", "--convert-to", to, "--outdir", dir}
	for i, file := range files {
		args = append(args, filepath.Join(dir, fmt.Sprintf("%d.ods", i)))
		if err := os.WriteFile(args[len(args)-1], file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	made, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil || len(made) == 0 {
		t.Fatalf("%v: %q", err, made)
	}
	slices.Sort(made)
	return made
}

// calculated is each sheet as LibreOffice shows it, once it has calculated, under the number
// of its file, from 0, and its name: 0-汇总.
func calculated(t testing.TB, files ...[]byte) map[string][][]string {
	t.Helper()
	sheets := map[string][][]string{}
	for _, path := range converted(t, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1", ".csv", files...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(bytes.NewReader(text))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sheets[strings.TrimSuffix(filepath.Base(path), ".csv")] = rows
	}
	return sheets
}

// TestLibreOffice opens the file, shows what was written, and works out what the formulas
// come to, whose figures are wrong in the file. A register without rows is a file, too.
func TestLibreOffice(t *testing.T) {
	empty := contracts()
	empty.Sheets[0].Rows = rowsOf(nil)
	empty.Sheets = empty.Sheets[:1]
	sheets := calculated(t, written(t, contracts()), written(t, empty))
	if rows := sheets["1-2026年合同"]; len(rows) < 5 || rows[0][1] != "编号" || fmt.Sprint(rows[2][4], rows[4][4]) != "0.00相符" {
		t.Errorf("without rows: %q", rows)
	}
	if len(sheets) != 3 {
		t.Errorf("%d sheets", len(sheets))
	}
	want := map[string][][]string{
		"2026年合同": {
			{"序号", "编号", "签订日期", "合同名称", "金额（元）", "会议", "存档文件", "效力", "计入金额（元）", "表单摘要"},
			{"1", "龙政办合字〔2026〕1号", "2026-03-05", "=1+1", "1,234,567.89", "2026-03-05 09:30", "查看", "有效", "1,234,567.89", strings.Repeat("a", 64)},
			{"2", "龙政办合字〔2026〕2号", "2026-03-31", "甲 & 乙\n<丙>  丁 戊 ", "1.00", "", "查看", "已作废：开错了", "0.00", ""},
			{"3", "龙政办合字〔2026〕3号", "2026-12-31", "改\uFFFD名\uFFFD", "-0.50", "", "", "有效", "-1,234,568.39", ""},
			{},
			{"合计（随筛选）", "", "", "", "-0.50"}, {"控制数（定值）", "", "", "", "-0.50"}, {"核对", "", "", "", "相符"},
			{"控制数大写　金额（元）：人民币负伍角"}, {"已作废的不计入"},
		},
		"汇总": {{"项目", "金额", "件数"}, {"3月", "1,234,567.89", "2"}, {"合计", "1,234,567.89"}},
	}
	for name, rows := range want {
		got := sheets["0-"+name]
		if len(got) != len(rows) {
			t.Errorf("%s: %d rows, want %d: %q", name, len(got), len(rows), got)
			continue
		}
		for i := range rows {
			if trimmed := trimEnd(got[i]); !slices.Equal(trimmed, trimEnd(rows[i])) {
				t.Errorf("%s, row %d: %q, want %q", name, i+1, trimmed, rows[i])
			}
		}
	}
}

func trimEnd(cells []string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// TestWriteEndsWithTheFirstError of its rows, and writes nothing.
func TestWriteEndsWithTheFirstError(t *testing.T) {
	fault := errors.New("gone")
	b := contracts()
	b.Sheets[1].Rows = func(yield func(*table.Row, error) bool) { _ = yield(&table.Row{}, nil) && yield(nil, fault) }
	var out bytes.Buffer
	if err := Write(&out, b); !errors.Is(err, fault) || out.Len() > 0 {
		t.Errorf("%v, %d bytes", err, out.Len())
	}
}

// part is a part of a file, as text.
func part(t testing.TB, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestWriteLooks: what is printed and filtered, what links open, what is struck through, what
// stays in sight, and whose the file is.
func TestWriteLooks(t *testing.T) {
	b := contracts()
	b.A3 = true
	b.Sheets[1].Rows = rowsOf([]table.Row{{Cells: []any{"上"}}, {Cells: []any{"下"}, Level: 1}, {Cells: []any{"更下"}, Level: 2}, {Cells: []any{"又上"}}})
	file := written(t, b)
	for name, wants := range map[string][]string{
		"content.xml": {
			`table:print-ranges="'2026年合同'.A1:'2026年合同'.H10"`, // not the technical columns, but what stands below
			`table:target-range-address="'2026年合同'.A1:'2026年合同'.J4"`,
			`<table:table-header-rows>`, `style:text-line-through-style="solid"`,
			`xlink:href="../../档案/1 &lt;号&gt;.pdf"`, `xlink:href="https://gw.example.gov.cn/r?a=1&amp;b=2"`, // a way from the file begins inside of it
			`table:formula="of:=SUBTOTAL(109;[.$I$2:.$I$4])"`, `office:value="1234567.89"`, `office:date-value="2026-03-05T09:30:00"`,
			`<text:p>上</text:p></table:table-cell><table:table-cell table:style-name="`,
			`</table:table-row><table:table-row-group><table:table-row`, `</table:table-row></table:table-row-group></table:table-row-group><table:table-row`,
		},
		"styles.xml":   {`fo:page-width="420mm" fo:page-height="297mm"`, `style:scale-to-X="1"`, `>2026年合同台账</text:p>`, `贺知秋 &lt;&amp;&gt;</text:p>`, `>检查点 1</text:p>`, `<text:page-count>`},
		"meta.xml":     {`<dc:title>2026年合同台账</dc:title>`, `<dc:creator>贺知秋</dc:creator>`, `<dc:date>2026-04-02T01:30:00Z</dc:date>`},
		"settings.xml": {`config:name="HorizontalSplitPosition" config:type="int">2<`, `config:name="VerticalSplitPosition" config:type="int">1<`},
	} {
		text := part(t, file, name)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
	}
	if strings.Contains(part(t, file, "content.xml"), `table:target-range-address="'汇总'`) {
		t.Error("a sheet that is read has a filter")
	}
}

// TestWriteManyColumns: what has no room on a page is printed on several beside one another,
// each with the first column; why a row does not count is not struck through with it, and a
// row left free has no frames.
func TestWriteManyColumns(t *testing.T) {
	s := table.Sheet{Name: "单位各月", Bare: true, Columns: []table.Column{{Label: "单位", Type: templates.TypeText, Unstruck: true}}}
	row := table.Row{Cells: []any{"区财政局"}, Struck: true}
	for m := range 13 {
		s.Columns = append(s.Columns, table.Column{Label: fmt.Sprint(m+1, "月"), Type: templates.TypeMoney})
		row.Cells = append(row.Cells, templates.Fen(123_456_789_012))
	}
	s.Rows = rowsOf([]table.Row{row, {Cells: make([]any, 14)}})
	file := written(t, table.Book{Name: "单位各月", Sheets: []table.Sheet{s}})
	if text := part(t, file, "styles.xml"); !strings.Contains(text, `style:scale-to-X="2"`) {
		t.Error("it is to be one page wide")
	}
	text := part(t, file, "content.xml")
	if !regexp.MustCompile(`<table:table-header-columns><table:table-column [^>]*/></table:table-header-columns><table:table-column `).MatchString(text) {
		t.Error("the first column is not on each page")
	}
	if !regexp.MustCompile(`<table:table-row table:style-name="\w+"><table:table-cell/></table:table-row>`).MatchString(text) {
		t.Error("the row left free has frames")
	}
	style := regexp.MustCompile(`<table:table-cell table:style-name="(\w+)" office:value-type="string"><text:p>区财政局`).FindStringSubmatch(text)
	if style == nil {
		t.Fatal("no unit")
	}
	if of := regexp.MustCompile(`<style:style style:name="` + style[1] + `".*?</style:style>`).FindString(text); strings.Contains(of, "text-line-through") {
		t.Errorf("the unit is struck through: %s", of)
	}
}
