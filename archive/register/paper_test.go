package register_test

import (
	"regexp"
	"strings"
	"testing"

	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/table"
)

var addedUp = regexp.MustCompile(`SUMIFS\('[^']*'!\$([A-Z]+)\$`)

// TestSummaryOnPaper: though A4 has no room for some columns, the summary adds up what the
// rows count, whichever the paper is.
func TestSummaryOnPaper(t *testing.T) {
	kind := strings.Replace(contractKind, "  - {label: 金额（元）, from: amount, sum: true}\n", "  - {label: 金额（元）, from: amount, sum: true}\n  - {label: 状态, from: state, print: a3}\n  - {label: 原合同编号, from: original, print: a3}\n", 1)
	o := newOffice(t, kind)
	o.file("contract", 2026, templates.Values{"issue_date": "2026-03-01", "sign_date": "2026-03-05", "unit": "区财政局", "name": "甲", "state": "新订立", "amount": "100.00"})
	for _, a3 := range []bool{false, true} {
		book, err := o.book.Register(t.Context(), o.book.Kinds.Named("contract"), register.Selection{Year: 2026, A3: a3}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if book.A3 != a3 {
			t.Errorf("A3 is %v, want %v", book.A3, a3)
		}
		sheet, seen := book.Sheets[0], 0
		labels := map[string]string{} // by column name
		for i, c := range sheet.Written() {
			labels[table.ColumnName(i)] = c.Label
		}
		for row, err := range book.Sheets[1].Rows {
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range row.Cells {
				f, _ := cell.(table.Formula)
				for _, m := range addedUp.FindAllStringSubmatch(f.Text, -1) {
					seen++
					if labels[m[1]] != "计入金额（元）" {
						t.Errorf("A3 %v: %s adds up %s", a3, f.Text, labels[m[1]])
					}
				}
			}
		}
		if seen == 0 {
			t.Error("the summary adds nothing up")
		}
	}
}
