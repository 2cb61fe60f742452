package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// A Mistake is something wrong in a rulebook's files, with the place it stands
// at. Its text is for whoever keeps the rules: the file, line and column, what
// is wrong, and below it the line with a caret under the spot.
type Mistake struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`   // from 1; 0 when it concerns the file as a whole
	Column  int    `json:"column,omitempty"` // from 1, in characters
	Message string `json:"message"`
	Source  string `json:"source,omitempty"` // the line as it stands in the file, or the expression when that spans lines
}

func (m Mistake) Error() string {
	if m.Line == 0 {
		return fmt.Sprintf("%s：%s", m.File, m.Message)
	}
	text := fmt.Sprintf("%s:%d:%d：%s", m.File, m.Line, m.Column, m.Message)
	if m.Source == "" {
		return text
	}
	return text + "\n | " + m.Source + "\n | " + indent(m.Source, m.Column-1) + "^"
}

// indent is blank space as wide on the screen as the first n characters of s,
// so that the caret stands right after Chinese text too.
func indent(s string, n int) string {
	var b strings.Builder
	for _, r := range s {
		if n--; n < 0 {
			break
		}
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
			b.WriteRune('　')
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Mistakes is the error Load returns: everything wrong in every file, in the
// order of files and lines.
type Mistakes []Mistake

func (ms Mistakes) Error() string {
	texts := make([]string, len(ms))
	for i, m := range ms {
		texts[i] = m.Error()
	}
	return strings.Join(texts, "\n")
}

// err is ms in order as an error, nil when there are none.
func (ms Mistakes) err() error {
	if len(ms) == 0 {
		return nil
	}
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(ms)
}

// place is where a piece of text stands in a file. Line and column are from 1.
type place struct {
	file         *file
	line, column int
}

func (p place) mistake(format string, args ...any) Mistake {
	m := Mistake{File: p.file.name, Line: p.line, Column: p.column, Message: fmt.Sprintf(format, args...)}
	if p.line > 0 && p.line <= len(p.file.lines) {
		m.Source = p.file.lines[p.line-1]
	}
	return m
}

// text is a string of a rule file that knows where it stands.
type text struct {
	place
	string string
}

// stringsOf are texts without their places.
func stringsOf(texts []text) (all []string) {
	for _, t := range texts {
		all = append(all, t.string)
	}
	return all
}

// at is a mistake at a character of the text, counted by line from 1 and
// column from 0, as CEL does. Where the file shows the line as it is, the place
// is in the file; where YAML folded it, it is in the text itself.
func (t text) at(line, column int, message string) Mistake {
	m := t.mistake("%s", message)
	lines := strings.Split(t.string, "\n")
	if line < 1 || line > len(lines) {
		return m
	}
	shown := strings.TrimRight(lines[line-1], " ")
	if shown == "" {
		return m
	}
	for i := t.line - 1; i >= 0 && i < len(t.file.lines) && i < t.line+len(lines); i++ {
		source := t.file.lines[i]
		from := 0
		if i == t.line-1 {
			from = len(string([]rune(source)[:min(t.column-1, utf8.RuneCountInString(source))]))
		}
		if at := strings.Index(source[from:], shown); at >= 0 && i-(t.line-1) >= line-1 {
			m.Line, m.Source = i+1, source
			m.Column = utf8.RuneCountInString(source[:from+at]) + column + 1
			return m
		}
	}
	m.Source, m.Column = lines[line-1], column+1
	return m
}
