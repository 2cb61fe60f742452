// Package proof takes a checked expression of a rule apart, so that the rule's cases
// can be asked what they prove of it. It knows CEL, and nothing of forms.
//
// The terms:
//
//   - Branch (分支): a part that is true or false and decides something: the
//     whole expression, what && and || join, what stands before ?, the bodies of
//     exists, all and filter. Cases must have shown it both true and false.
//   - Mutant (改动): the expression with one slip in it, such as < for <=. Cases
//     must tell it from the expression, or they would not notice the slip.
//   - Comparison (比较): one in which a parameter stands, the two sides of which
//     tell how far a form is from the limit.
//
// CEL's own state tracking keeps only the last value of a part, which for the body
// of exists is that of the last row, so Watch tells of every value instead. It does
// not evaluate exhaustively: a branch that another keeps from being asked has not
// been shown to matter, and what has() guards would come to an error.
package proof

import (
	"math"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Options are what an environment needs for the expressions checked in it to be
// written down again.
func Options() []cel.EnvOption { return []cel.EnvOption{cel.EnableMacroCallTracking()} }

// node is a part of an expression as somebody wrote it, without what macros add.
type node struct {
	ast.Expr
	parent *node
}

// nodes are the parts of an expression, each after the one it belongs to.
func nodes(e ast.Expr) []*node {
	var all []*node
	var add func(ast.Expr, *node)
	add = func(e ast.Expr, parent *node) {
		n := &node{e, parent}
		all = append(all, n)
		for _, child := range children(e) {
			add(child, n)
		}
	}
	add(e, nil)
	return all
}

func children(e ast.Expr) []ast.Expr {
	switch e.Kind() {
	case ast.CallKind:
		call := e.AsCall()
		if call.IsMemberFunction() {
			return append([]ast.Expr{call.Target()}, call.Args()...)
		}
		return call.Args()
	case ast.SelectKind:
		return []ast.Expr{e.AsSelect().Operand()}
	case ast.ListKind:
		return e.AsList().Elements()
	case ast.ComprehensionKind:
		return append([]ast.Expr{e.AsComprehension().IterRange()}, bodies(e)...)
	}
	return nil
}

// bodies are what somebody wrote into a macro that goes through a list. They stand in
// the step of the loop: ‹so far› || body, ‹so far› && body, body ? ‹so far› + [other
// body] : ‹so far›, and the like.
func bodies(e ast.Expr) []ast.Expr {
	so := e.AsComprehension().AccuVar()
	var found []ast.Expr
	var look func(ast.Expr)
	look = func(e ast.Expr) {
		if e.Kind() == ast.ListKind && len(e.AsList().Elements()) == 1 {
			e = e.AsList().Elements()[0]
		} else if e.Kind() == ast.CallKind && mentions(e, so) {
			for _, arg := range e.AsCall().Args() {
				look(arg)
			}
			return
		}
		if e.Kind() != ast.LiteralKind && !mentions(e, so) {
			found = append(found, e)
		}
	}
	look(e.AsComprehension().LoopStep())
	return found
}

// mentions reports whether a name stands in an expression. What macros inside keep for
// themselves under the same name does not count.
func mentions(e ast.Expr, name string) bool {
	return slices.ContainsFunc(nodes(e), func(n *node) bool { return n.Kind() == ast.IdentKind && n.AsIdent() == name })
}

// is reports whether an expression calls one of the functions.
func is(e ast.Expr, functions ...string) bool {
	return e.Kind() == ast.CallKind && slices.Contains(functions, e.AsCall().FunctionName())
}

func isBool(tree *ast.AST, e ast.Expr) bool { return tree.GetType(e.ID()).IsExactType(types.BoolType) }

// source writes an expression down, in one line.
func source(tree *ast.AST, e ast.Expr) string {
	s, err := cel.ExprToString(e, tree.SourceInfo(), cel.FormatWrapOnColumn(math.MaxInt32))
	if err != nil {
		panic(err) // only without Options
	}
	return s
}

// A Branch is a part of an expression that must be seen both true and false.
type Branch struct {
	ID   int64 // as Watch tells of it
	Text string
	At   common.Location
}

// Branches are those of an expression. Whole says that the expression as a whole
// is one, too.
func Branches(tree *ast.AST, whole bool) []Branch {
	var all []Branch
	for _, n := range nodes(tree.Expr()) {
		if decides(tree, n, whole) && n.Kind() != ast.LiteralKind {
			all = append(all, Branch{n.ID(), source(tree, n), at(tree, n)})
		}
	}
	return all
}

// decides reports whether something hangs on a part being true or false. What ! stands
// before is not counted beside what it makes of it.
func decides(tree *ast.AST, n *node, whole bool) bool {
	p := n.parent
	switch {
	case !isBool(tree, n):
		return false
	case p == nil:
		return whole
	case p.Kind() == ast.ComprehensionKind:
		return n.ID() != p.AsComprehension().IterRange().ID()
	case is(p, operators.LogicalAnd, operators.LogicalOr):
		return !is(n, p.AsCall().FunctionName()) // of a && b && c only these three
	}
	return is(p, operators.Conditional)
}

// at is where a part begins. A call of an operator bears the place of the operator.
func at(tree *ast.AST, e ast.Expr) common.Location {
	first := tree.SourceInfo().GetStartLocation(e.ID())
	for _, child := range children(e) {
		l := at(tree, child)
		if l.Line() > 0 && (l.Line() < first.Line() || l.Line() == first.Line() && l.Column() < first.Column()) {
			first = l
		}
	}
	return first
}
