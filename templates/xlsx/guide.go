package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
)

// guideSheet is the second sheet of a blank form: what every field wants.
const guideSheet = "填表说明"

// howTo is how a value of each type is written.
var howTo = map[templates.Type]string{
	templates.TypeText:      "填一行文字",
	templates.TypePerson:    "填姓名",
	templates.TypePeople:    "填姓名；不止一人的，都写上，用顿号分开",
	templates.TypeUnit:      "填单位全称",
	templates.TypePhone:     "11位手机号，或带区号的座机号",
	templates.TypeInteger:   "只填整数",
	templates.TypeMoney:     "填以元为单位的数字，最多两位小数",
	templates.TypeYesNo:     "选“是”或“否”",
	templates.TypeDate:      "日期，如 2026-05-01",
	templates.TypeTime:      "日期和时刻，如 2026-05-01 09:30",
	templates.TypeFile:      "填附件的文件名（不带文件夹），并把附件与本表一起放入",
	templates.TypeParagraph: "可写多行，换行按 Alt+Enter",
	templates.TypeList:      "每行一项",
	templates.TypeApprovals: "每行一人",
}

// guidance is everything the form says about how to fill a field in.
func guidance(f *templates.Field) string {
	if notFilledIn(f) {
		return f.Note + "。"
	}
	var parts []string
	if f.Note != "" {
		parts = append(parts, strings.TrimRight(f.Note, "。"))
	}
	switch f.Type {
	case templates.TypeChoice:
		parts = append(parts, "从下拉列表中选一项："+strings.Join(f.Choices, "、"))
	case templates.TypeText, templates.TypePerson, templates.TypePeople, templates.TypeUnit, templates.TypeFile, templates.TypeParagraph:
		if f.Note == "" {
			parts = append(parts, howTo[f.Type])
		}
	default:
		parts = append(parts, howTo[f.Type])
	}
	if f.Computed != "" {
		parts = append(parts, "填了起止日期自动算出")
	}
	return strings.Join(parts, "。") + "。"
}

// notes writes the notes to the fields at the foot of the form.
func (p *page) notes() {
	text := notesOf(p.kind)
	if text == "" {
		return
	}
	p.joined = true
	p.next(4)
	p.joined = true
	const small = 0.82 // of the size that linesIn counts with
	p.put(1, p.last(), text, &excelize.Style{
		Font: font(9, grey), Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top", WrapText: true},
	})
	p.next(min(maxHeight, 12.5*float64(linesIn(text, p.grid.span(1, p.last())/small))+6))
}

// guide writes the second sheet.
func guide(f *excelize.File, k *templates.Kind) error {
	if _, err := f.NewSheet(guideSheet); err != nil {
		return err
	}
	p := &page{f: f, sheet: guideSheet, row: 1, grid: grid{columns: 3, widths: []float64{30, 8, 62}}, styles: map[*excelize.Style]int{}}
	for i, name := range []string{"A", "B", "C"} {
		p.do(func() error { return f.SetColWidth(guideSheet, name, name, p.grid.widths[i]) })
	}
	p.do(func() error {
		return f.SetSheetView(guideSheet, 0, &excelize.ViewOptions{ShowGridLines: ptr(false)})
	})
	p.put(1, 3, "“"+k.Title+"”"+guideSheet, &excelize.Style{
		Font:      &excelize.Font{Family: titleFont, Size: 16, Color: ink},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"},
	})
	p.next(36)
	for i, head := range []string{"栏目", "必填", "怎样填"} {
		p.put(i+1, i+1, head, headStyle)
	}
	p.next(22)
	text := boxed(excelize.Style{
		Font: font(10.5, ink), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	centred := *text
	centred.Alignment = &excelize.Alignment{Horizontal: "center", Vertical: "center"}
	line := func(label string, field *templates.Field) {
		must := ""
		if field.Required {
			must = "是"
		}
		p.put(1, 1, label, text)
		p.put(2, 2, must, &centred)
		p.put(3, 3, guidance(field), text)
		p.next(rowHeight(max(linesIn(label, 30), linesIn(guidance(field), 62)), 21))
	}
	for i := range k.Fields {
		field := &k.Fields[i]
		line(field.Label, field)
		for j := range field.Columns {
			line("　"+field.Label+"·"+field.Columns[j].Label, &field.Columns[j])
		}
	}
	for i, r := range p.heights {
		p.do(func() error { return f.SetRowHeight(guideSheet, i+1, r.height) })
	}
	p.do(func() error { return printA4(f, guideSheet) })
	return p.err
}
