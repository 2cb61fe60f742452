package numfmt

import (
	"slices"
	"strconv"
	"strings"
)

// condition is one of a section: [>=10000].
type condition struct {
	operator string
	operand  float64
}

var operators = []string{"<=", ">=", "<>", "<", ">", "="} // the longer first

// conditionIn reads what stands in brackets as a condition; nil if it is none.
func conditionIn(inside string) *condition {
	for _, operator := range operators {
		if operand, found := strings.CutPrefix(inside, operator); found {
			n, err := strconv.ParseFloat(strings.TrimSpace(operand), 64)
			if err != nil {
				return nil
			}
			return &condition{operator, n}
		}
	}
	return nil
}

func (c *condition) holds(n float64) bool {
	switch c.operator {
	case "<=":
		return n <= c.operand
	case ">=":
		return n >= c.operand
	case "<>":
		return n != c.operand
	case "<":
		return n < c.operand
	case ">":
		return n > c.operand
	}
	return n == c.operand
}

// onlyNegative reports whether no number but one below zero meets the condition.
func (c *condition) onlyNegative() bool {
	switch c.operator {
	case "<":
		return c.operand <= 0
	case "<=", "=":
		return c.operand < 0
	}
	return false
}

// forNumber is the section a number is shown by. Bare is set where the section shows
// numbers below zero without their sign, unless it has one of its own. ok is false where no section is for the number; a cell then shows ####.
func forNumber(sections []section, n float64) (s section, bare, ok bool) {
	numbers := slices.Clone(sections)
	if last := len(numbers) - 1; last > 0 && (last == 3 || numbers[last].forText()) {
		numbers = numbers[:last]
	}
	if slices.ContainsFunc(numbers, func(s section) bool { return s.condition != nil }) {
		return conditional(numbers, n)
	}
	switch {
	case n < 0 && len(numbers) > 1:
		return numbers[1], true, true
	case n == 0 && len(numbers) > 2:
		return numbers[2], false, true
	}
	return numbers[0], false, true
}

// conditional is forNumber for sections with conditions. One without stands for what
// the others leave, and shows no sign; a second one of three, for what is below zero.
func conditional(numbers []section, n float64) (s section, bare, ok bool) {
	for i, s := range numbers {
		c := s.condition
		switch {
		case c == nil && i == 0 && len(numbers) > 1:
			c = &condition{">", 0}
			if len(numbers) == 2 {
				c.operator = ">="
			}
		case c == nil && i == 1 && len(numbers) > 2:
			c = &condition{"<", 0}
		}
		switch {
		case c == nil:
			return s, i > 0, true
		case c.holds(n):
			return s, c.onlyNegative(), true
		}
	}
	return section{}, false, false
}

// forText reports whether a section is for text.
func (s *section) forText() bool { return s.has(text) && !s.has(digit) }

func (s *section) has(kinds ...kind) bool { return s.count(kinds...) > 0 }

func (s *section) count(kinds ...kind) int {
	n := 0
	for _, t := range s.tokens {
		if slices.Contains(kinds, t.kind) {
			n++
		}
	}
	return n
}

// dated reports whether a section shows a day or a time.
func (s *section) dated() bool { return s.has(date, elapsed) }

// parts reports which parts of a point in time a section shows. A month by its name is
// told as a day: mmm-yy is what libraries give to days that they write, where a person
// who means a month has it in figures, 2026年5月.
func (s *section) parts() (p Parts) {
	var before byte // of the letters of dates, the one before
	for i, t := range s.tokens {
		if t.kind == elapsed {
			before, p.Clock = t.text[0], true
		}
		if t.kind != date {
			continue
		}
		letter := t.text[0]
		switch letter {
		case 'y', 'e', 'b':
			p.Year = true
		case 'd':
			p.Day = p.Day || len(t.text) <= 2 // ddd is a day of the week
		case 'h', 's':
			p.Clock = true
		case 'm':
			// Minutes stand behind hours or before seconds.
			if minutes := before == 'h' || s.nextLetter(i) == 's'; !minutes {
				p.Month, p.Day = true, p.Day || len(t.text) > 2
			}
		}
		before = letter
	}
	return p
}

// nextLetter is the letter of the next run of date letters behind a token, or 0.
func (s *section) nextLetter(at int) byte {
	for _, t := range s.tokens[at+1:] {
		if t.kind == date || t.kind == elapsed {
			return t.text[0]
		}
	}
	return 0
}
