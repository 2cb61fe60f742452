package templates

import (
	"strings"
	"testing"
)

// TestParagraphs: however a text of several lines is typed, it has the same paragraphs.
func TestParagraphs(t *testing.T) {
	f := Field{Type: TypeParagraph}
	const want = "第一段：一。\n第二段：二。"
	for _, typed := range []string{
		want, "　　第一段：一。\n　　第二段：二。", "  第一段：一。\n    第二段：二。", "\t第一段：一。\n\t第二段：二。", "第一段：一。\r\n第二段：二。", "第一段：一。\r第二段：二。", "第一段：一。\v第二段：二。", "第一段：一。\f第二段：二。", "第一段：一。\u2028第二段：二。", "第一段：一。\u2029第二段：二。",
		"第一段：一。\u0085第二段：二。", "第一段：一。\n\n第二段：二。", "第一段：一。\n　　\n\t\n第二段：二。\n\n", "\n\n第一段：一。  \n第二段：二。　　", "\u00a0\u00a0第一段：一。\r\n\r\n\u3000 \t第二段：二。\r\n", "\ufeff第一段：一。\n\u200b第二段：二。", " \u200b　第一段：一。\n　\ufeff　第二段：二。",
	} {
		if got, err := f.Parse(typed); got != want || err != nil {
			t.Errorf("%q is %q, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]any{"甲　乙\n丙\t丁": "甲　乙\n丙\t丁", "\n　\r\n\t": nil, "　　": nil, "甲": "甲"} {
		if got, err := f.Parse(typed); got != want || err != nil {
			t.Errorf("%q is %q, %v", typed, got, err)
		}
	}
}

// TestOneLine: what was typed on several lines is read as one where one is asked for.
func TestOneLine(t *testing.T) {
	for _, c := range []struct {
		typ         Type
		typed, want string // "" for an error
	}{
		{TypeText, "关于做好\n值班工作的通知", "关于做好值班工作的通知"}, {TypeText, "关于做好 \r\n　　值班工作的通知", "关于做好值班工作的通知"}, {TypeText, "第一行，\n第二行", "第一行，第二行"}, {TypeText, "（甲）\n（乙）", "（甲）（乙）"}, {TypeText, "“甲”\n“乙”", "“甲”“乙”"}, {TypeText, "Windows\nServer", "Windows Server"}, {TypeText, "Windows\tServer", "Windows Server"},
		{TypeText, "使用\nExcel", "使用Excel"}, {TypeText, "2026\n年", "2026年"}, {TypeText, "12\n34", "12 34"}, {TypeText, "甲\t乙", "甲乙"}, {TypeText, "甲\n\n\n乙\n", "甲乙"}, {TypeText, "甲 乙", "甲 乙"}, {TypeText, "甲\v乙", "甲乙"}, {TypeText, "Hello,\nworld", "Hello, world"},
		{TypePerson, "安\n澜", "安澜"}, {TypePerson, "安\t澜", "安澜"}, {TypePerson, "沈望舒\n程以宁", ""}, {TypePerson, "\n沈望舒\n", "沈望舒"}, {TypePerson, "John\nSmith", "John Smith"}, {TypeUnit, "区教育局\n区财政局", ""}, {TypeText, "区委办公室\r\n区人大办公室\n", ""}, {TypeText, "市委、\n市政府", ""}, {TypeText, "1.甲\n2.乙", ""}, {TypeText, "一、甲\n二、乙", ""}, {TypeText, "沈望舒\n程以宁", ""}, {TypeText, "关于区教育局\n经费的请示", "关于区教育局经费的请示"}, {TypeUnit, "建业建筑工程\n有限公司", "建业建筑工程有限公司"}, {TypeUnit, "区教育局\n", "区教育局"},
		{TypeUnit, "财 政 局", "财政局"}, {TypeUnit, "区　教育局", "区教育局"}, {TypeUnit, "财\n政\n局", "财政局"}, {TypeUnit, "东方 大厦", "东方 大厦"}, {TypeUnit, "ABC 公司", "ABC 公司"}, {TypeUnit, "大庆 市 甲公司", "大庆市甲公司"},
		{TypePhone, "0459-\n6240551", "0459-6240551"}, {TypePhone, "13845960112\n13945960112", ""}, {TypeMoney, "1,234\n567", ""}, {TypeMoney, "1,234.50\n", "1,234.50"}, {TypeMoney, "18.24\n万元", "182,400.00"}, {TypeInteger, "1\n2", ""}, {TypeInteger, "12\n份", "12"}, {TypeInteger, "12.0", "12"}, {TypeInteger, "12.00份", "12"}, {TypeInteger, "12.", ""}, {TypeInteger, "12.01", ""},
		{TypeDate, "2026年5月\n11日", "2026年5月11日"}, {TypeTime, "2026-05-11\n9:30", "2026年5月11日9时30分"}, {TypeTime, "2026年5月11日\n上午9时", "2026年5月11日9时"}, {TypeYesNo, "是\n", "是"}, {TypeFile, "函\n.pdf", "函.pdf"},
	} {
		got, err := (&Field{Type: c.typ, Label: "份数"}).Parse(c.typed)
		if (err != nil) != (c.want == "") || err == nil && Text(got) != c.want {
			t.Errorf("%s %q is %q, %v, want %q", c.typ, c.typed, got, err, c.want)
		}
	}
}

// TestSeen: two texts that look the same are the same; what shows text in another order
// is an error.
func TestSeen(t *testing.T) {
	for _, typ := range []Type{TypeText, TypeParagraph, TypePerson, TypeUnit} {
		f := Field{Type: typ}
		for _, unseen := range []string{"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u034f", "\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef"} {
			for _, typed := range []string{unseen + "安澜", "安" + unseen + "澜", "安澜" + unseen, unseen + "安" + unseen + unseen + "澜 " + unseen} {
				if got, err := f.Parse(typed); got != "安澜" || err != nil {
					t.Errorf("%s %q is %q, %v", typ, typed, got, err)
				}
			}
			if got, err := f.Parse(unseen); got != nil || err != nil {
				t.Errorf("%s %q is %q, %v", typ, unseen, got, err)
			}
		}
		for _, typed := range []string{"安\u200e澜", "\u202d安澜\u202c", "安\u2066澜", "安\u061c澜", "安\x00澜", "安\x1b澜", "安\u007f澜", "安\u3164澜", "\u2800安澜", "安\ufff9澜", "安\U000e0041澜"} {
			if got, err := f.Parse(typed); err == nil || !strings.Contains(err.Error(), "不可见的控制字符（U+") {
				t.Errorf("%s %q is %q, %v", typ, typed, got, err)
			}
		}
	}
	for typ, typed := range map[Type]string{TypeMoney: "\ufeff1,234.50\u200b元", TypeInteger: "\u200b12", TypePhone: "138\u200b45960112", TypeYesNo: "是\ufeff", TypeDate: "\u200b2026-05-11"} {
		if got, err := (&Field{Type: typ}).Parse(typed); err != nil {
			t.Errorf("%s %q is %v, %v", typ, typed, got, err)
		}
	}
}

// FuzzTyped: a text that was read is read as itself, and has no more lines than its field.
func FuzzTyped(f *testing.F) {
	for _, s := range []string{"　　第一段\r\n\r\n\t第二段", "甲\n乙", "a\tb", "\u200b安　澜\ufeff", "财 政 局"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, typ := range []Type{TypeText, TypeParagraph, TypeUnit, TypePerson, TypePeople} {
			field := Field{Type: typ}
			got, err := field.Parse(s)
			if err != nil || got == nil {
				continue
			}
			if again, err := field.Parse(got); again != got || err != nil {
				t.Errorf("%s %q is %q, and that is %q, %v", typ, s, got, again, err)
			}
			if text := got.(string); typ != TypeParagraph && strings.ContainsAny(text, "\n\r\t") || strings.Contains(text, "\n\n") {
				t.Errorf("%s %q is %q", typ, s, text)
			}
		}
	})
}
