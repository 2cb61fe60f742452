package register

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/archive/catalogue"
	"gongwen/templates"
	"gongwen/templates/table"
)

// Labels of the columns that every register has beside those of its kind.
const (
	ApprovedLabel = "审批人"  // who approved, unless the kind has a column of its own
	StatusLabel   = "效力"   // see Entry.Status
	DocumentLabel = "存档文件" // opens the document
)

// column is a column of a register, with what its cells say of a record.
type column struct {
	table.Column
	cell   func(*source) any
	status bool // it is the one with the status
}

// source is what a row is made of.
type source struct {
	*item
	n      int // of the row, from 1
	entry  catalogue.Entry
	values templates.Values
	link   string
}

// columnsOf are all columns of a kind's register.
func columnsOf(k *templates.Kind) []column {
	columns := []column{{table.Column{Label: templates.SerialLabel, Type: templates.TypeInteger, Width: 6}, func(s *source) any { return int64(s.n) }, false}}
	taken := map[string]bool{}
	for _, c := range k.Register {
		taken[c.Label] = true
	}
	free := func(label string) string {
		for taken[label] {
			label = "档案" + label
		}
		taken[label] = true
		return label
	}
	document, approved := column{}, false
	for _, c := range registerColumns(k) {
		of := column{table.Column{Label: c.Label, Type: columnType(k, c.From), Width: c.Width, Total: k.Sums(c)}, nil, false}
		switch c.From {
		case "form_sha": // among the technical ones
			continue
		case "document":
			document = of
			continue
		}
		of.cell = cellOf(k, c.From, of.Type)
		approved = approved || isApprover(k, c.From)
		columns = append(columns, of)
	}
	if key := approvalsOf(k); key != "" && !approved {
		columns = append(columns, column{table.Column{Label: free(ApprovedLabel), Type: templates.TypeParagraph, Width: 22},
			func(s *source) any { return text(approvers(s.values[key])) }, false})
	}
	if document.Label == "" {
		document.Column = table.Column{Label: free(DocumentLabel), Type: templates.TypeFile, Width: 9}
	}
	document.cell = func(s *source) any {
		if s.link == "" {
			return nil
		}
		return table.Link{Text: table.OpenText, Target: s.link}
	}
	return append(columns,
		column{table.Column{Label: free(StatusLabel), Type: templates.TypeParagraph, Width: 12}, func(s *source) any { return s.item.status }, true},
		column{table.Column{Label: templates.ExceptLabel, Type: templates.TypeParagraph, Width: 20}, func(s *source) any { return text(s.values.ExceptedText()) }, false},
		document,
		column{table.Column{Label: templates.HashLabel, Type: templates.TypeText, Width: 20, Technical: true}, func(s *source) any { return text(s.entry.Form.SHA256) }, false})
}

// registerColumns are the columns that kind.yaml asks for, with the date that the register
// counts by.
func registerColumns(k *templates.Kind) []templates.Column {
	from := k.CountedBy()
	if slices.ContainsFunc(k.Register, func(c templates.Column) bool { return c.From == from }) {
		return k.Register
	}
	at := slices.IndexFunc(k.Register, func(c templates.Column) bool { return c.From == "number" }) + 1
	return slices.Insert(slices.Clone(k.Register), at, templates.Column{Label: k.LabelOf(from), From: from, Width: 11})
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

// approvalsOf is the key of a kind's approvals; empty where it has none.
func approvalsOf(k *templates.Kind) string {
	for _, f := range k.Fields {
		if f.Type == templates.TypeApprovals {
			return f.Key
		}
	}
	return ""
}

func isApprover(k *templates.Kind, from string) bool {
	key, _, inList := strings.Cut(from, ".")
	f := k.Field(key)
	return inList && f != nil && f.Type == templates.TypeApprovals
}

// approvers are those who agreed, each with post and day: 区长 贺知秋 2026-03-05；….
func approvers(approvals any) string {
	rows, _ := approvals.([]templates.Values)
	var all []string
	for _, row := range rows {
		if templates.OpinionIn(row).Decision != templates.Agreed {
			continue
		}
		one := []string{templates.Text(row["post"]), templates.Text(row["name"])}
		if day, ok := row["date"].(templates.Date); ok {
			one = append(one, day.ISO())
		}
		all = append(all, strings.Join(slices.DeleteFunc(one, func(s string) bool { return s == "" }), " "))
	}
	return strings.Join(all, "；")
}

// chooseColumns takes those that are asked for.
func (r *registerOf) chooseColumns() error {
	all := columnsOf(r.kind)
	chosen, err := table.Choose(tableColumns(all), r.selection.Columns)
	if err != nil {
		return fmt.Errorf("%s台账%w", r.kind.Title, err)
	}
	for _, i := range chosen {
		r.columns = append(r.columns, all[i])
	}
	summed := r.kind.Summed()
	for _, c := range r.columns {
		if c.Total {
			r.totals = append(r.totals, slices.IndexFunc(summed, func(s templates.Column) bool { return s.Label == c.Label }))
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
