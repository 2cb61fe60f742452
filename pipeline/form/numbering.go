package form

import (
	"regexp"
	"strconv"
	"strings"

	"gongwen/templates/normal"
)

// numbering are the heads of columns that number the rows.
var numbering = map[string]bool{"序号": true, "序": true, "No": true, "No.": true, "NO": true, "№": true}

// serial is how rows are numbered.
var serial = regexp.MustCompile(`^[(]?(?:([0-9]{1,4})|([一二三四五六七八九十百]{1,5})|([①-⑳]))[).、]?$`)

// leastNumbered is how many rows blank forms number at least.
const leastNumbered = 6

// numbered notes the numbers of a table's rows, which are nobody's answer. Blank forms
// number rows before anybody is named in them, and clerks copy and delete rows, so that
// numbers may come twice, go missing or stand before nothing. But they are not many more
// than the rows, unless one follows on another: 2026 before the third of six names is a
// year, or a sum, that came into the wrong cell.
func (l *layout) numbered(t *table) {
	numbers := map[int][]spot{}
	for row := t.Top + 1; row <= t.Bottom; row++ {
		for _, col := range t.numbers {
			at := spot{row, col}
			if n := serialNumber(l.text(at)); n > 0 && l.uses[at] == unread {
				numbers[n] = append(numbers[n], at)
			}
		}
	}
	sets := len(t.numbers)
	most := 2 * max(leastNumbered, sets*(t.Bottom-t.Top))
	for n, cells := range numbers {
		follows := numbers[n-sets] != nil || numbers[n+sets] != nil || numbers[n-1] != nil || numbers[n+1] != nil
		if n > most && !follows {
			continue // of which outside tells
		}
		for _, at := range cells {
			l.uses[at] = ours
		}
	}
}

// serialNumber is the number of a row that a text is, or 0.
func serialNumber(text string) int {
	m := serial.FindStringSubmatch(strings.TrimSpace(normal.Narrow(text)))
	switch {
	case m == nil:
		return 0
	case m[1] != "":
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return 0
		}
		return n
	case m[3] != "":
		return int([]rune(m[3])[0]-'①') + 1
	}
	return inCharacters(m[2])
}

// inCharacters is a number up to 九百九十九 written in characters, or 0.
func inCharacters(s string) int {
	n := 0
	for _, unit := range []struct {
		name string
		of   int
	}{{"百", 100}, {"十", 10}, {"", 1}} {
		before, after, found := s, "", s != ""
		if unit.name != "" {
			before, after, found = strings.Cut(s, unit.name)
		}
		if !found {
			continue
		}
		figure := 1
		if before != "" {
			at := strings.Index("一二三四五六七八九", before)
			if at < 0 || len(before) != len("一") {
				return 0
			}
			figure = at/len("一") + 1
		}
		n, s = n+figure*unit.of, after
	}
	return n
}
