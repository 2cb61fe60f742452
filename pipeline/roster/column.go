package roster

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongwen/templates"
)

// table is one of the lists of a roster: under its name in roster.yaml, on a
// sheet of its own in roster.xlsx, where its header row is known by two labels.
type table struct {
	name    string
	known   [2]string
	columns []templates.Field
}

var appointments = &table{"任职", [2]string{"姓名", "职务"}, []templates.Field{
	{Key: "name", Label: "姓名", Type: templates.TypePerson, Required: true},
	{Key: "unit", Label: "单位", Type: templates.TypeUnit, Required: true},
	{Key: "post", Label: "职务", Type: templates.TypeText, Required: true, Note: "表单上的职务与此处一字不差"},
	{Key: rankKey, Label: "类别", Type: templates.TypeText, Required: true},
	{Key: "from", Label: "任职自", Type: templates.TypeDate, Required: true},
	{Key: "until", Label: "任职至", Type: templates.TypeDate, Note: "在任的留空"},
	{Key: "portfolio", Label: "分管单位", Type: templates.TypeParagraph, Note: "用顿号分开"},
	{Key: "routine", Label: "负责常务工作", Type: templates.TypeYesNo},
	{Key: "acts_for", Label: "代行职务", Type: templates.TypeText, Note: "该职务的人不在时，由本人代行；用顿号分开"},
}}

// UnitColumns are what the roster says of a unit. Rules about transfers go by them; an
// office without such rules may leave all but the name empty.
var UnitColumns = []templates.Field{
	{Key: "name", Label: "单位", Type: templates.TypeUnit, Required: true, Note: "与任职中的单位一字不差"},
	{Key: typeKey, Label: "类型", Type: templates.TypeText},
	{Key: "funding", Label: "经费", Type: templates.TypeChoice, Choices: []string{"全额", "差额", "自收自支"}},
	{Key: "quota", Label: "编制数", Type: templates.TypeInteger},
	{Key: "staff", Label: "实有数", Type: templates.TypeInteger, Note: "现在占用编制的人数，有人调进调出后及时更新"},
	{Key: "aliases", Label: "简称", Type: templates.TypeText, Note: "表单上也可以这样写；用顿号分开"},
}

var units = &table{"单位", [2]string{"单位", "编制数"}, UnitColumns}

var delegations = &table{"委托", [2]string{"委托人", "受托人"}, []templates.Field{
	{Key: "principal", Label: "委托人", Type: templates.TypePerson, Required: true},
	{Key: "delegate", Label: "受托人", Type: templates.TypePerson, Required: true},
	{Key: "mode", Label: "方式", Type: templates.TypeChoice, Required: true, Choices: DelegationModes},
	{Key: "matters", Label: "事项", Type: templates.TypeParagraph, Note: "哪几种表单，如用印、介绍信，用顿号分开；全部事项的留空"},
	{Key: "units", Label: "单位", Type: templates.TypeParagraph, Note: "哪些单位的事，用顿号分开；不限单位的留空"},
	{Key: "from", Label: "自", Type: templates.TypeDate, Required: true},
	{Key: "until", Label: "至", Type: templates.TypeDate, Required: true, Note: "最后一天"},
	{Key: "document", Label: "依据", Type: templates.TypeText, Required: true, Note: "委托的文件或会议，写编号或者名称"},
}}

// tables are the lists a roster has; only the first must be there.
var tables = []*table{appointments, units, delegations}

// remark is a column people may add for themselves.
const remark = "备注"

func (t *table) column(label string) *templates.Field {
	i := slices.IndexFunc(t.columns, func(f templates.Field) bool { return f.Named(label) })
	if i < 0 {
		return nil
	}
	return &t.columns[i]
}

func (t *table) labels() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.Label
	}
	return strings.Join(names, "、")
}

// tableRows are the rows of a file by their table.
type tableRows map[*table][]row

// row is one line of a table as it stands in the file, by column key.
type row struct {
	place string // 第12行
	cells map[string]templates.Cell
	// faults are why what stands in a cell cannot be taken for a value. One that several
	// cells share is told once.
	faults map[string]error
}

// read types a row's cells and reports everything wrong in it.
func (r row) read(t *table) (templates.Values, error) {
	var errs []error
	values := templates.Values{}
	for i := range t.columns {
		c := &t.columns[i]
		if fault := r.faults[c.Key]; fault != nil {
			errs = append(errs, fault)
			continue
		}
		cell, given := r.cells[c.Key]
		value, err := c.Parse(cell.Raw)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s“%s”：%w", cell.Place, c.Label, err))
		case value != nil:
			values[c.Key] = value
		case c.Required:
			place := r.place
			if given {
				place = cell.Place
			}
			errs = append(errs, fmt.Errorf("%s“%s”没有填写", place, c.Label))
		}
	}
	return values, errors.Join(errs...)
}

// appointment is a row of the first table.
func (r row) appointment() (Appointment, error) {
	values, err := r.read(appointments)
	text := func(key string) string { s, _ := values[key].(string); return s }
	a := Appointment{Name: text("name"), Unit: text("unit"), Post: text("post"), Rank: text("rank"),
		Portfolio: Parted(text("portfolio")), ActsFor: Parted(text("acts_for"))}
	a.From, _ = values["from"].(templates.Date)
	a.Until, _ = values["until"].(templates.Date)
	routine, _ := values["routine"].(templates.YesNo)
	a.Routine = bool(routine)
	if err == nil && !a.Until.IsZero() && a.Until.Before(a.From.Time) {
		err = fmt.Errorf("%s“任职至”（%s）早于“任职自”（%s）", r.place, a.Until, a.From)
	}
	return a, err
}

// delegation is a row of the third table.
func (r row) delegation() (Delegation, error) {
	values, err := r.read(delegations)
	text := func(key string) string { s, _ := values[key].(string); return s }
	d := Delegation{Principal: text("principal"), Delegate: text("delegate"), Mode: text("mode"),
		Matters: Parted(text("matters")), Units: Parted(text("units")), Document: text("document")}
	d.From, _ = values["from"].(templates.Date)
	d.Until, _ = values["until"].(templates.Date)
	if err == nil && d.Until.Before(d.From.Time) {
		err = fmt.Errorf("%s“至”（%s）早于“自”（%s）", r.place, d.Until, d.From)
	}
	return d, err
}

// Parted parts names set apart by 、 or by what is typed in its stead.
func Parted(s string) []string {
	var names []string
	for _, name := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,；;\n", r) }) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// maxErrors is about how many errors between rows are worth telling at once.
const maxErrors = 100

// build reads all rows and checks what only shows when they are seen together.
func build(tables tableRows) (*Roster, error) {
	rows := tables[appointments]
	if len(rows) == 0 {
		return nil, errors.New("花名册里没有任何任职，请至少填写一行")
	}
	var errs []error
	r := &Roster{}
	places := []string{}
	for _, row := range rows {
		a, err := row.appointment()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		r.appointments = append(r.appointments, a)
		places = append(places, row.place)
	}
	for _, row := range tables[units] {
		unit, err := row.read(units)
		if name, _ := unit["name"].(string); err == nil && r.Unit(name) != nil {
			err = fmt.Errorf("%s：单位“%s”前面已经列过", row.place, name)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		r.units = append(r.units, unit)
	}
	for _, row := range tables[delegations] {
		d, err := row.delegation()
		for _, name := range []string{d.Principal, d.Delegate} {
			if err == nil && !slices.ContainsFunc(r.appointments, func(a Appointment) bool { return a.Name == name }) {
				err = fmt.Errorf("%s：任职里没有“%s”这个人，请核对姓名", row.place, name)
			}
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		r.delegations = append(r.delegations, d)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	posts := map[string]bool{}
	for _, a := range r.appointments {
		posts[a.Post] = true
	}
	for i := range r.appointments {
		a := &r.appointments[i]
		if len(errs) >= maxErrors { // each row with each other: there may be millions
			return nil, errors.Join(append(errs, errors.New("还有更多，请先改正以上各处"))...)
		}
		for j := range i {
			b := &r.appointments[j]
			if !overlap(a, b) {
				continue
			}
			if a.Name == b.Name && a.Unit == b.Unit && a.Post == b.Post {
				errs = append(errs, fmt.Errorf("%s与%s重复：%s任%s的时间有重叠", places[i], places[j], a.Name, a.Post))
			}
			if a.Routine && b.Routine {
				errs = append(errs, fmt.Errorf("%s与%s：%s、%s同时负责常务工作，只能有一人", places[i], places[j], b.Name, a.Name))
			}
		}
		for _, post := range a.ActsFor {
			if !posts[post] {
				errs = append(errs, fmt.Errorf("%s“代行职务”：花名册里没有“%s”这一职务，请与“职务”栏写得一字不差", places[i], post))
			}
		}
	}
	return r, errors.Join(errs...)
}

func overlap(a, b *Appointment) bool { return a.On(b.From) || b.On(a.From) }
