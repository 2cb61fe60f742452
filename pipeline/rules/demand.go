package rules

import (
	"maps"
	"slices"

	"github.com/goccy/go-yaml/ast"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// sign (补签) makes a rule that is satisfied by signatures, beside other ways, an
// approval step of forms that are signed at the desk. On paper such a rule returns the
// form, and whoever handed it in gets the signatures or answers the finding. At the desk
// nobody could get a signature that no step asks for: there the form waits for it, unless
// it answers the finding from the start.
func (f *file) sign(to *rule) func(ast.Node) {
	return func(node ast.Node) {
		s := &signRule{step: &step{}}
		var does text
		keys, check := f.signers(s.step)
		keys["when"], keys["does"], keys["because"] = f.text(&s.when), f.text(&does), f.text(&s.because)
		keys["within"] = f.workingDays("within", &s.step.within)
		f.mapping(node, keys)
		check(node)
		if s.step.does = does.string; s.step.does == "" {
			s.step.does = defaultDoes
		}
		to.sign = s
	}
}

type signRule struct {
	step    *step
	when    text // takes the place of the rule's own, which may ask who has signed
	because text
}

// signsWhen compiles when a rule is a step at the desk; nil where it does not say. Its own
// cases do not show that, those of the desk do.
func (c *compiler) signsWhen(env *cel.Env, r *rule, deps *dependencies) cel.Program {
	if r.sign == nil {
		return nil
	}
	keep := c.keep
	c.keep = nil
	defer func() { c.keep = keep }()
	p, _ := c.expression(env, r.sign.when, cel.BoolType, deps)
	return p
}

// signing is the approval step that a rule is at the desk, nil where it is none.
func (c *compiler) signing(p *program) *program {
	if p.sign == nil {
		return nil
	}
	r := *p.rule
	r.step, r.severity, r.each, r.cases = p.sign.step, form.Must, text{}, nil
	r.field = p.id
	if r.field.string = c.kind.ApprovalsKey(); r.field.string == "" {
		c.wrong(p.id, "%s没有审批意见，规则不能写 sign", c.kind.Title)
		return nil
	}
	r.because, r.advice = p.sign.because, text{}
	q := &program{rule: &r, of: p, article: p.article, number: p.number, kind: p.kind, code: p.code, reads: p.reads, params: p.params}
	for _, t := range append(slices.Clone(r.step.who), r.because) {
		c.braces(p.rule, t)
	}
	return q
}

// unaskedStep is the id of the step of forms that no step of the rulebook applies to. None
// that is written can have it.
const unaskedStep = "approvals.unasked"

// unasked is the step of forms signed at the desk that must have an approval and that no
// step applies to: the regulation does not say whose. On paper any will do, at the desk
// the head of the unit that the form is about is asked; nobody's silence approves it. Nil
// for kinds that need no approval.
func (c *compiler) unasked() *program {
	list := c.kind.Field(c.kind.ApprovalsKey())
	if list == nil || !list.Required {
		return nil
	}
	r := &rule{id: text{string: unaskedStep}, field: text{string: list.Key}, severity: form.Must,
		step: &step{who: []text{{string: "{" + c.kind.Unit + "}主要负责人"}}, does: defaultDoes}}
	p := &program{rule: r, kind: c.kind, article: c.own.string, reads: []string{list.Key}}
	p.number, _, _ = form.Article(p.article)
	return p
}

// demanded reports whether the rule behind a step finds something on the form before
// anybody has signed, and the form does not answer that. What stands there meanwhile
// decides nothing: a step does not go when it is done.
func (e *evaluation) demanded(q *program) (bool, error) {
	p := q.of
	unsigned := e.form.Values
	missing, lacking := e.missing, e.lacking.who
	defer func() {
		e.vars["form"], e.missing, e.lacking.who = unsigned, missing, lacking
	}()
	e.vars["form"] = withoutApprovals(e.form)
	if q.when == nil {
		if applies, err := e.applies(p); err != nil || !applies {
			return false, err
		}
	}
	e.lets = map[string][]string{}
	named, err := e.bindLets(p)
	defer e.unbindLets(p)
	if err != nil {
		return false, err
	}
	if q.when != nil {
		if applies, err := e.holds(q.when); err != nil || !applies {
			return false, err
		}
	}
	finding, err := e.verdict(p, -1, e.form.Values, named)
	if err != nil || finding == nil {
		return false, err
	}
	found := []form.Finding{*finding}
	e.book.excuse(found, e.form.Values)
	return found[0].Returns(), nil
}

func withoutApprovals(f *form.Form) templates.Values {
	values := maps.Clone(f.Values)
	values[f.Kind.ApprovalsKey()] = []templates.Values{}
	return values
}

// texts are those of a list of texts, nil of anything else.
func texts(v ref.Val) (all []string) {
	list, ok := v.(traits.Lister)
	if !ok {
		return nil
	}
	for it := list.Iterator(); it.HasNext() == types.True; {
		s, ok := it.Next().(types.String)
		if !ok {
			return nil
		}
		all = append(all, string(s))
	}
	return all
}
