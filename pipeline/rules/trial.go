package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// peopleName is the file in a rulebook's folder with the roster that the cases of its
// rules are tried on, in the shape of roster.yaml.
const peopleName = "people.yaml"

// peopleKeys are those under which a case names rows of the roster for itself alone.
var peopleKeys = []string{"people", "花名册"}

// rosterRows reads such rows. They are kept as written, so that two cases can be held
// against each other.
func (f *file) rosterRows(to *text) func(ast.Node) {
	return func(node ast.Node) {
		*to = text{f.place(node), node.String()}
		if _, err := roster.ReadRows([]byte(to.string)); err != nil {
			f.wrong(node, "写法与 roster.yaml 相同；从这里数起，%s", strings.ReplaceAll(err.Error(), "\n", "；"))
		}
	}
}

// People are the rosters that cases are tried on, where the folder of their rulebook
// has no people.yaml.
type People struct {
	Own     *roster.Roster // for the rules of an office
	Builtin *roster.Roster // for those compiled in, which name people of their own
}

// of is the roster for the cases of a file of rules and a kind. The example of a kind
// that is compiled in names the people of those rules, too.
func (p People) of(b *Rulebook, f *file, k *templates.Kind) *roster.Roster {
	switch {
	case f.people != nil:
		return f.people
	case f.builtin:
		return p.Builtin
	case p.Builtin == nil:
		return p.Own
	}
	for _, other := range b.files {
		if other.builtin && other.kind.string == k.Key {
			return p.Builtin.With(p.Own)
		}
	}
	return p.Own
}

// trial is a case of a rule, or the kind's example, ready to be tried.
type trial struct {
	at    text
	name  string // as mistakes call it
	fails bool   // what the rule should do

	e       *evaluation
	people  *roster.Roster
	records fixtureArchive
	outcome outcome // of the rule as it stands
}

// trials are the example and the cases of a rule for a kind.
func (r *Regulation) trials(b *Rulebook, rule *rule, k *templates.Kind, people *roster.Roster) (all []*trial, mistakes Mistakes) {
	add := func(at text, c example) {
		t := &trial{at: at, name: fmt.Sprintf("规则 %s 的例子“%s”（%s）", rule.id.string, c.name.string, k.Title), fails: c.fails, people: people}
		f, err := r.exampleForm(k, c.set)
		if err != nil {
			mistakes = append(mistakes, at.mistake("%s读不出来：%s", t.name, err))
			return
		}
		if t.records, err = r.before(b, k, c); err != nil {
			mistakes = append(mistakes, at.mistake("%s：%s", t.name, err))
			return
		}
		if c.rows.string != "" {
			rows, err := roster.ReadRows([]byte(c.rows.string))
			if err != nil {
				mistakes = append(mistakes, c.rows.mistake("%s：%s", t.name, err))
				return
			}
			t.people = people.With(rows)
		}
		t.e = newEvaluation(f, Facts{Roster: t.people, Archive: t.records, Received: c.received}, b)
		all = append(all, t)
	}
	add(rule.id, example{name: text{string: "样表"}})
	for _, c := range rule.examples() {
		add(c.name, c)
	}
	return all, mistakes
}

// outcome is what a rule says of a form.
type outcome int

const (
	passed outcome = iota
	returned
	unjudged
)

// try holds the form against a rule. The message is that of a rule that gives no
// answer.
func (e *evaluation) try(p *program) (o outcome, message string) {
	var found []form.Finding
	for _, result := range e.evaluate(p) {
		if result.unjudged {
			return unjudged, result.Message
		}
		found = append(found, result.Finding)
	}
	e.book.excuse(found, e.form.Values)
	if slices.ContainsFunc(found, form.Finding.Returns) {
		return returned, ""
	}
	return passed, ""
}

// check tries the rule on the case, and says where it does not do what it should.
func (t *trial) check(p *program) Mistakes {
	var message string
	t.outcome, message = t.e.try(p)
	switch {
	case t.outcome == unjudged:
		return Mistakes{t.at.mistake("%s%s", t.name, message)}
	case t.fails && t.outcome != returned:
		return Mistakes{t.at.mistake("%s应当不合格，却通过了", t.name)}
	case !t.fails && t.outcome == returned:
		return Mistakes{t.at.mistake("%s应当通过，却不合格", t.name)}
	}
	return nil
}
