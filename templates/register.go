package templates

import (
	"cmp"
	"slices"
	"strings"
)

// Column is one column of a kind's register. From is a field's key, a
// list.column path, or one of the record's own: see RecordColumns.
type Column struct {
	Label string  `yaml:"label"`
	From  string  `yaml:"from"`
	Width float64 `yaml:"width"` // in characters, of a register without records; else it is by what these say
	// Sum reports whether the column's amounts are added up in registers and charts.
	// When nothing is said, amounts are: see Kind.Sums.
	Sum *bool `yaml:"sum"`
	// Print is a3 for a column that stands on A3 only: a page of A4 has no room for all at a
	// size that people can read. Empty for one that is always printed.
	Print string `yaml:"print"`
}

// OnA3 is the Print of a column that has no room on A4.
const OnA3 = "a3"

// RecordColumns are the names a register column can use beside field keys;
// no field may take them.
var RecordColumns = map[string]Type{
	"number":   TypeText, // the record's number
	"subject":  TypeText, // its one-line title
	"document": TypeFile, // link to the archived PDF
	"form_sha": TypeText, // SHA-256 of the form as dropped
}

// Labels of the columns that every register has beside those its kind asks for.
const (
	SerialLabel    = "序号"   // of the row
	ApproversLabel = "审批人"  // who approved it, see Kind.Approvers; not of kinds that list approvals.name themselves
	MannerLabel    = "签批"   // how it was signed, see Manner.Short; only of kinds that somebody approves
	StatusLabel    = "效力"   // whether the record stands, and if not why not
	ExceptLabel    = "例外说明" // what the form says for itself, see Exceptions
	HashLabel      = "表单摘要" // SHA-256 of the form as dropped

	VoidLabel = "作废"   // in registers from before StatusLabel: why the record was made void
	LostLabel = "档案遗失" // in registers from before StatusLabel: that the record cannot be found
)

// RegisterColumns are the columns of the kind's register that kind.yaml lists, and, after
// the number, the date by which the register counts where it does not list it: what months
// and extracts go by must be seen. A column of an office's own kind that is called as one
// which every register has is told apart.
func (k *Kind) RegisterColumns() []Column {
	columns := slices.Clone(k.Register)
	labels := map[string]bool{StatusLabel: true, ApproversLabel: !k.ListsApprovers(), MannerLabel: k.Approved()}
	for i := range columns {
		for labels[columns[i].Label] {
			columns[i].Label += "（表单）"
		}
		labels[columns[i].Label] = true
	}
	from := func(path string) int { return slices.IndexFunc(columns, func(c Column) bool { return c.From == path }) }
	day := k.Field(k.CountedBy())
	if day == nil || from(day.Key) >= 0 {
		return columns
	}
	label := day.Label
	if labels[label] {
		label += "（计入）"
	}
	return slices.Insert(columns, from(NumberPath)+1, Column{Label: label, From: day.Key, Width: dateWidth})
}

// CountedLabel is what the register calls the date by which it counts: that of its column.
func (k *Kind) CountedLabel() string {
	for _, c := range k.RegisterColumns() {
		if c.From == k.CountedBy() {
			return c.Label
		}
	}
	return k.LabelOf(k.CountedBy())
}

// dateWidth is that of a column of days: 2026-05-01.
const dateWidth = 11

// Approved reports whether somebody has to approve forms of the kind.
func (k *Kind) Approved() bool { return k.approvals() != nil }

// ApprovalsKey is the key of its list of approvals; empty when it has none.
func (k *Kind) ApprovalsKey() string {
	if f := k.approvals(); f != nil {
		return f.Key
	}
	return ""
}

func (k *Kind) approvals() *Field {
	i := slices.IndexFunc(k.Fields, func(f Field) bool { return f.Type == TypeApprovals })
	if i < 0 {
		return nil
	}
	return &k.Fields[i]
}

// ListsApprovers reports whether the kind's register has a column of its own for who
// approved, or nobody has to.
func (k *Kind) ListsApprovers() bool {
	f := k.approvals()
	return f == nil || slices.ContainsFunc(k.Register, func(c Column) bool { return c.From == f.Key+".name" })
}

// Approvers are those who approved a form, in the order of their opinions, each in a line
// with post and day: 副区长程以宁（代江临川） 2026.04.16. A day with dots stays in one line
// where programs that show it break lines behind hyphens.
func (k *Kind) Approvers(v Values, acting []Acting) string {
	var all []string
	for i := range k.Fields {
		if k.Fields[i].Type != TypeApprovals {
			continue
		}
		rows, _ := v[k.Fields[i].Key].([]Values)
		for n, row := range rows {
			who := Text(row["post"]) + Text(row["name"])
			if a := slices.IndexFunc(acting, func(a Acting) bool { return a.Line == n }); a >= 0 {
				who += "（代" + acting[a].For + "）"
			}
			if day, ok := row["date"].(Date); ok {
				who += " " + day.Format("2006.01.02")
			}
			all = append(all, who)
		}
	}
	return strings.Join(all, "\n")
}

// CountedBy is the key of the date field that the kind's registers count by: the
// months of the summary and the charts, and the days that an extract is asked for
// by. Which year's register a record stands in, its number says.
func (k *Kind) CountedBy() string { return cmp.Or(k.RegisterDate, k.Date) }

// CountedOn is the day on which registers count a form; the day it bears where it
// does not say, as forms from before their kind had a register_date.
func (k *Kind) CountedOn(v Values) Date {
	if d, ok := v[k.CountedBy()].(Date); ok {
		return d
	}
	return k.DateOf(v)
}

// Sums reports whether the amounts in a column of the kind's register are added up:
// as kind.yaml says, and where it says nothing, if they are amounts of money other than
// copies. Of a list all rows are. How much of a record's amount counts, see RoleOf.
func (k *Kind) Sums(c Column) bool {
	if c.Sum != nil {
		return *c.Sum
	}
	f := k.At(c.From)
	return f != nil && f.Type == TypeMoney && f.Counts.Always != string(Copy)
}

// Totals reports whether the amounts in a list's column, at the path list.column, are
// added up at the foot of the list: as a column of the register says that takes them,
// else if they are amounts of money, unless each is the price of one (单价).
func (k *Kind) Totals(path string) bool {
	f := k.At(path)
	if f == nil || f.Type != TypeMoney {
		return false
	}
	for _, c := range k.Register {
		if c.From == path && c.Sum != nil {
			return *c.Sum
		}
	}
	return !strings.Contains(f.Label, "单价")
}

// ExceptedText is what a form says for itself in Exceptions and Exception, in one line:
// K123：设备已随机房迁走（同意人江临川）；….
func (v Values) ExceptedText() string {
	var all []string
	rows, _ := v[Exceptions.Key].([]Values)
	for _, row := range rows {
		text := Text(row["target"]) + "：" + Text(row["reason"])
		if by := Text(row["agreed_by"]); by != "" {
			text += "（同意人" + by + "）"
		}
		all = append(all, text)
	}
	if single := Text(v[Exception.Key]); single != "" {
		all = append(all, single)
	}
	return strings.Join(all, "；")
}

// Sum is what the amounts at a path come to.
func (v Values) Sum(path string) Fen {
	var total Fen
	for _, value := range v.Lookup(path) {
		if amount, ok := value.(Fen); ok {
			total += amount
		}
	}
	return total
}
