package xlsx

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// sheetsDir is where TestPrintedRegisters leaves what it prints, to be looked at:
//
//	go test ./templates/xlsx -run PrintedRegisters -sheets DIR
var sheetsDir = flag.String("sheets", "", "write the registers' workbooks, PDFs and pictures there")

// leastPrinted is the least size of print that people can read, in points.
const leastPrinted = 8

// TestRegistersAreLegible: the registers of all kinds print at 8 pt or more, by the widths
// of their columns, and one page wide.
func TestRegistersAreLegible(t *testing.T) {
	set, err := templates.Load(templates.Builtin(templates.Office{Government: "青山区人民政府", Name: "青山区人民政府办公室", Prefix: "青政"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range set.All() {
		for _, a3 := range []bool{false, true} {
			b := registerOf(k, 12)
			b.A3 = a3
			f, err := excelize.OpenReader(bytes.NewReader(bookBytes(t, b)))
			if err != nil {
				t.Fatal(err)
			}
			sheet := f.GetSheetName(0)
			if page, err := f.GetPageLayout(sheet); err != nil || *page.FitToWidth != 1 {
				t.Errorf("%s (A3: %t): %d pages beside one another, %v", k.Key, a3, *page.FitToWidth, err)
			}
			total := 0.0
			for i := range b.Sheets[0].Printed(a3) {
				w, err := f.GetColWidth(sheet, table.ColumnName(i))
				if err != nil {
					t.Fatal(err)
				}
				total += w * layout.BodySize / 2
			}
			paper := 297.0 // mm
			if a3 {
				paper = 420
			}
			room := (paper/25.4 - 2*0.3) * 72
			percent := float64(min(100, int(100*room/total))) // programs print in whole percents
			if size := percent / 100 * layout.BodySize; size < leastPrinted {
				t.Errorf("%s (A3: %t): %.2f pt, at %.0f %%", k.Key, a3, size, percent)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var bboxWord = regexp.MustCompile(`<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">([^<]*)</word>`)

// TestPrintedRegisters: LibreOffice prints five registers so that all of them can be read:
// nothing smaller than 8 pt, nothing cut, no ###, and the head clear of the rows.
func TestPrintedRegisters(t *testing.T) {
	kinds := []string{"contract", "funds", "asset", "procurement", "revenue"}
	if testing.Short() {
		kinds = kinds[:2]
	}
	dir := *sheetsDir
	if dir == "" {
		dir = t.TempDir()
	}
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir()), "--headless", "--convert-to", "pdf", "--outdir", dir}
	for _, key := range kinds {
		file := filepath.Join(dir, key+".xlsx")
		if err := os.WriteFile(file, bookBytes(t, registerOf(kind(t, key), 30)), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	matrix := filepath.Join(dir, "matrix.xlsx")
	if err := os.WriteFile(matrix, bookBytes(t, unitsByMonth()), 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, matrix)
	if out, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	for _, key := range append(kinds, "matrix") {
		file := filepath.Join(dir, key+".pdf")
		out, err := exec.Command("pdftotext", "-bbox", file, "-").Output()
		if err != nil {
			t.Fatalf("pdftotext: %v (Debian package poppler-utils)", err)
		}
		if key == "matrix" {
			checkMatrix(t, string(out))
		} else {
			checkPrint(t, key, string(out))
		}
		if *sheetsDir != "" {
			if out, err := exec.Command("pdftoppm", "-r", "80", "-png", file, strings.TrimSuffix(file, ".pdf")).CombinedOutput(); err != nil {
				t.Errorf("pdftoppm: %v\n%s", err, out)
			}
		}
	}
}

func checkPrint(t *testing.T, key, bbox string) {
	t.Helper()
	var all strings.Builder
	for n, page := range strings.Split(bbox, "<page ")[1:] {
		scopeEnds, rowsBegin := 0.0, 1e9
		for _, m := range bboxWord.FindAllStringSubmatch(page, -1) {
			var at [4]float64
			for i := range at {
				at[i], _ = strconv.ParseFloat(m[i+1], 64)
			}
			word := m[5]
			all.WriteString(word)
			checkFigures(t, fmt.Sprintf("%s, page %d", key, n+1), word, at[2]-at[0])
			if isHan(word) && utf8.RuneCountInString(word) > 1 { // the size of Han is their width
				if size := (at[2] - at[0]) / float64(utf8.RuneCountInString(word)); size < leastPrinted-0.05 {
					t.Errorf("%s, page %d: %s is %.2f pt high", key, n+1, word, size)
				}
			}
			if strings.HasPrefix(word, "按签订日期") {
				scopeEnds = at[3]
			}
			if word == "编号" || word == "金额（元）" {
				rowsBegin = min(rowsBegin, at[1])
			}
		}
		if scopeEnds == 0 || scopeEnds > rowsBegin {
			t.Errorf("%s, page %d: the head ends at %.1f pt, the rows begin at %.1f", key, n+1, scopeEnds, rowsBegin)
		}
	}
	text := all.String()
	if strings.Contains(text, "##") {
		t.Errorf("%s: a number is not shown", key)
	}
	sheet := registerOf(kind(t, key), 30).Sheets[0]
	for row := range sheet.Rows {
		for i, v := range row.Cells[:sheet.Printed(false)] {
			if _, isText := v.(string); isText {
				continue // may stand in several lines among others
			}
			if want := shown(v); !strings.Contains(text, want) {
				t.Errorf("%s: column %d lacks %s", key, i+1, want)
			}
		}
	}
}

var amountShown = regexp.MustCompile(`^-?[0-9,]+\.[0-9]{2}$`)

// checkFigures finds amounts that were made too small to read so that they fit: figures are
// half as wide as high, points and commas a quarter.
func checkFigures(t *testing.T, where, word string, wide float64) {
	t.Helper()
	if !amountShown.MatchString(word) {
		return
	}
	halves := float64(len(word)) - float64(strings.Count(word, ",")+strings.Count(word, "."))/2
	if size := 2 * wide / halves; size < leastPrinted-0.05 {
		t.Errorf("%s: %s is %.2f pt high", where, word, size)
	}
}

// unitsByMonth is what units come to in each month, in billions, which a page of A4 has no
// room for.
func unitsByMonth() table.Book {
	s := table.Sheet{Name: "单位各月", Title: "各单位各月", Bare: true, Columns: []table.Column{{Label: "单位", Type: templates.TypeText}}}
	units := []string{"区财政局", "区住房和城乡建设局", "龙凤镇人民政府"}
	rows := make([]table.Row, len(units))
	for i, unit := range units {
		rows[i].Cells = []any{unit}
	}
	for m := range 13 {
		s.Columns = append(s.Columns, table.Column{Label: fmt.Sprintf("%d月", m+1), Type: templates.TypeMoney})
		for i := range rows {
			rows[i].Cells = append(rows[i].Cells, templates.Fen(123_456_789_012+m*1_000_000+i))
		}
	}
	s.Rows = rowsOf(rows...)
	return table.Book{Name: s.Name, Title: s.Title, Scope: "按申请日期，2026年", Sheets: []table.Sheet{s}}
}

// checkMatrix: it is printed on two pages, each with the units, and nothing on it is small.
func checkMatrix(t *testing.T, bbox string) {
	t.Helper()
	pages := strings.Split(bbox, "<page ")[1:]
	amounts := 0
	for n, page := range pages {
		if !strings.Contains(page, "区财政局") {
			t.Errorf("page %d has no units", n+1)
		}
		for _, m := range bboxWord.FindAllStringSubmatch(page, -1) {
			from, _ := strconv.ParseFloat(m[1], 64)
			to, _ := strconv.ParseFloat(m[3], 64)
			checkFigures(t, fmt.Sprintf("matrix, page %d", n+1), m[5], to-from)
			if amountShown.MatchString(m[5]) {
				amounts++
			}
		}
	}
	if len(pages) != 2 || amounts != 3*13 {
		t.Errorf("%d pages with %d amounts, want 2 with 39", len(pages), amounts)
	}
}

// shown is what a cell that is no text shows.
func shown(v any) string {
	switch v := v.(type) {
	case templates.Date:
		return v.ISO()
	case table.Link:
		return v.Text
	}
	return templates.Text(v)
}

func isHan(s string) bool {
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return true
}

// registerOf is a register of a kind in the shape in which registers are, with samples for
// values.
func registerOf(k *templates.Kind, n int) table.Book {
	s := table.Sheet{Name: "2026年" + k.Title, Title: "2026年" + k.Title + "台账", Totals: true}
	column := func(c table.Column) { s.Columns = append(s.Columns, c) }
	column(table.Column{Label: templates.SerialLabel, Type: templates.TypeInteger})
	var later []table.Column
	for _, c := range k.RegisterColumns() {
		typ := templates.TypeParagraph
		if t, own := templates.RecordColumns[c.From]; own {
			typ = t
		} else if f := k.At(c.From); f != nil && !f.IsList() && !strings.Contains(c.From, ".") {
			typ = f.Type
		}
		of := table.Column{Label: c.Label, Type: typ, Width: c.Width, Total: k.Sums(c) && typ == templates.TypeMoney, OnA3: c.Print == templates.OnA3}
		switch {
		case of.OnA3:
			later = append(later, of)
		case c.From != "document" && c.From != "form_sha":
			column(of)
		}
	}
	if !k.ListsApprovers() {
		column(table.Column{Label: templates.ApproversLabel, Type: templates.TypeParagraph})
	}
	if k.Approved() {
		column(table.Column{Label: templates.MannerLabel, Type: templates.TypeParagraph})
	}
	column(table.Column{Label: templates.StatusLabel, Type: templates.TypeText, Unstruck: true})
	column(table.Column{Label: templates.ExceptLabel, Type: templates.TypeParagraph})
	column(table.Column{Label: "存档文件", Type: templates.TypeFile})
	s.Columns = append(s.Columns, later...)
	column(table.Column{Label: templates.HashLabel, Type: templates.TypeText, Technical: true})
	names := []string{"区疾控中心冷链设备采购及安装", "道路维修", "老旧小区改造项目（二期）工程监理服务合同书", "办公用品"}
	parties := []string{"龙凤区财政局", "大庆市恒远建筑工程有限责任公司", "龙凤区卫生健康局", "黑龙江省寒地黑土科技发展有限公司"}
	var rows []table.Row
	for i := 1; i <= n; i++ {
		r := table.Row{}
		for c, col := range s.Columns {
			var v any
			switch col.Type {
			case templates.TypeInteger:
				v = int64(i)
			case templates.TypeDate:
				v = templates.NewDate(2026, time.Month(i%12+1), i*7%28+1)
			case templates.TypeMoney:
				fen := templates.Fen(i*i*7_654_321%9_000_000_000 + i)
				v = fen
				if col.Total {
					if i%9 == 0 {
						fen = 0
					}
					r.Counted = append(r.Counted, fen)
				}
			case templates.TypeFile:
				v = table.Link{Text: table.OpenText, Target: "../../archive/2026/contract/龙政办合字〔2026〕1号/合同.pdf"}
			case templates.TypeUnit:
				v = parties[(i+c)%2*2]
			case templates.TypePerson:
				v = []string{"江临川", "贺知秋", "欧阳明远"}[i%3]
			case templates.TypeChoice:
				v = []string{"货物", "工程建设", "政府性基金预算"}[(i+c)%3]
			case templates.TypeYesNo:
				v = "是"
			default:
				switch col.Label {
				case "编号":
					v = k.FormatNumber(2026, i)
				case templates.StatusLabel:
					v = "有效"
					if i%9 == 0 {
						v = "已作废：重复报送，以龙政办合字〔2026〕12号为准"
					}
				case templates.ApproversLabel:
					v = "副区长贺知秋 2026.02.28\n区长江临川 2026.03.01"
				case templates.MannerLabel:
					v = templates.Manners[i%3].Short()
				case templates.ExceptLabel:
					if i%5 == 0 {
						v = "K123：续签衔接（同意人江临川）"
					}
				case templates.HashLabel:
					v = fmt.Sprintf("%064x", i)
				case "大写":
					v = templates.MoneyInCapitals(templates.Fen(i * 765432100))
				default:
					v = names[(i+c)%4]
					if col.Label == "甲方" || col.Label == "乙方" || strings.Contains(col.Label, "单位") || strings.Contains(col.Label, "供应商") {
						v = parties[(i+c)%4]
					}
				}
			}
			r.Cells = append(r.Cells, v)
		}
		r.Struck = i%9 == 0
		rows = append(rows, r)
	}
	s.Rows = rowsOf(rows...)
	s.Notes = func() []string { return []string{"已作废的划去，不计入合计。"} }
	return table.Book{
		Name: s.Title, Title: s.Title, Scope: "按签订日期，2026年1月1日至12月31日，全部单位，共" + fmt.Sprint(n) + "件；2026年12月31日9时30分，贺知秋",
		By: "贺知秋", Made: time.Date(2026, 12, 31, 9, 30, 0, 0, time.UTC), Sheets: []table.Sheet{s}, Foot: "龙凤区人民政府办公室",
	}
}
