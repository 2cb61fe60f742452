package annotate_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/annotate"
	"gongwen/templates/annotate/annotatetest"
)

// filled is a letter of introduction as blank forms were laid out until 2026: a field a
// row, its value in columns B and C, and a second sheet that explains it.
func filled(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	const form, guide = "介绍信", "填表说明"
	must := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	style := func(s excelize.Style) int {
		id, err := f.NewStyle(&s)
		must(err)
		return id
	}
	label := style(excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EDF2F7"}}})
	day := style(excelize.Style{CustomNumFmt: &[]string{"yyyy-mm-dd"}[0]})
	text := style(excelize.Style{CustomNumFmt: &[]string{"@"}[0]})
	_, err := f.NewSheet(guide)
	must(err, f.SetSheetName("Sheet1", form))
	for i, row := range [][]any{{"介绍信"}, {}, {"表单种类", "介绍信"}, {"开具日期 *", time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}, {"申请单位 *", "某局"},
		{"经办人 *"}, {"联系电话 *"}, {"收信单位 *"}, {"持信人 *"}, {"人数 *"}} {
		n := strconv.Itoa(i + 1)
		must(f.SetSheetRow(form, "A"+n, &row), f.SetCellStyle(form, "A"+n, "A"+n, label))
		if i > 1 {
			must(f.SetCellStyle(form, "B"+n, "C"+n, text), f.MergeCell(form, "B"+n, "C"+n))
		}
		must(f.SetSheetRow(guide, "A"+n, &row))
	}
	dv := excelize.NewDataValidation(true)
	dv.SetSqref("B10")
	dv.SetInput("人数", "只填整数")
	must(f.SetCellStyle(form, "B4", "B4", day), f.AddDataValidation(form, dv))
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

// made is a workbook made by testdata/make.py.
func made(t testing.TB, how string, form []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.xlsx"), filepath.Join(dir, "out.xlsx")
	if err := os.WriteFile(in, form, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command("/usr/bin/python3", "testdata/make.py", how, in, out).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v (Debian packages python3-openpyxl, python3-xlsxwriter)\n%s", how, err, said)
	}
	return read(t, out)
}

// resaved is a workbook as LibreOffice saves it again.
func resaved(t testing.TB, workbook []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.xlsx"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, workbook, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless", "--convert-to", "xlsx", "--outdir", out, in)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, said)
	}
	return read(t, filepath.Join(out, "in.xlsx"))
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	notes = []annotate.Note{
		{Cell: "B4", Text: "开具日期：晚于今天\n请改为今天或以前的日期"}, {Cell: "介绍信!B4", Text: "与有效期不符"},
		{Cell: "C5", Text: "没有这个单位 <“&”>"}, {Cell: "A20", Text: "没有填写"}, {Cell: "H40", Text: "表外的内容"}, {Cell: "填表说明!D2", Text: "这里不要写"},
	}
	marked = []string{"介绍信!B4", "介绍信!B5", "介绍信!A20", "介绍信!H40", "填表说明!D2"}
)

// TestWorkbookByJudges: whoever made the form, its marked copy has nothing changed but
// the marks.
func TestWorkbookByJudges(t *testing.T) {
	t.Parallel()
	form := filled(t)
	commented := made(t, "openpyxl", form)
	rich := made(t, "xlsxwriter", form)
	forms := map[string]annotatetest.Form{}
	add := func(name string, workbook, plain []byte) {
		f := annotatetest.Form{Workbook: workbook, Notes: notes, Marked: marked}
		if !strings.Contains(name, "prefixed") { // in which LibreOffice does not see whose form it is
			f.Plain = plain
		}
		if strings.Contains(name, "folder") { // openpyxl looks for formats only in xl
			f.Readable = func(marked []byte) []byte { return each(movedBack)(t, marked) }
		}
		forms[name] = f
	}
	add("our own", form, nil)
	add("of LibreOffice", resaved(t, form), nil)
	add("of openpyxl", commented, nil)
	add("of XlsxWriter", rich, nil)
	add("of XlsxWriter and LibreOffice", resaved(t, rich), nil)
	add("in zip64", made(t, "zip64", form), form)
	for name, change := range variants {
		add("with comments, "+name, change(t, commented), commented)
		add("of XlsxWriter, "+name, change(t, rich), rich)
	}
	// Corrected on its marked copy by whichever program, and marked again.
	for program, again := range map[string][]byte{"LibreOffice": resaved(t, annotated(t, form, notes...)), "openpyxl": made(t, "openpyxl", annotated(t, form, notes...))} {
		forms["again, of "+program] = annotatetest.Form{Workbook: again, Notes: []annotate.Note{{Cell: "C5", Text: "仍然没有"}}, Marked: marked[1:2], Cleared: marked}
	}
	annotatetest.Judge(t, forms)
}
