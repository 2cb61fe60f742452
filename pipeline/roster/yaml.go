package roster

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

// readYAML reads the lists under the tables' names. It walks the syntax tree,
// since only that knows the lines.
func readYAML(content []byte) (tableRows, error) {
	all, err := readTables(content)
	if _, ok := all[appointments]; !ok && err == nil {
		return nil, fmt.Errorf("没有“%s：”及其下面的列表", appointments.name)
	}
	return all, err
}

// readTables is readYAML for a part of a roster.
func readTables(content []byte) (tableRows, error) {
	tokens, beyond := bounded.YAML(content, maxRows*len(appointments.columns))
	if beyond != nil {
		return nil, beyond
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, fmt.Errorf("不是合格的 YAML：%s", yaml.FormatError(err, false, true))
	}
	all := tableRows{}
	var errs []error
	for _, doc := range file.Docs {
		for _, entry := range entries(doc.Body) {
			key := entry.Key.GetToken()
			i := slices.IndexFunc(tables, func(t *table) bool { return t.name == normal.Key(key.Value) })
			if i < 0 {
				return nil, fmt.Errorf("第%d行：不认识“%s”，最上一层只写“%s：”“%s：”和“%s：”", key.Position.Line, key.Value, appointments.name, units.name, delegations.name)
			}
			t := tables[i]
			list, ok := entry.Value.(*ast.SequenceNode)
			if _, twice := all[t]; !ok || twice {
				return nil, fmt.Errorf("第%d行：“%s”下面应是一个列表，每项以 - 开头", key.Position.Line, t.name)
			}
			all[t], err = readList(t, list)
			errs = append(errs, err)
		}
	}
	return all, errors.Join(errs...)
}

func readList(t *table, list *ast.SequenceNode) ([]row, error) {
	var rows []row
	var errs []error
	for _, item := range list.Values {
		line := fmt.Sprintf("第%d行", item.GetToken().Position.Line)
		r := row{place: line, cells: map[string]templates.Cell{}}
		fields := entries(item)
		if fields == nil {
			errs = append(errs, fmt.Errorf("%s应写成 {%s: …, %s: …, …}", line, t.columns[0].Label, t.columns[1].Label))
			continue
		}
		for _, field := range fields {
			token := field.Key.GetToken()
			place := fmt.Sprintf("第%d行", token.Position.Line)
			c := t.column(token.Value)
			if c == nil {
				if normal.Key(token.Value) != remark {
					errs = append(errs, fmt.Errorf("%s：不认识“%s”，可用：%s、%s", place, token.Value, t.labels(), remark))
				}
				continue
			}
			var raw any
			if err := yaml.NodeToValue(field.Value, &raw); err != nil {
				errs = append(errs, fmt.Errorf("%s“%s”：%w", place, c.Label, err))
				continue
			}
			r.cells[c.Key] = templates.Cell{Raw: raw, Place: place}
		}
		rows = append(rows, r)
	}
	return rows, errors.Join(errs...)
}

// entries are the key–value pairs of a mapping; nil when the node is none.
func entries(node ast.Node) []*ast.MappingValueNode {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}
	}
	return nil
}
