package rules

import (
	"fmt"
	"slices"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// The types rules see beside CEL's own. Two points in time of the same type can
// be compared; a date and a moment cannot, since noon of a day is neither
// before nor after that day.
var (
	dateType     = types.NewObjectType("gongwen.date", traits.ComparerType)
	momentType   = types.NewObjectType("gongwen.moment", traits.ComparerType)
	approvalType = types.NewObjectType("gongwen.approval")
	unitType     = types.NewObjectType("gongwen.unit")
	moneyType    = types.NewObjectType("gongwen.money", traits.ComparerType|traits.AdderType|traits.SubtractorType|traits.MultiplierType)
)

// schema tells CEL the fields of one kind of form, and the parameters of one
// rulebook, with their types. It is a types.Provider and types.Adapter.
type schema struct {
	*types.Registry
	structs map[string]structure
}

// structure is one typed object: the form itself, a row of a list, param.
type structure struct {
	typ    *types.Type
	fields []templates.Field // of a form or row
	params []*parameter      // of param
}

// formType is named apart from what rules write: a type form.seal would hide the
// field seal of a kind seal.
func formType(k *templates.Kind) *types.Type {
	return types.NewObjectType("gongwen.form." + k.Key)
}

// rowType is the type of a row of a list field.
func rowType(k *templates.Kind, f *templates.Field) *types.Type {
	if f.Type == templates.TypeApprovals {
		return approvalType
	}
	return types.NewObjectType("gongwen.form." + k.Key + "." + f.Key)
}

var paramType = types.NewObjectType("param")

func newSchema(kinds *templates.Set, k *templates.Kind, params []*parameter) (*schema, error) {
	registry, err := types.NewRegistry()
	if err != nil {
		return nil, err
	}
	s := &schema{Registry: registry, structs: map[string]structure{}}
	add := func(st structure) { s.structs[st.typ.TypeName()] = st }
	add(structure{typ: dateType})
	add(structure{typ: momentType})
	add(structure{typ: moneyType})
	add(structure{typ: unitType, fields: toldOfUnits()})
	add(structure{typ: paramType, params: params})
	add(structure{typ: formType(k), fields: k.Fields})
	for i := range k.Fields {
		if f := &k.Fields[i]; f.IsList() {
			add(structure{typ: rowType(k, f), fields: f.Columns})
		}
	}
	for _, other := range kinds.All() {
		filed := filedType(other)
		add(structure{typ: filed, fields: slices.Concat(other.Fields, filedFields)})
		for _, f := range other.Fields {
			switch f.Type {
			case templates.TypeApprovals: // which the kind itself may have none of
				add(structure{typ: approvalType, fields: f.Columns})
			case templates.TypeList:
				add(structure{typ: types.NewObjectType(filed.TypeName() + "." + f.Key), fields: f.Columns})
			}
		}
	}
	return s, nil
}

// celType is the type a field has in an expression.
func celType(typeName string, f *templates.Field) *types.Type {
	switch f.Type {
	case templates.TypeInteger:
		return types.IntType
	case templates.TypeMoney:
		return moneyType
	case templates.TypeYesNo:
		return types.BoolType
	case templates.TypeDate:
		return dateType
	case templates.TypeTime:
		return momentType
	case templates.TypeApprovals:
		return types.NewListType(approvalType)
	case templates.TypeList:
		return types.NewListType(types.NewObjectType(typeName + "." + f.Key))
	}
	return types.StringType
}

// field finds a form's or row's field by the name of its type.
func (s *schema) field(typeName, key string) *templates.Field {
	fields := s.structs[typeName].fields
	i := slices.IndexFunc(fields, func(f templates.Field) bool { return f.Key == key })
	if i < 0 {
		return nil
	}
	return &fields[i]
}

func (s *schema) FindStructType(name string) (*types.Type, bool) {
	if st, ok := s.structs[name]; ok {
		return types.NewTypeTypeWithParam(st.typ), true
	}
	return s.Registry.FindStructType(name)
}

func (s *schema) FindStructFieldNames(name string) ([]string, bool) {
	st, ok := s.structs[name]
	if !ok {
		return s.Registry.FindStructFieldNames(name)
	}
	var names []string
	for _, f := range st.fields {
		names = append(names, f.Key)
	}
	for _, p := range st.params {
		names = append(names, p.name.string)
	}
	return names, true
}

// absent is the error of an expression that reads a field nobody filled in.
type absent struct{ label string }

func (a absent) Error() string { return fmt.Sprintf("“%s”没有填写", a.label) }

func (s *schema) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	st, ok := s.structs[name]
	if !ok {
		return s.Registry.FindStructFieldType(name, field)
	}
	for _, p := range st.params {
		if p.name.string == field {
			return &types.FieldType{
				Type:    parameterType(p.value),
				IsSet:   func(any) bool { return true },
				GetFrom: func(any) (any, error) { return p.value, nil },
			}, true
		}
	}
	f := s.field(name, field)
	if f == nil {
		return nil, false
	}
	return &types.FieldType{
		Type: celType(name, f),
		IsSet: func(target any) bool {
			_, ok := target.(templates.Values)[f.Key]
			return ok
		},
		GetFrom: func(target any) (any, error) {
			v, ok := target.(templates.Values)[f.Key]
			if f.IsList() { // no rows is something to judge, unlike no value
				rows, _ := v.([]templates.Values)
				return s.list(celType(name, f).Parameters()[0], rows), nil
			}
			if !ok {
				return nil, absent{f.Label}
			}
			return s.NativeToValue(v), nil
		},
	}, true
}

func parameterType(value any) *types.Type {
	switch value.(type) {
	case int64:
		return types.IntType
	case bool:
		return types.BoolType
	case []string:
		return types.NewListType(types.StringType)
	}
	return types.StringType
}

// NativeToValue turns what a form holds into what an expression sees.
func (s *schema) NativeToValue(value any) ref.Val {
	switch v := value.(type) {
	case templates.Date:
		return newPoint(v)
	case templates.Moment:
		return point{momentType, v.Unix(), v}
	case templates.Fen:
		return money(v)
	case templates.YesNo:
		return types.Bool(v)
	}
	return s.Registry.NativeToValue(value)
}

// list is the rows of a list field; functions that take the list look at the
// type of its rows.
func (s *schema) list(typ *types.Type, rows []templates.Values) ref.Val {
	records := make([]ref.Val, len(rows))
	for i, row := range rows {
		records[i] = record{typ, row}
	}
	return types.NewRefValList(s, records)
}

// toldOfUnits are the columns of units. Rules need not ask whether one is filled in: where
// an office has left out what a rule goes by, the rule cannot be judged and says so.
func toldOfUnits() []templates.Field {
	fields := slices.Clone(roster.UnitColumns)
	for i := range fields {
		fields[i].Required = true
	}
	return fields
}
