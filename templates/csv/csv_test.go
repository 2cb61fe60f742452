package csv

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
	"time"

	"gongwen/templates"
	"gongwen/templates/table"
)

// rows writes the same row buffer anew for each, as iterators of registers may.
func rows(all ...table.Row) table.Rows {
	return func(yield func(*table.Row, error) bool) {
		var row table.Row
		for _, row = range all {
			if !yield(&row, nil) {
				return
			}
		}
	}
}

func register() table.Sheet {
	return table.Sheet{
		Name: "2026年合同", Totals: true, Notes: func() []string { return []string{"已作废的不计入"} },
		Columns: []table.Column{{Label: "序号", Type: templates.TypeInteger}, {Label: "题名"}, {Label: "签订日期", Type: templates.TypeDate},
			{Label: "金额", Type: templates.TypeMoney, Total: true}, {Label: "存档文件"}, {Label: "表单摘要", Technical: true}},
		Rows: rows(
			table.Row{Cells: []any{int64(1), `=HYPERLINK("http://x","看")`, templates.NewDate(2026, 5, 1), templates.Fen(123456789),
				table.Link{Text: table.OpenText, Target: "../甲.pdf"}, "ab12"}, Counted: []templates.Fen{-5}},
			table.Row{Cells: []any{int64(2), "甲，“乙”\"丙\",\n丁", nil, table.Formula{Text: "SUM(A1)", Value: templates.Fen(100)}, table.Link{Text: "－1", Target: "x"}},
				Counted: []templates.Fen{0}, Struck: true},
			table.Row{Cells: []any{int64(-3), "+86", templates.Moment{Time: time.Date(2026, 5, 1, 9, 30, 0, 0, time.UTC)}}},
		),
	}
}

func TestWrite(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, table.Book{Sheets: []table.Sheet{register(), {Name: "汇总"}}}); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	if !marked || strings.Count(text, "\r\n") != 5 { // one of them within a cell
		t.Errorf("%q", text)
	}
	got, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	want := [][]string{{"序号", "题名", "签订日期", "金额", "存档文件", "计入金额", "表单摘要"},
		{"1", `'=HYPERLINK("http://x","看")`, "2026-05-01", "1234567.89", "../甲.pdf", "-0.05", "ab12"},
		{"2", "甲，“乙”\"丙\",\n丁", "", "1.00", "'－1", "0.00", ""},
		{"-3", "'+86", "2026-05-01 09:30", "", "", "", ""}}
	if err != nil || !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestWriteTellsThatAListIsNotWhole: without totals what the notes say is said in the file.
func TestWriteTellsThatAListIsNotWhole(t *testing.T) {
	var b bytes.Buffer
	list := table.Sheet{Columns: []table.Column{{Label: "编号"}, {Label: "题名"}}, Rows: rows(), Notes: func() []string { return []string{"只列出前3件"} }}
	if err := Write(&b, table.Book{Sheets: []table.Sheet{list}}); err != nil || b.String() != "\ufeff编号,题名\r\n只列出前3件,\r\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

// TestWriteEndsWithTheFirstError of its rows.
func TestWriteEndsWithTheFirstError(t *testing.T) {
	fault := errors.New("gone")
	list := table.Sheet{Columns: []table.Column{{Label: "编号"}}, Rows: func(yield func(*table.Row, error) bool) {
		_ = yield(&table.Row{}, nil) && yield(nil, fault)
	}}
	if err := Write(&bytes.Buffer{}, table.Book{Sheets: []table.Sheet{list}}); !errors.Is(err, fault) {
		t.Error(err)
	}
}

// TestLibreOfficeWorksNothingOut of what is text.
func TestLibreOfficeWorksNothingOut(t *testing.T) {
	dir := t.TempDir()
	file, err := os.Create(filepath.Join(dir, "t.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(Write(file, table.Book{Sheets: []table.Sheet{register()}}), file.Close()); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless", "--infilter=CSV:44,34,UTF8,1,,,false",
		"--convert-to", "fods", "--outdir", dir, file.Name())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	opened, err := os.ReadFile(filepath.Join(dir, "t.fods"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(opened, []byte(`office:value="1234567.89"`)) || bytes.Contains(opened, []byte("table:formula")) {
		t.Error("an amount is none, or a text is worked out")
	}
}
