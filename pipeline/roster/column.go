package roster

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongwen/templates"
)

// columns are what both file forms of the roster hold, under these labels.
var columns = []templates.Field{
	{Key: "name", Label: "姓名", Type: templates.TypePerson, Required: true},
	{Key: "unit", Label: "单位", Type: templates.TypeUnit, Required: true},
	{Key: "post", Label: "职务", Type: templates.TypeText, Required: true, Note: "表单上的职务与此处一字不差"},
	{Key: "rank", Label: "类别", Type: templates.TypeChoice, Required: true, Choices: Ranks},
	{Key: "from", Label: "任职自", Type: templates.TypeDate, Required: true},
	{Key: "until", Label: "任职至", Type: templates.TypeDate, Note: "在任的留空"},
	{Key: "portfolio", Label: "分管单位", Type: templates.TypeParagraph, Note: "用顿号分开"},
	{Key: "routine", Label: "负责常务工作", Type: templates.TypeYesNo},
	{Key: "acts_for", Label: "代行职务", Type: templates.TypeText, Note: "该职务的人不在时，由本人代行；用顿号分开"},
}

// remark is a column people may add for themselves.
const remark = "备注"

func columnNamed(label string) *templates.Field {
	i := slices.IndexFunc(columns, func(f templates.Field) bool { return f.Named(label) })
	if i < 0 {
		return nil
	}
	return &columns[i]
}

func labels() string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Label
	}
	return strings.Join(names, "、")
}

// row is one appointment as it stands in the file, by column key.
type row struct {
	place string // 第12行
	cells map[string]templates.Cell
}

// appointment reads a row and reports everything wrong in it.
func (r row) appointment() (Appointment, error) {
	var errs []error
	values := templates.Values{}
	for i := range columns {
		c := &columns[i]
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
	text := func(key string) string { s, _ := values[key].(string); return s }
	a := Appointment{Name: text("name"), Unit: text("unit"), Post: text("post"), Rank: text("rank"),
		Portfolio: listed(text("portfolio")), ActsFor: listed(text("acts_for"))}
	a.From, _ = values["from"].(templates.Date)
	a.Until, _ = values["until"].(templates.Date)
	routine, _ := values["routine"].(templates.YesNo)
	a.Routine = bool(routine)
	if len(errs) == 0 && !a.Until.IsZero() && a.Until.Before(a.From.Time) {
		errs = append(errs, fmt.Errorf("%s“任职至”（%s）早于“任职自”（%s）", r.place, a.Until, a.From))
	}
	return a, errors.Join(errs...)
}

// listed parts names set apart by 、 or by what is typed in its stead.
func listed(s string) []string {
	var names []string
	for _, name := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,；;\n", r) }) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// build reads all rows and checks what only shows when they are seen together.
func build(rows []row) (*Roster, error) {
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
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	for i := range r.appointments {
		a := &r.appointments[i]
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
			if !slices.ContainsFunc(r.appointments, func(b Appointment) bool { return b.Post == post }) {
				errs = append(errs, fmt.Errorf("%s“代行职务”：花名册里没有“%s”这一职务，请与“职务”栏写得一字不差", places[i], post))
			}
		}
	}
	return r, errors.Join(errs...)
}

func overlap(a, b *Appointment) bool { return a.On(b.From) || b.On(a.From) }
