package rules

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"

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

func (r *Regulation) rehearse(b *Rulebook, p *program, people *roster.Roster) Mistakes {
	trials, mistakes := r.trials(b, p.rule, p.kind, cmp.Or(p.id.file.people, people))
	for _, t := range trials {
		mistakes = append(mistakes, t.check(p)...)
	}
	return mistakes
}

// exampleForm is the kind's example with some of its fields changed.
func (r *Regulation) exampleForm(k *templates.Kind, changes map[string]any) (*form.Form, error) {
	if k.Example == "" {
		return nil, fmt.Errorf("%s没有样表 example.yaml", k.Title)
	}
	example, err := r.example(k)
	if err != nil {
		return nil, fmt.Errorf("样表有误：%w", err)
	}
	raw := maps.Clone(example)
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
	f, findings, err := form.Read("example.json", data, r.kinds.Whole())
	if err != nil {
		return nil, err
	}
	for _, finding := range findings {
		return nil, fmt.Errorf("“%s”%s", finding.Field, finding.Message)
	}
	return f, nil
}

// example is what a kind's example says, as written. It is read once: thousands of cases
// change a field or two of it.
func (r *Regulation) example(k *templates.Kind) (map[string]any, error) {
	if raw, ok := r.examples.Load(k.Key); ok {
		return raw.(map[string]any), nil
	}
	var raw map[string]any
	if err := yaml.Unmarshal([]byte(k.Example), &raw); err != nil {
		return nil, err
	}
	r.examples.Store(k.Key, raw)
	return raw, nil
}
