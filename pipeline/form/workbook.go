package form

import (
	"errors"
	"fmt"
	"slices"

	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/workbook"
)

// bounds are far above what a form filled in by hand has. What is empty – rows, columns,
// formats, merged cells – counts for nothing.
var bounds = workbook.Bounds{Sheets: 50, Rows: 3000, Columns: 100, Cells: 30_000, All: 100_000}

// readWorkbook reads an Excel form.
func readWorkbook(data []byte, kinds *templates.Set) (*answers, *Unreadable) {
	if u := compound(data); u != nil {
		return nil, u
	}
	sheets, err := workbook.Sheets(data, bounds)
	if err != nil {
		return nil, unreadableWorkbook(err)
	}
	s, kind, u := formSheet(sheets, kinds)
	if u != nil {
		return nil, u
	}
	return s.answers(kind), nil
}

// compound is what there is to say of a file of the old kind under the new one's name.
func compound(data []byte) *Unreadable {
	if !bounded.IsCompound(data) {
		return nil
	}
	u := &Unreadable{
		Reason:          "是旧版 Excel 文件（.xls）改了扩展名",
		Advice:          "请打开后另存为“Excel 工作簿（.xlsx）”再放入",
		MaybeAttachment: true,
	}
	if bounded.HasPassword(data) {
		u.Reason, u.Advice = "工作簿加了密码", "请去掉打开密码、另存后再放入"
	}
	return u
}

// unreadableWorkbook says what is wrong with a workbook that was not read.
func unreadableWorkbook(err error) *Unreadable {
	var sheets *workbook.SheetsError
	var twice *workbook.TwiceError
	u := damaged(err)
	switch {
	case errors.As(err, &sheets):
		u.Reason, u.Advice = fmt.Sprintf("有%d张工作表，不像是一份表单", sheets.Count), "请用空白表单填写"
	case errors.As(err, &twice):
		u.Reason = fmt.Sprintf("工作表“%s”里%s写了两次，内容不同", clip(twice.Sheet), twice.Cell)
	case errors.Is(err, workbook.ErrTooMuch):
		u.Reason, u.Advice = "工作簿的内容太多，不像是一份表单", "请用空白表单重新填写，材料改作附件另放"
	case errors.Is(err, workbook.ErrNoWorkbook):
		u.Reason, u.Advice = "不是 Excel 工作簿", "请核对扩展名是否被改动；表单请用空白表单填写"
	}
	return u
}

// formSheet finds the one sheet that is the form. A sheet that says 表单种类
// counts before one that only bears a kind's title.
func formSheet(sheets []*workbook.Sheet, kinds *templates.Set) (*sheet, *templates.Kind, *Unreadable) {
	type found struct {
		sheet *sheet
		kind  *templates.Kind
	}
	var marked []mark
	var titled []found
	for i, visible := range sheets {
		s := &sheet{visible, slices.Concat(sheets[:i], sheets[i+1:])}
		marked = append(marked, s.marks()...)
		if k := s.titleKind(kinds); k != nil {
			titled = append(titled, found{s, k})
		}
	}
	twice := func(a, b string) *Unreadable {
		return &Unreadable{
			Reason: fmt.Sprintf("一个工作簿里有两份表单（%s和%s）", a, b),
			Advice: "请分开保存，一个文件只放一份表单",
		}
	}
	switch {
	case len(marked) > 1:
		return nil, nil, twice(marked[0].at(), marked[1].at())
	case len(marked) == 1:
		m := marked[0]
		kind, u := kindNamed(m.kind, m.at(), kinds)
		if u == nil {
			u = m.sheet.beyond()
		}
		return m.sheet, kind, u
	case len(titled) > 1:
		return nil, nil, twice(titled[0].sheet.Name, titled[1].sheet.Name)
	case len(titled) == 1 && titled[0].sheet.beyond() == nil:
		return titled[0].sheet, titled[0].kind, nil
	}
	return nil, nil, &Unreadable{
		Reason:          fmt.Sprintf("工作簿里没有写明“%s”", templates.KindLabel),
		Advice:          "如果是表单，请用空白表单填写；如果是附件，请与表单一起放入",
		MaybeAttachment: true,
	}
}

// beyond is what there is to say of a form with more on its sheet than is read, or nil.
func (s *sheet) beyond() *Unreadable {
	if s.Excess == "" {
		return nil
	}
	return &Unreadable{
		Reason: fmt.Sprintf("工作表“%s”%s", s.Name, s.Excess),
		Advice: "请删去表外的内容和多余的合并（空行、空列和格式不算），或用空白表单重新填写",
	}
}
