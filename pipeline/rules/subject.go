package rules

import (
	"fmt"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"gongwen/pipeline/rules/proof"
	"gongwen/templates"
)

// keeper is a compiler that keeps the expressions of the last rule.
type keeper struct {
	*compiler
	parts []*part
}

// part is one expression of a rule.
type part struct {
	text text
	env  *cel.Env
	tree *ast.AST
	put  func(p *program, expression cel.Program) // in its place
}

func (x *part) plan(tree *ast.AST, options ...cel.ProgramOption) (cel.Program, error) {
	return x.env.PlanProgram(tree, slices.Concat(planning, options)...)
}

// at is where something stands in the file.
func (x *part) at(l common.Location) Mistake { return x.text.at(l.Line(), l.Column(), "") }

// compiler is one for a kind that keeps the expressions.
func (v *prover) compiler(k *templates.Kind) (*keeper, error) {
	if c := v.compilers[k.Key]; c != nil {
		return c, nil
	}
	c, err := newCompiler(v.b, v.r.kinds, k, text{})
	if err != nil {
		return nil, err
	}
	if c.env, err = c.env.Extend(proof.Options()...); err != nil {
		return nil, err
	}
	keeper := &keeper{compiler: c}
	c.keep = func(t text, env *cel.Env, checked *cel.Ast) {
		keeper.parts = append(keeper.parts, &part{text: t, env: env, tree: checked.NativeRep()})
	}
	v.compilers[k.Key] = keeper
	return keeper, nil
}

// subject is a rule for one kind, taken apart.
type subject struct {
	b       *Rulebook
	program *program
	parts   []*part
	names   map[string]bool // of lets that hold a parameter

	watched     *program // tells see of branches and comparisons
	see         func(x *part, id int64, v ref.Val)
	comparisons []measured
	mutants     []*mutant
}

// measured is a comparison with a parameter.
type measured struct {
	*part
	proof.Comparison
}

// mutant is one that is still to be killed.
type mutant struct {
	*claim
	*program
	limit bool
}

func (v *prover) subject(r *rule, k *templates.Kind) (*subject, error) {
	c, err := v.compiler(k)
	if err != nil {
		return nil, err
	}
	c.parts, c.mistakes = nil, nil
	s := &subject{b: v.b, program: c.rule(r), names: map[string]bool{}}
	if err := c.mistakes.err(); err != nil {
		return nil, err
	}
	s.parts = c.parts
	next := slices.Clone(s.parts)
	take := func(put func(*program, cel.Program)) *part {
		x := next[0]
		x.put, next = put, next[1:]
		return x
	}
	if r.when.string != "" {
		take(func(p *program, e cel.Program) { p.when = e })
	}
	for i, l := range r.lets {
		x := take(func(p *program, e cel.Program) {
			p.lets = slices.Clone(p.lets)
			p.lets[i].program = e
		})
		if proof.Limited(x.tree, s.names) {
			s.names[l.name.string] = true
		}
	}
	if r.step == nil {
		take(func(p *program, e cel.Program) { p.require = e })
	}

	s.watched = s.copy()
	for _, x := range s.parts {
		var ids []int64
		for _, c := range s.branches(x) {
			ids = append(ids, c.ID)
		}
		for _, c := range proof.Comparisons(x.tree, s.names) {
			s.comparisons = append(s.comparisons, measured{x, c})
			ids = append(ids, c.Left, c.Right)
		}
		e, err := x.plan(x.tree, proof.Watch(ids, func(id int64, v ref.Val) { s.see(x, id, v) }))
		if err != nil {
			return nil, err
		}
		x.put(s.watched, e)
	}
	return s, nil
}

func (s *subject) copy() *program {
	p := *s.program
	return &p
}

// branches are those of an expression. A let decides nothing by itself.
func (s *subject) branches(x *part) []proof.Branch {
	isLet := slices.ContainsFunc(s.program.rule.lets, func(l let) bool { return l.expr == x.text })
	return proof.Branches(x.tree, !isLet)
}

// list enters what is to be shown among the claims of the rule, and has branches
// marked as they are seen.
func (s *subject) list(items *claims) {
	counts := map[string]int{}
	label := func(text string) string {
		counts[text]++
		return occurrence(text, counts[text])
	}
	branches := map[*part]map[int64]*claim{}
	for _, x := range s.parts {
		branches[x] = map[int64]*claim{}
		for _, c := range s.branches(x) {
			branches[x][c.ID] = items.get(label(c.Text), true, x.at(c.At))
		}
		for _, m := range proof.Mutants(x.tree, s.names) {
			name := label(m.Text)
			e, err := x.plan(m.Tree)
			if err != nil {
				continue // no slip that could be made
			}
			c := items.get(name, false, x.at(m.At))
			if b := branches[x][m.Forgets]; b != nil {
				b.forgotten, b.constant = c, m.Constant
			}
			if c.killed {
				continue // on another kind
			}
			p := s.copy()
			x.put(p, e)
			s.mutants = append(s.mutants, &mutant{c, p, m.Limit})
		}
	}
	for _, slip := range s.program.slips() {
		if c := items.get(label(slip.text), false, s.program.id.mistake("")); !c.killed {
			s.mutants = append(s.mutants, &mutant{c, slip.program, false})
		}
	}
	s.see = func(x *part, id int64, v ref.Val) {
		if c := branches[x][id]; c != nil {
			switch v {
			case types.False:
				c.seen[0] = true
			case types.True:
				c.seen[1] = true
			}
		}
	}
}

// occurrence tells apart what stands in a rule more than once.
func occurrence(text string, n int) string {
	if n == 1 {
		return text
	}
	return fmt.Sprintf("%s（第%d处）", text, n)
}

// kill marks the mutants that a case tells from the rule; and if it takes a limit,
// that a form just at the limit does.
func (s *subject) kill(trials []*trial) {
	s.mutants = slices.DeleteFunc(s.mutants, func(m *mutant) bool {
		m.killed = slices.ContainsFunc(trials, func(t *trial) bool {
			o, _ := t.e.try(m.program)
			return o != t.outcome
		})
		return m.killed
	})
	s.mutants = slices.DeleteFunc(s.mutants, func(m *mutant) bool { return !m.limit })
	for _, t := range trials {
		for e := range s.atLimits(t) {
			if len(s.mutants) == 0 {
				return
			}
			right, _ := e.try(s.program)
			s.mutants = slices.DeleteFunc(s.mutants, func(m *mutant) bool {
				o, _ := e.try(m.program)
				m.killed = o != right
				return m.killed
			})
		}
	}
}
