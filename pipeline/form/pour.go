package form

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
	"gongwen/templates/docx"
)

// portion is text of a document with the paragraphs it came from.
type portion struct {
	heading string // of a section, without its number
	lines   []string
}

var (
	// firstLevel and so on are the numbers that headings of the four levels have (GB/T
	// 9704, 7.3.3).
	firstLevel  = regexp.MustCompile(`^([一二三四五六七八九十百〇]{1,5})、\s*`)
	lowerLevels = []*regexp.Regexp{regexp.MustCompile(`^[（(][一二三四五六七八九十]{1,3}[）)]`), regexp.MustCompile(`^\d{1,2}[.．、]`), regexp.MustCompile(`^[（(]\d{1,2}[）)]`)}
	// chapter is how the divisions of regulations are counted, which have no other number.
	chapter = regexp.MustCompile(`^第[一二三四五六七八九十百零〇\d]+[编章节条款]`)
)

// mostHeading is how many characters a heading has at most.
const mostHeading = 40

// isSection reports whether a block is a heading of the first level, and what it says
// without its number. A numbered sentence is none.
func isSection(b docx.Block) (heading string, number string, ok bool) {
	if b.Table != nil || strings.Contains(b.Text, "\n") || chapter.MatchString(b.Text) {
		return "", "", false
	}
	heading = b.Text
	if m := firstLevel.FindStringSubmatch(b.Text); m != nil {
		number, heading = m[1], strings.TrimPrefix(b.Text, m[0])
	} else if b.Level != 1 {
		return "", "", false
	}
	short := utf8.RuneCountInString(heading) <= mostHeading && !strings.ContainsAny(heading, "。；！？")
	return strings.TrimRight(heading, "：: "), number, short && heading != "" && !strings.HasSuffix(heading, "：")
}

// sections parts blocks at the headings of the first level. The first portion has what
// stands before them. Where some paragraph is counted like such a heading and is none,
// the numbers are the text's own, and nothing is parted.
func sections(blocks []docx.Block) (parts []portion, disorder string) {
	parts = []portion{{}}
	numbers := levelNumbers{}
	for _, b := range blocks {
		heading, number, ok := isSection(b)
		if !ok && b.Table == nil && firstLevel.MatchString(b.Text) {
			return []portion{whole(blocks)}, ""
		}
		if !ok {
			last := &parts[len(parts)-1]
			last.lines = append(last.lines, numbers.line(b))
			continue
		}
		numbers = levelNumbers{}
		parts = append(parts, portion{heading: heading})
		if want := templates.Counting(len(parts) - 1); number != "" && number != want && disorder == "" {
			disorder = fmt.Sprintf("小标题“%s”的序号是“%s”，按先后应当是“%s”", heading, number, want)
		}
	}
	return parts, disorder
}

// whole is everything as one portion.
func whole(blocks []docx.Block) portion {
	var p portion
	numbers := levelNumbers{}
	for _, b := range blocks {
		p.lines = append(p.lines, numbers.line(b))
	}
	return p
}

// levelNumbers counts the headings that have no number of their own.
type levelNumbers [4]int

// line is a block as text. A heading without a number gets the one of its level.
func (n *levelNumbers) line(b docx.Block) string {
	if b.Table != nil {
		return templates.Tabular(b.Table)
	}
	if b.Level < 1 || b.Level > len(n) || chapter.MatchString(b.Text) {
		return b.Text
	}
	at := b.Level - 1
	n[at]++
	for i := at + 1; i < len(n); i++ {
		n[i] = 0
	}
	if b.Number != "" || firstLevel.MatchString(b.Text) {
		return b.Text
	}
	for _, level := range lowerLevels {
		if level.MatchString(b.Text) {
			return b.Text
		}
	}
	return []string{templates.Counting(n[at]) + "、", "（" + templates.Counting(n[at]) + "）", fmt.Sprintf("%d.", n[at]), fmt.Sprintf("（%d）", n[at])}[at] + b.Text
}

// pour puts blocks into the fields that a file is read into.
func (c *carrier) pour(s source, name string, blocks []docx.Block) {
	if len(blocks) == 0 {
		severity := Must
		if len(s.field.Formats) == 0 {
			severity = Confirm // it stays attached
		}
		c.find(s, severity, fmt.Sprintf("“%s”里没有文字", name), "请核对是不是放错了文件")
		return
	}
	var opening, list *templates.Field
	for _, key := range s.field.Into {
		for i := range s.of {
			if f := &s.of[i]; f.Key == key && f.IsList() {
				list = f
			} else if f.Key == key {
				opening = f
			}
		}
	}
	if list == nil {
		c.put(s, name, opening, s.into, s.at(opening.Key), whole(blocks))
		return
	}
	parts, disorder := sections(blocks)
	if disorder != "" {
		c.find(s, Confirm, fmt.Sprintf("“%s”里%s", name, disorder), "小标题的序号按先后重编。请核对是不是漏了一部分；文中没有引用原来序号的，核实即可")
	}
	if opening == nil && len(parts[0].lines) == 0 {
		parts = parts[1:]
	}
	if opening != nil {
		if len(parts[0].lines) > 0 {
			c.put(s, name, opening, s.into, s.at(opening.Key), parts[0])
		} else if opening.Required {
			c.find(s, Must, fmt.Sprintf("“%s”第一段就是小标题“%s”，前面没有“%s”", name, parts[1].heading, opening.Label), opening.Note)
		}
		parts = parts[1:]
	}
	text, heading := list.ColumnOf(templates.TypeParagraph), list.ColumnOf(templates.TypeText)
	var rows []templates.Values
	for n, p := range parts {
		row := templates.Values{}
		if heading != nil && p.heading != "" {
			c.put(s, name, heading, row, s.at(RowPath(list.Key, n, heading.Key)), portion{lines: []string{p.heading}})
		}
		if len(p.lines) == 0 {
			c.find(s, Must, fmt.Sprintf("“%s”里小标题“%s”下面没有内容", name, p.heading), "请补上内容，或者删去这个小标题")
			continue
		}
		c.put(s, name, text, row, s.at(RowPath(list.Key, n, text.Key)), p)
		rows = append(rows, row)
	}
	if rows != nil {
		s.into[list.Key] = rows
		c.form.Places[s.at(list.Key)] = c.form.Places[s.path]
	}
}

// put reads a portion as if it had been typed into a field.
func (c *carrier) put(s source, name string, f *templates.Field, into templates.Values, at string, p portion) {
	value, err := f.Parse(strings.Join(p.lines, "\n"))
	if err != nil {
		m := templates.Mistake{What: err.Error()}
		if found := (*templates.Mistake)(nil); errors.As(err, &found) {
			m = *found
		}
		c.find(s, Must, fmt.Sprintf("“%s”：%s", name, m.What), m.Advice)
		return
	}
	if value != nil {
		into[f.Key] = value
		c.form.Places[at] = c.form.Places[s.path]
	}
}
