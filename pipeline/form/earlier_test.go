package form

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// earlier is a form as blank ones were laid out until 2026, which units still have and
// fill in: a field a row, with its label in column A, its value from B on and a hint
// behind; each list below a band of its own, a column for each of its columns; the title
// is the kind's. The cells of its tests are named by this layout.
//
//	1  请假外出
//	2  带 * 的必须填写。…
//	3  表单种类   | 请假外出 | 已填好，请勿改动
//	4  申请日期 * |          | 日期，如 2026-05-01
//	…
//	20 审批意见 * | 按审批先后填写；行数不够时，在表中间插入行
//	21 职务 * | 姓名 * | 意见 * | 日期 *
func earlier(t testing.TB, k *templates.Kind, values templates.Values) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	e := &earlierForm{t: t, f: f, sheet: strings.NewReplacer("/", " ").Replace(k.Title), row: 1, styles: map[templates.Type]int{}}
	must(t, f.SetSheetName("Sheet1", e.sheet))
	value, last := e.columns(k)
	e.line(span{1, last, k.Title})
	e.line(span{1, last, "带 * 的必须填写。填好后存盘，放入本单位的收件文件夹；各栏怎样填，见第二张表“填表说明”。"})
	e.line(span{1, 1, "表单种类"}, span{2, value, k.Title}, span{value + 1, last, "已填好，请勿改动"})
	for i := range k.Fields {
		field := &k.Fields[i]
		if !field.IsList() {
			e.format(2, value, field.Type)
			e.line(span{1, 1, starred(field)}, span{2, value, stored(values[field.Key])}, span{value + 1, last, earlierHint(field)})
			continue
		}
		more := "行数不够时，在表中间插入行"
		if field.Note != "" {
			more = field.Note + "；" + more
		}
		e.row++
		e.line(span{1, 1, starred(field)}, span{2, max(value, len(field.Columns)), more})
		var heads []span
		for i := range field.Columns {
			heads = append(heads, span{i + 1, i + 1, starred(&field.Columns[i])})
		}
		e.line(heads...)
		rows, _ := values[field.Key].([]templates.Values)
		for n := range max(6, len(rows)+2) {
			var cells []span
			for i := range field.Columns {
				c := &field.Columns[i]
				e.format(i+1, i+1, c.Type)
				if n < len(rows) {
					cells = append(cells, span{i + 1, i + 1, stored(rows[n][c.Key])})
				}
			}
			e.line(cells...)
		}
		e.row++
	}
	e.explain(k)
	return written(t, f)
}

type earlierForm struct {
	t      testing.TB
	f      *excelize.File
	sheet  string
	row    int
	styles map[templates.Type]int
}

// span is a value over columns of a row, from 1.
type span struct {
	first, last int
	value       any
}

// columns are the last column of the values, and of the sheet.
func (e *earlierForm) columns(k *templates.Kind) (value, last int) {
	value, last = 3, 4
	for _, f := range k.Fields {
		last = max(last, len(f.Columns))
	}
	return value, last
}

func (e *earlierForm) line(spans ...span) {
	for _, s := range spans {
		from, err := excelize.CoordinatesToCellName(s.first, e.row)
		must(e.t, err)
		to, err := excelize.CoordinatesToCellName(s.last, e.row)
		must(e.t, err)
		if s.value != nil {
			must(e.t, e.f.SetCellValue(e.sheet, from, s.value))
		}
		if s.last > s.first {
			must(e.t, e.f.MergeCell(e.sheet, from, to))
		}
	}
	e.row++
}

// format gives the cells of columns in the next row the number format of a type.
func (e *earlierForm) format(first, last int, t templates.Type) {
	code, ok := map[templates.Type]string{
		templates.TypeParagraph: "General", templates.TypeInteger: "0", templates.TypeMoney: "#,##0.00",
		templates.TypeDate: "yyyy-mm-dd", templates.TypeTime: "yyyy-mm-dd hh:mm",
	}[t]
	if !ok {
		code = "@"
	}
	if _, made := e.styles[t]; !made {
		id, err := e.f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		must(e.t, err)
		e.styles[t] = id
	}
	from, err := excelize.CoordinatesToCellName(first, e.row)
	must(e.t, err)
	to, err := excelize.CoordinatesToCellName(last, e.row)
	must(e.t, err, e.f.SetCellStyle(e.sheet, from, to, e.styles[t]))
}

// explain writes the second sheet.
func (e *earlierForm) explain(k *templates.Kind) {
	const name = "填表说明"
	_, err := e.f.NewSheet(name)
	must(e.t, err, e.f.SetSheetRow(name, "A1", &[]any{"“" + k.Title + "”" + name}), e.f.SetSheetRow(name, "A2", &[]any{"栏目", "必填", "怎样填"}))
	for i, f := range k.Fields {
		how := strings.TrimPrefix(earlierHint(&f), "选填")
		must(e.t, e.f.SetSheetRow(name, fmt.Sprint("A", i+3), &[]any{f.Label, "", strings.TrimPrefix(how, "。") + "。"}))
	}
}

func starred(f *templates.Field) string {
	if f.Required {
		return f.Label + " *"
	}
	return f.Label
}

func earlierHint(f *templates.Field) string {
	how := map[templates.Type]string{
		templates.TypeDate: "日期，如 2026-05-01", templates.TypeTime: "日期和时刻，如 2026-05-01 09:30",
		templates.TypePhone: "11位手机号，或带区号的座机号", templates.TypeMoney: "填以元为单位的数字，最多两位小数",
		templates.TypeFile:   "填附件的文件名（不带文件夹），并把附件与本表一起放入",
		templates.TypeChoice: "点右侧箭头选择", templates.TypeYesNo: "点右侧箭头选择",
	}[f.Type]
	if f.Note != "" {
		how = f.Note
	}
	switch {
	case f.Required:
		return how
	case how == "":
		return "选填"
	}
	return "选填。" + how
}

// stored is a value as a cell holds it.
func stored(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case templates.Date:
		return v.Time
	case templates.Moment:
		return v.Time
	case templates.Fen:
		return v.Yuan()
	case int64:
		return v
	}
	return templates.Text(v)
}

// TestReadEarlierLayout: the forms that units have go on being read.
func TestReadEarlierLayout(t *testing.T) {
	set := builtin(t)
	for _, k := range set.All() {
		want := example(t, set, k)
		form, findings, err := Read(k.Key+".xlsx", earlier(t, k, want.Values), set)
		if err != nil || len(findings) > 0 {
			t.Errorf("%s: %v %v", k.Key, findings, err)
			continue
		}
		if !reflect.DeepEqual(form.Values, want.Values) {
			t.Errorf("%s: got\n%v\nwant\n%v", k.Key, form.Values, want.Values)
		}
		form, _, err = Read(k.Key+".xlsx", earlier(t, k, nil), set)
		if err != nil || len(form.Values) > 0 {
			t.Errorf("%s, empty: %v %v", k.Key, form.Values, err)
		}
	}
}
