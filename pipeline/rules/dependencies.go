package rules

import (
	"fmt"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"gongwen/templates"
)

// dependencies collects which fields a rule looks at, so that it is known without
// running it what the rule depends on.
type dependencies struct {
	schema *schema
	form   string // type name of the form
	fields []string
	tested map[string]bool // type.field asked for with has()
	read   []optionalField
	params []string // parameters read
	length bool     // whether it counts the characters of a text
}

// optionalField is one that may be empty, where a rule reads it.
type optionalField struct {
	path  string // type.field
	field *templates.Field
	at    Mistake
}

func (d *dependencies) add(key string) {
	if !slices.Contains(d.fields, key) {
		d.fields = append(d.fields, key)
	}
}

func (d *dependencies) collect(tree *ast.AST, t text) {
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == "size" {
			of := e.AsCall().Target()
			if !e.AsCall().IsMemberFunction() {
				of = e.AsCall().Args()[0]
			}
			d.length = d.length || tree.GetType(of.ID()) == types.StringType
		}
		if e.Kind() != ast.SelectKind {
			return
		}
		sel := e.AsSelect()
		typ := tree.GetType(sel.Operand().ID())
		if typ == nil || typ.Kind() != types.StructKind {
			return
		}
		if typ.TypeName() == paramType.TypeName() {
			d.params = append(d.params, sel.FieldName())
			return
		}
		f := d.schema.field(typ.TypeName(), sel.FieldName())
		if f == nil {
			return
		}
		if typ.TypeName() == d.form {
			d.add(f.Key)
		}
		path := typ.TypeName() + "." + f.Key
		if sel.IsTestOnly() {
			d.tested[path] = true
			return
		}
		if !f.Required && !f.IsList() {
			start := tree.SourceInfo().GetStartLocation(e.ID())
			d.read = append(d.read, optionalField{path, f, t.at(start.Line(), start.Column(),
				fmt.Sprintf("%s（%s）可以不填，请先用 has(…) 问它填了没有", f.Key, f.Label))})
		}
	}))
}

// unguarded reports optional fields that a rule reads without ever asking
// whether they are filled in: it would fail on the first form without them.
func (d *dependencies) unguarded(c *compiler) {
	for _, r := range d.read {
		if !d.tested[r.path] {
			c.mistakes = append(c.mistakes, r.at)
		}
	}
}
