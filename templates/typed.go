package templates

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// blank are the letters and symbols that look like a space and are none.
var blank = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x115F, Hi: 0x1160, Stride: 1}, {Lo: 0x17B4, Hi: 0x17B5, Stride: 1}, {Lo: 0x2800, Hi: 0x2800, Stride: 1},
	{Lo: 0x3164, Hi: 0x3164, Stride: 1}, {Lo: 0xFFA0, Hi: 0xFFA0, Stride: 1},
}}

// lineEnds are all that programs write for the end of a line: those of Windows and of
// old Macs, the line breaks of Word (vertical tab), form feeds, and Unicode's own.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// paragraphs is a text of several lines, a paragraph on each: without the blanks people
// indent them with (　　), which the page does by itself, and without blank lines. Of a
// table's row (see Tabular) an empty first cell stays, and one behind the only cell that
// says something: without it the line would be no row.
func paragraphs(s string) string {
	var some []string
	row := false // whether the line before is one of a table
	all := strings.Split(s, "\n")
	for i, line := range all {
		said := strings.TrimSpace(line)
		if said == "" {
			row = row && strings.Contains(line, "\t") // a row of empty cells
			continue
		}
		if indented := line[:strings.Index(line, said)]; strings.Contains(indented, "\t") && (strings.Contains(said, "\t") || row && !strings.Contains(said, "。")) {
			said = indented[strings.Index(indented, "\t"):] + said
		}
		if !strings.Contains(said, "\t") && strings.Contains(line, "\t") && !strings.HasPrefix(strings.TrimLeft(line, " 　"), "\t") && !strings.Contains(said, "。") &&
			(row || i+1 < len(all) && strings.Contains(strings.TrimSpace(all[i+1]), "\t")) {
			said += "\t"
		}
		row = strings.Contains(said, "\t")
		some = append(some, said)
	}
	return strings.Join(some, "\n")
}

// oneLine is what was typed on several lines, or with tabs, where one is asked for. A
// break in Chinese text is nothing; between words and figures in letters it is a blank.
func oneLine(s string) string {
	return joined(s, func(before, after rune) bool { return !ideographic(before) && !ideographic(after) })
}

var (
	// unitEnd is what the names of units end with.
	unitEnd = regexp.MustCompile(`(?:[局办委府会院站镇乡村校科处队部厅室所园馆厂店社]|[银支分]行|街道|社区|公司|中心|[中小]学|党[委组]|政协|人大)[、，；。]?$`)
	// itemBegin is what items are counted with.
	itemBegin = regexp.MustCompile(`^(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．]|[①-⑳•·▪-])`)
)

// severalThings reports whether the lines of a text are one thing each, units, names or
// numbered items, that must not be run together.
func severalThings(s string) bool {
	all := lines(s, func(r rune) bool { return r == '\n' })
	each := func(such func(string) bool) bool {
		return len(all) > 1 && !slices.ContainsFunc(all, func(line string) bool { return !such(line) })
	}
	return each(unitEnd.MatchString) || each(itemBegin.MatchString) || each(fullName)
}

// wordsOnOneLine is oneLine for the names of persons, which a break may part: it is a
// blank.
func wordsOnOneLine(s string) string {
	return joined(s, func(_, _ rune) bool { return true })
}

// joined puts the lines of a text together, with a blank where apart says so.
func joined(s string, apart func(before, after rune) bool) string {
	if !strings.ContainsAny(s, "\n\t") {
		return s
	}
	var b strings.Builder
	last := rune(0)
	for _, line := range lines(s, func(r rune) bool { return r == '\n' || r == '\t' }) {
		runes := []rune(line)
		if last != 0 && apart(last, runes[0]) {
			b.WriteByte(' ')
		}
		b.WriteString(line)
		last = runes[len(runes)-1]
	}
	return b.String()
}

// lines are the parts of a text that have something in them, without blanks around.
func lines(s string, ends func(rune) bool) []string {
	var some []string
	for _, line := range strings.FieldsFunc(s, ends) {
		if line = strings.TrimSpace(line); line != "" {
			some = append(some, line)
		}
	}
	return some
}

// ideographic reports whether a character is written without blanks around it: Chinese
// characters and their marks.
func ideographic(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x2010 && (unicode.IsPunct(r) || unicode.IsSymbol(r))
}

// unaligned is the name of a unit without the spaces that only align it (财 政 局): those
// between Chinese characters of which one stands alone. Two words may be two units.
func unaligned(s string) string {
	words := strings.Fields(s)
	single := slices.ContainsFunc(words, func(w string) bool { return len([]rune(w)) == 1 })
	if single && hanOnly(strings.Join(words, "")) {
		return strings.Join(words, "")
	}
	return s
}
