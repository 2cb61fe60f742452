package register_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/templates"
)

// secretOffice has a contract, a secret change of it, another contract, and a secret one.
func secretOffice(t *testing.T) (o *office, numbers []string) {
	o = newOffice(t, contractKind)
	for _, c := range []struct{ name, state, amount, secrecy string }{
		{"道路", "新订立", "100", ""}, {"道路", "变更", "900", "秘密"}, {"供热", "新订立", "30", ""}, {"机房", "新订立", "7", "机密"},
	} {
		v := templates.Values{"issue_date": "2026-03-30", "sign_date": "2026-04-01", "unit": "甲局", "name": c.name, "state": c.state, "amount": c.amount}
		if c.state == "变更" {
			v["original"] = numbers[0]
		}
		o.secrecy = c.secrecy
		numbers = append(numbers, o.file("contract", 2026, v))
	}
	return o, numbers
}

// TestNotSecret: what has a degree of secrecy is in no row and in no total, nor does it show
// in the effects of others; how many it is stands below the rows and on the sheet 说明.
func TestNotSecret(t *testing.T) {
	o, numbers := secretOffice(t)
	withheld, listed := []string{}, []string{}
	o.book.Withheld = func(r archive.Record) { withheld = append(withheld, r.Number+r.Secrecy) }
	o.book.Listed = func(r archive.Record) { listed = append(listed, r.Number) }
	book, sheets, effects := o.sheets("contract", register.Selection{Year: 2026, NotSecret: true})
	if want := []string{numbers[1] + "秘密", numbers[3] + "机密"}; !slices.Equal(withheld, want) || !slices.Equal(listed, []string{numbers[0], numbers[2]}) {
		t.Errorf("withheld %q, want %q; listed %q", withheld, want, listed)
	}
	if want := [][]templates.Fen{{100_00}, {30_00}}; !slices.EqualFunc(effects, want, slices.Equal) {
		t.Errorf("effects %v, want %v", effects, want)
	}
	if notes := book.Sheets[0].Notes(); len(notes) != 1 || !strings.HasPrefix(notes[0], "另有2件有密级的不列入") {
		t.Errorf("notes %q", notes)
	}
	said := map[string]string{}
	for _, row := range sheets["说明"] {
		said[row[0]] = row[1]
	}
	if said["列出件数"] != "2" || said["控制数：金额（元）"] != "130.00" || !strings.HasPrefix(said["密级"], "另有2件") {
		t.Errorf("%q", said)
	}
	for name, rows := range sheets {
		for _, row := range rows {
			if text := strings.Join(row, " "); strings.Contains(text, numbers[1]) || strings.Contains(text, numbers[3]) || strings.Contains(text, "机房") || strings.Contains(text, "937") {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
	// Of other units and days nothing is withheld.
	for _, s := range []register.Selection{{Year: 2026, Unit: "乙局", NotSecret: true}, {From: templates.NewDate(2026, 5, 1), NotSecret: true}} {
		book, _, _ := o.sheets("contract", s)
		if book.Sheets[0].Notes != nil {
			t.Errorf("%+v: %q", s, book.Sheets[0].Notes())
		}
	}
	if _, _, effects := o.sheets("contract", register.Selection{Year: 2026}); !slices.EqualFunc(effects, [][]templates.Fen{{100_00}, {800_00}, {30_00}, {7_00}}, slices.Equal) {
		t.Errorf("the whole: %v", effects)
	}
}

// TestNotSecretOfWhoeverMayNotKnow: who may not see all records is told of no more secret
// ones than he may know of.
func TestNotSecretOfWhoeverMayNotKnow(t *testing.T) {
	o, numbers := secretOffice(t)
	book, err := o.book.Register(t.Context(), o.book.Kinds.Named("contract"), register.Selection{NotSecret: true}, func(r archive.Record) bool { return r.Number != numbers[3] })
	if err != nil {
		t.Fatal(err)
	}
	if notes := book.Sheets[0].Notes(); !strings.HasPrefix(notes[0], "另有1件") {
		t.Errorf("%q", notes)
	}
}

// TestWriteLeavesOutSecrets: the register of a year has none, and takes the place of one
// that had nothing else. What somebody changes in it is found, what it leaves out is not
// missing.
func TestWriteLeavesOutSecrets(t *testing.T) {
	o, numbers := secretOffice(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "2026", "合同台账.xlsx")
	write := func() *excelize.File {
		t.Helper()
		if err := o.book.Write(t.Context(), dir, catalogue.Series{Kind: "contract", Year: 2026}); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	f := write()
	if found := o.compare(path); len(found) > 0 || !register.NotSecretSaid(f) {
		t.Errorf("differences %+v, said %v", found, register.NotSecretSaid(f))
	}
	if err := f.SetCellValue(f.GetSheetName(0), "D3", "供水"); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	if found := o.compare(path); len(found) != 1 || found[0].Number != numbers[2] || found[0].Archive != "供热" {
		t.Errorf("differences %+v", found)
	}

	o = newOffice(t, contractKind)
	o.secrecy = "绝密"
	only := o.file("contract", 2026, templates.Values{"issue_date": "2026-03-30", "sign_date": "2026-04-01", "unit": "甲局", "name": "机房", "state": "新订立", "amount": "7"})
	if err := os.WriteFile(path, []byte("what an earlier version wrote of "+only), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := write().GetRows("2026年合同")
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, row := range rows[1:] {
		text += strings.Join(row, " ")
	}
	if strings.Contains(text, only) || !strings.Contains(text, "另有1件有密级的不列入") {
		t.Errorf("%q", rows)
	}
	if found := o.compare(path); len(found) > 0 {
		t.Errorf("differences %+v", found)
	}
}
