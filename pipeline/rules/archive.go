package rules

import (
	"errors"
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/archive"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// Archive is where rules look across documents.
type Archive interface {
	// Having are the live records that are asked for, always in the same order.
	// The record of the form being judged is not among them.
	Having(archive.Query) ([]archive.Filed, error)
}

// Limited is an archive in the hands of somebody who may not be told of every
// record. The verdict is that of the whole archive; but findings that rest on
// records out of reach say so, see form.Finding.Beyond.
type Limited struct {
	Archive
	Reach func(archive.Filed) bool
	// Asking is set for whoever only asks what the verdict would be, as often as
	// they like. Whether a form passes tells what the records say, one bit at a
	// time; so rules that rest on records out of reach are not judged at all, and
	// the verdict names them. All that is learnt is that such a record exists.
	Asking bool
}

// errBeyond is the error of a question whose answer is in part out of reach.
var errBeyond = errors.New("答案在查阅范围以外")

// errNoArchive is the error of a question to the archive when there is none.
var errNoArchive = errors.New("没有档案可查")

// The functions behind the words of rules. A macro writes records("leave", …) as
// @leave(@records("leave", …)), so that the kind, which is only a text, gives
// the result its type.
const (
	recordsFunction = "@records"
	filedFunction   = "filed"
)

// filedType is the type of a record of a kind: its fields, number and subject.
func filedType(k *templates.Kind) *types.Type { return types.NewObjectType("archive." + k.Key) }

// filedFields are what a record has beside the fields of its kind.
var filedFields = []templates.Field{
	{Key: "number", Label: "编号", Type: templates.TypeText, Required: true},
	{Key: "subject", Label: "题名", Type: templates.TypeText, Required: true},
}

// lookups declares the words that ask the archive.
func lookups(kinds *templates.Set) []cel.EnvOption {
	str, anything := cel.StringType, cel.ListType(cel.DynType)
	late := cel.LateFunctionBinding()
	options := []cel.EnvOption{
		cel.Function(filedFunction,
			cel.Overload("filed_number", []*cel.Type{str}, cel.BoolType, late),
			cel.Overload("filed_number_kind", []*cel.Type{str, str}, cel.BoolType, late)),
		cel.Function(recordsFunction,
			cel.Overload("records_kind_path_value", []*cel.Type{str, str, cel.DynType}, anything, late),
			cel.Overload("records_kind_path_value_date", []*cel.Type{str, str, cel.DynType, dateType}, anything, late),
			cel.Overload("records_kind_path_value_dates", []*cel.Type{str, str, cel.DynType, dateType, dateType}, anything, late)),
		cel.Macros(
			cel.GlobalMacro(filedFunction, 2, func(eh cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
				_, err := kindNamed(kinds, eh, args[1])
				return nil, err
			}),
			cel.GlobalVarArgMacro("records", func(eh cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
				if len(args) < 3 || len(args) > 5 {
					return nil, nil // CEL says so
				}
				k, err := kindNamed(kinds, eh, args[0])
				if err != nil {
					return nil, err
				}
				path, ok := literal(args[1])
				if !ok {
					return nil, eh.NewError(args[1].ID(), "这里要用引号写出字段，不能由表单内容而定")
				}
				if filedField(k, path) == nil {
					return nil, eh.NewError(args[1].ID(), fmt.Sprintf("%s没有 %s 这个可以查找的字段，字段见 %s/kind.yaml", k.Title, path, k.Dir))
				}
				if len(args) > 3 && !hasSpan(k) {
					return nil, eh.NewError(args[3].ID(), fmt.Sprintf("%s没有 %s 和 %s 这两个日期字段，也没有 %s，不能按日期查找", k.Title, archive.SpanFrom, archive.SpanUntil, archive.SpanHeld))
				}
				return eh.NewCall("@"+k.Key, eh.NewCall(recordsFunction, args...)), nil
			})),
	}
	for _, k := range kinds.All() {
		options = append(options, cel.Function("@"+k.Key, cel.Overload("records_"+k.Key, []*cel.Type{anything}, cel.ListType(filedType(k)),
			cel.UnaryBinding(func(v ref.Val) ref.Val { return v }))))
	}
	return options
}

// literal is the text that an expression writes out.
func literal(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().Value().(string)
	return s, ok
}

func kindNamed(kinds *templates.Set, eh cel.MacroExprFactory, e ast.Expr) (*templates.Kind, *common.Error) {
	key, ok := literal(e)
	if !ok {
		return nil, eh.NewError(e.ID(), "这里要用引号写出表单种类，不能由表单内容而定")
	}
	if k := kinds.Named(key); k != nil && k.Key == key {
		return k, nil
	}
	return nil, eh.NewError(e.ID(), fmt.Sprintf("没有 %s 这种表单", key))
}

// hasSpan reports whether records of a kind can be asked for by days.
func hasSpan(k *templates.Kind) bool {
	dated := func(key string) bool {
		f := k.Field(key)
		return f != nil && (f.Type == templates.TypeDate || f.Type == templates.TypeTime)
	}
	return dated(archive.SpanFrom) && dated(archive.SpanUntil) || dated(archive.SpanHeld)
}

// filedField is the field of a record at a path that can be looked up, or nil.
func filedField(k *templates.Kind, path string) *templates.Field {
	if path == "number" {
		return &filedFields[0]
	}
	f := k.At(path)
	if f == nil || f.IsList() || f.Type == templates.TypeYesNo {
		return nil
	}
	return f
}

// lookedUp checks that what an expression looks for in records is of its
// field's type.
func (c *compiler) lookedUp(tree *ast.AST, t text) {
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != recordsFunction {
			return
		}
		args := e.AsCall().Args()
		key, _ := literal(args[0])
		path, _ := literal(args[1])
		want := celType("", filedField(c.kinds.Named(key), path))
		given := tree.GetType(args[2].ID())
		if !given.IsExactType(want) && !given.IsExactType(types.NewListType(want)) {
			start := tree.SourceInfo().GetStartLocation(args[2].ID())
			c.mistakes = append(c.mistakes, t.at(start.Line(), start.Column(),
				fmt.Sprintf("%s 的类型是 %s，给它的是 %s", path, typeName(want.String()), typeName(given.String()))))
		}
	}))
}

// recordFunctions are the words of rules that ask about records filed before.
type recordFunctions struct {
	kinds   *templates.Set
	units   *roster.Units // nil for as they are written
	archive Archive
	err     error // of the archive; the form is not to blame

	limit  *Limited // nil for who may be told everything
	whole  bool     // answer all the same with what is out of reach
	beyond []string // degrees of secrecy of what was found out of reach
}

// ask makes an archive the one that is asked.
func (r *recordFunctions) ask(records Archive) {
	r.archive = records
	if limit, ok := records.(Limited); ok {
		r.limit, r.archive = &limit, limit.Archive
	}
}

// bind gives the words, by name, as CEL calls them.
func (r *recordFunctions) bind() map[string]cel.LateBoundFunction {
	return map[string]cel.LateBoundFunction{
		filedFunction: func(_ string, args ...ref.Val) ref.Val {
			q := archive.Query{Path: "number", Values: natives(args[0])}
			if len(args) == 2 {
				q.Kind = str(args[1])
			}
			found, err := r.having(q)
			if err != nil {
				return types.WrapErr(err)
			}
			return types.Bool(len(found) > 0)
		},
		recordsFunction: func(_ string, args ...ref.Val) ref.Val {
			q := archive.Query{Kind: str(args[0]), Path: str(args[1]), Values: natives(args[2])}
			if len(args) > 3 {
				q.From, q.Until = dateOf(args[3]), dateOf(args[len(args)-1])
			}
			found, err := r.having(q)
			if err != nil {
				return types.WrapErr(err)
			}
			k := r.kinds.Named(q.Kind)
			list := make([]ref.Val, len(found))
			for i, one := range found {
				// What the kind cannot read any more is as if it had not been filled in.
				values, _ := k.Decode(one.Values)
				k.Normalise(values)
				if r.units != nil {
					r.units.Spell(k, values, nil)
				}
				values["number"], values["subject"] = one.Number, one.Subject
				list[i] = record{filedType(k), values}
			}
			return types.NewRefValList(types.DefaultTypeAdapter, list)
		},
	}
}

func (r *recordFunctions) having(q archive.Query) ([]archive.Filed, error) {
	if r.archive == nil {
		return nil, errNoArchive
	}
	found, err := r.archive.Having(q)
	if err == nil && r.limit != nil {
		var hidden bool
		if hidden, err = r.reachBeyond(q, found); hidden && !r.whole && err == nil {
			return nil, errBeyond
		}
	}
	if err != nil {
		r.err = err
	}
	return found, err
}

// reachBeyond reports whether some of what answers a question is out of reach. For
// one who only asks, days do not count: on which of them somebody was away must
// not be found out by asking for one after the other.
func (r *recordFunctions) reachBeyond(q archive.Query, found []archive.Filed) (hidden bool, err error) {
	if r.limit.Asking && !q.From.IsZero() {
		q.From, q.Until = templates.Date{}, templates.Date{}
		if found, err = r.archive.Having(q); err != nil {
			return false, err
		}
	}
	for _, one := range found {
		if !r.limit.Reach(one) {
			hidden = true
			r.beyond = append(r.beyond, one.Secrecy)
		}
	}
	return hidden, nil
}

// natives are the values of a list, or the one value itself.
func natives(v ref.Val) []any {
	list, ok := v.(traits.Lister)
	if !ok {
		return []any{v.Value()}
	}
	var all []any
	for it := list.Iterator(); it.HasNext() == types.True; {
		all = append(all, it.Next().Value())
	}
	return all
}

// isFiled tells a record of the archive from a row of a list.
func (r record) isFiled() bool { return strings.HasPrefix(r.typ.TypeName(), "archive.") }
