package proof

import (
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// Watch makes a program tell of every value that the parts with these ids come to,
// errors included.
func Watch(ids []int64, see func(id int64, v ref.Val)) cel.ProgramOption {
	return cel.CustomDecoratorV2(func(i interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
		if !slices.Contains(ids, i.ID()) {
			return i, nil
		}
		if a, ok := i.(interpreter.InterpretableAttribute); ok {
			return &watchedAttribute{a, see}, nil // CEL looks into those
		}
		return &watched{i, see}, nil
	})
}

type watched struct {
	interpreter.InterpretableV2
	see func(int64, ref.Val)
}

// Exec is what CEL calls.
func (w *watched) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	v := w.InterpretableV2.Exec(frame)
	w.see(w.ID(), v)
	return v
}

// Eval is what it calls of a part of an attribute, such as what stands before ?.
func (w *watched) Eval(vars interpreter.Activation) ref.Val {
	return interpreter.EvalActivation(vars, w.Exec)
}

type watchedAttribute struct {
	interpreter.InterpretableAttribute
	see func(int64, ref.Val)
}

// Exec is what CEL calls.
func (w *watchedAttribute) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	v := w.InterpretableAttribute.Exec(frame)
	w.see(w.ID(), v)
	return v
}

// Eval is what it calls of a part of an attribute, such as what stands before ?.
func (w *watchedAttribute) Eval(vars interpreter.Activation) ref.Val {
	return interpreter.EvalActivation(vars, w.Exec)
}

// Attr is what stands after ? and : when it is an attribute, too.
func (w *watchedAttribute) Attr() interpreter.Attribute { return w }

// Resolve is how the value of that is asked for.
func (w *watchedAttribute) Resolve(vars interpreter.Activation) (any, error) {
	v, err := w.InterpretableAttribute.Resolve(vars)
	if err == nil {
		w.see(w.ID(), w.Adapter().NativeToValue(v))
	}
	return v, err
}

// A Comparison has a parameter on one of its sides.
type Comparison struct {
	Left, Right int64 // ids, as Watch tells of them, the left one first
}

// Comparisons are those of an expression that are with an integer parameter, or with
// something else by one of the names. Of texts and other things without a distance
// there are none.
func Comparisons(tree *ast.AST, names map[string]bool) []Comparison {
	var all []Comparison
	for _, n := range nodes(tree.Expr()) {
		if !is(n, comparisons...) || !limited(tree, n, names) {
			continue
		}
		sides := n.AsCall().Args()
		switch tree.GetType(sides[0].ID()).Kind() {
		case types.StringKind, types.BoolKind, types.ListKind, types.DynKind:
		default:
			all = append(all, Comparison{sides[0].ID(), sides[1].ID()})
		}
	}
	return all
}

var comparisons = []string{operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals, operators.Equals, operators.NotEquals}

// Limited reports whether an integer parameter, or one of the names, stands in an
// expression.
func Limited(tree *ast.AST, names map[string]bool) bool { return limited(tree, tree.Expr(), names) }

func limited(tree *ast.AST, e ast.Expr, names map[string]bool) bool {
	return slices.ContainsFunc(nodes(e), func(n *node) bool {
		return isParameter(tree, n) || n.Kind() == ast.IdentKind && names[n.AsIdent()]
	})
}

func isParameter(tree *ast.AST, e ast.Expr) bool {
	if e.Kind() != ast.SelectKind || !tree.GetType(e.ID()).IsExactType(types.IntType) {
		return false
	}
	of := e.AsSelect().Operand()
	return of.Kind() == ast.IdentKind && of.AsIdent() == "param"
}
