package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
	"gongwen/templates/font"
)

// hang is a labelled line whose text wraps to the first character after the
// colon: 记录：….
func (c *composer) hang(n *node) {
	label := n.attrs["label"]
	head, left := c.hangingLabel(label)
	c.say(label + "：" + strings.ReplaceAll(n.text, paragraphEnd, "\n"))
	for i, text := range n.paragraphs() {
		lines := c.lines(measure{size: c.size, width: areaWidth - left, justify: true, parted: true}, span{text, font.Body})
		shiftAll(lines, left)
		if i == 0 {
			lines[0].glyphs = append(head.glyphs, lines[0].glyphs...)
		}
		c.put(lines, style{})
	}
}

// hangingLabel is a label with its colon, two characters in, and where the text
// after it begins.
func (c *composer) hangingLabel(label string) (head line, left float64) {
	head = c.single(c.size, span{label, font.Hei}, span{"：", font.Body})
	head.shift(2 * pitch(c.size))
	return head, 2*pitch(c.size) + head.width
}

// names is a labelled list of people, as the 纪要格式 ends with (GB/T 9704, 10.3):
// in columns under each other, two-character names spread to the width of three.
// The text of the document has the names as they are, so that they are found.
func (c *composer) names(n *node) {
	head, left := c.hangingLabel(n.attrs["label"])
	entries := make([]entry, len(n.children))
	said := make([]string, len(n.children))
	for i, person := range n.children {
		person = person.onOneLine()
		post := bracketed(person.attrs["post"])
		entries[i] = c.entry(person.text, post, areaWidth-left)
		said[i] = person.text + post
	}
	c.say(n.attrs["label"] + "：" + strings.Join(said, "　"))
	set := inColumns(entries, areaWidth-left, pitch(c.size))
	shiftAll(set, left)
	if len(set) == 0 {
		set = []line{{size: c.size}}
	}
	set[0].glyphs = append(head.glyphs, set[0].glyphs...)
	c.put(set, style{})
}

// entry is one person in a list, set; of more than one line only where even a
// whole line is too short for name and post.
type entry struct {
	lines []line
	width float64
}

// entry sets a name and, wrapped to its own first character, the post.
func (c *composer) entry(name, post string, width float64) entry {
	set := c.single(c.size, span{name, font.Body})
	set.spread(pitch(c.size))
	var lines []line
	if set.width > width/2 { // hardly a name
		lines = c.lines(measure{size: c.size, width: width}, span{name + post, font.Body})
	} else {
		lines = c.lines(measure{size: c.size, width: width - set.width}, span{post, font.Body})
		shiftAll(lines, set.width)
		lines[0].glyphs = append(set.glyphs, lines[0].glyphs...)
	}
	e := entry{lines: lines}
	for _, l := range lines {
		if len(l.glyphs) > 0 {
			last := l.glyphs[len(l.glyphs)-1]
			e.width = max(e.width, last.x+last.width)
		}
	}
	return e
}

// spread widens a name of two characters to the width of three: 王　伟.
func (l *line) spread(em float64) {
	if len(l.glyphs) == 2 && isHan(l.glyphs[0].char) && isHan(l.glyphs[1].char) {
		l.glyphs[0].width += em
		l.glyphs[0].joined = true
		l.place(0)
	}
}

// inColumns sets entries side by side, each at the beginning of a column. Columns
// are as wide as the widest entry; where a few long ones would leave the others
// a column too wide, they take more than one. Of all numbers of columns that
// which needs the fewest lines is taken, and of these the smallest.
func inColumns(entries []entry, width, em float64) []line {
	gap, widest := em/2, 0.0
	for _, e := range entries {
		widest = max(widest, e.width)
	}
	narrowest := 4 * em // a name of three characters and the distance to the next
	best, fewest := 0.0, math.MaxInt
	for columns := 1.0; columns == 1 || (width+gap)/columns >= narrowest-rounding; columns++ {
		step := min((width+gap)/columns, max(widest+em, narrowest))
		if n := len(arranged(entries, width, gap, step)); n < fewest {
			best, fewest = step, n
		}
	}
	return arranged(entries, width, gap, best)
}

// arranged puts entries into columns that begin step apart.
func arranged(entries []entry, width, gap, step float64) []line {
	var lines []line
	x := math.Inf(1)
	for _, e := range entries {
		if x+e.width > width+rounding || len(lines) == 0 {
			lines, x = append(lines, line{}), 0
		}
		for i, l := range e.lines {
			if i > 0 {
				lines = append(lines, line{})
			}
			last := &lines[len(lines)-1]
			last.size = l.size
			for _, g := range l.glyphs {
				g.x += x
				last.glyphs = append(last.glyphs, g)
			}
		}
		if len(e.lines) > 1 {
			x = math.Inf(1)
			continue
		}
		x += step * math.Ceil((e.width+gap-rounding)/step)
	}
	return lines
}

// A name of so many characters is kept on one line.
const shortestKept, longestKept = 2, 3

// peopleIn are the names of two and three characters that a form gives as such, sorted.
func peopleIn(fields []templates.Field, v templates.Values) []string {
	var people []string
	for _, f := range fields {
		switch f.Type {
		case templates.TypePerson, templates.TypePeople:
			for _, name := range templates.People(templates.Text(v[f.Key])) {
				if n := utf8.RuneCountInString(name); n >= shortestKept && n <= longestKept {
					people = append(people, name)
				}
			}
		case templates.TypeList, templates.TypeApprovals:
			rows, _ := v[f.Key].([]templates.Values)
			for _, row := range rows {
				people = append(people, peopleIn(f.Columns, row)...)
			}
		}
	}
	slices.Sort(people)
	return slices.Compact(people)
}

// keepNames makes lines end unwillingly within people's names, of which it has those of
// peopleIn.
func keepNames(text []rune, people []string, all []reluctance) {
	if len(people) == 0 {
		return
	}
	for at := range text {
		for n := shortestKept; n <= longestKept && at+n <= len(text); n++ {
			if _, named := slices.BinarySearch(people, string(text[at:at+n])); named {
				for i := range n - 1 {
					all[at+i] = max(all[at+i], inFigure)
				}
			}
		}
	}
}
