package pdf

import (
	"slices"
	"strings"

	"gongwen/templates"
)

// lists are the filled-in lists other than approvals, each a table of its own: its rows
// numbered, amounts in yuan as the head of the column says, and what they come to at its
// foot.
func lists(k *templates.Kind, v templates.Values) rows {
	all := rows{}
	for _, f := range k.Fields {
		filled, _ := v[f.Key].([]templates.Values)
		if f.Type != templates.TypeList || len(filled) == 0 || f.Key == templates.Exceptions.Key {
			continue // what the exceptions came to is printed with the findings they answer
		}
		f.Columns = listColumns(f, filled)
		columns := rows{{"label": templates.SerialLabel}}
		for _, c := range f.Columns {
			label := c.Label
			if c.Type == templates.TypeMoney && !strings.Contains(label, "元") {
				label += "（元）"
			}
			columns = append(columns, object{"label": label})
		}
		lines := rows{}
		for i, row := range filled {
			cells := rows{{"text": templates.Text(int64(i + 1)), "align": "center"}}
			for _, c := range f.Columns {
				cells = append(cells, object{"text": printable(templates.Text(row[c.Key])), "align": listAlign(c.Type)})
			}
			lines = append(lines, object{"cells": cells})
		}
		all = append(all, object{"label": f.Label, "columns": columns, "rows": lines, "total": listTotal(k, f, filled),
			"widths": strings.TrimSuffix(strings.Repeat("auto ", len(columns)), " ")})
	}
	return all
}

// listColumns are a list's columns without those that only files are read into, where
// none was.
func listColumns(f templates.Field, filled []templates.Values) []templates.Field {
	return slices.DeleteFunc(slices.Clone(f.Columns), func(c templates.Field) bool {
		read := slices.ContainsFunc(f.Columns, func(file templates.Field) bool { return slices.Contains(file.Into, c.Key) })
		return read && !slices.ContainsFunc(filled, func(row templates.Values) bool { return row[c.Key] != nil })
	})
}

// listAlign is how a list's column stands: amounts and numbers right, what is short and
// of one sort in the middle, text left.
func listAlign(t templates.Type) string {
	switch t {
	case templates.TypeMoney, templates.TypeInteger:
		return "right"
	case templates.TypeDate, templates.TypeTime, templates.TypePerson, templates.TypePhone, templates.TypeChoice, templates.TypeYesNo:
		return "center"
	}
	return "left"
}

// listTotal are the cells of the last row of a list, what its amounts come to; none
// where there is one row or nothing to be added up. A cell's .cols are those it spans.
func listTotal(k *templates.Kind, f templates.Field, filled []templates.Values) rows {
	cells := rows{}
	if len(filled) < 2 {
		return cells
	}
	v := templates.Values{f.Key: filled}
	summed := func(c templates.Field) bool { return k.Totals(f.Key + "." + c.Key) }
	first := slices.IndexFunc(f.Columns, summed)
	if first < 0 {
		return cells
	}
	cells = append(cells, object{"text": "合计", "cols": first + 1, "align": "center"})
	for _, c := range f.Columns[first:] {
		text := "　" // nothing is missing here
		if summed(c) {
			text = templates.Text(v.Sum(f.Key + "." + c.Key))
		}
		cells = append(cells, object{"text": text, "cols": 1, "align": "right"})
	}
	return cells
}
