package rules

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// step is what makes a rule an approval step (审批步骤): that somebody agrees on the
// form. Its message is put together from who that is and what stands there.
type step struct {
	who      []text // titles, with fields and parameters in braces
	all      bool   // all of them, not any one
	after    []text // ids of the steps it comes after
	inPerson bool   // nobody may act for them
	does     string // 审批, 审核, 签发 …
	within   int    // working days in which it is to be done; 0 for what the office has
}

// defaultDoes is what a step does that does not say.
const defaultDoes = "审批"

// signers reads who is asked in a step: one of who, any and all.
func (f *file) signers(s *step) (keys map[string]func(ast.Node), check func(ast.Node)) {
	var who text
	var anyOf, allOf []text
	keys = map[string]func(ast.Node){"who": f.text(&who), "any": f.texts(&anyOf), "all": f.texts(&allOf)}
	return keys, func(node ast.Node) {
		given := 0
		for _, list := range [][]text{anyOf, allOf} {
			if len(list) > 0 {
				s.who = list
				given++
			}
		}
		if who.string != "" {
			s.who = []text{who}
			given++
		}
		if given != 1 {
			f.wrong(node, "审批步骤要写明由谁：who（一人）、any（其中一人即可）、all（都要），三者写一个")
		}
		s.all = len(allOf) > 0
	}
}

// step reads one entry of steps.
func (f *file) step(node ast.Node) {
	r := &rule{severity: form.Must, step: &step{}}
	r.field.string = "approvals"
	var does text
	keys, check := f.signers(r.step)
	maps.Copy(keys, map[string]func(ast.Node){
		"id":         f.text(&r.id),
		"article":    f.text(&r.article),
		"field":      f.text(&r.field),
		"when":       f.text(&r.when),
		"after":      f.texts(&r.step.after),
		"in_person":  f.flag("in_person", &r.step.inPerson),
		"within":     f.workingDays("within", &r.step.within),
		"does":       f.text(&does),
		"advice":     f.text(&r.advice),
		"because":    f.text(&r.because),
		"equivalent": f.declarations(&r.declared),
		"fails":      func(n ast.Node) { r.cases = append(r.cases, f.examples(n, true)...) },
		"passes":     func(n ast.Node) { r.cases = append(r.cases, f.examples(n, false)...) },
	})
	f.mapping(node, keys)
	check(node)
	if r.field.file == nil {
		r.field.place = r.id.place
	}
	if r.step.does = does.string; r.step.does == "" {
		r.step.does = defaultDoes
	}
	f.add(node, r, []needed{{"id", r.id}})
}

// checkStep reports what an approval step names and there is not.
func (c *compiler) checkStep(r *rule, deps *dependencies) {
	deps.add(form.TopKey(r.field.string))
	if list := c.kind.Field(r.field.string); list == nil || list.Type != templates.TypeApprovals {
		c.wrong(r.field, "%s没有 %s 这样的审批意见栏", c.kind.Title, r.field.string)
	}
	for _, t := range r.step.who {
		c.braces(r, t)
		for _, m := range placeholderPattern.FindAllStringSubmatch(t.string, -1) {
			if !strings.HasPrefix(m[1], "param.") {
				deps.add(form.TopKey(m[1]))
			}
		}
	}
	earlier := c.book.stepsBefore(r, c.kind.Key)
	for _, t := range r.step.after {
		if !slices.Contains(earlier, t.string) {
			c.wrong(t, "这一步之前，%s没有 %s 这个审批步骤", c.kind.Title, t.string)
		}
	}
}

// stepsBefore are the ids of the steps of a kind that are written before a step. Only
// these it can come after, so that no step waits for itself.
func (b *Rulebook) stepsBefore(r *rule, kind string) []string {
	var ids []string
	for _, f := range b.files {
		if f.kind.string != kind {
			continue
		}
		for _, other := range f.rules {
			if other == r {
				return ids
			}
			if other.step != nil {
				ids = append(ids, other.id.string)
			}
		}
	}
	return ids
}

// titles are who a step asks for. A field of a list gives a title for each row.
func (e *evaluation) titles(p *program) []string {
	var titles []string
	for _, t := range p.step.who {
		made := []string{t.string}
		for _, m := range placeholderPattern.FindAllStringSubmatch(t.string, -1) {
			var next []string
			for _, value := range e.named(m[1]) {
				for _, title := range made {
					next = append(next, strings.ReplaceAll(title, m[0], value))
				}
			}
			made = next
		}
		for _, title := range made {
			if !slices.Contains(titles, title) {
				titles = append(titles, title)
			}
		}
	}
	return titles
}

// unnamed is a field that names one of those a step asks for and is empty: of all that
// are asked none is left out unseen. A list may have no rows.
func (e *evaluation) unnamed(p *program) (field string, ok bool) {
	for _, t := range p.step.who {
		for _, m := range placeholderPattern.FindAllStringSubmatch(t.string, -1) {
			if !strings.Contains(m[1], ".") && len(e.named(m[1])) == 0 {
				return m[1], true
			}
		}
	}
	return "", false
}

// named are the texts that a name in braces stands for: one, or one for each row of a
// list that has the column filled in.
func (e *evaluation) named(path string) []string {
	if name, ok := strings.CutPrefix(path, "param."); ok {
		if list, ok := e.book.parameters[name].value.([]string); ok {
			return list
		}
		return []string{fmt.Sprint(e.book.parameters[name].value)}
	}
	if names, isLet := e.lets[path]; isLet {
		return names
	}
	list, column, inList := strings.Cut(path, ".")
	if !inList {
		if s := templates.Text(e.form.Values[path]); s != "" {
			return []string{s}
		}
		return nil
	}
	var all []string
	rows, _ := e.form.Values[list].([]templates.Values)
	for _, row := range rows {
		if s := templates.Text(row[column]); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

func (e *evaluation) rows(p *program) []templates.Values {
	rows, _ := e.form.Values[p.field.string].([]templates.Values)
	return rows
}

// unsigned is the finding of a step that is not complete, nil when it is.
func (e *evaluation) unsigned(p *program) (*form.Finding, error) {
	s, err := e.state(p)
	if err != nil || len(s.open) == 0 {
		return nil, err
	}
	if len(s.open) == len(s.titles) || p.step.all {
		for _, title := range s.open { // the roster must know whom to ask
			if err := e.people.known(title, e.received); err != nil {
				return nil, err
			}
		}
	}
	join := "或"
	if p.step.all {
		join = "、"
	}
	e.lacking.unless(false, strings.Join(s.open, join))
	wanted := make([]string, len(s.open))
	for i, title := range s.open {
		wanted[i] = e.people.whoIs(title, e.received)
	}
	who := strings.Join(wanted, join)
	if p.step.inPerson {
		who += "本人"
	}
	finding := e.finding(p, -1)
	finding.Message = fmt.Sprintf("须经%s%s，审批意见里没有其同意", who, p.step.does)
	finding.Advice = fmt.Sprintf("请送%s%s。", who, p.step.does)
	if !p.step.all && len(s.open) > 1 {
		finding.Advice = fmt.Sprintf("请送%s%s，有一人即可。", who, p.step.does)
	}
	signed := e.people.signatures(e.rows(p))
	e.claims = e.claimed(p, signed, s.open)
	if s.early >= 0 {
		finding.Message = fmt.Sprintf("%s应在前面各步之后%s，审批意见里却列在前面", who, p.step.does)
		finding.Advice = "请按实际先后填写；确实颠倒的，须重新报批。"
	} else if i := e.instead(signed, s.open); i >= 0 {
		sig := signed[i]
		earlier, err := e.servesEarlier(p, i)
		if err != nil {
			return nil, err
		}
		if !earlier { // else it need not be meant for this step at all
			finding.Message += fmt.Sprintf("；%s（%s）在%s代签，没有据以代签的依据", sig.name, sig.post, sig.date)
		}
		finding.Advice = fmt.Sprintf("请送%s%s。其人不在、确由%s代行的，请先归档其请假单（写明代行职责人），或请管理花名册的人在“委托”里登记委托人、受托人、起止日期和依据。",
			who, p.step.does, sig.name)
		if p.step.inPerson {
			finding.Message = fmt.Sprintf("须经%s%s，不能由%s代签", who, p.step.does, sig.name)
			finding.Advice = fmt.Sprintf("请送%s%s。", who, p.step.does)
		}
	}
	if p.advice.string != "" {
		finding.Advice = e.fill(p.advice.string, e.form.Values, nil)
	}
	return &finding, nil
}

// claimed are the places of the lines that stand for one of the titles by the post
// they name or the opinion they give, and do not count. What is wrong with them is told
// by other rules, and once is enough.
func (e *evaluation) claimed(p *program, signed []signature, titles []string) []string {
	var places []string
	for i, sig := range signed {
		claims := sig.refused && slices.ContainsFunc(titles, sig.as)
		for _, a := range e.people.people.All() {
			claims = claims || len(sig.posts) == 0 && a.Post == sig.post && a.On(sig.date) && slices.ContainsFunc(titles, a.Is)
		}
		if claims {
			places = append(places, fmt.Sprintf("%s[%d].", p.field.string, i))
		}
	}
	return places
}

// instead is the line of somebody who could act for one of the titles but has no ground
// to; -1 where there is none.
func (e *evaluation) instead(signed []signature, titles []string) int {
	return slices.IndexFunc(signed, func(s signature) bool {
		return !s.refused && slices.ContainsFunc(titles, s.couldBe)
	})
}

// servesEarlier reports whether a line is the agreement of one of the steps that a step
// comes after: who could act for the head may have signed as the leader in charge.
func (e *evaluation) servesEarlier(p *program, line int) (bool, error) {
	for _, id := range p.step.after {
		q := e.book.step(p.kind.Key, id.string)
		applies, err := e.applies(q)
		var s state
		if err == nil && applies {
			s, err = e.state(q)
		}
		var empty absent
		if err != nil && !errors.As(err, &empty) {
			return false, err
		}
		if slices.Contains(s.lines, line) {
			return true, nil
		}
	}
	return false, nil
}

// applies evaluates when a rule applies.
func (e *evaluation) applies(p *program) (bool, error) {
	if p.of != nil {
		return e.demanded(p)
	}
	e.lets = nil
	if p.when == nil {
		return true, nil
	}
	return e.holds(p.when)
}

// step is an approval step of a kind, which the compiler has seen to be there.
func (b *Rulebook) step(kind, id string) *program {
	programs := b.programs(kind)
	return programs[slices.IndexFunc(programs, func(p *program) bool { return p.id.string == id })]
}

// known is an error where the roster knows nobody of a title on a day.
func (r *rosterFunctions) known(title string, day templates.Date) error {
	if len(r.people.Holders(title, day)) > 0 {
		return nil
	}
	if r.people.Empty() {
		return unknownError{"花名册是空的"}
	}
	if unit, ok := strings.CutPrefix(title, "分管"); ok {
		return unknownError{fmt.Sprintf("花名册里没有人在%s分管“%s”", day, unit)}
	}
	return unknownError{fmt.Sprintf("花名册里没有人在%s任“%s”", day, title)}
}

// whoIs is a title with the names of those who hold it: 分管区教育局的程以宁.
func (r *rosterFunctions) whoIs(title string, day templates.Date) string {
	names := r.people.Holders(title, day)
	switch {
	case len(names) == 0 || len(names) > 2 || slices.Contains(names, title):
		return title
	case strings.HasPrefix(title, "分管") || title == roster.RoutineWork:
		return title + "的" + strings.Join(names, "、")
	}
	return title + strings.Join(names, "、")
}
