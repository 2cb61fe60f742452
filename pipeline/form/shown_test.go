package form

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// shownCells are cells of a form of 请假外出 as people format them: a date, a number, a
// phone and a paragraph, with what is read of each. A text that begins with ! is a
// finding.
var shownCells = []struct {
	name, cell, path string
	value            any
	code             string
	want             any
}{
	{"a day typed as a number", "B12", "until", 20260522, "General", templates.NewDate(2026, time.May, 22)},
	{"a day shown by dashes", "B12", "until", 20260522, "0000-00-00", templates.NewDate(2026, time.May, 22)},
	{"a time that is not shown", "B12", "until", 46164.4, "yyyy-mm-dd", templates.NewDate(2026, time.May, 22)},
	{"a time that is shown", "B12", "until", 46164.375, "yyyy-mm-dd hh:mm", "!“2026-05-22 09:00”带有时刻；请只填日期"},
	{"a month", "B12", "until", 46164, `yyyy"年"m"月"`, "!“2026年5月”没有写明是哪一天"},
	{"a day that lost its format", "B12", "until", 46164, "General", templates.NewDate(2026, time.May, 22)},
	{"days with their word", "B13", "days", 3, `0"天"`, int64(3)},
	{"hours", "B13", "days", 3, `0"小时"`, "!“3小时”不是整数"},
	{"rounded days", "B13", "days", 2.6, "0", "!“2.6”不是整数"},
	{"percents", "B13", "days", 0.05, "0%", "!“5%”不是整数"},
	{"thousands left out", "B13", "days", 3000, "0,", "!“3000”被数字格式（0,）显示成了“3”"},
	{"nothing shown", "B13", "days", 3, ";;;", "!“3”被数字格式（;;;）隐藏"},
	{"a phone with its zero", "B15", "contact", 4596240551, "00000000000", "0459-6240551"},
	{"a phone in groups", "B15", "contact", 13936880217, "000-0000-0000", "13936880217"},
	{"too many digits", "B15", "contact", 6230880012345678.0, "0", "!超过15位的已不可靠"},
	{"digits with their zeros", "B10", "cause", 459, "00000000", "00000459"},
	{"an amount in 万", "B10", "cause", 18.24, `0.00"万元"`, "18.24万元"},
	{"dollars", "B10", "cause", 1234.5, "[$$-409]#,##0.00", "$1,234.50"},
	{"a rounded number", "B10", "cause", 18.236, `0.00"万元"`, "!“18.236”被数字格式（0.00\"万元\"）显示成了“18.24万元”"},
	{"paragraphs", "B10", "cause", "　　第一段。\n\n　　第二段。", "General", "第一段。\n第二段。"},
	{"a text with a unit", "B10", "cause", "18.24", `@"万元"`, "18.24万元"},
}

// TestCellAsShown: what a cell shows is what is read, as the workbook was written and
// after LibreOffice saved it again.
func TestCellAsShown(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for _, test := range shownCells {
		data := edited(t, func(f *excelize.File, s string) {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &test.code})
			must(t, err, f.SetCellStyle(s, test.cell, test.cell, style), f.SetCellValue(s, test.cell, test.value))
		})
		names = append(names, filepath.Join(dir, test.name+".xlsx"))
		must(t, os.WriteFile(names[len(names)-1], data, 0o600))
	}
	again := filepath.Join(dir, "again")
	args := append([]string{"-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", again}, names...)
	if out, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	set := builtin(t)
	for i, test := range shownCells {
		for _, name := range []string{names[i], filepath.Join(again, filepath.Base(names[i]))} {
			data, err := os.ReadFile(name)
			must(t, err)
			form, findings, err := Read("f.xlsx", data, set)
			must(t, err)
			got, message := form.Values[test.path], said(findings)
			if want, fails := test.want.(string); fails && strings.HasPrefix(want, "!") {
				if !strings.Contains(message, want[1:]) {
					t.Errorf("%s: %v, %q, want %s", strings.TrimPrefix(name, dir), got, message, want[1:])
				}
			} else if message != "" || !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s: %v, %q, want %v", strings.TrimPrefix(name, dir), got, message, test.want)
			}
		}
	}
}

// TestContentHoweverTyped: a form is the same with other indents, line breaks and
// characters that nobody sees, and keeps what was typed.
func TestContentHoweverTyped(t *testing.T) {
	set := builtin(t)
	read := func(cause, place string) *Form {
		data := edited(t, func(f *excelize.File, s string) {
			must(t, f.SetCellValue(s, "B10", cause), f.SetCellValue(s, "B14", place))
		})
		f, findings, err := Read("f.xlsx", data, set)
		if err != nil || len(findings) > 0 {
			t.Fatal(findings, err)
		}
		return f
	}
	plain := read("第一段。\n第二段。", "大庆市让胡路区")
	for _, typed := range [][2]string{{"　　第一段。\n\n　　第二段。", "大庆市\n让胡路区"}, {"\t第一段。\r\n第二段。\r\n", "大庆市 让胡路区"}, {"第一段。\u200b\n\ufeff第二段。", "大庆市\u200b让胡路区\t"}} {
		f := read(typed[0], typed[1])
		if f.Content(nil) != plain.Content(nil) {
			t.Errorf("%q has another content", typed)
		}
		if got := f.Values["cause"]; got != "第一段。\n第二段。" {
			t.Errorf("%q is %q", typed, got)
		}
		if got := f.Written["cause"]; got != strings.TrimSpace(strings.ReplaceAll(typed[0], "\r\n", "\n")) && got != strings.TrimSpace(typed[0]) {
			t.Errorf("%q is kept as %q", typed, got)
		}
	}
}
