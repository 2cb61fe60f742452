package templates

import "strings"

// InWords writes out a field's value for people: a list row by row, each on a
// line of its own, the cells under their labels.
func (f *Field) InWords(value any) string {
	rows, ok := value.([]Values)
	if !ok {
		return Text(value)
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		var cells []string
		for _, c := range f.Columns {
			if v, ok := row[c.Key]; ok {
				cells = append(cells, c.Label+"："+Text(v))
			}
		}
		lines[i] = strings.Join(cells, "，")
	}
	return strings.Join(lines, "\n")
}
