package register_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/templates"
)

// TestPage: rows on a page are those of the register, to which they belong.
func TestPage(t *testing.T) {
	o := newOffice(t, contractKind)
	kind := o.book.Kinds.Named("contract")
	form := func(day, state, original, amount string) templates.Values {
		return templates.Values{"issue_date": day, "sign_date": day, "unit": "区财政局", "name": "道路", "state": state, "original": original, "amount": amount}
	}
	first := o.file("contract", 2026, form("2026-03-01", "新订立", "", "100"))
	o.file("contract", 2026, form("2026-03-02", "变更", first, "150"))
	o.void(o.file("contract", 2026, form("2026-03-03", "新订立", "", "7")))
	all, err := o.book.Register(t.Context(), kind, register.Selection{Year: 2026}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	var listed []register.Listed
	for row, err := range all.Sheets[0].Rows {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, fmt.Sprint(row.Cells, row.Counted, row.Struck))
		listed = append(listed, register.Listed{Number: kind.FormatNumber(2026, len(want)), Effects: slices.Clone(row.Counted)})
	}
	page, err := o.book.Page(t.Context(), kind, nil, 2, listed[1:])
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range page.Rows {
		if got := fmt.Sprint(row.Cells, row.Counted, row.Struck); got != want[i+1] {
			t.Errorf("row %d: %s, want %s", i+1, got, want[i+1])
		}
	}
	if len(page.Rows) != 2 || page.Columns[page.Number].Label != "编号" || page.Columns[page.Status].Label != "效力" {
		t.Errorf("%d rows, number in %d, status in %d of %v", len(page.Rows), page.Number, page.Status, page.Columns)
	}
	loss := catalogue.Loss{Number: "试合字〔2026〕9号", Kind: "contract", Year: 2026, Serial: 9, Voided: &catalogue.Void{Reason: "重复"}}
	page, err = o.book.Page(t.Context(), kind, []string{"效力", "编号"}, 4, []register.Listed{{Number: loss.Number, Loss: &loss}})
	if err != nil || fmt.Sprint(page.Rows[0].Cells, page.Rows[0].Struck) != "[已作废：重复；遗失 试合字〔2026〕9号] true" || page.Number != 1 || page.Status != 0 {
		t.Errorf("a lost record: %v, %v", page.Rows, err)
	}
	if _, err := o.book.Page(t.Context(), kind, nil, 1, []register.Listed{{Number: "试合字〔2026〕99号"}}); !errors.Is(err, catalogue.ErrUnknown) {
		t.Errorf("a record that is not there: %v", err)
	}
}

// TestRegisterWithin: whoever may not know of a contract does not learn from what was made
// of it later how much it was of.
func TestRegisterWithin(t *testing.T) {
	o := newOffice(t, contractKind)
	form := templates.Values{"issue_date": "2026-03-01", "sign_date": "2026-03-01", "unit": "区财政局", "name": "道路", "state": "新订立", "amount": "100"}
	hidden := o.file("contract", 2026, form)
	form = templates.Values{"issue_date": "2026-04-01", "sign_date": "2026-04-01", "unit": "区财政局", "name": "道路", "state": "变更", "original": hidden, "amount": "150"}
	o.file("contract", 2026, form)
	for name, test := range map[string]struct {
		within func(archive.Record) bool
		want   string
	}{
		"all of it":         {nil, "[[10000] [5000]]"},
		"without the first": {func(r archive.Record) bool { return r.Number != hidden }, "[[15000]]"},
	} {
		book, err := o.book.Register(t.Context(), o.book.Kinds.Named("contract"), register.Selection{Year: 2026}, test.within)
		if err != nil {
			t.Fatal(err)
		}
		var effects [][]templates.Fen
		for row, err := range book.Sheets[0].Rows {
			if err != nil {
				t.Fatal(err)
			}
			effects = append(effects, slices.Clone(row.Counted))
		}
		if got := fmt.Sprintf("%d", effects); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
