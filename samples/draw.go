package samples

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"text/template"

	"gongwen/templates"
)

// draw is the form being drawn: its random numbers, and what the recipe's let
// has named so far. Compiled texts and pipelines work on the draw they were
// compiled with, so it serves one form after another, never two at once.
type draw struct {
	pcg   *rand.PCG
	rng   *rand.Rand
	names map[string]any
	lists map[string][]choice
	posts []post
	kept  any // the value of the pipeline run last
}

type (
	text     func() (string, error) // a compiled template
	pipeline func() (any, error)    // a compiled pipeline
	choice   func() (any, error)    // an item of a list, its templates filled in
)

func newDraw() (*draw, error) {
	posts, err := inOffice()
	pcg := rand.NewPCG(0, 0)
	return &draw{pcg: pcg, rng: rand.New(pcg), names: map[string]any{}, lists: map[string][]choice{}, posts: posts}, err
}

// begin starts form i, counted from 0. What is drawn hangs on the three
// arguments alone, so a form is the same in a short run and a long one.
func (d *draw) begin(kind string, seed uint64, i int) {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d %d", kind, seed, i)
	d.pcg.Seed(seed, h.Sum64())
	clear(d.names)
	d.names["n"] = i + 1
}

// functions are what a recipe can call.
func (d *draw) functions() template.FuncMap {
	return template.FuncMap{
		"pick":    d.pick,    // pick "姓": one item of a named list, or of a list at hand
		"some":    d.some,    // some "议题" 3: so many different items, in the order of the list
		"between": d.between, // between 2 5: an integer, both ends included
		"digits":  d.digits,  // digits 6: so many figures
		"chance":  d.chance,  // chance 20: true in 20 of 100
		"weekday": d.weekday, // weekday "一三" "2026-01-05" "2026-11-06": a Monday or Wednesday, both ends included

		"plus": func(day templates.Date, n int) templates.Date { return day.AddDays(n) }, // n days later
		"at":   at,                                                                       // at .day "09:00": that moment

		"whose":  d.whose,  // whose "类别" "副区长": lines of the roster
		"holder": d.holder, // holder "区长": the line of who holds the post
		"charge": d.charge, // charge "区财政局": the line of the leader in charge

		"choose":  choose,  // choose .weighty 1 2: 1 if true, else 2
		"list":    list,    // list .a .b: a list of these
		"without": without, // without .all .some: the first list less the second
		"add":     func(a, b int) int { return a + b },
		"times":   func(a, b int) int { return a * b },

		"capitals": func(yuan int) string { return templates.MoneyInCapitals(templates.Fen(yuan) * 100) }, // 人民币…元整

		"keep": func(v any) string { d.kept = v; return "" },
	}
}

// text compiles a template. Its name, file and line, stands in its errors.
func (d *draw) text(name, source string) (text, error) {
	if !strings.Contains(source, "{{") {
		return func() (string, error) { return source, nil }, nil
	}
	t, err := template.New(name).Option("missingkey=error").Funcs(d.functions()).Parse(source)
	if err != nil {
		return nil, err
	}
	return func() (string, error) {
		var b bytes.Buffer
		err := t.Execute(&b, d.names)
		return b.String(), err
	}, nil
}

// pipeline compiles a pipeline, as a template that keeps its value.
func (d *draw) pipeline(name, source string) (pipeline, error) {
	run, err := d.text(name, "{{keep ("+source+")}}")
	if err != nil {
		return nil, err
	}
	return func() (any, error) {
		_, err := run()
		return d.kept, err
	}, nil
}

func (d *draw) pick(from any) (any, error) {
	items, err := d.items(from)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, errors.New("列表是空的，无从挑选")
	}
	return items[d.between(0, len(items)-1)]()
}

func (d *draw) some(from any, n int) ([]any, error) {
	items, err := d.items(from)
	if err != nil {
		return nil, err
	}
	if n > len(items) {
		return nil, fmt.Errorf("列表只有%d项，挑不出%d项", len(items), n)
	}
	places := d.rng.Perm(len(items))[:n]
	slices.Sort(places)
	chosen := make([]any, n)
	for i, place := range places {
		if chosen[i], err = items[place](); err != nil {
			return nil, err
		}
	}
	return chosen, nil
}

// items are those of a list, named or at hand.
func (d *draw) items(from any) ([]choice, error) {
	if name, ok := from.(string); ok {
		items, ok := d.lists[name]
		if !ok {
			return nil, fmt.Errorf("没有列表“%s”", name)
		}
		return items, nil
	}
	values, err := elements(from)
	items := make([]choice, len(values))
	for i, v := range values {
		items[i] = func() (any, error) { return v, nil }
	}
	return items, err
}

func (d *draw) between(low, high int) int { return low + d.rng.IntN(max(high-low, 0)+1) }

func (d *draw) chance(percent int) bool { return d.rng.IntN(100) < percent }

func (d *draw) digits(n int) string {
	figures := make([]byte, n)
	for i := range figures {
		figures[i] = byte('0' + d.rng.IntN(10))
	}
	return string(figures)
}

// weekdays are the names in the order of time.Weekday.
var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

func (d *draw) weekday(days, from, until string) (templates.Date, error) {
	first, err := templates.ParseDate(from)
	if err != nil {
		return first, err
	}
	last, err := templates.ParseDate(until)
	if err != nil {
		return last, err
	}
	span := first.DaysUntil(last) + 1
	start := d.between(0, span-1)
	for i := range span {
		day := first.AddDays((start + i) % span)
		if strings.Contains(days, weekdays[day.Weekday()]) {
			return day, nil
		}
	}
	return first, fmt.Errorf("%s至%s之间没有星期%s", from, until, days)
}

func (d *draw) whose(column string, values ...string) []post {
	return whose(d.posts, column, values...)
}

func (d *draw) holder(title string) (post, error) {
	holders := whose(d.posts, "职务", title)
	if len(holders) == 0 {
		return nil, fmt.Errorf("花名册上没有%s", title)
	}
	return holders[0], nil
}

func (d *draw) charge(unit string) (post, error) { return inChargeOf(d.posts, unit) }

func at(day templates.Date, clock string) (templates.Moment, error) {
	return templates.ParseMoment(day.ISO() + " " + clock)
}

func choose(condition bool, yes, no any) any {
	if condition {
		return yes
	}
	return no
}

func list(items ...any) []any { return items }

func without(all, less any) ([]any, error) {
	items, err := elements(all)
	if err != nil {
		return nil, err
	}
	gone, err := elements(less)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(items), func(v any) bool {
		return slices.ContainsFunc(gone, func(g any) bool { return reflect.DeepEqual(v, g) })
	}), nil
}

// elements are the items of a list at hand, whoever made it.
func elements(v any) ([]any, error) {
	switch v := v.(type) {
	case []any:
		return v, nil
	case []post:
		items := make([]any, len(v))
		for i := range v {
			items[i] = v[i]
		}
		return items, nil
	}
	return nil, fmt.Errorf("“%v”不是列表", v)
}
