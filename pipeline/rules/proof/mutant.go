package proof

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
)

// A Mutant is an expression with one slip in it.
type Mutant struct {
	Text string // the part before and after: form.n > 3 → form.n >= 3
	Tree *ast.AST
	At   common.Location
	// Limit says that the slip is in a parameter, or in a comparison with one, which
	// can be told by a form that is just at the limit.
	Limit bool
	// Forgets is the id of the term that && or || has lost; 0 when it lost none. The
	// constant in its place changes nothing where the term is always that.
	Forgets  int64
	Constant bool
}

// Mutants are all slips in an expression that can make a difference by themselves. Of
// several that come to the same there is one. names are as for Comparisons.
func Mutants(tree *ast.AST, names map[string]bool) []Mutant {
	m := mutation{tree: tree, names: names}
	for _, n := range nodes(tree.Expr()) {
		switch {
		case n.Kind() == ast.CallKind:
			m.call(n)
		case n.Kind() == ast.ComprehensionKind:
			m.quantifier(n)
		case isParameter(tree, n):
			m.neighbours(n, func(e ast.Expr, by int64) { m.add(e, by) })
		case n.Kind() == ast.LiteralKind && tree.GetType(n.ID()).IsExactType(types.IntType):
			was := n.AsLiteral().(types.Int)
			m.neighbours(n, func(e ast.Expr, by int64) { e.SetKindCase(fac.NewLiteral(n.ID(), was+types.Int(by))) })
		}
		if p := n.parent; p != nil && n.Kind() != ast.LiteralKind {
			if is(p, operators.LogicalAnd) && !is(n, operators.LogicalAnd) {
				m.instead(n, types.True)
			}
			if is(p, operators.LogicalOr) && !is(n, operators.LogicalOr) {
				m.instead(n, types.False)
			}
		}
	}
	return m.found
}

var fac = ast.NewExprFactory()

type mutation struct {
	tree    *ast.AST
	names   map[string]bool
	mutated *ast.AST // while one is being made
	found   []Mutant
}

// slip makes a mutant: change is called with the node in the copy, and in what the
// copy remembers of macros. shown is the part that is written down, before and after.
func (m *mutation) slip(n, shown *node, limit bool, change func(ast.Expr)) {
	m.mutated = ast.Copy(m.tree)
	info := m.mutated.SourceInfo()
	var after ast.Expr
	apply := ast.NewExprVisitor(func(e ast.Expr) {
		if e.ID() == n.ID() {
			change(e)
		}
		if e.ID() == shown.ID() {
			after = e
		}
	})
	for _, call := range info.MacroCalls() {
		ast.PostOrderVisit(call, apply)
	}
	ast.PostOrderVisit(m.mutated.Expr(), apply)
	m.found = append(m.found, Mutant{Text: source(m.tree, shown) + " → " + source(m.mutated, after), Tree: m.mutated, At: at(m.tree, n), Limit: limit})
}

// call exchanges an operator for the one next to it.
func (m *mutation) call(n *node) {
	args := n.AsCall().Args()
	name := n.AsCall().FunctionName()
	if name == operators.LogicalNot {
		ref, typed := m.tree.ReferenceMap()[args[0].ID()], m.tree.GetType(args[0].ID())
		m.slip(n, n, false, func(e ast.Expr) {
			inner := e.AsCall().Args()[0]
			if macro, ok := m.mutated.SourceInfo().GetMacroCall(inner.ID()); ok {
				m.mutated.SourceInfo().SetMacroCall(n.ID(), macro)
			}
			e.SetKindCase(inner)
			m.refer(n.ID(), ref, typed)
		})
		return
	}
	other, ok := swaps[name]
	if !ok {
		return
	}
	m.slip(n, n, slices.Contains(comparisons, name) && limited(m.tree, n, m.names), func(e ast.Expr) {
		e.SetKindCase(fac.NewCall(n.ID(), other.function, e.AsCall().Args()...))
		m.refer(n.ID(), ast.NewFunctionReference(other.overloads(m.tree.GetOverloadIDs(n.ID()))...), types.BoolType)
	})
}

// swap is an operator, and how CEL's name of the overload differs.
type swap struct{ function, from, to string }

var swaps = map[string]swap{
	operators.Less:          {operators.LessEquals, "less_", "less_equals_"},
	operators.LessEquals:    {operators.Less, "less_equals_", "less_"},
	operators.Greater:       {operators.GreaterEquals, "greater_", "greater_equals_"},
	operators.GreaterEquals: {operators.Greater, "greater_equals_", "greater_"},
	operators.Equals:        {operators.NotEquals, overloads.Equals, overloads.NotEquals},
	operators.NotEquals:     {operators.Equals, overloads.NotEquals, overloads.Equals},
	operators.LogicalAnd:    {operators.LogicalOr, overloads.LogicalAnd, overloads.LogicalOr},
	operators.LogicalOr:     {operators.LogicalAnd, overloads.LogicalOr, overloads.LogicalAnd},
}

func (s swap) overloads(ids []string) []string {
	other := make([]string, len(ids))
	for i, id := range ids {
		other[i] = s.to + strings.TrimPrefix(id, s.from)
	}
	return other
}

// quantifier exchanges exists and all.
func (m *mutation) quantifier(n *node) {
	step := n.AsComprehension().LoopStep()
	other := map[string]string{operators.LogicalOr: "all", operators.LogicalAnd: "exists"}
	if step.Kind() != ast.CallKind || other[step.AsCall().FunctionName()] == "" {
		return
	}
	swap := swaps[step.AsCall().FunctionName()]
	m.slip(n, n, false, func(e ast.Expr) {
		if e.Kind() != ast.ComprehensionKind {
			return // what a macro around this one remembers of it, which is nothing
		}
		info := m.mutated.SourceInfo()
		macro, _ := info.GetMacroCall(n.ID())
		info.SetMacroCall(n.ID(), fac.NewMemberCall(macro.ID(), other[step.AsCall().FunctionName()], macro.AsCall().Target(), macro.AsCall().Args()...))
		c := e.AsComprehension()
		c.AccuInit().SetKindCase(fac.NewLiteral(c.AccuInit().ID(), types.Bool(swap.function == operators.LogicalAnd)))
		// The condition only ends the loop early.
		c.LoopCondition().SetKindCase(fac.NewLiteral(c.LoopCondition().ID(), types.True))
		m.refer(c.LoopCondition().ID(), nil, types.BoolType)
		c.LoopStep().SetKindCase(fac.NewCall(step.ID(), swap.function, c.LoopStep().AsCall().Args()...))
		m.refer(step.ID(), ast.NewFunctionReference(swap.to), types.BoolType)
	})
}

// instead puts true or false in the place of a term, as if it had been forgotten.
func (m *mutation) instead(n *node, v types.Bool) {
	m.slip(n, n, false, func(e ast.Expr) {
		m.mutated.SourceInfo().ClearMacroCall(n.ID())
		e.SetKindCase(fac.NewLiteral(n.ID(), v))
		m.refer(n.ID(), nil, types.BoolType)
	})
	last := &m.found[len(m.found)-1]
	last.Forgets, last.Constant = n.ID(), bool(v)
}

// neighbours makes a number one more and one less. Where it is compared with a whole
// number, one of these comes to the same as the operator next to the one there is,
// and is left out.
func (m *mutation) neighbours(n *node, change func(e ast.Expr, by int64)) {
	shown := n
	for shown.parent != nil && !isBool(m.tree, shown) {
		shown = shown.parent
	}
	compared := shown
	for compared.parent != nil && !is(compared, comparisons...) {
		compared = compared.parent
	}
	for _, by := range []int64{1, -1} {
		if by != sameAsSwap(n) {
			m.slip(n, shown, isParameter(m.tree, n) || limited(m.tree, compared, m.names), func(e ast.Expr) { change(e, by) })
		}
	}
}

// sameAsSwap is by what a number in a comparison would have to differ for the same
// to come out as with the neighbouring operator; 0 for none: x > 3 and x >= 3 differ as
// x > 3 and x > 2 do.
func sameAsSwap(n *node) int64 {
	if n.parent == nil || n.parent.Kind() != ast.CallKind {
		return 0
	}
	args := n.parent.AsCall().Args()
	by := map[string]int64{operators.Greater: -1, operators.LessEquals: -1, operators.GreaterEquals: 1, operators.Less: 1}[n.parent.AsCall().FunctionName()]
	if by != 0 && args[0].ID() == n.ID() { // 3 < x is x > 3
		return -by
	}
	return by
}

// add makes a sum of a parameter: param.x + 1.
func (m *mutation) add(e ast.Expr, by int64) {
	operator, overload, one := operators.Add, overloads.AddInt64, types.Int(by)
	if by < 0 {
		operator, overload, one = operators.Subtract, overloads.SubtractInt64, -one
	}
	id, next := e.ID(), ast.MaxID(m.mutated)
	parameter := fac.NewSelect(next, fac.CopyExpr(e.AsSelect().Operand()), e.AsSelect().FieldName())
	e.SetKindCase(fac.NewCall(id, operator, parameter, fac.NewLiteral(next+1, one)))
	m.refer(id, ast.NewFunctionReference(overload), types.IntType)
	m.refer(next, nil, types.IntType)
	m.refer(next+1, nil, types.IntType)
}

// refer says what a node of the mutant is now.
func (m *mutation) refer(id int64, to *ast.ReferenceInfo, typed *types.Type) {
	m.mutated.SetType(id, typed)
	if to == nil {
		delete(m.mutated.ReferenceMap(), id)
		return
	}
	m.mutated.SetReference(id, to)
}
