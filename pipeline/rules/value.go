package rules

import (
	"reflect"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/templates"
)

// point is a date or a moment in an expression.
type point struct {
	typ    *types.Type
	second int64
	native any // templates.Date or templates.Moment
}

func newPoint(d templates.Date) point { return point{dateType, d.Unix(), d} }

func dateOf(v ref.Val) templates.Date { d, _ := v.Value().(templates.Date); return d }

func (p point) Type() ref.Type { return p.typ }
func (p point) Value() any     { return p.native }

func (p point) Equal(other ref.Val) ref.Val {
	o, ok := other.(point)
	return types.Bool(ok && o.typ == p.typ && o.second == p.second)
}

func (p point) Compare(other ref.Val) ref.Val {
	o, ok := other.(point)
	if !ok || o.typ != p.typ {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return types.Int(p.second).Compare(types.Int(o.second))
}

func (p point) ConvertToNative(reflect.Type) (any, error) { return p.native, nil }

func (p point) ConvertToType(ref.Type) ref.Val {
	return types.NewErr("日期不能转换成别的类型")
}

// record is a row of a list in an expression.
type record struct {
	typ    *types.Type
	values templates.Values
}

func (r record) Type() ref.Type              { return r.typ }
func (r record) Value() any                  { return r.values }
func (r record) Equal(other ref.Val) ref.Val { return types.Bool(reflect.DeepEqual(r, other)) }

func (r record) ConvertToNative(reflect.Type) (any, error) { return r.values, nil }

func (r record) ConvertToType(ref.Type) ref.Val {
	return types.NewErr("一行内容不能转换成别的类型")
}

func str(v ref.Val) string {
	s, _ := v.Value().(string)
	return s
}

func strs(v ref.Val) []string {
	var list []string
	for it := v.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		list = append(list, str(it.Next()))
	}
	return list
}

func approvalsOf(v ref.Val) []templates.Values {
	var rows []templates.Values
	for it := v.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		row, _ := it.Next().Value().(templates.Values)
		rows = append(rows, row)
	}
	return rows
}

// comparisons are CEL's names of the operators that compare.
var comparisons = map[string]string{"less": "_<_", "less_equals": "_<=_", "greater": "_>_", "greater_equals": "_>=_"}

// comparison makes < <= > >= know dates and moments.
func comparison() []cel.EnvOption {
	var options []cel.EnvOption
	for name, operator := range comparisons {
		options = append(options, cel.Function(operator,
			cel.Overload(name+"_date", []*cel.Type{dateType, dateType}, cel.BoolType),
			cel.Overload(name+"_moment", []*cel.Type{momentType, momentType}, cel.BoolType)))
	}
	return options
}
