package docx

import (
	"fmt"
	"strconv"
	"strings"

	"gongwen/templates"
	"gongwen/templates/opc"
)

const levels = 9

// numbering makes the numbers of lists, as Word counts them (17.9): lists of one
// abstract numbering count on from each other, unless one says where it begins.
type numbering struct {
	lists  map[string]*numbered // by numId
	counts map[*abstract]*[levels]int
}

// abstract is how the levels of lists look.
type abstract struct {
	levels [levels]level
	styles map[string]int // the levels of paragraph styles that are linked to one
}

type level struct {
	start  int
	format string
	text   string // 第%1章
	legal  bool   // all numbers in figures
	after  int    // it begins anew after a level below this one; all that are above it by themselves, 0 for none
}

// numbered is a list.
type numbered struct {
	of     *abstract
	own    map[int]level // levels it has in place of the abstract's
	starts map[int]int   // where it begins, once
	begun  bool
}

func readNumbering(main *opc.Part) (*numbering, error) {
	n := &numbering{lists: map[string]*numbered{}, counts: map[*abstract]*[levels]int{}}
	e, err := root(main, "numbering")
	if err != nil || e == nil {
		return n, err
	}
	abstracts := map[string]*abstract{}
	ofStyles := map[string]*abstract{} // by the list style that it makes
	for _, k := range e.kids {
		if k.name == "abstractNum" {
			a := &abstract{styles: map[string]int{}}
			for _, l := range k.kids {
				if i, made, ok := readLevel(l); ok {
					a.levels[i] = made
					if s := l.kid("pStyle").val("val"); s != "" {
						a.styles[s] = i
					}
				}
			}
			abstracts[k.val("abstractNumId")] = a
			if s := k.kid("styleLink").val("val"); s != "" {
				ofStyles[s] = a
			}
		}
	}
	for _, k := range e.kids { // those that only name a list style look as it does
		if a := ofStyles[k.kid("numStyleLink").val("val")]; k.name == "abstractNum" && a != nil {
			abstracts[k.val("abstractNumId")] = a
		}
	}
	for _, k := range e.kids {
		if k.name != "num" {
			continue
		}
		a := abstracts[k.kid("abstractNumId").val("val")]
		if a == nil {
			continue
		}
		l := &numbered{of: a, own: map[int]level{}, starts: map[int]int{}}
		for _, o := range k.kids {
			at, err := strconv.Atoi(o.val("ilvl"))
			if o.name != "lvlOverride" || err != nil || at < 0 || at >= levels {
				continue
			}
			if i, made, ok := readLevel(o.kid("lvl")); ok && i == at {
				l.own[at] = made
			}
			if start, err := strconv.Atoi(o.kid("startOverride").val("val")); err == nil {
				l.starts[at] = start
				anew := l.level(at)
				anew.start = start
				l.own[at] = anew
			}
		}
		n.lists[k.val("numId")] = l
	}
	return n, nil
}

func readLevel(e *element) (int, level, bool) {
	i, err := strconv.Atoi(e.val("ilvl"))
	if e == nil || e.name != "lvl" || err != nil || i < 0 || i >= levels {
		return 0, level{}, false
	}
	l := level{start: 1, after: i, format: e.kid("numFmt").val("val"), text: e.kid("lvlText").val("val"), legal: e.kid("isLgl").on()}
	if n, err := strconv.Atoi(e.kid("start").val("val")); err == nil {
		l.start = n
	}
	if n, err := strconv.Atoi(e.kid("lvlRestart").val("val")); err == nil && n < i {
		l.after = n // 条 are counted on over chapters
	}
	if l.format == "" {
		l.format = "decimal"
	}
	return i, l, true
}

// number counts a paragraph of a list and gives its number as text; empty for a
// paragraph of none. The second result is a way of counting that is not known.
func (n *numbering) number(in *list, style string) (text, unknown string) {
	if in == nil || in.id == "" || in.id == "0" {
		return "", ""
	}
	l := n.lists[in.id]
	if l == nil {
		return "", ""
	}
	at := in.level
	if at < 0 {
		at = l.of.styles[style]
	}
	counts := n.counts[l.of]
	if counts == nil {
		counts = &[levels]int{}
		for i := range counts {
			counts[i] = l.level(i).start - 1
		}
		n.counts[l.of] = counts
	}
	if !l.begun {
		l.begun = true
		for i, start := range l.starts {
			counts[i] = start - 1
		}
	}
	counts[at]++
	for i := range counts {
		switch {
		case i > at && at < l.level(i).after:
			counts[i] = l.level(i).start - 1
		case i < at && counts[i] < l.level(i).start: // a level that was passed over
			counts[i] = l.level(i).start
		}
	}
	return l.write(at, counts)
}

func (l *numbered) level(i int) level {
	if own, ok := l.own[i]; ok {
		return own
	}
	return l.of.levels[i]
}

// write writes the number of a level.
func (l *numbered) write(at int, counts *[levels]int) (text, unknown string) {
	own := l.level(at)
	switch own.format {
	case "none":
		return "", ""
	case "bullet":
		return "●", ""
	}
	text = own.text
	for i := range levels {
		mark := fmt.Sprintf("%%%d", i+1)
		if !strings.Contains(text, mark) {
			continue
		}
		format := l.level(i).format
		if own.legal {
			format = "decimal"
		}
		number, ok := count(format, counts[i])
		if !ok {
			return "", format
		}
		text = strings.ReplaceAll(text, mark, number)
	}
	if text == "" {
		return "", ""
	}
	switch last := []rune(text)[len([]rune(text))-1]; {
	case last < 0x80 && last != ')' && last != '.':
		text += " " // 1.1 职责
	case strings.ContainsRune("章节条款编篇部分", last):
		text += "　"
	}
	return text, ""
}

// count writes a number in one of Word's ways (17.18.59).
func count(format string, n int) (string, bool) {
	switch format {
	case "decimal", "decimalHalfWidth":
		return strconv.Itoa(n), true
	case "decimalZero":
		return fmt.Sprintf("%02d", n), true
	case "decimalFullWidth", "decimalFullWidth2":
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, strconv.Itoa(max(n, 0))), true
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital", "japaneseDigitalTenThousand":
		return templates.Counting(n), true
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return nth("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", n)
	case "ideographTraditional":
		return nth("甲乙丙丁戊己庚辛壬癸", n)
	case "upperLetter":
		return nth("ABCDEFGHIJKLMNOPQRSTUVWXYZ", n)
	case "lowerLetter":
		return nth("abcdefghijklmnopqrstuvwxyz", n)
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		s, ok := roman(n)
		return strings.ToLower(s), ok
	}
	return "", false
}

func nth(of string, n int) (string, bool) {
	all := []rune(of)
	if n < 1 || n > len(all) {
		return "", false
	}
	return string(all[n-1]), true
}

func roman(n int) (string, bool) {
	if n < 1 || n > 50 {
		return "", false
	}
	s := ""
	for _, step := range []struct {
		n int
		s string
	}{{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= step.n {
			s, n = s+step.s, n-step.n
		}
	}
	return s, true
}
