package register_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// accountsOffice has three contracts, of which one is void and one superseded.
func accountsOffice(t *testing.T) (o *office, numbers []string) {
	o = newOffice(t, contractKind)
	for i, name := range []string{"道路", "供热", "桥梁", "供热（更正）"} {
		v := templates.Values{"issue_date": "2026-03-30", "sign_date": "2026-04-0" + string(rune('1'+i)), "unit": "甲局", "name": name, "state": "新订立", "amount": "1000.50"}
		if i == 3 {
			v["corrects"] = numbers[1]
		}
		numbers = append(numbers, o.file("contract", 2026, v))
	}
	o.void(numbers[2])
	return o, numbers
}

func (o *office) compare(file string) []register.Difference {
	o.Helper()
	_, found, err := o.book.Compare(o.Context(), file)
	if err != nil {
		o.Fatal(err)
	}
	return found
}

// TestCompareWritten: what the program wrote has no difference, whatever part of the
// register it is; and what somebody changes in it is found.
func TestCompareWritten(t *testing.T) {
	o, numbers := accountsOffice(t)
	for name, s := range map[string]register.Selection{
		"a year": {Year: 2026}, "all years": {}, "several": {Year: 2025, LastYear: 2026}, "a unit": {Year: 2026, Unit: "甲局"},
		"a month": {Year: 2026, From: templates.NewDate(2026, 4, 1), To: templates.NewDate(2026, 4, 30)},
		"a day":   {From: templates.NewDate(2026, 4, 2), To: templates.NewDate(2026, 4, 2)},
		"columns": {Year: 2026, Columns: []string{"编号", "金额（元）", "效力"}},
	} {
		book, err := o.book.Register(t.Context(), o.book.Kinds.Named("contract"), s, nil)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "台账.xlsx")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := xlsx.Write(f, book); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if found := o.compare(path); len(found) > 0 {
			t.Errorf("%s: %+v", name, found)
		}
		if name != "a year" {
			continue
		}
		w, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sheet := w.GetSheetName(0)
		for cell, value := range map[string]any{"D2": "道路工程", "F3": 9, "I4": "有效"} {
			if err := w.SetCellValue(sheet, cell, value); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Save(); err != nil {
			t.Fatal(err)
		}
		want := []register.Difference{
			{Number: numbers[0], Cell: "D2", Column: "名称", Sort: register.Changed, Archive: "道路", File: "道路工程"},
			{Number: numbers[1], Cell: "F3", Column: "金额（元）", Sort: register.Changed, Archive: "1000.5", File: "9"},
			{Number: numbers[2], Cell: "I4", Column: "效力", Sort: register.Changed, Archive: "已作废：开错", File: "有效"},
		}
		if found := o.compare(path); !slices.Equal(found, want) {
			t.Errorf("changed:\n%+v, want\n%+v", found, want)
		}
	}
}

// TestCompareOldRegister: a register from before there was a column for how records stand
// has the void in a column of its own, no column of what came later, and no sheet 说明.
func TestCompareOldRegister(t *testing.T) {
	o, numbers := accountsOffice(t)
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "2026年合同"
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	hash := "abababababababababababababababababababababababababababababababab"
	for i, row := range [][]any{
		{"序号", "编号", "名称", "承办部门", "金额（元）", "存档文件", "作废", "表单摘要", "例外说明"},
		{1, numbers[0], "道路", "甲局", 1000.5, "查看", nil, hash, nil},
		{2, numbers[1], "供热", "甲局", 1000.5, "查看", nil, hash, nil},
		{3, numbers[2], "桥梁", "甲局", 1000.5, "查看", "已作废：开错", hash, nil},
		{4, numbers[3], "供热（更正）", "甲局", 1000.5, "查看", nil, hash, nil},
		{"合计", nil, nil, nil, 3001.5},
	} {
		if err := f.SetSheetRow(sheet, "A"+string(rune('1'+i)), &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "合同台账.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if found := o.compare(path); len(found) > 0 {
		t.Errorf("%+v", found)
	}
	if err := f.SetCellValue(sheet, "G4", nil); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellValue(sheet, "E5", 1); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	want := []register.Difference{
		{Number: numbers[2], Cell: "G4", Column: "作废", Sort: register.Changed, Archive: "已作废：开错"},
		{Number: numbers[3], Cell: "E5", Column: "金额（元）", Sort: register.Changed, Archive: "1000.5", File: "1"},
	}
	if found := o.compare(path); !slices.Equal(found, want) {
		t.Errorf("changed:\n%+v, want\n%+v", found, want)
	}
}
