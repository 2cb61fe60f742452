package view_test

import (
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/register"
)

// TestNotSecret: what has a degree of secrecy is in no line and no figure of a view, on none
// of its sheets; how many it is stands below the lines and on the sheet 说明.
func TestNotSecret(t *testing.T) {
	o := newOffice(t)
	const sheet = "合同履行台账"
	a := o.contract("2026-01-10", "1000.00", "name", "甲工程")
	o.pay("2026-02-01", a, "300.00")
	o.secrecy = "秘密"
	hidden := []string{o.change("2026-03-01", a, "7777.00", "300.00", "变更"), o.pay("2026-04-01", a, "55.00"), o.contract("2026-05-01", "6666.00", "name", "机房")}
	o.pay("2026-06-01", "", "9.00") // of no line: nothing is left out with it
	o.secrecy = ""
	b := o.pay("2026-07-01", hidden[2], "44.00")
	var withheld []string
	o.book.Withheld = func(r archive.Record) { withheld = append(withheld, r.Number) }

	v := o.see("contracts", register.Selection{NotSecret: true})
	if !slices.Equal(withheld, hidden) {
		t.Errorf("withheld %q, want %q", withheld, hidden)
	}
	v.is(sheet, "现合同金额", "1,000.00", "")
	v.is(sheet, "已付", "300.00", "44.00")
	v.is(sheet, "备注", "", "这份合同不在查看范围之内")
	if notes := v.book.Sheets[0].Notes(); len(notes) != 1 || !strings.HasPrefix(notes[0], "另有3件有密级的不列入") {
		t.Errorf("%q", notes)
	}
	if said := v.column("说明", "内容")[slices.Index(v.column("说明", "项目"), "密级")]; !strings.HasPrefix(said, "另有3件") {
		t.Errorf("%q", said)
	}
	for name, rows := range v.sheets {
		for _, row := range rows {
			text := strings.Join(row.cells, " ")
			for _, secret := range append([]string{"7,777", "6,666", "机房", "55.00"}, hidden[:2]...) {
				if strings.Contains(text, secret) {
					t.Errorf("%s tells of %s: %s", name, secret, text)
				}
			}
			if strings.Contains(text, hidden[2]) && !strings.Contains(text, b) && name != sheet { // its own payment names it
				t.Errorf("%s tells of %s: %s", name, hidden[2], text)
			}
		}
	}
	if v := o.see("contracts", register.Selection{}); v.total(sheet, "已付") != 399_00 || v.book.Sheets[0].Notes != nil {
		t.Errorf("the whole: %v", v.total(sheet, "已付"))
	}
}
