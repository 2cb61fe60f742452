package reconcile

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/xlsx"
)

// sample has items of every sort.
func sample(t *testing.T) *Result {
	t.Helper()
	records := []*Record{rec(1, 301, 100, first, firstAccount), rec(2, 302, 45000, second, secondAccount), void(rec(3, 303, 70, first, firstAccount)),
		rec(4, 304, 33.33, second, secondAccount), rec(5, 305, 12, "龙凤区园林处", "1"), rec(6, 305, 9.99, "龙凤区环卫处", ""), rec(7, 306, 8, "龙凤区水务处", "")}
	rows := []*Row{row(4, 310, 100, first, firstAccount, ""), row(5, 311, 25000, second, secondAccount, ""), row(6, 312, 20000, second, secondAccount, ""),
		row(7, 312, 70, first, firstAccount, ""), row(8, 313, 33.30, second, secondAccount, ""), row(9, 314, 4, "某公司", "", ""), row(10, 315, 100, first, firstAccount, ""),
		row(11, 316, 9.99, "另一公司", "", ""), row(12, 317, 500, first, firstAccount, "退税")}
	unread := row(13, 318, 0, "", "", "")
	unread.problem = "金额读不出"
	r := bank(t).result(records, append(rows, unread))
	r.File, r.SHA256, r.Made, r.By = "三月.csv", strings.Repeat("0a", 32), time.Date(2026, 4, 2, 9, 30, 0, 0, time.UTC), "贺知秋"
	r.Period = Period{templates.NewDate(2026, 3, 1), templates.NewDate(2026, 3, 31)}
	return r
}

// cellsIn are the cells of a sheet, by row from the labels on.
func cellsIn(t *testing.T, s table.Sheet) (rows [][]any) {
	t.Helper()
	for row, err := range s.Rows {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, append([]any{}, row.Cells...))
		if len(row.Cells) > len(s.Columns) {
			t.Errorf("%s: %d cells, %d columns", s.Name, len(row.Cells), len(s.Columns))
		}
	}
	return rows
}

var (
	sumPattern = regexp.MustCompile(`^SUM(IFS)?\('([^']+)'!\$([A-Z])\$2:\$[A-Z]\$(\d+)(?:,'[^']+'!\$([A-Z])\$2:\$[A-Z]\$\d+,"([^"]+)")?\)(?:-([\d.]+))?$`)
	ownSum     = regexp.MustCompile(`^SUM\(F(\d+):F(\d+)\)$`)
	ownCell    = regexp.MustCompile(`([+-]?)([A-Z])(\d+)`)
)

// worked works out a formula of 汇总 over the sheets.
func worked(t *testing.T, sheets map[string][][]any, text string) (total templates.Fen) {
	t.Helper()
	own := func(column byte, row int) templates.Fen {
		switch v := sheets[summaryName][row-2][column-'A'].(type) {
		case templates.Fen:
			return v
		case int64:
			return templates.Fen(v)
		case table.Formula:
			return worked(t, sheets, v.Text)
		}
		return 0
	}
	if m := ownSum.FindStringSubmatch(text); m != nil {
		first, _ := strconv.Atoi(m[1])
		last, _ := strconv.Atoi(m[2])
		for row := first; row <= last; row++ {
			total += own('F', row)
		}
		return total
	}
	if !strings.HasPrefix(text, "SUM") {
		for _, m := range ownCell.FindAllStringSubmatch(strings.TrimPrefix(text, "ROUND("), -1) {
			row, _ := strconv.Atoi(m[3])
			if m[1] == "-" {
				total -= own(m[2][0], row)
			} else {
				total += own(m[2][0], row)
			}
		}
		return total
	}
	m := sumPattern.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no such formula: %s", text)
	}
	last, _ := strconv.Atoi(m[4])
	if last-1 != len(sheets[m[2]]) {
		t.Errorf("%s: down to row %d, and there are %d", text, last, len(sheets[m[2]])+1)
	}
	for _, row := range sheets[m[2]] {
		if m[1] == "" || row[m[5][0]-'A'] == m[6] {
			amount, _ := row[m[3][0]-'A'].(templates.Fen)
			total += amount
		}
	}
	if m[7] != "" {
		less, err := money.Parse(m[7])
		if err != nil {
			t.Fatal(err)
		}
		total -= less.(templates.Fen)
	}
	return total
}

// TestBook: the sums that 汇总 works out are those that it shows, the totals of the lists
// are those of the result, and every row and record is on the sheets once.
func TestBook(t *testing.T) {
	r := sample(t)
	for _, s := range Sorts {
		if r.Total(s).Items == 0 {
			t.Fatalf("no %s in\n%s", s, told(r))
		}
	}
	b, err := r.Book(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if b.Name != "对账结果（银行流水，2026年3月）" || b.Scope != "与 三月.csv 核对（SHA-256 0a0a0a0a0a0a0a0a…），2026年3月；2026年4月2日9时30分，贺知秋" {
		t.Error(b.Name, b.Scope)
	}
	sheets, seen := map[string][][]any{}, map[string]int{}
	for _, s := range b.Sheets {
		sheets[s.Name] = cellsIn(t, s)
	}
	for _, sort := range Sorts {
		s := b.Sheets[1]
		for _, at := range b.Sheets {
			if at.Name == sort.String() {
				s = at
			}
		}
		sums := map[string]templates.Fen{}
		for row := range s.Rows {
			n := 0
			for i, c := range s.Columns {
				if c.Total {
					sums[c.Label] += row.Counted[n]
					n++
				}
				switch c.Label {
				case "编号", "对方行号":
					if row.Cells[i] != nil {
						seen[fmt.Sprint(row.Cells[i])]++
					}
				}
			}
		}
		if total := r.Total(sort); sums[hereLabel] != total.Here || sums[thereLabel] != total.There || sort == Different && sums["差额"] != total.There-total.Here {
			t.Errorf("%s: %v, want %+v", sort, sums, total)
		}
	}
	for name, n := range seen {
		if n != 1 && !strings.HasPrefix(name, "见") {
			t.Errorf("%s is there %d times", name, n)
		}
	}
	if want := 7 + 9 + 1; len(seen) != want { // records, rows, 见 of what was paid twice; the tax is passed over
		t.Errorf("%d, want %d: %v", len(seen), want, seen)
	}
	for _, row := range sheets[summaryName] {
		for _, cell := range row {
			if f, is := cell.(table.Formula); is {
				want, is := f.Value.(templates.Fen)
				if !is {
					want = templates.Fen(f.Value.(int64))
				}
				if got := worked(t, sheets, f.Text); got != want {
					t.Errorf("%s: %s comes to %s, shown is %v", row[0], f.Text, got, f.Value)
				}
			}
		}
	}
	last := sheets[summaryName][len(sheets[summaryName])-1]
	if last[0] != "相差（应为0.00）" || last[5].(table.Formula).Value != templates.Fen(0) {
		t.Errorf("the tie: %v", last)
	}
}

// TestWorkbook: the workbook opens, with the sheets in their order and links on the
// numbers.
func TestWorkbook(t *testing.T) {
	b, err := sample(t).Book(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if err := xlsx.Write(&data, b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&data)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), " "); got != "汇总 相符 不符 我方有、对方无 对方有、我方无 待核 不计入的行 说明" {
		t.Error(got)
	}
}
