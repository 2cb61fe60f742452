package rules

import (
	"reflect"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/templates"
)

// money is an amount in an expression. It is a type of its own, so that a rule
// which compares an amount with a bare number, and so takes fen for yuan, is
// refused when it is loaded.
type money templates.Fen

func (m money) Type() ref.Type { return moneyType }
func (m money) Value() any     { return templates.Fen(m) }

func (m money) Equal(other ref.Val) ref.Val {
	o, ok := other.(money)
	return types.Bool(ok && o == m)
}

func (m money) Compare(other ref.Val) ref.Val {
	o, ok := other.(money)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return types.Int(m).Compare(types.Int(o))
}

// The sums below are CEL's own of whole numbers, whose overflow is an error.

func (m money) Add(other ref.Val) ref.Val { return inMoney(types.Int(m).Add(fen(other))) }

func (m money) Subtract(other ref.Val) ref.Val { return inMoney(types.Int(m).Subtract(fen(other))) }

func (m money) Multiply(times ref.Val) ref.Val { return inMoney(types.Int(m).Multiply(times)) }

func (m money) ConvertToNative(reflect.Type) (any, error) { return templates.Fen(m), nil }

func (m money) ConvertToType(ref.Type) ref.Val {
	return types.NewErr("金额不能转换成别的类型")
}

func fen(v ref.Val) ref.Val {
	if m, ok := v.(money); ok {
		return types.Int(m)
	}
	return v
}

func inMoney(v ref.Val) ref.Val {
	if n, ok := v.(types.Int); ok {
		return money(n)
	}
	return v
}

// arithmetic makes + - * < <= > >= know money.
func arithmetic() []cel.EnvOption {
	two := []*cel.Type{moneyType, moneyType}
	options := []cel.EnvOption{
		cel.Function("_+_", cel.Overload("add_money", two, moneyType)),
		cel.Function("_-_", cel.Overload("subtract_money", two, moneyType)),
		cel.Function("_*_", cel.Overload("multiply_money_int", []*cel.Type{moneyType, cel.IntType}, moneyType)),
	}
	for name, operator := range comparisons {
		options = append(options, cel.Function(operator, cel.Overload(name+"_money", two, cel.BoolType)))
	}
	return options
}

// yuan is how a rule writes an amount.
func yuan(n ref.Val) ref.Val { return inMoney(types.Int(100).Multiply(n)) }

// sum adds up amounts; of none it is nothing.
func sum(list ref.Val) ref.Val {
	total := ref.Val(money(0))
	for it := list.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		m, ok := total.(money)
		if !ok {
			return total // too much to count
		}
		total = m.Add(it.Next())
	}
	return total
}

// sumInts adds up whole numbers.
func sumInts(list ref.Val) ref.Val {
	total := ref.Val(types.Int(0))
	for it := list.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		n, ok := total.(types.Int)
		if !ok {
			return total // too much to count
		}
		total = n.Add(it.Next())
	}
	return total
}

func capitals(v ref.Val) ref.Val {
	f, _ := v.Value().(templates.Fen)
	return types.String(templates.MoneyInCapitals(f))
}

func sameInCapitals(text, amount ref.Val) ref.Val {
	f, _ := amount.Value().(templates.Fen)
	return types.Bool(templates.SameInCapitals(str(text), f))
}
