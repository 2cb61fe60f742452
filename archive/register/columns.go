package register

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/archive/catalogue"
	"gongwen/templates"
	"gongwen/templates/table"
)

// documentLabel is the label of the column that opens the document, where the kind has
// none of its own.
const documentLabel = "存档文件"

// column is a column of a register, with what its cells say of a record.
type column struct {
	table.Column
	from   string // of a kind's own, as in kind.yaml
	cell   func(*source) any
	sum    int  // with a Total, which of Kind.Summed it is
	status bool // it is the one with the status
}

// source is what a row is made of.
type source struct {
	*item
	n      int // of the row, from 1
	entry  catalogue.Entry
	values templates.Values
	unread string // see decoded
	link   string
}

// exceptions (例外说明) are what was let pass when the record was made, and what cannot be
// read of it. The status must say no more than whether it stands: formulas go by it.
func (s *source) exceptions() string {
	excepted := s.values.ExceptedText()
	if excepted == "" || s.unread == "" {
		return excepted + s.unread
	}
	return excepted + "；" + s.unread
}

// columnsOf are all columns of a kind's register.
func columnsOf(k *templates.Kind) []column {
	columns := []column{{Column: table.Column{Label: templates.SerialLabel, Type: templates.TypeInteger, Width: 6}, cell: func(s *source) any { return int64(s.n) }}}
	var onA3 []column
	document, sums := column{}, 0
	for _, c := range k.RegisterColumns() {
		of := column{Column: table.Column{Label: c.Label, Type: columnType(k, c.From), Width: c.Width, Total: k.Sums(c), OnA3: c.Print == templates.OnA3}, from: c.From, sum: sums}
		if of.Total {
			sums++
		}
		switch c.From {
		case "form_sha": // stands among the technical ones
		case "document":
			document = of
		default:
			of.cell = cellOf(k, c.From, of.Type)
			if of.OnA3 {
				onA3 = append(onA3, of)
			} else {
				columns = append(columns, of)
			}
		}
	}
	if !k.ListsApprovers() {
		columns = append(columns, column{Column: table.Column{Label: templates.ApproversLabel, Type: templates.TypeParagraph, Width: 24},
			cell: func(s *source) any { return text(k.Approvers(s.values, s.entry.Acting)) }})
	}
	if k.Approved() {
		columns = append(columns, column{Column: table.Column{Label: templates.MannerLabel, Type: templates.TypeParagraph, Width: 7},
			cell: func(s *source) any { return text(k.HowSigned(s.values, s.entry.Approved)) }})
	}
	if document.Label == "" {
		document.Column = table.Column{Label: documentLabel, Type: templates.TypeFile, Width: 9}
	}
	for slices.ContainsFunc(columns, func(c column) bool { return c.Label == document.Label }) {
		document.Label += "（档案）"
	}
	document.cell = func(s *source) any {
		if s.link == "" {
			return nil
		}
		return table.Link{Text: table.OpenText, Target: s.link}
	}
	columns = append(columns,
		column{Column: table.Column{Label: templates.StatusLabel, Type: templates.TypeParagraph, Width: 12, Unstruck: true}, cell: func(s *source) any { return s.status() }, status: true},
		column{Column: table.Column{Label: templates.ExceptLabel, Type: templates.TypeParagraph, Width: 20}, cell: func(s *source) any { return text(s.exceptions()) }},
		document)
	return append(append(columns, onA3...),
		column{Column: table.Column{Label: templates.HashLabel, Type: templates.TypeText, Width: 20, Technical: true}, cell: func(s *source) any { return text(s.entry.Form.SHA256) }})
}

// columnType is the type of a column's cells. What comes from a list is text: one cell
// tells of all its rows.
func columnType(k *templates.Kind, from string) templates.Type {
	if t, own := templates.RecordColumns[from]; own {
		return t
	}
	f := k.At(from)
	if f == nil || f.IsList() || strings.Contains(from, ".") {
		return templates.TypeParagraph
	}
	return f.Type
}

func cellOf(k *templates.Kind, from string, typ templates.Type) func(*source) any {
	switch {
	case from == "number":
		return func(s *source) any { return s.number }
	case from == "subject":
		return func(s *source) any { return text(s.entry.Subject) }
	case from == k.CountedBy(): // also of forms from before their kind had this date
		return func(s *source) any {
			if s.day.IsZero() {
				return nil
			}
			return s.day
		}
	case typ == templates.TypeParagraph:
		return func(s *source) any { return text(joined(s.values.Lookup(from))) }
	}
	return func(s *source) any {
		found := s.values.Lookup(from)
		if len(found) == 0 {
			return nil
		}
		switch v := found[0].(type) {
		case string, int64, templates.Fen, templates.Date, templates.Moment:
			return v
		default:
			return text(templates.Text(v))
		}
	}
}

// joined are texts in one, parted by 、 unless one of them uses that itself.
func joined(values []any) string {
	texts, mark := make([]string, len(values)), "、"
	for i, value := range values {
		texts[i] = templates.Text(value)
		if strings.ContainsAny(texts[i], "、\n") {
			mark = "；"
		}
	}
	return strings.Join(texts, mark)
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// chooseColumns takes those that are asked for.
func (r *registerOf) chooseColumns() error {
	all := columnsOf(r.kind)
	chosen, err := table.Choose(tableColumns(all), r.selection.Columns)
	if err != nil {
		return fmt.Errorf("%s台账%w", r.kind.Title, err)
	}
	for _, i := range chosen {
		c := all[i]
		c.OnA3 = c.OnA3 && len(r.selection.Columns) == 0
		r.columns = append(r.columns, c)
	}
	for _, c := range r.columns {
		if c.Total {
			r.totals = append(r.totals, c.sum)
		}
	}
	return nil
}

// Columns are all columns of a kind's register, in their order.
func Columns(k *templates.Kind) []table.Column { return tableColumns(columnsOf(k)) }

func tableColumns(of []column) []table.Column {
	columns := make([]table.Column, len(of))
	for i, c := range of {
		columns[i] = c.Column
	}
	return columns
}
