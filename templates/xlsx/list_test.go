package xlsx

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
)

// list has a column of every sort.
var list = List{Title: "检索结果", Columns: []ListColumn{
	{templates.Column{Label: "序号", From: "n"}, templates.TypeInteger}, {templates.Column{Label: "题名", From: "subject"}, templates.TypeText},
	{templates.Column{Label: "日期", From: "day"}, templates.TypeDate}, {templates.Column{Label: "金额", From: "sum"}, templates.TypeMoney},
	{templates.Column{Label: "作废", From: Voided}, templates.TypeText},
}, Note: func() string { return "只列出前 3 件" }}

var day = templates.NewDate(2026, 5, 1)

var listRows = RowsOf(slices.Values([]templates.Values{
	{"n": int64(1), "subject": `=HYPERLINK("http://x","看")`, "day": day, "sum": templates.Fen(123456789)},
	{"n": int64(2), "subject": "甲，“乙”\"丙\",\n丁", "day": day, Voided: "开错了"},
	{"n": int64(3), "subject": "－1＋1"},
}))

// TestListInWorkbook: openpyxl sees days and amounts, and text that is text.
func TestListInWorkbook(t *testing.T) {
	var b bytes.Buffer
	if err := list.Workbook(&b, listRows); err != nil {
		t.Fatal(err)
	}
	s := inspect(t, b.Bytes())[0]
	for at, want := range map[string]seenCell{
		"A2": {Value: "1", Type: "n"}, "B2": {Value: `=HYPERLINK("http://x","看")`}, "C2": {Value: "2026-05-01 00:00:00", Type: "d"},
		"D2": {Value: "1234567.89", Type: "n"}, "B3": {Value: "甲，“乙”\"丙\",\n丁", Strike: true}, "E3": {Value: "开错了"}, "A5": {Value: "只列出前 3 件"},
	} {
		got := s.Cells[at]
		if got.Value != want.Value || got.Strike != want.Strike || want.Type != "" && got.Type != want.Type || got.Type == "f" && at != "B2" {
			t.Errorf("%s: got %+v, want %+v", at, got, want)
		}
	}
	if got := calculated(t, b.Bytes(), 1); got[1][1] != `=HYPERLINK("http://x","看")` {
		t.Errorf("LibreOffice shows %q", got[1])
	}
	if s.Filter != "A1:E4" && s.Table["台账"] != "A1:E4" {
		t.Errorf("filter %q, tables %v", s.Filter, s.Table)
	}
}

// TestListCSV is read back by Go and opened by LibreOffice, which works nothing out.
func TestListCSV(t *testing.T) {
	var b bytes.Buffer
	if err := list.CSV(&b, listRows); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	if !marked || strings.Count(text, "\r\n") != 6 {
		t.Errorf("%q", text)
	}
	got, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	want := [][]string{{"序号", "题名", "日期", "金额", "作废"}, {"1", `'=HYPERLINK("http://x","看")`, "2026-05-01", "1234567.89", ""},
		{"2", "甲，“乙”\"丙\",\n丁", "2026-05-01", "", "开错了"}, {"3", "'－1＋1", "", "", ""}, {"只列出前 3 件", "", "", "", ""}}
	if err != nil || !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%q, %v", got, err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "list.csv")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless", "--infilter=CSV:44,34,UTF8,1,,,false",
		"--convert-to", "xlsx", "--outdir", dir, file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	opened, err := os.ReadFile(filepath.Join(dir, "list.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	cells := inspect(t, opened)[0].Cells
	for at, cell := range cells {
		if cell.Type == "f" {
			t.Errorf("%s is worked out: %+v", at, cell)
		}
	}
	if cells["D2"].Type != "n" || cells["B3"].Value != "甲，“乙”\"丙\",\n丁" {
		t.Errorf("%+v", cells)
	}
}

// TestListEndsWithTheFirstError of its rows.
func TestListEndsWithTheFirstError(t *testing.T) {
	fault := errors.New("gone")
	rows := func(yield func(templates.Values, error) bool) {
		_ = yield(templates.Values{}, nil) && yield(nil, fault)
	}
	var b bytes.Buffer
	if err := list.Workbook(&b, rows); !errors.Is(err, fault) || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
	if err := list.CSV(&b, rows); !errors.Is(err, fault) {
		t.Error(err)
	}
}
