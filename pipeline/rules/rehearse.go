package rules

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/goccy/go-yaml"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// Rehearse tries every rule on its own cases: the kind's example form must
// satisfy it, with the changes under passes too, and with those under fails it
// must give a finding that returns the form. people is the roster the examples
// were written for. The error is Mistakes, each at the case that does not hold.
func (r *Regulation) Rehearse(people *roster.Roster) error {
	var mistakes Mistakes
	for _, b := range r.books {
		for _, k := range r.kinds.All() {
			for _, p := range b.programs(k.Key) {
				if k.Example == "" && p.id.file.kind.string == "" {
					continue // a rule for every kind has others to be tried on
				}
				mistakes = append(mistakes, r.rehearse(b, p, people)...)
			}
		}
	}
	return mistakes.err()
}

// Rehearsed is how much was tried in a rulebook's folder: the rules and cases, and the
// duties, which are read but have no cases.
type Rehearsed struct {
	Folder               string
	Rules, Cases, Duties int
}

// RehearseKind is Rehearse for the rules written for one kind alone, in the
// rulebook in force last. Whoever adds a kind tries it so on the office's own
// roster, which the cases of other kinds were not written for.
func (r *Regulation) RehearseKind(key string, people *roster.Roster) (Rehearsed, error) {
	var tried Rehearsed
	var mistakes Mistakes
	if b := r.Latest(); b != nil {
		tried.Folder = b.dir
		for _, p := range b.programs(key) {
			if p.id.file.kind.string == key {
				mistakes = append(mistakes, r.rehearse(b, p, people)...)
				tried.Rules++
				tried.Cases += len(p.cases)
			}
		}
		for _, d := range b.duties {
			if d.Kind.Key == key {
				tried.Duties++
			}
		}
	}
	return tried, mistakes.err()
}

func (r *Regulation) rehearse(b *Rulebook, p *program, people *roster.Roster) Mistakes {
	var mistakes Mistakes
	try := func(at text, c example) {
		name := fmt.Sprintf("规则 %s 的例子“%s”（%s）", p.id.string, c.name.string, p.kind.Title)
		f, err := r.exampleForm(p.kind, c.set)
		if err != nil {
			mistakes = append(mistakes, at.mistake("%s读不出来：%s", name, err))
			return
		}
		records, err := r.before(b, p.kind, c)
		if err != nil {
			mistakes = append(mistakes, at.mistake("%s：%s", name, err))
			return
		}
		e := newEvaluation(f, Facts{Roster: people, Archive: records, Received: c.received}, b)
		var found []form.Finding
		for _, result := range e.evaluate(p) {
			if result.unjudged {
				mistakes = append(mistakes, at.mistake("%s%s", name, result.Message))
				return
			}
			found = append(found, result.Finding)
		}
		b.excuse(found, f.Values)
		returned := slices.ContainsFunc(found, form.Finding.Returns)
		switch {
		case c.fails && !returned:
			mistakes = append(mistakes, at.mistake("%s应当不合格，却通过了", name))
		case !c.fails && returned:
			mistakes = append(mistakes, at.mistake("%s应当通过，却不合格", name))
		}
	}
	try(p.id, example{name: text{string: "样表"}})
	for _, c := range p.cases {
		try(c.name, c)
	}
	return mistakes
}

// exampleForm is the kind's example with some of its fields changed.
func (r *Regulation) exampleForm(k *templates.Kind, changes map[string]any) (*form.Form, error) {
	if k.Example == "" {
		return nil, fmt.Errorf("%s没有样表 example.yaml", k.Title)
	}
	var raw map[string]any
	if err := yaml.Unmarshal([]byte(k.Example), &raw); err != nil {
		return nil, fmt.Errorf("样表有误：%w", err)
	}
	for name := range changes {
		if f := k.FieldNamed(name); f != nil { // the example may call it by its other name
			delete(raw, f.Key)
			delete(raw, f.Label)
		}
	}
	maps.Copy(raw, changes)
	maps.DeleteFunc(raw, func(_ string, value any) bool { return value == nil })
	data, err := json.Marshal(raw)
	if err != nil {
		return nil, err
	}
	f, findings, err := form.Read("example.json", data, r.kinds)
	if err != nil {
		return nil, err
	}
	for _, finding := range findings {
		return nil, fmt.Errorf("“%s”%s", finding.Field, finding.Message)
	}
	return f, nil
}
