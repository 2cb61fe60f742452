package signoff_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// post is somebody's time in a post, in days from the first; the model reads these, the
// program a roster made of them.
type post struct {
	who, post, rank, unit string
	from, until           int // until 0: while it lasts
	portfolio, standsIn   []string
	routine               bool
}

func (p post) on(day int) bool { return p.from <= day && (p.until == 0 || day <= p.until) }

// grant is a delegation.
type grant struct {
	principal, delegate string
	matters, units      []string
	from, until         int
}

// absence is a leave on file.
type absence struct {
	who, standIn string
	from, until  int
}

// world is an office as it stands.
type world struct {
	posts  []post
	grants []grant
	leaves []absence
}

func (w world) clone() world {
	return world{slices.Clone(w.posts), slices.Clone(w.grants), slices.Clone(w.leaves)}
}

// The office of all histories: who there is, and what there is to be.
var (
	people   = []string{"安澜", "柏舟", "程野", "杜若", "范舟", "高原"}
	stranger = "游客"
	units    = []string{"区财政局", "区教育局"}
	offices  = []post{
		{post: "区长", rank: "区长", unit: "区政府"},
		{post: "副区长", rank: "副区长", unit: "区政府"},
		{post: "区财政局局长", rank: "部门主要负责人", unit: "区财政局"},
		{post: "区教育局局长", rank: "部门主要负责人", unit: "区教育局"},
		{post: "区政府办公室主任", rank: "部门主要负责人", unit: "区政府办公室"},
		{post: "区财政局副局长", rank: "副职", unit: "区财政局"},
		{post: "区政府办公室副主任", rank: "副职", unit: "区政府办公室"},
	}
	matter = "事项"
)

// firstDay is day 0; histories begin on day 30 and last some weeks.
var firstDay = templates.NewDate(2026, 3, 1)

const begin = 30

func date(day int) templates.Date {
	return templates.Date{Time: firstDay.AddDate(0, 0, day)}
}

func some[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// several are each of them with the chance of one in so many.
func several[T any](r *rand.Rand, from []T, oneIn int) (all []T) {
	for _, one := range from {
		if r.IntN(oneIn) == 0 {
			all = append(all, one)
		}
	}
	return all
}

func randomPost(r *rand.Rand, day int) post {
	p := some(r, offices)
	p.who = some(r, people)
	p.from = r.IntN(day)
	if r.IntN(5) == 0 {
		p.until = p.from + 1 + r.IntN(2*day)
	}
	if p.rank == "副区长" || p.rank == "区长" {
		p.portfolio = several(r, units, 2)
		p.routine = r.IntN(3) == 0
	}
	if r.IntN(3) == 0 {
		p.standsIn = several(r, []string{"区长", "副区长", "区财政局局长", "区教育局局长", "区政府办公室主任"}, 3)
	}
	return p
}

func randomGrant(r *rand.Rand, day int) grant {
	g := grant{principal: some(r, people), delegate: some(r, people), from: day - 2 + r.IntN(5)}
	g.until = g.from + r.IntN(12)
	if r.IntN(3) == 0 {
		g.matters = several(r, []string{matter, "请假"}, 2)
	}
	if r.IntN(3) == 0 {
		g.units = several(r, units, 2)
	}
	return g
}

func randomLeave(r *rand.Rand, day int) absence {
	a := absence{who: some(r, people), from: day - 2 + r.IntN(4)}
	a.until = a.from + r.IntN(6)
	if r.IntN(2) == 0 {
		a.standIn = some(r, people)
	}
	return a
}

func randomWorld(r *rand.Rand) (w world) {
	for range 4 + r.IntN(5) {
		w.posts = append(w.posts, randomPost(r, begin))
	}
	for range r.IntN(3) {
		w.grants = append(w.grants, randomGrant(r, begin))
	}
	for range r.IntN(2) {
		w.leaves = append(w.leaves, randomLeave(r, begin))
	}
	return w
}

// roster is the office as the program has it.
func (w world) roster() *roster.Roster {
	var all []roster.Appointment
	for _, p := range w.posts {
		a := roster.Appointment{Name: p.who, Unit: p.unit, Post: p.post, Rank: p.rank, From: date(p.from), Portfolio: p.portfolio, Routine: p.routine, ActsFor: p.standsIn}
		if p.until != 0 {
			a.Until = date(p.until)
		}
		all = append(all, a)
	}
	var more []roster.Delegation
	for _, g := range w.grants {
		more = append(more, roster.Delegation{Principal: g.principal, Delegate: g.delegate, Mode: "委托", Matters: g.matters, Units: g.units,
			From: date(g.from), Until: date(g.until), Document: "龙政办发〔2026〕5号"})
	}
	return roster.New(all).Delegating(more...)
}

// Having makes the office's leaves an archive.
func (w world) Having(q archive.Query) (found []archive.Filed, err error) {
	if q.Kind != "leave" || q.Path != "name" {
		return nil, fmt.Errorf("asked for %+v", q)
	}
	for i, a := range w.leaves {
		if !slices.Contains(q.Values, any(a.who)) || date(a.from).After(q.Until.Time) || date(a.until).Before(q.From.Time) {
			continue
		}
		values := map[string]any{"name": a.who, "from": date(a.from).ISO(), "until": date(a.until).ISO()}
		if a.standIn != "" {
			values["stand_in"] = a.standIn
		}
		found = append(found, archive.Filed{Number: fmt.Sprintf("假字〔2026〕%d号", i+1), Kind: "leave", Values: values})
	}
	return found, nil
}

// The small kinds of form that all histories are of.
const matterKind = `key: matter
title: 事项
date: day
unit: unit
subject: "{unit}的事项"
number: 事字〔{year}〕{n}号
retention: {code: D10, name: 10年}
fields:
  - {key: day, label: 日期, type: date, required: true}
  - {key: unit, label: 单位, type: unit}
  - {key: level, label: 等级, type: choice, required: true, choices: [甲, 乙]}
  - {key: weighty, label: 重大, type: yesno, required: true}
  - {key: approvals, label: 审批意见, type: approvals, required: true}
register:
  - {label: 日期, from: day}
`

const leaveKind = `key: leave
title: 请假
date: from
unit: name
subject: "{name}请假"
number: 假字〔{year}〕{n}号
retention: {code: D10, name: 10年}
fields:
  - {key: name, label: 请假人, type: text, required: true}
  - {key: from, label: 起, type: date, required: true}
  - {key: until, label: 止, type: date, required: true}
  - {key: stand_in, label: 代行职责人, type: text}
register:
  - {label: 起, from: from}
`

// paper is what a form says.
type paper struct {
	unit    string // may be empty
	level   string
	weighty bool
}

func randomPaper(r *rand.Rand) paper {
	p := paper{unit: some(r, units), level: some(r, []string{"甲", "乙"}), weighty: r.IntN(2) == 0}
	if r.IntN(25) == 0 {
		p.unit = ""
	}
	return p
}

// step is an approval step of a rulebook.
type step struct {
	id       string
	who      []string // {unit} in them is the form's
	manner   string   // who, any, all
	after    []int
	when     string // one of whens
	inPerson bool
}

// whens are the conditions that steps may have; the model knows what each means.
var whens = []string{"", "", "", `form.level == "甲"`, "form.weighty", "!form.weighty", `holders(["区长"], received).size() > 0`}

var titles = []string{"区长", "副区长", "区财政局局长", "区教育局局长", "区政府办公室主任", "部门主要负责人", "负责常务工作",
	"分管{unit}", "分管区财政局", "{unit}主要负责人", "区政府办公室主要负责人", "安澜", "柏舟"}

func randomSteps(r *rand.Rand) (all []step) {
	for i := range 1 + r.IntN(4) {
		s := step{id: fmt.Sprintf("s%d", i+1), manner: some(r, []string{"who", "who", "any", "all"}), when: some(r, whens), inPerson: r.IntN(6) == 0}
		n := 1
		if s.manner != "who" {
			n = 2 + r.IntN(2)
		}
		for len(s.who) < n {
			if t := some(r, titles); !slices.Contains(s.who, t) {
				s.who = append(s.who, t)
			}
		}
		for before := range i {
			if r.IntN(2) == 0 {
				s.after = append(s.after, before)
			}
		}
		all = append(all, s)
	}
	return all
}

// rulebook writes the steps as the program reads them.
func rulebook(steps []step) string {
	var b strings.Builder
	b.WriteString("kind: matter\narticle: \"1\"\nsteps:\n")
	for _, s := range steps {
		fmt.Fprintf(&b, "  - id: %s\n", s.id)
		if s.manner == "who" {
			fmt.Fprintf(&b, "    who: \"%s\"\n", s.who[0])
		} else {
			fmt.Fprintf(&b, "    %s: [\"%s\"]\n", s.manner, strings.Join(s.who, `", "`))
		}
		if s.when != "" {
			fmt.Fprintf(&b, "    when: '%s'\n", s.when)
		}
		if len(s.after) > 0 {
			var ids []string
			for _, i := range s.after {
				ids = append(ids, fmt.Sprintf("s%d", i+1))
			}
			fmt.Fprintf(&b, "    after: [%s]\n", strings.Join(ids, ", "))
		}
		if s.inPerson {
			b.WriteString("    in_person: true\n")
		}
		b.WriteString("    fails: {无: {}}\n")
	}
	return b.String()
}

const rulebookHeader = `title: 规则
from: 2017-03-09
articles: {1: {title: 一}}
away:
  leaves: records("leave", "name", holder, date)
  stand_in: stand_in
`
