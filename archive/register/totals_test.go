package register_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive/register"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/xlsx"
)

// builtin is an archive of the program's own kinds.
func builtin(t *testing.T) *office {
	t.Helper()
	o := newOffice(t, contractKind)
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	o.book.Kinds = kinds
	return o
}

// totals are what the columns of a register come to, by label.
func (o *office) totals(kind string, s register.Selection) map[string]string {
	o.Helper()
	book, _, effects := o.sheets(kind, s)
	sums := map[string]templates.Fen{}
	n := 0
	for _, c := range book.Sheets[0].Columns {
		if !c.Total {
			continue
		}
		for _, row := range effects {
			sums[c.Label] += row[n]
		}
		n++
	}
	said := map[string]string{}
	for label, sum := range sums {
		said[label] = sum.String()
	}
	return said
}

// TestTotals: what comes and what goes, what is asked for and what is bought, a contract
// and its changes are not added up twice, in whatever years they stand.
func TestTotals(t *testing.T) {
	for name, test := range map[string]struct {
		kind    string
		records []templates.Values // with the year under "year"; $1 is the number of the first
		void    []int              // from 1
		want    map[int]map[string]string
	}{
		"an asset that comes and goes": {"asset", []templates.Values{
			{"year": 2025, "action": "新增", "card": "K-1", "value": "1000.00"},
			{"year": 2026, "action": "新增", "card": "K-2", "value": "500.00"},
			{"year": 2026, "action": "减少", "card": "K-1", "value": "1000.00", "net": "30.00", "income": "20.00"},
			{"year": 2026, "action": "新增", "card": "K-3", "value": "77.00"},
		}, []int{4}, map[int]map[string]string{
			0:    {"原值": "500.00", "处置收入": "20.00"},
			2026: {"原值": "-500.00", "处置收入": "20.00"},
		}},
		"a purchase asked for and made": {"procurement", []templates.Values{
			{"year": 2025, "stage": "采购申请", "budget": "1000.00"},
			{"year": 2026, "stage": "采购结果", "original": "$1", "budget": "1000.00", "deal": "900.00", "saved": "100.00"},
		}, nil, map[int]map[string]string{
			0:    {"预算金额": "1,000.00", "成交金额": "900.00", "节约金额": "100.00"},
			2025: {"预算金额": "1,000.00", "成交金额": "0.00", "节约金额": "0.00"},
			2026: {"预算金额": "0.00", "成交金额": "900.00", "节约金额": "100.00"},
		}},
		"a purchase that nobody asked for any more": {"procurement", []templates.Values{
			{"year": 2025, "stage": "采购申请", "budget": "1000.00"},
			{"year": 2026, "stage": "采购结果", "original": "$1", "budget": "1000.00", "deal": "900.00", "saved": "100.00"},
		}, []int{1}, map[int]map[string]string{
			0:    {"预算金额": "1,000.00", "成交金额": "900.00", "节约金额": "100.00"},
			2025: {"预算金额": "0.00", "成交金额": "0.00", "节约金额": "0.00"},
			2026: {"预算金额": "1,000.00", "成交金额": "900.00", "节约金额": "100.00"},
		}},
		"a contract changed, renewed and ended": {"contract", []templates.Values{
			{"year": 2024, "state": "新订立", "amount": "1000.00", "paid": "0.00", "unpaid": "1000.00"},
			{"year": 2025, "state": "变更", "original": "$1", "amount": "1200.00", "paid": "300.00", "unpaid": "900.00"},
			{"year": 2026, "state": "续签", "original": "$1", "amount": "700.00", "paid": "0.00", "unpaid": "700.00"},
			{"year": 2026, "state": "解除", "original": "$2", "amount": "400.00", "paid": "400.00", "unpaid": "0.00"},
		}, nil, map[int]map[string]string{
			0:    {"金额（元）": "1,100.00", "报审时已付（元）": "400.00", "报审时未付（元）": "700.00"},
			2024: {"金额（元）": "1,000.00", "报审时已付（元）": "0.00", "报审时未付（元）": "1,000.00"},
			2025: {"金额（元）": "200.00", "报审时已付（元）": "300.00", "报审时未付（元）": "-100.00"},
			2026: {"金额（元）": "-100.00", "报审时已付（元）": "100.00", "报审时未付（元）": "-200.00"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o := builtin(t)
			var numbers []string
			for _, v := range test.records {
				year := v["year"].(int)
				delete(v, "year")
				for key, value := range v {
					if n, is := strings.CutPrefix(value.(string), "$"); is {
						v[key] = numbers[n[0]-'1']
					}
				}
				day := fmt.Sprintf("%d-05-06", year)
				v["issue_date"], v["sign_date"], v["unit"] = day, day, "区财政局"
				numbers = append(numbers, o.file(test.kind, year, v))
			}
			for _, n := range test.void {
				o.void(numbers[n-1])
			}
			for year, want := range test.want {
				got := o.totals(test.kind, register.Selection{Year: year})
				for label, sum := range want {
					if got[label] != sum {
						t.Errorf("%d, %s: %s, want %s", year, label, got[label], sum)
					}
				}
			}
		})
	}
}

// TestRegisterInLibreOffice: another program, which is told nothing of what the formulas
// come to, finds what the register says.
func TestRegisterInLibreOffice(t *testing.T) {
	o := newOffice(t, contractKind)
	o.book.Units = func(unit string) string { return strings.TrimPrefix(unit, "本区") }
	file := func(year int, signed, unit, state, original, corrects, amount string) string {
		v := templates.Values{"issue_date": fmt.Sprint(year) + "-03-30", "sign_date": signed, "unit": unit, "name": "路", "state": state, "amount": amount}
		if original != "" {
			v["original"] = original
		}
		if corrects != "" {
			v["corrects"] = corrects
		}
		return o.file("contract", year, v)
	}
	road := file(2025, "2025-12-30", "甲局", "新订立", "", "", "1000.10")
	first := file(2026, "2026-01-04", "甲局", "变更", road, "", "900.00")
	file(2026, "2026-02-28", "本区甲局", "新订立", "", "", "0.35")
	o.void(file(2026, "2026-02-28", "乙局", "新订立", "", "", "8000000.00"))
	file(2026, "2027-01-31", "乙局", "变更", first, "", "1234567.89")
	heat := file(2026, "2026-12-31", "*局", "新订立", "", "", "7.00")
	file(2026, "2026-12-31", "丙“局”", "新订立", "", heat, "8.00")
	book, err := o.book.Register(t.Context(), o.book.Kinds.Named("contract"), register.Selection{Year: 2026}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][][]string{}
	for i := range book.Sheets[1:3] {
		sheet := &book.Sheets[1+i]
		rows := sheet.Rows
		var told []table.Row
		for row, err := range rows {
			if err != nil {
				t.Fatal(err)
			}
			cells, texts := slices.Clone(row.Cells), []string{}
			for c, cell := range cells {
				if f, is := cell.(table.Formula); is {
					cell = f.Value
					wrong := any(templates.Fen(999)) // it has to find out itself
					if _, whole := cell.(int64); whole {
						wrong = int64(999)
					}
					cells[c] = table.Formula{Text: f.Text, Value: wrong}
				}
				texts = append(texts, templates.Text(cell))
			}
			want[sheet.Name] = append(want[sheet.Name], texts)
			told = append(told, table.Row{Cells: cells, Strong: row.Strong})
		}
		sheet.Rows = func(yield func(*table.Row, error) bool) {
			for i := range told {
				if !yield(&told[i], nil) {
					return
				}
			}
		}
	}
	var b bytes.Buffer
	if err := xlsx.Write(&b, book); err != nil {
		t.Fatal(err)
	}
	found := calculated(t, b.Bytes())
	for sheet, rows := range want {
		for i, row := range rows {
			for c, cell := range row {
				got := ""
				if i+1 < len(found[sheet]) && c < len(found[sheet][i+1]) {
					got = found[sheet][i+1][c]
				}
				if strings.ReplaceAll(got, ",", "") != strings.ReplaceAll(cell, ",", "") {
					t.Errorf("%s, %s%d: %q, want %q", sheet, table.ColumnName(c), i+2, got, cell)
				}
			}
		}
	}
}

// calculated are the sheets of a workbook as LibreOffice shows them, with all formulas
// worked out anew.
func calculated(t *testing.T, workbook []byte) map[string][][]string {
	t.Helper()
	dir := t.TempDir()
	profile := filepath.Join(dir, "profile")
	settings := `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, content := range map[string][]byte{filepath.Join(dir, "r.xlsx"): workbook, filepath.Join(profile, "user", "registrymodifications.xcu"): []byte(settings)} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.ToSlash(profile), "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1", "--outdir", dir, filepath.Join(dir, "r.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	made, err := filepath.Glob(filepath.Join(dir, "r-*.csv"))
	if err != nil || len(made) == 0 {
		t.Fatalf("soffice made %q, %v", made, err)
	}
	sheets := map[string][][]string{}
	for _, path := range made {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(bytes.NewReader(text))
		reader.FieldsPerRecord = -1
		rows, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sheets[strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "r-"), ".csv")] = rows
	}
	return sheets
}
