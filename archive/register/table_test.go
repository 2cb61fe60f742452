package register_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/table"
)

// contractKind has amounts that replace one another, and records that take the place of
// others.
const contractKind = `key: contract
title: 合同
date: issue_date
register_date: sign_date
unit: unit
subject: "{name}"
number: 试合字〔{year}〕{n}号
retention: {code: Y, name: 永久}
fields:
  - {key: issue_date, label: 报审日期, type: date, required: true}
  - {key: sign_date, label: 签订日期, type: date, required: true}
  - {key: unit, label: 承办部门, type: unit, required: true}
  - {key: name, label: 名称, type: text, required: true}
  - {key: state, label: 状态, type: choice, choices: [新订立, 变更]}
  - {key: original, label: 原合同编号, type: text, belongs: contract}
  - {key: corrects, label: 更正的编号, type: text, makes: [已更正], supersedes: true}
  - {key: amount, label: 金额, type: money, counts: {state: {新订立: adds, 变更: replaces}}}
  - {key: approvals, label: 审批意见, type: approvals}
register:
  - {label: 编号, from: number}
  - {label: 名称, from: name}
  - {label: 承办部门, from: unit}
  - {label: 金额（元）, from: amount, sum: true}
  - {label: 存档文件, from: document}
`

// office is an archive with the records of a test.
type office struct {
	*testing.T
	book    *register.Book
	serials map[string]int
	manner  templates.Manner // of what is filed
	secrecy string           // of what is filed
}

func newOffice(t *testing.T, kinds ...string) *office {
	t.Helper()
	dir := t.TempDir()
	set := kindsOf(t, kinds...)
	a, err := archive.Open(filepath.Join(dir, "archive"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalogue.Create(filepath.Join(dir, "catalogue.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	now := time.Date(2026, 12, 1, 9, 30, 0, 0, time.UTC)
	return &office{t, &register.Book{Kinds: set, Archive: a, Catalogue: c, Now: func() time.Time { return now }}, map[string]int{}, "", ""}
}

// file enters a record in the order of filing and returns its number.
func (o *office) file(kind string, year int, values templates.Values) string {
	o.Helper()
	k := o.book.Kinds.Named(kind)
	o.serials["all"]++
	serial := fmt.Sprint(kind, year)
	o.serials[serial]++
	n := o.serials[serial]
	filed := time.Date(2024, 1, 1, 9, o.serials["all"], 0, 0, time.UTC)
	typed, err := k.Decode(values)
	if err != nil {
		o.Fatal(err)
	}
	id := fmt.Sprint(kind, year, "-", n)
	r := archive.Record{Version: archive.RecordVersion, Number: k.FormatNumber(year, n), Kind: kind, Year: year, Serial: n, Date: k.DateOf(typed), Values: values, Approved: o.manner, Secrecy: o.secrecy,
		Unit: templates.Text(typed[k.Unit]), Subject: k.SubjectOf(typed), Submission: id, Arrival: id, Arrived: filed, Filed: filed,
		Document: archive.File{Path: "data/文.pdf"}, Form: archive.File{SHA256: strings.Repeat("ab", 32)}}
	if err := o.book.Catalogue.Restore(o.Context(), []archive.Record{r}); err != nil {
		o.Fatal(err)
	}
	if err := os.MkdirAll(o.book.Archive.Path(r.Folder()), 0o755); err != nil { // else it counts as lost
		o.Fatal(err)
	}
	return r.Number
}

func (o *office) void(number string) {
	o.Helper()
	if err := o.book.Catalogue.Void(o.Context(), number, "开错", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		o.Fatal(err)
	}
}

// sheets are the sheets of a register as texts; effects those of each row with a total.
func (o *office) sheets(kind string, s register.Selection) (book table.Book, sheets map[string][][]string, effects [][]templates.Fen) {
	o.Helper()
	book, err := o.book.Register(o.Context(), o.book.Kinds.Named(kind), s, nil)
	if err != nil {
		o.Fatal(err)
	}
	sheets = map[string][][]string{}
	for i, sheet := range book.Sheets {
		rows := [][]string{{}}
		for _, c := range sheet.Columns {
			rows[0] = append(rows[0], c.Label)
		}
		for row, err := range sheet.Rows {
			if err != nil {
				o.Fatal(err)
			}
			var cells []string
			for _, cell := range row.Cells {
				if f, ok := cell.(table.Formula); ok {
					cell = f.Value
				}
				cells = append(cells, templates.Text(cell))
			}
			rows = append(rows, cells)
			if i == 0 {
				effects = append(effects, slices.Clone(row.Counted))
			}
		}
		sheets[sheet.Name] = rows
	}
	return book, sheets, effects
}

// kindsOf loads kinds from the text of their kind.yaml.
func kindsOf(t *testing.T, texts ...string) *templates.Set {
	t.Helper()
	files := fstest.MapFS{}
	for _, text := range texts {
		key, _, _ := strings.Cut(strings.TrimPrefix(text, "key: "), "\n")
		files[key+"/kind.yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	set, err := templates.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestRegisterOfChangedContracts: a contract counts at what it is changed to, in the year
// and the month of the change; what is void or superseded stands in its row and counts
// for nothing.
func TestRegisterOfChangedContracts(t *testing.T) {
	o := newOffice(t, contractKind)
	contract := func(year int, signed, unit, name, state, original, amount string, more ...string) string {
		v := templates.Values{"issue_date": fmt.Sprint(year) + "-03-30", "sign_date": signed, "unit": unit, "name": name, "state": state, "amount": amount}
		if original != "" {
			v["original"] = original
		}
		if len(more) > 0 {
			v["corrects"] = more[0]
		}
		return o.file("contract", year, v)
	}
	road := contract(2025, "2025-11-03", "甲局", "道路", "新订立", "", "1000.00")
	contract(2026, "2026-04-02", "甲局", "道路变更", "变更", road, "1200.50")
	void := contract(2026, "2026-04-20", "甲局", "道路再变更", "变更", road, "9000.00")
	o.void(void)
	heat := contract(2026, "2026-04-08", "乙局", "供热", "新订立", "", "300.00")
	contract(2026, "2027-01-05", "乙局", "供热（更正）", "新订立", "", "310.00", heat)
	contract(2026, "2026-12-31", "乙局", "道路三变更", "变更", road, "800.50")

	book, sheets, effects := o.sheets("contract", register.Selection{Year: 2026, By: "贺知秋"})
	if want := [][]templates.Fen{{20050}, {0}, {0}, {31000}, {-40000}}; !slices.EqualFunc(effects, want, slices.Equal) {
		t.Errorf("effects %v, want %v", effects, want)
	}
	if want := "按签订日期，编号为2026年的，全部单位；2026年12月1日9时30分，贺知秋"; book.Scope != want {
		t.Errorf("scope %s, want %s", book.Scope, want)
	}
	rows := sheets["2026年合同"]
	if want := "序号 编号 签订日期 名称 承办部门 金额（元） 审批人 签批 效力 例外说明 存档文件 表单摘要"; strings.Join(rows[0], " ") != want {
		t.Errorf("columns %s\n   want %s", rows[0], want)
	}
	for i, want := range []string{"有效", "已作废：开错", "已更正（2026-03-30）", "有效", "有效"} {
		if got := rows[i+1][8]; got != want {
			t.Errorf("row %d: %s, want %s", i+1, got, want)
		}
	}
	want := `月份 件数 金额（元）
1月 0 0.00
2月 0 0.00
3月 0 0.00
4月 1 200.50
5月 0 0.00
6月 0 0.00
7月 0 0.00
8月 0 0.00
9月 0 0.00
10月 0 0.00
11月 0 0.00
12月 1 -400.00
2027年1月 1 310.00
合计 3 110.50

季度 件数 金额（元）
第1季度 0 0.00
第2季度 1 200.50
第3季度 0 0.00
第4季度 1 -400.00
2027年第1季度 1 310.00
合计 3 110.50

年度 件数 金额（元）
2026年 2 -199.50
2027年 1 310.00
合计 3 110.50

单位 件数 金额（元）
乙局 2 -90.00
甲局 1 200.50
合计 3 110.50`
	if got := textOf(sheets["汇总"]); got != want {
		t.Errorf("sums:\n%s", got)
	}

	// All years together come to what the contracts come to now.
	_, sheets, _ = o.sheets("contract", register.Selection{})
	if got := sheets["汇总"][len(sheets["汇总"])-1]; strings.Join(got, " ") != "合计 4 1110.50" && strings.Join(got, " ") != "合计 4 1,110.50" {
		t.Errorf("all years: %q", got)
	}
	said := textOf(sheets["说明"])
	for _, want := range []string{"表单种类 合同", "编号年度 全部", "列出件数 6", "计入件数 4", "已作废 1", "已更正或修订 1", "控制数：金额（元） 1,110.50",
		"计入方式 金额（元）：状态为“新订立”的计入，为“变更”的改为新数（合计中只计与同一事项原数的差额），其余不计入"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %s in:\n%s", want, said)
		}
	}
	// A month has the same effects as it has in the year.
	book, sheets, _ = o.sheets("contract", register.Selection{Year: 2026, From: templates.NewDate(2026, 4, 1), To: templates.NewDate(2026, 4, 30), Unit: "甲局",
		Columns: []string{"编号", "金额（元）"}})
	if book.Name != "2026年合同台账（2026年4月，甲局，所选栏目）" || len(sheets["2026年合同"]) != 3 {
		t.Errorf("%s: %q", book.Name, sheets["2026年合同"])
	}
	if got := sheets["汇总"][1]; strings.Join(got, " ") != "4月 1 200.50" {
		t.Errorf("April: %q", got)
	}
}

func textOf(rows [][]string) string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = strings.TrimSpace(strings.Join(row, " "))
	}
	return strings.Join(lines, "\n")
}

// TestSupersededByMany: whether a record's place is taken is told the same of one and of
// many, and follows what is filed and made void.
func TestSupersededByMany(t *testing.T) {
	o := newOffice(t, contractKind)
	contract := func(corrects string) string {
		v := templates.Values{"issue_date": "2026-03-30", "sign_date": "2026-04-01", "unit": "甲局", "name": "路", "state": "新订立", "amount": "1.00"}
		if corrects != "" {
			v["corrects"] = corrects
		}
		return o.file("contract", 2026, v)
	}
	var numbers []string
	for range 30 {
		numbers = append(numbers, contract(""))
	}
	ask := func(want map[string]string) {
		t.Helper()
		one := map[string]string{}
		for _, number := range numbers {
			of, err := o.book.Catalogue.Superseded(t.Context(), o.book.Kinds, number)
			if err != nil {
				t.Fatal(err)
			}
			if s, is := of[number]; is {
				one[number] = s.By
			}
		}
		all, err := o.book.Catalogue.Superseded(t.Context(), o.book.Kinds, numbers...)
		if err != nil {
			t.Fatal(err)
		}
		many := map[string]string{}
		for number, s := range all {
			many[number] = s.By
		}
		if !maps.Equal(one, want) || !maps.Equal(many, want) {
			t.Errorf("one by one %v, all at once %v, want %v", one, many, want)
		}
	}
	ask(map[string]string{})
	first := contract(numbers[0])
	second := contract("试合字(2026)第2号")
	contract("试合字〔2026〕999号")
	numbers = append(numbers, first)
	ask(map[string]string{numbers[0]: first, numbers[1]: second})
	third := contract(first)
	o.void(second)
	ask(map[string]string{numbers[0]: first, first: third})
	o.void(third)
	o.void(first)
	ask(map[string]string{})
}

// How records were signed stands in their register; where nobody signed, nothing does.
func TestRegisterTellsHowRecordsWereSigned(t *testing.T) {
	o := newOffice(t, contractKind)
	signed := []any{map[string]any{"post": "区长", "name": "江临川", "opinion": "同意", "date": "2026-04-02"}}
	for _, c := range []struct {
		manner    templates.Manner
		approvals []any
		want      string
	}{{"", signed, "书面"}, {templates.Paper, signed, "书面"}, {templates.PaperScan, signed, "书面附扫描"}, {templates.Desk, signed, "网上"}, {"", nil, ""}} {
		v := templates.Values{"issue_date": "2026-03-30", "sign_date": "2026-04-01", "unit": "甲局", "name": "路", "state": "新订立", "amount": "1.00"}
		if c.approvals != nil {
			v["approvals"] = c.approvals
		}
		o.manner = c.manner
		o.file("contract", 2026, v)
		_, sheets, _ := o.sheets("contract", register.Selection{Year: 2026})
		rows := sheets["2026年合同"]
		row := rows[o.serials["contract2026"]]
		if at := slices.Index(rows[0], templates.MannerLabel); at < 0 || row[at] != c.want {
			t.Errorf("%q: %v", c.manner, row)
		}
	}
}
