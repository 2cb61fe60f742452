package form

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/annotate"
	"gongwen/templates/xlsx"
)

// offered is a roster for blank forms.
var offered = xlsx.Roster{Units: []string{"区财政局", "区教育局"}, Posts: []string{"区长", "副区长"}, People: []string{"江临川", "白云舟"}}

func blankForm(t testing.TB, k *templates.Kind) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, xlsx.Blank(&b, k, offered))
	return b.Bytes()
}

// typedIn is a kind's blank form with what a clerk typed beside labels.
func typedIn(t *testing.T, k *templates.Kind, work func(h hand)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(blankForm(t, k)))
	must(t, err)
	defer f.Close()
	work(hand{t, f, f.GetSheetName(0)})
	return written(t, f)
}

// value is the cell on the right of the one with a text.
func (h hand) value(text string) string {
	h.t.Helper()
	at := h.at(text, 0, 0)
	merged, err := h.f.GetMergeCells(h.sheet)
	must(h.t, err)
	for _, m := range merged {
		if m.GetStartAxis() == at {
			at = m.GetEndAxis()
		}
	}
	col, _, err := excelize.CellNameToCoordinates(at)
	must(h.t, err)
	_, row, err := excelize.CellNameToCoordinates(h.at(text, 0, 0))
	must(h.t, err)
	name, err := excelize.CoordinatesToCellName(col+1, row)
	must(h.t, err)
	return name
}

// What a blank form has of its own is content of none, and nothing to ask about: nothing
// is found but that required fields are empty.
func TestReadBlankForm(t *testing.T) {
	set := builtin(t)
	for _, k := range set.All() {
		form, findings, err := Read("f.xlsx", blankForm(t, k), set)
		if err != nil || len(form.Values) > 0 {
			t.Errorf("%s: %v %v", k.Key, form, err)
			continue
		}
		for _, f := range findings {
			if f.Message != "没有填写" {
				t.Errorf("%s: %s", k.Key, said([]Finding{f}))
			}
		}
	}
}

// The sheet with the roster's names is no part of a form, also where somebody shows it.
func TestReadBlankFormWithRosterShown(t *testing.T) {
	set := builtin(t)
	data := typedIn(t, set.Named("leave"), func(h hand) {
		must(t, h.f.SetSheetVisible("名单", true), h.f.SetSheetName("名单", "Sheet9"))
	})
	_, findings, err := Read("f.xlsx", data, set)
	must(t, err)
	for _, f := range findings {
		if f.Message != "没有填写" {
			t.Errorf("%s", said([]Finding{f}))
		}
	}
}

// The days of a blank form are worked out by its formula: by the program it is filled in
// with, or here where that only writes. What is typed over it counts; another formula
// does not.
func TestReadComputedDays(t *testing.T) {
	set := builtin(t)
	k := set.Named("leave")
	day := func(n int) time.Time { return time.Date(2026, 5, n, 0, 0, 0, 0, time.UTC) }
	for _, test := range []struct {
		name string
		work func(h hand)
		want any
		said string
	}{
		{"never worked out", func(hand) {}, int64(3), ""},
		{"typed over", func(h hand) { h.write(h.value("天数"), "2") }, int64(2), ""},
		{"one date", func(h hand) { must(t, h.f.SetCellValue(h.sheet, h.value("结束日期"), nil)) }, nil, "没有填写"},
		{"ends before it begins", func(h hand) { must(t, h.f.SetCellValue(h.sheet, h.value("结束日期"), day(19))) }, int64(0), ""},
		{"dates as texts", func(h hand) {
			h.write(h.value("起始日期"), "2026年5月20日", h.value("结束日期"), "2026.5.25")
		}, int64(6), ""},
		{"another formula", func(h hand) {
			must(t, h.f.SetCellFormula(h.sheet, h.value("天数"), h.value("结束日期")+"-"+h.value("起始日期")))
		}, nil, "公式"},
		{"the formula of other cells", func(h hand) {
			must(t, h.f.SetCellFormula(h.sheet, h.value("天数"), xlsx.DaysFormula(h.value("申请日期"), h.value("结束日期"))))
		}, nil, "公式"},
		{"the formula in another field", func(h hand) {
			must(t, h.f.SetCellFormula(h.sheet, h.value("事由"), xlsx.DaysFormula(h.value("起始日期"), h.value("结束日期"))))
		}, int64(3), "公式"},
		{"rows above", func(h hand) { must(t, h.f.InsertRows(h.sheet, 2, 3)) }, int64(3), ""},
	} {
		data := typedIn(t, k, func(h hand) {
			must(t, h.f.SetCellValue(h.sheet, h.value("起始日期"), day(20)), h.f.SetCellValue(h.sheet, h.value("结束日期"), day(22)))
			test.work(h)
		})
		form, findings, err := Read("f.xlsx", data, set)
		must(t, err)
		of := ""
		for _, f := range findings {
			if f.Path == "days" || f.Path == "cause" && strings.Contains(f.Message, "公式") {
				of += f.Message
			}
		}
		if form.Values["days"] != test.want || (test.said == "") != (of == "") || !strings.Contains(of, test.said) {
			t.Errorf("%s: %v, %q, want %v", test.name, form.Values["days"], of, test.want)
		}
	}
}

// Names stand in cells of their own, in a field and in a list; a row that was put in has
// no merged cells, and is read by what the heads go over.
func TestReadNameGrid(t *testing.T) {
	set := builtin(t)
	read := func(kind string, work func(h hand)) *Form {
		t.Helper()
		form, findings, err := Read("f.xlsx", typedIn(t, set.Named(kind), work), set)
		must(t, err)
		for _, f := range findings {
			if !strings.Contains(f.Message, "没有填写") {
				t.Errorf("%s", said([]Finding{f}))
			}
		}
		return form
	}
	for _, test := range []struct{ columns, names, want string }{
		{"E I M", "沈望舒 林知远 阿依·木沙", "沈望舒、林知远、阿依·木沙"},
		{"I U", "沈望舒 林知远", "沈望舒、林知远"},
		{"M", "沈望舒", "沈望舒"},
		{"E", "沈望舒、林知远", "沈望舒、林知远"},
	} {
		form := read("letter", func(h hand) {
			row := h.rowOf("持信人")
			names := strings.Fields(test.names)
			for i, col := range strings.Fields(test.columns) {
				h.write(fmt.Sprint(col, row), names[i])
			}
		})
		if got := form.Values["bearer"]; got != test.want {
			t.Errorf("%s: %v, want %s", test.columns, got, test.want)
		}
	}
	form := read("minutes", func(h hand) {
		row := h.rowOf("出席人员") + 2
		must(t, h.f.InsertRows(h.sheet, row+1, 1))
		h.write(fmt.Sprint("C", row), "江临川", fmt.Sprint("G", row), "区长", fmt.Sprint("O", row), "白云舟", fmt.Sprint("S", row), "副区长",
			fmt.Sprint("D", row+1), "顾怀瑾", fmt.Sprint("H", row+1), "区政府办公室主任",
			fmt.Sprint("O", row+2), "陆景行", fmt.Sprint("S", row+2), "副区长")
	})
	want := []templates.Values{{"name": "江临川", "post": "区长"}, {"name": "白云舟", "post": "副区长"},
		{"name": "顾怀瑾", "post": "区政府办公室主任"}, {"name": "陆景行", "post": "副区长"}}
	if got := form.Values["present"]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

// What stands below the names a form has no cells for is told of.
func TestReadNameGridRemark(t *testing.T) {
	set := builtin(t)
	data := typedIn(t, set.Named("letter"), func(h hand) {
		row := h.rowOf("持信人")
		h.write(fmt.Sprint("E", row), "沈望舒", fmt.Sprint("Z", row), "另有2人")
	})
	_, findings, err := Read("f.xlsx", data, set)
	must(t, err)
	if !strings.Contains(said(findings), "“另有2人”") {
		t.Errorf("%s", said(findings))
	}
}

// TestReadBlankSavedByOffice: LibreOffice works out the days, and what it saves says the
// same; so does the marked copy, whose marks are on the cells that findings name.
func TestReadBlankSavedByOffice(t *testing.T) {
	set := builtin(t)
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	wants := map[string]templates.Values{}
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out}
	for _, key := range []string{"leave", "letter", "minutes"} {
		k := set.Named(key)
		values := example(t, set, k).Values
		wants[key] = values
		filledIn := make(templates.Values)
		for name, value := range values {
			if name != "days" { // which the formula gives
				filledIn[name] = value
			}
		}
		file := filepath.Join(dir, key+".xlsx")
		must(t, os.WriteFile(file, filled(t, k, filledIn), 0o600))
		args = append(args, file)
	}
	if said, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, said)
	}
	for key, want := range wants {
		for _, dir := range []string{dir, out} {
			data, err := os.ReadFile(filepath.Join(dir, key+".xlsx"))
			must(t, err)
			form, findings, err := Read(key+".xlsx", data, set)
			must(t, err)
			if len(findings) > 0 || !reflect.DeepEqual(form.Values, want) {
				t.Errorf("%s: %s\ngot\n%v\nwant\n%v", key, said(findings), form.Values, want)
			}
			marked(t, form, data, set)
		}
	}
}

// marked checks that a note to each place of a form is found on the cell it names, and
// that the marked copy says the same as the form.
func marked(t *testing.T, form *Form, data []byte, set *templates.Set) {
	t.Helper()
	var notes []annotate.Note
	places := map[string]bool{}
	for path, place := range form.Places {
		if !places[place] {
			places[place] = true
			notes = append(notes, annotate.Note{Cell: place, Text: path})
		}
	}
	var b bytes.Buffer
	must(t, annotate.Workbook(&b, data, notes))
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	must(t, err)
	defer f.Close()
	comments, err := f.GetComments(f.GetSheetName(0))
	must(t, err)
	for _, c := range comments {
		delete(places, c.Cell)
	}
	if len(places) > 0 {
		t.Errorf("%s: no notes on %v", form.Kind.Key, places)
	}
	again, findings, err := Read("f.xlsx", b.Bytes(), set)
	if err != nil || len(findings) > 0 || !reflect.DeepEqual(again.Values, form.Values) {
		t.Errorf("%s: the marked copy says %v %v %v", form.Kind.Key, again.Values, findings, err)
	}
}
