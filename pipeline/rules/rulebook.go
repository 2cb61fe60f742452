package rules

import (
	"fmt"
	"slices"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// Rulebook is one edition of the regulation: what holds from a day on.
type Rulebook struct {
	Title string
	From  templates.Date
	Until templates.Date // the last day; zero while it holds

	// Categories are the ranks and the types of units that its rules go by.
	Categories roster.Categories

	dir        string
	kinds      *templates.Set
	parameters map[string]*parameter
	articles   map[int]article
	files      []*file
	rules      map[string]func() compiled   // by kind
	codes      map[string]string            // by id of a rule, see program.code
	registers  map[string][]int             // by kind: articles its register serves
	asks       map[string]map[string]string // by kind and field: the article that asks for it
	duties     func() compiledDuties

	obligations []Obligation     // in the order of the articles
	asked       map[string][]int // by rule, step or duty: which of them it serves
}

// Name is the rulebook as findings and records cite it.
func (b *Rulebook) Name() string {
	return fmt.Sprintf("%s（%s起施行）", b.Title, b.From)
}

// on reports whether the rulebook holds on a day.
func (b *Rulebook) on(day templates.Date) bool {
	return !day.Before(b.From.Time) && (b.Until.IsZero() || !day.After(b.Until.Time))
}

// add lays the files of one folder over what the rulebook holds.
func (b *Rulebook) add(layer []*file) Mistakes {
	var mistakes Mistakes
	ids, duties := map[string]bool{}, map[string]bool{}
	names := map[string]bool{}
	for _, f := range layer {
		if f.title.string != "" {
			b.Title = f.title.string
		}
		if !f.from.IsZero() {
			b.From = f.from
		}
		if !f.until.IsZero() {
			b.Until = f.until
		}
		c := &b.Categories
		for _, list := range []struct {
			said []text
			of   *[]string
		}{{f.ranks, &c.Ranks}, {f.unitTypes, &c.Types}, {f.whole, &c.Whole}, {f.outside, &c.Outside}, {f.clerks, &c.Clerks}} {
			if list.said != nil {
				*list.of = stringsOf(list.said)
			}
		}
		for _, p := range f.parameters {
			if p.name.string != "" && names[p.name.string] {
				mistakes = append(mistakes, p.name.mistake("参数 %s 写了两次", p.name.string))
			}
			names[p.name.string] = true
			b.parameters[p.name.string] = p
		}
		for _, a := range f.articles {
			b.articles[a.number] = a
		}
		for _, r := range f.rules {
			if r.id.string != "" && ids[r.id.string] {
				mistakes = append(mistakes, r.id.mistake("规则 id %s 已经用过，请换一个", r.id.string))
			}
			ids[r.id.string] = true
		}
		for _, d := range f.duties {
			if d.id.string != "" && duties[d.id.string] {
				mistakes = append(mistakes, d.id.mistake("时限 id %s 已经用过，请换一个", d.id.string))
			}
			duties[d.id.string] = true
		}
	}
	mistakes = append(mistakes, b.replaceObligations(layer)...)
	for _, earlier := range b.files {
		earlier.rules = slices.DeleteFunc(earlier.rules, func(r *rule) bool { return ids[r.id.string] })
		earlier.duties = slices.DeleteFunc(earlier.duties, func(d *duty) bool { return duties[d.id.string] })
	}
	b.files = append(b.files, layer...)
	return mistakes
}

// check looks at the rulebook apart from its rules.
func (b *Rulebook) check() Mistakes {
	header := b.dir + "/rulebook.yaml"
	var mistakes Mistakes
	wrong := func(format string, args ...any) {
		mistakes = append(mistakes, Mistake{File: header, Message: fmt.Sprintf(format, args...)})
	}
	if b.Title == "" {
		wrong("没有 title（规则名称）")
	}
	if b.From.IsZero() {
		wrong("没有 from（施行日期）")
	}
	if !b.Until.IsZero() && b.Until.Before(b.From.Time) {
		wrong("until（%s）早于 from（%s）", b.Until, b.From)
	}
	c := b.Categories
	for _, rank := range slices.Concat(c.Whole, c.Outside, c.Clerks) {
		if len(c.Ranks) > 0 && !slices.Contains(c.Ranks, rank) {
			wrong("whole_ranks、outside_ranks、clerk_ranks 里的“%s”不在 ranks 里", rank)
		}
	}
	for n := range len(b.articles) {
		if _, ok := b.articles[n+1]; !ok {
			wrong("articles 缺第%d条；各条要从1起连续列出", n+1)
			break
		}
	}
	return mistakes
}

// TextOf is the text that a parameter has, such as the title of the office's director;
// empty where there is none of that name.
func (b *Rulebook) TextOf(parameter string) string {
	if p := b.parameters[parameter]; p != nil {
		text, _ := p.value.(string)
		return text
	}
	return ""
}

// Folder is the folder its files lie in.
func (b *Rulebook) Folder() string { return b.dir }
