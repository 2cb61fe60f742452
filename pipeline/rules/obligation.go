package rules

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"gongwen/templates"
)

// Obligation is one thing the regulation asks of somebody, numbered under its
// article in the order of the text, with how what is loaded meets it.
type Obligation struct {
	ID     string  `json:"id"` // such as 61.3, or 81(6).1 where the article has items
	Asks   string  `json:"asks"`
	Of     string  `json:"of,omitempty"` // who must
	How    How     `json:"how"`          // the strongest of By; or policy or missing
	By     []Means `json:"by"`
	Reason string  `json:"reason,omitempty"` // why nothing checks it, or what is lacking

	article int
}

// Means is one thing that meets an obligation.
type Means struct {
	How  How    `json:"how"`
	ID   string `json:"id"`             // of the rule, step or duty; else a kind, or kind.field
	Kind string `json:"kind,omitempty"` // key; empty for a rule that is for every kind with its field
}

// How an obligation is met.
type How string

// The ways, those that hold most first.
const (
	HowRule     How = "rule"     // a rule returns the form that does not keep it
	HowStep     How = "step"     // a step of the approvals
	HowDuty     How = "duty"     // the archive is watched for it
	HowRegister How = "register" // the register of a kind answers it
	HowField    How = "field"    // a form without it is returned
	HowRecorded How = "recorded" // the form takes it down, unchecked
	HowPolicy   How = "policy"   // nothing in it could be checked
	HowMissing  How = "missing"  // nothing meets it yet
)

// Hows are all of them in that order.
var Hows = []How{HowRule, HowStep, HowDuty, HowRegister, HowField, HowRecorded, HowPolicy, HowMissing}

// Chinese names the way for people.
func (h How) Chinese() string {
	return map[How]string{
		HowRule: "规则核对", HowStep: "审批步骤", HowDuty: "时限", HowRegister: "台账", HowField: "必填栏",
		HowRecorded: "只作记录", HowPolicy: "原则性要求", HowMissing: "尚缺",
	}[h]
}

// metBy is what the way makes of the article.
func (h How) metBy() string {
	switch h {
	case HowRule, HowStep, HowField:
		return MetByForm
	case HowDuty:
		return MetByDuty
	case HowRegister:
		return MetByRegister
	case HowRecorded:
		return MetByRecord
	}
	return ""
}

// Obligations are the rulebook's obligations in the order of the articles; none
// when it is not divided into them.
func (b *Rulebook) Obligations() []Obligation { return b.obligations }

// Asked are the obligations that a rule, a step of the approvals or a duty
// serves: why it asks what it asks.
func (b *Rulebook) Asked(id string) []Obligation {
	var found []Obligation
	for _, i := range b.asked[id] {
		found = append(found, b.obligations[i])
	}
	return found
}

// obligation is one as written.
type obligation struct {
	place
	id, asks, of, policy, missing, reason text
	met, registers, fields, recorded      []text

	number [3]int // article, item or 0, and the number under it
}

var obligationPattern = regexp.MustCompile(`^([1-9][0-9]*)(?:\(([1-9][0-9]*)\))?\.([1-9][0-9]*)$`)

func (f *file) obligation(node ast.Node) {
	o := &obligation{place: f.place(node)}
	f.mapping(node, map[string]func(ast.Node){
		"id":       f.text(&o.id),
		"asks":     f.text(&o.asks),
		"of":       f.text(&o.of),
		"met":      f.oneOrMore(&o.met),
		"register": f.oneOrMore(&o.registers),
		"field":    f.oneOrMore(&o.fields),
		"recorded": f.oneOrMore(&o.recorded),
		"policy":   f.text(&o.policy),
		"missing":  f.text(&o.missing),
		"reason":   f.text(&o.reason),
	})
	wrong := func(format string, args ...any) {
		f.mistakes = append(f.mistakes, o.mistake(format, args...))
	}
	m := obligationPattern.FindStringSubmatch(o.id.string)
	if m == nil {
		wrong("义务的 id 写成 条款号.序号，如 61.3；条款分项的写成 81(6).1")
		return
	}
	for i := range o.number {
		o.number[i], _ = strconv.Atoi(m[i+1])
	}
	if n := len(f.obligations); n > 0 && slices.Compare(f.obligations[n-1].number[:], o.number[:]) > 0 {
		f.mistakes = append(f.mistakes, o.id.mistake("义务 %s 应排在 %s 之前", o.id.string, f.obligations[n-1].id.string))
	}
	if o.asks.string == "" {
		wrong("义务 %s 没有 asks（要求谁做什么）", o.id.string)
	}
	given := func(t text) int { return min(1, len(t.string)) }
	means := len(o.met) + len(o.registers) + len(o.fields) + len(o.recorded)
	switch {
	case means == 0 && given(o.policy)+given(o.missing) != 1, means > 0 && given(o.policy)+given(o.missing) > 0:
		wrong("义务 %s 没有写怎样落实：写 met、register、field、recorded（可以几项并用），或者只写 policy（为什么无从核对）、missing（还缺什么）中的一项", o.id.string)
	case (len(o.recorded) > 0) != (o.reason.string != ""):
		wrong("义务 %s：只作记录的（recorded）要写 reason（为什么不核对），别的不写", o.id.string)
	}
	f.obligations = append(f.obligations, o)
}

// oneOrMore reads a text or a list of them.
func (f *file) oneOrMore(to *[]text) func(ast.Node) {
	return func(node ast.Node) {
		if _, several := node.(*ast.SequenceNode); several {
			f.texts(to)(node)
			return
		}
		var t text
		f.text(&t)(node)
		*to = append(*to, t)
	}
}

// replaceObligations takes out of earlier files what a layer says anew.
func (b *Rulebook) replaceObligations(layer []*file) Mistakes {
	var mistakes Mistakes
	seen := map[[3]int]bool{}
	for _, f := range layer {
		for _, o := range f.obligations {
			if seen[o.number] {
				mistakes = append(mistakes, o.id.mistake("义务 %s 写了两次", o.id.string))
			}
			seen[o.number] = true
		}
	}
	for _, earlier := range b.files {
		earlier.obligations = slices.DeleteFunc(earlier.obligations, func(o *obligation) bool { return seen[o.number] })
	}
	return mistakes
}

// oblige works out how every obligation is met.
func (b *Rulebook) oblige(kinds *templates.Set) Mistakes {
	known := b.means()
	var mistakes Mistakes
	var written []*obligation
	for _, f := range b.files {
		written = append(written, f.obligations...)
	}
	slices.SortStableFunc(written, func(x, y *obligation) int { return slices.Compare(x.number[:], y.number[:]) })
	b.obligations, b.asked = nil, map[string][]int{}
	for _, o := range written {
		mistakes = append(mistakes, b.cited(text{o.id.place, o.id.string[:len(o.id.string)-1-len(strconv.Itoa(o.number[2]))]})...)
		made := Obligation{ID: o.id.string, Asks: o.asks.string, Of: o.of.string, By: []Means{}, article: o.number[0],
			Reason: cmp.Or(o.reason.string, o.policy.string, o.missing.string)}
		for _, t := range o.met {
			if known[t.string] == nil {
				mistakes = append(mistakes, t.mistake("没有 id 为 %s 的规则、审批步骤或时限", t.string))
			}
			if at := b.asked[t.string]; !slices.Contains(at, len(b.obligations)) {
				b.asked[t.string] = append(at, len(b.obligations))
				made.By = append(made.By, known[t.string]...)
			}
		}
		for _, way := range []struct {
			how   How
			texts []text
		}{{HowRegister, o.registers}, {HowField, o.fields}, {HowRecorded, o.recorded}} {
			for _, t := range way.texts {
				m, mistake := meansOf(way.how, t, kinds)
				if mistake != nil {
					mistakes = append(mistakes, *mistake)
					continue
				}
				made.By = append(made.By, m)
			}
		}
		made.How = o.how(made.By)
		b.obligations = append(b.obligations, made)
	}
	return mistakes
}

// how is the strongest of what meets the obligation.
func (o *obligation) how(by []Means) How {
	if o.policy.string != "" {
		return HowPolicy
	}
	for _, h := range Hows {
		if slices.ContainsFunc(by, func(m Means) bool { return m.How == h }) {
			return h
		}
	}
	return HowMissing
}

// means are the rules, steps and duties by their ids. A rule and a duty that
// share one serve the same obligations.
func (b *Rulebook) means() map[string][]Means {
	known := map[string][]Means{}
	add := func(how How, id, kind string) { known[id] = append(known[id], Means{how, id, kind}) }
	for _, f := range b.files {
		for _, r := range f.rules {
			how := HowRule
			if r.step != nil {
				how = HowStep
			}
			add(how, r.id.string, f.kind.string)
		}
		for _, d := range f.duties {
			add(HowDuty, d.id.string, d.kind.string)
		}
	}
	return known
}

// meansOf is the register of a kind, or a field written as kind.field or
// kind.list.column. One that may stay empty asks nobody for anything: it
// records what it is told.
func meansOf(how How, t text, kinds *templates.Set) (Means, *Mistake) {
	key, path := t.string, ""
	if how != HowRegister {
		key, path, _ = strings.Cut(t.string, ".")
	}
	k := kinds.Named(key)
	if k == nil || k.Key != key {
		m := t.mistake("没有 %s 这种表单", key)
		return Means{}, &m
	}
	if how == HowRegister {
		return Means{how, key, key}, nil
	}
	if k.At(path) == nil {
		m := noField(text{t.place, path}, k)
		if path == "" {
			m = t.mistake("请写明是哪个字段，写成 %s.字段", key)
		}
		return Means{}, &m
	}
	if how == HowField && !required(k, path) {
		how = HowRecorded
	}
	return Means{how, t.string, key}, nil
}

// required tells whether a form is returned that leaves the field out, or the
// list of a column.
func required(k *templates.Kind, path string) bool {
	list, _, _ := strings.Cut(path, ".")
	return k.Field(list).Required && k.At(path).Required
}
