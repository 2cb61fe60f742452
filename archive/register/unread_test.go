package register_test

import (
	"slices"
	"strings"
	"testing"

	"gongwen/archive/register"
	"gongwen/templates"
)

// TestUnread: a record of which something is not any more what its kind says there stands
// in the register with the rest, says so, and does not keep the others out.
func TestUnread(t *testing.T) {
	before := strings.NewReplacer("type: money, counts: {state: {新订立: adds, 变更: replaces}}", "type: text", "sum: true", "sum: false").Replace(contractKind)
	o := newOffice(t, before)
	v := func(amount string) templates.Values {
		return templates.Values{"issue_date": "2026-03-30", "sign_date": "2026-04-01", "unit": "甲局", "name": "路", "state": "新订立", "amount": amount}
	}
	o.file("contract", 2026, v("一万元上下"))
	o.file("contract", 2026, v("20.00"))
	o.book.Kinds = kindsOf(t, contractKind)
	book, sheets, effects := o.sheets("contract", register.Selection{Year: 2026})
	rows := sheets[book.Sheets[0].Name]
	if len(rows) != 3 || effects[0][0] != 0 || effects[1][0] != 2000 {
		t.Fatalf("%q, %v", rows, effects)
	}
	cell := func(row int, label string) string { return rows[row][slices.Index(rows[0], label)] }
	if cell(1, "名称") != "路" || cell(1, "金额（元）") != "" || cell(1, templates.StatusLabel) != register.Valid ||
		!strings.Contains(cell(1, templates.ExceptLabel), "金额“一万元上下”") || cell(2, templates.ExceptLabel) != "" {
		t.Errorf("%q", rows)
	}
	if about := sheets["说明"]; !slices.ContainsFunc(about, func(row []string) bool { return strings.HasPrefix(row[0], "有内容读不出") && row[1] == "1" }) {
		t.Errorf("%q", about)
	}
	e, err := o.book.Catalogue.Record(t.Context(), o.book.Kinds.Named("contract").FormatNumber(2026, 1))
	if err != nil {
		t.Fatal(err)
	}
	touched := o.book.Touched()
	if err := touched.Add(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if series, err := touched.Series(t.Context()); err != nil || len(series) != 1 {
		t.Errorf("%v, %v", series, err)
	}
}
