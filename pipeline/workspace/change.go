package workspace

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// describe says in one line from when on a ruleset is worked by, and what differs from
// the one before; empty when nothing does.
func describe(before, after *Ruleset, at time.Time) string {
	var subjects, details []string
	if d := roster.Compare(before.ownRoster(), after.ownRoster()); len(d.Joined)+len(d.Left)+d.Changed > 0 {
		subjects = append(subjects, "花名册")
		details = append(details, "花名册："+clauses(clause("增", len(d.Joined), "人"), clause("减", len(d.Left), "人"), clause("改", d.Changed, "处")))
	}
	if units := differing(before.aliases, after.aliases, slices.Equal); len(units) > 0 {
		subjects = append(subjects, "单位别名")
		details = append(details, "单位别名："+some(units, "、"))
	}
	if edits := rules.Edits(before.Regulation, after.Regulation); len(edits) > 0 {
		subjects = append(subjects, "规则册")
		for _, e := range edits {
			details = append(details, "规则册 "+e.Rulebook+"："+clauses(rulesClause("增", e.Added), rulesClause("减", e.Removed), rulesClause("改", e.Changed)))
		}
	}
	if kinds := kindClauses(before.Kinds, after.Kinds); kinds != "" {
		subjects = append(subjects, "表单种类")
		details = append(details, "表单种类："+kinds)
	}
	if manners := mannerClauses(before, after); manners != "" {
		subjects = append(subjects, "签批方式")
		details = append(details, "签批方式："+manners)
	}
	if views := viewClauses(before.Kinds, after.Kinds); views != "" {
		subjects = append(subjects, "综合台账")
		details = append(details, "综合台账："+views)
	}
	if before.SignWithin != after.SignWithin {
		subjects = append(subjects, "签批时限")
	}
	if !reflect.DeepEqual(before.Calendar, after.Calendar) {
		subjects = append(subjects, "日历")
	}
	if !reflect.DeepEqual(before.Wording, after.Wording) {
		subjects = append(subjects, "规则原文")
	}
	if !reflect.DeepEqual(before.Synonyms, after.Synonyms) {
		subjects = append(subjects, "同义词")
	}
	if len(subjects) == 0 {
		return ""
	}
	text := at.Format("2006-01-02 15:04") + " 起按新的" + strings.Join(subjects, "、") + "办理"
	switch {
	case len(details) == 0:
		return text
	case len(subjects) == 1 && strings.HasPrefix(details[0], subjects[0]+"："):
		return text + strings.TrimPrefix(details[0], subjects[0])
	}
	return text + "。" + strings.Join(details, "；")
}

// clauses joins those that say something.
func clauses(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(c string) bool { return c == "" }), "、")
}

func clause(what string, n int, of string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s %d %s", what, n, of)
}

func rulesClause(what string, ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return fmt.Sprintf("%s %d 条（%s）", what, len(ids), some(ids, "、"))
}

// some names the first of many.
func some(names []string, between string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, between)
	}
	return strings.Join(names[:most], between) + " 等"
}

// kindClauses names the kinds that are new, gone or otherwise.
func kindClauses(before, after *templates.Set) string {
	titles := func(s *templates.Set) map[string]string {
		all := map[string]string{}
		for _, k := range s.All() {
			all[k.Key] = k.Title
		}
		return all
	}
	return titleClauses(titles(before), titles(after), differing(byKey(before), byKey(after), sameKind))
}

// viewClauses names the views that are new, gone or otherwise.
func viewClauses(before, after *templates.Set) string {
	titles := func(s *templates.Set) map[string]string {
		all := map[string]string{}
		for _, v := range s.Views() {
			all[v.Key] = v.Title
		}
		return all
	}
	return titleClauses(titles(before), titles(after), Change{Before: &Ruleset{Kinds: before}, After: &Ruleset{Kinds: after}}.Views())
}

// Views are the views that are no longer as they were. What one looks like that is made of
// kinds that have changed may have changed, too.
func (c Change) Views() []string {
	of := func(s *templates.Set) map[string]*templates.View {
		all := map[string]*templates.View{}
		for _, v := range s.Views() {
			all[v.Key] = v
		}
		return all
	}
	return differing(of(c.Before.Kinds), of(c.After.Kinds), func(a, b *templates.View) bool { return reflect.DeepEqual(a, b) })
}

func titleClauses(was, is map[string]string, keys []string) string {
	var added, removed, changed []string
	for _, key := range keys {
		switch {
		case was[key] == "":
			added = append(added, is[key])
		case is[key] == "":
			removed = append(removed, was[key])
		default:
			changed = append(changed, is[key])
		}
	}
	named := func(what string, titles []string) string {
		if len(titles) == 0 {
			return ""
		}
		return what + " " + some(titles, " ")
	}
	return clauses(named("增", added), named("减", removed), named("改", changed))
}

func byKey(s *templates.Set) map[string]*templates.Kind {
	all := map[string]*templates.Kind{}
	for _, k := range s.All() {
		all[k.Key] = k
	}
	return all
}

func sameKind(a, b *templates.Kind) bool {
	return reflect.DeepEqual(a.WithoutScan(), b.WithoutScan())
}

// differing are the keys that only one of two maps has, or under which they have
// something else, in order.
func differing[V any](a, b map[string]V, same func(V, V) bool) []string {
	var keys []string
	for key, one := range a {
		if other, ok := b[key]; !ok || !same(one, other) {
			keys = append(keys, key)
		}
	}
	for key := range b {
		if _, ok := a[key]; !ok {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// Registers are the kinds whose registers are no longer as they were written.
func (c Change) Registers() []string {
	return differing(byKey(c.Before.Kinds), byKey(c.After.Kinds), func(a, b *templates.Kind) bool {
		return a.Title == b.Title && a.Date == b.Date && a.RegisterDate == b.RegisterDate && a.ValidUntil == b.ValidUntil &&
			reflect.DeepEqual(a.WithoutScan().Fields, b.WithoutScan().Fields) && reflect.DeepEqual(a.Register, b.Register)
	})
}

// Indexed are the kinds of whose records the index knows other persons and amounts
// than it would now.
func (c Change) Indexed() []string {
	was, is := map[string][]string{}, map[string][]string{}
	for key, k := range byKey(c.Before.Kinds) {
		was[key] = personsAndAmounts(k.Fields)
	}
	for key, k := range byKey(c.After.Kinds) {
		is[key] = personsAndAmounts(k.Fields)
	}
	return differing(was, is, slices.Equal)
}

// personsAndAmounts are the fields that hold them, in order.
func personsAndAmounts(fields []templates.Field) []string {
	var all []string
	for _, f := range fields {
		if f.Type == templates.TypePerson || f.Type == templates.TypePeople || f.Type == templates.TypeMoney {
			all = append(all, f.Key+" "+string(f.Type))
		}
		for _, path := range personsAndAmounts(f.Columns) {
			all = append(all, f.Key+"."+path)
		}
	}
	slices.Sort(all)
	return all
}
