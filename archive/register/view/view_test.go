package view_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/archive/register/view"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/table"
)

// office is an archive with the records of a test.
type office struct {
	*testing.T
	book   *register.Book
	filed  int
	serial map[string]int

	secrecy string // of what is filed
}

func newOffice(t *testing.T) *office {
	t.Helper()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	a, err := archive.Open(filepath.Join(dir, "archive"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalogue.Create(filepath.Join(dir, "catalogue.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	now := time.Date(2027, 2, 1, 9, 30, 0, 0, time.UTC)
	book := &register.Book{Kinds: kinds, Archive: a, Catalogue: c, Now: func() time.Time { return now }}
	return &office{t, book, 0, map[string]int{}, ""}
}

// file enters a record of a kind, after those before it, and returns its number. The pairs
// are keys and what the form says; its date and unit, if not among them, are the day and
// 区财政局.
func (o *office) file(kind, day string, pairs ...string) string {
	o.Helper()
	k := o.book.Kinds.Named(kind)
	values := templates.Values{k.Date: day, k.CountedBy(): day, k.Unit: "区财政局"}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	typed, err := k.Decode(values)
	if err != nil {
		o.Fatal(err)
	}
	date := k.DateOf(typed)
	o.filed++
	series := fmt.Sprint(kind, date.Year())
	o.serial[series]++
	n := o.serial[series]
	filed := time.Date(2024, 1, 1, 9, o.filed, 0, 0, time.UTC)
	id := fmt.Sprint(series, "-", n)
	r := archive.Record{Version: archive.RecordVersion, Number: k.FormatNumber(date.Year(), n), Kind: kind, Year: date.Year(), Serial: n, Date: date, Values: values, Secrecy: o.secrecy,
		Unit: templates.Text(typed[k.Unit]), Subject: k.SubjectOf(typed), Submission: id, Arrival: id, Arrived: filed, Filed: filed,
		Document: archive.File{Path: "data/文.pdf"}, Form: archive.File{SHA256: strings.Repeat("ab", 32)}}
	if err := o.book.Catalogue.Restore(o.Context(), []archive.Record{r}); err != nil {
		o.Fatal(err)
	}
	return r.Number
}

func (o *office) void(number string) {
	o.Helper()
	if err := o.book.Catalogue.Void(o.Context(), number, "开错", time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		o.Fatal(err)
	}
}

// seen is a view as its readers see it.
type seen struct {
	*testing.T
	book   table.Book
	labels map[string][]string
	sheets map[string][]seenRow
}

type seenRow struct {
	cells   []string
	counted []templates.Fen
	table.Row
}

func (o *office) see(key string, s register.Selection) seen { return o.seeWithin(key, s, nil) }

func (o *office) seeWithin(key string, s register.Selection, within func(archive.Record) bool) seen {
	o.Helper()
	book, err := view.Table(o.Context(), o.book, o.book.Kinds.View(key), s, within)
	if err != nil {
		o.Fatal(err)
	}
	v := seen{o.T, book, map[string][]string{}, map[string][]seenRow{}}
	for _, sheet := range book.Sheets {
		for _, c := range sheet.Columns {
			v.labels[sheet.Name] = append(v.labels[sheet.Name], c.Label)
		}
		for row, err := range sheet.Rows {
			if err != nil {
				o.Fatal(err)
			}
			r := seenRow{counted: slices.Clone(row.Counted), Row: *row}
			for _, cell := range row.Cells {
				switch c := cell.(type) {
				case table.Link:
					cell = c.Text
				case table.Formula:
					cell = c.Value
				}
				r.cells = append(r.cells, templates.Text(cell))
			}
			v.sheets[sheet.Name] = append(v.sheets[sheet.Name], r)
		}
	}
	return v
}

// column is what stands below a label of a sheet, row by row.
func (v seen) column(sheet, label string) []string {
	v.Helper()
	i := slices.Index(v.labels[sheet], label)
	if i < 0 {
		v.Fatalf("%s has no column %s: %q", sheet, label, v.labels[sheet])
	}
	var all []string
	for _, row := range v.sheets[sheet] {
		all = append(all, row.cells[i])
	}
	return all
}

func (v seen) is(sheet, label string, want ...string) {
	v.Helper()
	if got := v.column(sheet, label); !slices.Equal(got, want) {
		v.Errorf("%s %s: %q, want %q", sheet, label, got, want)
	}
}

// total is what a column with a total comes to, by what its rows count.
func (v seen) total(sheet, label string) templates.Fen {
	v.Helper()
	at, n := -1, 0
	for _, s := range v.book.Sheets {
		for _, c := range s.Columns {
			if s.Name == sheet && c.Total {
				if c.Label == label {
					at = n
				}
				n++
			}
		}
	}
	if at < 0 {
		v.Fatalf("%s has no total of %s", sheet, label)
	}
	var sum templates.Fen
	for _, row := range v.sheets[sheet] {
		sum += row.counted[at]
	}
	return sum
}

const lines, detail, summary, about = 0, "明细账", "汇总", "说明"

func day(text string) templates.Date {
	d, err := templates.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func (o *office) contract(day, amount string, pairs ...string) string {
	return o.file("contract", day, append([]string{"amount", amount, "paid", "0", "unpaid", amount, "state", "新订立", "sign_date", day}, pairs...)...)
}

func (o *office) change(day, original, amount, paid, state string) string {
	return o.contract(day, amount, "original", original, "paid", paid, "state", state)
}

func (o *office) pay(day, contract, amount string, pairs ...string) string {
	return o.file("funds", day, append([]string{"contract", contract, "amount", amount}, pairs...)...)
}

func TestContracts(t *testing.T) {
	o := newOffice(t)
	const sheet = "合同履行台账"
	a := o.contract("2026-01-10", "1000.00", "name", "甲工程")
	b := o.contract("2026-01-11", "500.00", "name", "乙服务", "unit", "区教育局")
	p1 := o.pay("2026-02-01", a, "300.00")
	a2 := o.change("2026-03-01", a, "1200.50", "350.00", "变更") // 50 more were paid outside
	p2 := o.pay("2026-04-01", a2, "100.00")                    // by the number of the change
	a3 := o.change("2026-05-01", a2, "1100.00", "450.00", "变更")
	o.void(a3)
	p3 := o.pay("2027-01-05", a3, "25.25") // what follows a void one is of the line still
	p4 := o.pay("2026-06-01", b, "200.00")
	o.void(p4)
	renewed := o.contract("2027-01-01", "600.00", "original", b, "state", "续签", "unit", "区教育局")
	unknown := o.pay("2026-07-01", "龙政办合字〔2019〕7号", "77.00")
	alone := o.pay("2026-07-02", "", "9.00")
	old := o.contract("2026-08-01", "80.00", "state", "变更", "original", "无", "paid", "80.00")
	old2 := o.contract("2026-08-02", "90.00", "state", "变更", "original", "无", "paid", "0")
	quarrel := o.file("dispute", "2026-09-01", "contract", b, "amount", "5.00")
	done := o.file("closing", "2027-01-10", "record", b, "matter", "合同履行完毕", "closed", "2027-01-09")
	o.file("closing", "2027-01-11", "record", "龙政办假字〔2026〕1号", "matter", "销假", "closed", "2027-01-09")

	v := o.see("contracts", register.Selection{})
	v.is(sheet, "合同编号", a, b, old, old2, renewed, "龙政办合字〔2019〕7号")
	v.is(sheet, "原合同金额", "1,000.00", "500.00", "80.00", "90.00", "600.00", "")
	v.is(sheet, "现合同金额", "1,200.50", "500.00", "80.00", "90.00", "600.00", "")
	v.is(sheet, "已付", "475.25", "0.00", "80.00", "0.00", "0.00", "77.00")
	v.is(sheet, "未付", "725.25", "500.00", "0.00", "90.00", "600.00", "")
	v.is(sheet, "变更记录", a2, "", old, old2, "", "")
	v.is(sheet, "付款笔数", "3", "0", "0", "0", "0", "1")
	v.is(sheet, "付款记录", p1+"、"+p2+"、"+p3, "", "", "", "", unknown)
	v.is(sheet, "纠纷记录", "", quarrel, "", "", "", "")
	v.is(sheet, "履行完毕", "", "2027年1月9日", "", "", "", "")
	v.is(sheet, "备注", a3+"已作废", p4+"已作废", "", "", "", "档案中没有龙政办合字〔2019〕7号这份合同")
	v.is(sheet, "档案编号", strings.Join([]string{a, p1, a2, p2, p3}, "、"), b+"、"+quarrel+"、"+done, old, old2, renewed, unknown)
	if got := v.total(sheet, "已付"); got != 47525+8000+7700 {
		t.Errorf("paid: %v", got)
	}
	if strings.Contains(fmt.Sprint(v.sheets[detail]), alone) || !strings.Contains(fmt.Sprint(v.column(about, "内容")), "1件，没有写明属于哪一份合同") {
		t.Error("what belongs to no contract is in the view, or not told of")
	}
	v.is(detail, "编号", a, a, p1, a2, p2, a3, p3, b, b, p4, quarrel, done, old, old, old2, old2, renewed, renewed, "龙政办合字〔2019〕7号", unknown)
	if got, want := v.column(detail, "作用")[:7], []string{a3 + "已作废", "计入现合同金额、已付", "计入已付", "现合同金额改为1,200.50；已付改为350.00", "计入已付", "已作废：开错，不计", "计入已付"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got, want := v.column(detail, "至此未付")[:7], []string{"725.25", "1,000.00", "700.00", "850.50", "750.50", "", "725.25"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got, want := v.column(detail, "已付增减")[:7], []string{"", "0.00", "300.00", "50.00", "100.00", "", "25.25"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestUnread: what a kind cannot read any more is in no amount, and its line says so.
func TestUnread(t *testing.T) {
	o := newOffice(t)
	number := o.file("contract", "2026-03-01", "name", "路", "state", "新订立", "amount", "100.00")
	entry, err := o.book.Catalogue.Record(t.Context(), o.file("funds", "2026-04-01", "contract", number, "amount", "40.00"))
	if err != nil {
		t.Fatal(err)
	}
	r := entry.Record
	r.Values["amount"], r.Number, r.Serial, r.Submission, r.Arrival = "四十元上下", o.book.Kinds.Named("funds").FormatNumber(2026, 2), 2, "again", "again"
	if err := o.book.Catalogue.Restore(t.Context(), []archive.Record{r}); err != nil {
		t.Fatal(err)
	}
	book, err := view.Table(t.Context(), o.book, o.book.Kinds.View("contracts"), register.Selection{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range book.Sheets[0].Rows {
		var cells []string
		for _, cell := range row.Cells {
			cells = append(cells, templates.Text(cell))
		}
		if said := strings.Join(cells, "|"); err != nil || !strings.Contains(said, "|40.00|60.00|") || !strings.Contains(said, r.Number+"按现在的表单定义读不出（其中的金额不计入）：") || !strings.Contains(said, "“四十元上下”") {
			t.Errorf("%s, %v", said, err)
		}
	}
}
