package form

import (
	"archive/zip"
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/annotate"
	"gongwen/templates/bounded/boundedtest"
	"gongwen/templates/xlsx"
)

// A form filled in on the blank workbook says the same as the one in YAML.
func TestReadWorkbookRoundTrip(t *testing.T) {
	set := builtin(t)
	for _, k := range set.All() {
		want := example(t, set, k)
		form, findings, err := Read(k.Key+".xlsx", filled(t, k, want.Values), set)
		if err != nil || len(findings) > 0 {
			t.Errorf("%s: %v %v", k.Key, findings, err)
			continue
		}
		if !reflect.DeepEqual(form.Values, want.Values) {
			t.Errorf("%s: got\n%v\nwant\n%v", k.Key, form.Values, want.Values)
		}
	}
}

// A form is not read from pictures, macros and the theme, whatever is in them.
func TestReadWorkbookUnpacksOnlyWhatIsNeeded(t *testing.T) {
	set := builtin(t)
	k := set.Named("letter")
	want := example(t, set, k).Values
	whole := filled(t, k, want)
	r, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	must(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range r.File {
		if part.Name != "xl/theme/theme1.xml" {
			must(t, w.Copy(part))
		}
	}
	strangers := []string{"xl/theme/theme1.xml", "xl/media/image1.png", "xl/vbaProject.bin"}
	for _, name := range strangers {
		part, err := w.Create(name)
		must(t, err)
		_, err = part.Write([]byte("<not what it says"))
		must(t, err)
	}
	must(t, w.Close())

	form, findings, err := Read("letter.xlsx", b.Bytes(), set)
	if err != nil || len(findings) > 0 || !reflect.DeepEqual(form.Values, want) {
		t.Errorf("%v %v", findings, err)
	}
}

// BenchmarkRead reads the same letter as a workbook and as YAML.
func BenchmarkRead(b *testing.B) {
	set := builtin(b)
	k := set.Named("letter")
	for name, content := range map[string][]byte{
		"letter.xlsx": filled(b, k, example(b, set, k).Values),
		"letter.yaml": []byte(k.Example),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Read(name, content, set); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestReadWorkbookFindings(t *testing.T) {
	set := builtin(t)
	for _, test := range []struct {
		name string
		edit func(f *excelize.File, s string) error
		want string
	}{
		{"no such day", func(f *excelize.File, s string) error { return f.SetCellValue(s, "B12", "2026-02-30") },
			"结束日期（B12）：“2026-02-30”这一天不存在；请核对年月日"},
		{"empty", func(f *excelize.File, s string) error { return f.SetCellValue(s, "B12", nil) },
			"结束日期（B12）：没有填写；这一栏必须填写"},
		{"formula", func(f *excelize.File, s string) error { return f.SetCellFormula(s, "B12", "B11+2") },
			"结束日期（B12）：填的是公式（=B11+2），公式的结果会变，不能作为依据；请把结果直接填进去（复制后选择性粘贴为数值）"},
		{"label removed", func(f *excelize.File, s string) error { return f.RemoveRow(s, 12) },
			"结束日期（）：没有“结束日期”这一栏；请使用空白表单填写，不要删改栏目名称"},
		{"optional label changed", func(f *excelize.File, s string) error {
			must(t, f.SetCellValue(s, "B18", "市委"))
			return f.SetCellValue(s, "A18", "抄报")
		}, "抄报（A18）：没有“抄报”这一栏，是不是“抄报单位”？；请按请假外出的空白表单改正名称，或删去它"},
		{"label twice", func(f *excelize.File, s string) error { return f.SetCellValue(s, "A3", "天数：") },
			"天数（A13）：“天数”这一栏在第3行已经有了；一份表单里每一栏只能有一处，请删去多余的\n" +
				"天数（B3）：“请假外出”不是整数；请只填数字"},
		{"column renamed", func(f *excelize.File, s string) error { return f.SetCellValue(s, "D21", "签字时间") },
			"签字时间（D21）：没有“签字时间”这一列，D22的内容没有读入；请按请假外出的空白表单改正名称，或删去它\n" +
				"审批意见·日期（A22）：“审批意见”的表头里没有“日期”这一列；请使用空白表单填写，不要改动表头"},
		{"no heads", func(f *excelize.File, s string) error { return f.RemoveRow(s, 21) },
			"审批意见（A20）：“审批意见”没有表头（职务、姓名、意见、日期、批示），A21至D21的内容没有读入；请使用空白表单填写，不要改动表头"},
		{"row wanting", func(f *excelize.File, s string) error { return f.SetCellValue(s, "A24", "区长") },
			"审批意见·姓名（B24）：没有填写；这一栏必须填写\n" +
				"审批意见·意见（C24）：没有填写；这一栏必须填写\n" +
				"审批意见·日期（D24）：没有填写；这一栏必须填写"},
		{"no rows", func(f *excelize.File, s string) error { return f.RemoveRow(s, 22) },
			"审批意见（A22）：没有填写；至少填写一行：按审批先后填写"},
		{"time in a date", func(f *excelize.File, s string) error {
			code := "yyyy-mm-dd hh:mm"
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			must(t, err, f.SetCellStyle(s, "B12", "B12", style))
			return f.SetCellValue(s, "B12", time.Date(2026, 5, 22, 8, 30, 0, 0, time.UTC))
		}, "结束日期（B12）：“2026-05-22 08:30”带有时刻；请只填日期"},
	} {
		t.Run(test.name, func(t *testing.T) {
			data := edited(t, func(f *excelize.File, s string) { must(t, test.edit(f, s)) })
			form, findings, err := Read("f.xlsx", data, set)
			outcome(t, form, findings, err)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(findings); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// What stands in a cell is read by its type, however it is shown.
func TestCellTypes(t *testing.T) {
	set := builtin(t)
	day := templates.NewDate(2026, time.May, 22)
	format := func(code string) func(*excelize.File) int {
		return func(f *excelize.File) int {
			id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			must(t, err)
			return id
		}
	}
	builtinFormat := func(id int) func(*excelize.File) int {
		return func(f *excelize.File) int {
			style, err := f.NewStyle(&excelize.Style{NumFmt: id})
			must(t, err)
			return style
		}
	}
	for _, test := range []struct {
		name, cell, path string
		value            any
		style            func(*excelize.File) int
		want             any
	}{
		{"phone as a number", "B15", "contact", 13936880217, builtinFormat(0), "13936880217"},
		{"phone as a float", "B15", "contact", 1.3936880217e10, builtinFormat(11), "13936880217"},
		{"date by built-in format", "B12", "until", 46164, builtinFormat(14), day},
		{"date by Chinese built-in format", "B12", "until", 46164, builtinFormat(31), day},
		{"date by own format", "B12", "until", 46164, format(`[$-804]yyyy"年"m"月"d"日"`), day},
		{"date as text", "B12", "until", "2026年5月22日", builtinFormat(0), day},
		{"number that only looks dated", "B13", "days", 3, format(`[Red]0"days"`), int64(3)},
		{"number as text", "B13", "days", "３", builtinFormat(0), int64(3)},
		{"float noise", "B10", "cause", 0.1 + 0.2, builtinFormat(0), "0.3"},
		{"yes as a boolean", "B17", "during_event", true, builtinFormat(0), templates.YesNo(true)},
		{"text like a formula", "B10", "cause", "=1+1", builtinFormat(0), "=1+1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			data := edited(t, func(f *excelize.File, s string) {
				must(t, f.SetCellStyle(s, test.cell, test.cell, test.style(f)), f.SetCellValue(s, test.cell, test.value))
			})
			form, findings, err := Read("f.xlsx", data, set)
			if err != nil || len(findings) > 0 {
				t.Fatal(findings, err)
			}
			if got := form.Values[test.path]; !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %#v, want %#v", got, test.want)
			}
		})
	}
}

// Errors, dates of Macintosh workbooks and times of day need the XML itself.
func TestCellInRawXML(t *testing.T) {
	set := builtin(t)
	book := func(sheet, workbookPr string) []byte {
		const main = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
		return zipped(t, map[string]string{
			"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
			"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml":            `<workbook` + main + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` + workbookPr + `<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
			"xl/styles.xml":              `<styleSheet` + main + `><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
			"xl/worksheets/sheet1.xml":   `<worksheet` + main + `><sheetData>` + sheet + `</sheetData></worksheet>`,
		})
	}
	text := func(s string) string { return `<c t="inlineStr"><is><t>` + s + `</t></is></c>` }
	data := book(`<row>`+text("表单种类")+text("会议纪要")+`</row>`+
		`<row>`+text("印发日期")+`<c s="1"><v>44694</v></c></row>`+
		`<row>`+text("会议时间")+`<c s="1"><v>44692.395833333336</v></c></row>`+
		`<row>`+text("份数")+`<c t="e"><v>#REF!</v></c></row>`+
		`<row>`+text("密级")+`<c t="d"><v>2026-05-14T00:00:00</v></c></row>`,
		`<workbookPr date1904="1"/>`)
	form, findings, err := Read("f.xlsx", data, set)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := form.Values["issue_date"], templates.NewDate(2026, time.May, 14); got != want {
		t.Errorf("issue_date %v, want %v", got, want)
	}
	if got := templates.Text(form.Values["held"]); got != "2026年5月12日9时30分" {
		t.Errorf("held %s", got)
	}
	said := said(findings)
	for _, want := range []string{"份数（B4）：是错误值“#REF!”；请重新填写这一格", "密级（B5）：“2026-05-14”是日期；这一栏不填日期"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
}

// A sheet an office made for itself: two fields in a row, spaced labels, the
// list's heading at its side, numbered rows, a gap and a remark.
func TestLayoutMadeByAnOffice(t *testing.T) {
	set := builtin(t)
	f := excelize.NewFile()
	const s = "Sheet1"
	rows := [][]any{
		{nil, "会 议 纪 要 登 记"},
		{nil, "表单种类：", "minutes", nil, "印发日期", "2026-05-14"},
		{nil, "会议类型＊", "常务会议", nil, "份　数", 45},
		{nil, "出席人员", "序号", "职务", "姓名", "备注"},
		{nil, nil, 1, "区长", "江临川"},
		{nil, nil, 2},
		{nil, nil, 3, "副区长", "陆景行"},
		{nil, "列席人员"},
		{nil, "姓名", "单位及职务"},
		{nil, "顾怀瑾", "办公室主任"},
		{nil, "注：列席人员由办公室通知", nil},
		{nil, "发放范围", "各部门"},
	}
	for i := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		must(t, err, f.SetSheetRow(s, cell, &rows[i]))
	}
	must(t, f.MergeCell(s, "C2", "D2"), f.MergeCell(s, "C3", "D3"), f.MergeCell(s, "B4", "B7"), f.MergeCell(s, "B11", "C11"))
	form, findings, err := Read("f.xlsx", written(t, f), set)
	if err != nil {
		t.Fatal(err)
	}
	want := templates.Values{
		"issue_date": templates.NewDate(2026, time.May, 14), "type": "常务会议", "copies": int64(45), "circulation": "各部门",
		"present":   []templates.Values{{"post": "区长", "name": "江临川"}, {"post": "副区长", "name": "陆景行"}},
		"observers": []templates.Values{{"name": "顾怀瑾", "post": "办公室主任"}},
	}
	if !reflect.DeepEqual(form.Values, want) {
		t.Errorf("got\n%v\nwant\n%v", form.Values, want)
	}
	for _, finding := range findings {
		if finding.Cell == "B11" && finding.Severity == Confirm { // the remark
			continue
		}
		if !strings.HasPrefix(finding.Message, "没有“"+finding.Field+"”这一栏") || !form.Kind.FieldNamed(finding.Field).Required {
			t.Errorf("unexpected: %+v", finding)
		}
	}
}

// Sheets other than the form do not matter, but say where the form is.
func TestFormSheetAmongOthers(t *testing.T) {
	set := builtin(t)
	data := edited(t, func(f *excelize.File, s string) {
		_, err := f.NewSheet("旧表")
		must(t, err, f.SetCellValue("旧表", "A1", "表单种类"), f.SetSheetVisible("旧表", false))
		_, err = f.NewSheet("说明")
		must(t, err, f.MoveSheet("说明", s), f.SetCellValue(s, "B12", nil))
	})
	_, findings, err := Read("f.xlsx", data, set)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := said(findings), "结束日期（请假外出!B12）：没有填写；这一栏必须填写"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A returned form comes back corrected on its marked copy: the marks are not read.
func TestReadMarkedCopy(t *testing.T) {
	set := builtin(t)
	for _, k := range set.All() {
		data := filled(t, k, example(t, set, k).Values)
		want, _, err := Read("f.xlsx", data, set)
		must(t, err)
		var b bytes.Buffer
		must(t, annotate.Workbook(&b, data, []annotate.Note{{Cell: "B4", Text: "表单种类"}, {Cell: "D22", Text: "请核对"}, {Cell: "A60", Text: "没有填写"}}))
		form, findings, err := Read("f.xlsx", b.Bytes(), set)
		if err != nil || len(findings) > 0 || !reflect.DeepEqual(form.Values, want.Values) {
			t.Errorf("%s: got %v %v %v", k.Key, form, findings, err)
		}
	}
}

func TestUnreadableWorkbooks(t *testing.T) {
	set := builtin(t)
	sound := edited(t, func(*excelize.File, string) {})
	ole := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 512)...)
	for _, test := range []struct {
		name, want      string
		data            []byte
		maybeAttachment bool
	}{
		{"empty", "文件是空的（0字节）", nil, false},
		{"text", "文件已经损坏，无法读取", []byte("表单种类"), true},
		{"cut off", "文件已经损坏，无法读取", sound[:len(sound)/2], true},
		{"old Excel", "是旧版 Excel 文件（.xls）改了扩展名", ole, true},
		{"encrypted", "工作簿加了密码", append(bytes.Clone(ole), boundedtest.EncryptedPackage...), true},
		{"Word", "不是 Excel 工作簿", zipped(t, map[string]string{"word/document.xml": "<x/>"}), true},
		{"no form", "工作簿里没有写明“表单种类”", edited(t, func(f *excelize.File, s string) {
			must(t, f.SetCellValue(s, "A1", "x"), f.SetCellValue(s, "B3", "x"), f.SetCellValue(s, "A3", "x"), f.SetSheetName(s, "x"))
		}), true},
		{"strange kind", "没有“请假”这种表单（A3）", edited(t, func(f *excelize.File, s string) {
			must(t, f.SetCellValue(s, "B3", "请假"))
		}), false},
		{"two forms on a sheet", "一个工作簿里有两份表单（A3和A60）", edited(t, func(f *excelize.File, s string) {
			must(t, f.SetCellValue(s, "A60", "表单种类"), f.SetCellValue(s, "B60", "介绍信"))
		}), false},
		{"two forms on two sheets", "一个工作簿里有两份表单（A3和甲!C1）", edited(t, func(f *excelize.File, s string) {
			_, err := f.NewSheet("甲")
			must(t, err, f.SetCellValue("甲", "C1", "表单种类"), f.SetCellValue("甲", "D1", "介绍信"))
		}), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			unreadable(t, "f.xlsx", test.data, test.want, test.maybeAttachment, set)
		})
	}
}

// A sheet named or headed as a kind is taken for one when no cell says which.
func TestTitleKindWhenNoCellSaysWhich(t *testing.T) {
	set := builtin(t)
	data := edited(t, func(f *excelize.File, s string) { must(t, f.RemoveRow(s, 3)) })
	form, findings, err := Read("f.xlsx", data, set)
	if err != nil || len(findings) > 0 || form.Kind.Key != "leave" {
		t.Errorf("got %v %v %v", form, findings, err)
	}
}

// TestReadExceptionsThatNameAFieldByItsLabel: a label in a row of the exceptions is what
// the row is about, not the end of the list.
func TestReadExceptionsThatNameAFieldByItsLabel(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	k := kinds.Named("agenda")
	f, _, err := Read("议题.yaml", []byte(k.Example), kinds)
	if err != nil {
		t.Fatal(err)
	}
	want := []templates.Values{{"target": "涉及的其他部门", "reason": "汛期不等人"}, {"target": "汇报人", "reason": "属实"}}
	f.Values[templates.Exceptions.Key] = want
	var book bytes.Buffer
	if err := xlsx.Fill(&book, k, f.Values); err != nil {
		t.Fatal(err)
	}
	again, found, err := Read("议题.xlsx", book.Bytes(), kinds)
	if err != nil || len(found) > 0 || !reflect.DeepEqual(again.Values[templates.Exceptions.Key], want) {
		t.Errorf("%v %v %v", again.Values[templates.Exceptions.Key], found, err)
	}
}
