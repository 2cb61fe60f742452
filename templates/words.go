package templates

import (
	"strings"
	"unicode/utf8"
)

// InWords writes out a field's value for people: a list row by row, each on a
// line of its own, the cells under their labels. A cell that ends in a mark of its own
// gets no comma.
func (f *Field) InWords(value any) string {
	rows, ok := value.([]Values)
	if !ok {
		return Text(value)
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		var line strings.Builder
		between := ""
		for _, c := range f.Columns {
			v, ok := row[c.Key]
			if !ok {
				continue
			}
			text := strings.TrimSpace(Text(v))
			line.WriteString(between + c.Label + "：" + text)
			between = "，"
			if last, _ := utf8.DecodeLastRuneInString(text); strings.ContainsRune("。；！？…", last) {
				between = ""
			}
		}
		lines[i] = line.String()
	}
	return strings.Join(lines, "\n")
}
