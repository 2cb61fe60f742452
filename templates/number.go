package templates

import (
	"gongwen/templates/numfmt"
)

// parseNumber reads a number of a spreadsheet. Where its format only shows the number,
// the number itself counts and not what rounding shows of it. Where the format adds
// something, a unit, zeros before it, a percent sign, what is shown counts, as if it had
// been typed. What is shown in one way and kept in another is an error that tells both.
func (f *Field) parseNumber(n numfmt.Number) (any, error) {
	switch {
	case n.Lost:
		return nil, mistake("请把这一格设为文本格式（或先输入一个半角单引号'），再照原件重新输入", "“%s”存成了数字，超过%d位的已不可靠", clip(n.Exact), numfmt.MaxDigits)
	case n.Missigned || !n.Plain && n.Full == "":
		return nil, shownOtherwise(n)
	}
	switch f.Type {
	case TypeMoney, TypeInteger:
		return f.parseQuantity(n)
	case TypeDate, TypeTime:
		// Some programs drop the formats of days when they save a workbook, and in a
		// field for days a number of these years is nothing else.
		if y := n.Time.Year(); n.Plain && y >= 2000 && y < 2100 {
			return f.parseTime(n.Time)
		}
		if n.Plain {
			return f.Parse(n.Exact)
		}
	case TypePhone:
		if n.Plain {
			return f.Parse(n.Exact)
		}
	}
	if n.Rounded || n.Opaque {
		return nil, shownOtherwise(n)
	}
	return f.Parse(n.Shown)
}

// parseQuantity is parseNumber for what is counted or an amount.
func (f *Field) parseQuantity(n numfmt.Number) (any, error) {
	if n.Plain {
		return f.Parse(n.Exact)
	}
	if n.Scaled && n.Rounded { // 18.2万元 for 182400: rounded in a way of which the digits tell nothing
		return nil, shownOtherwise(n)
	}
	v, err := f.Parse(n.Full)
	if err != nil || !n.Scaled {
		return v, err
	}
	// A multiple must be told as one: 182000 as 18.2万元, not as 182.
	if kept, err := f.Parse(n.Exact); err != nil || kept != v {
		return nil, shownOtherwise(n)
	}
	return v, nil
}

func shownOtherwise(n numfmt.Number) error {
	shown := n.Shown
	if shown == "" || n.Opaque {
		shown = "别的样子"
	} else {
		shown = "“" + shown + "”"
	}
	return mistake("请把这一格设为文本格式，再按要填的样子重新输入", "“%s”被数字格式（%s）显示成了%s，不知以哪个为准", clip(n.Exact), clip(n.Code), shown)
}

// hidden is the error for what stands in a cell that shows nothing.
func hidden(h numfmt.Hidden) error {
	return mistake("请删去，或把这一格设为文本格式后重新输入", "“%s”被数字格式（%s）隐藏，打开表格时看不见", clip(h.Holds), clip(h.Code))
}
