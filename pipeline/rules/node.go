package rules

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"gongwen/templates"
)

// What every part of a file of rules is read with. What is not as it should be
// goes to the file's mistakes, with its place, and reading goes on.

// mapping hands the value of each known key to its reader, and reports the
// unknown ones.
func (f *file) mapping(node ast.Node, readers map[string]func(ast.Node)) {
	for _, entry := range f.entries(node) {
		key := entry.Key.GetToken().Value
		read, ok := readers[key]
		if !ok {
			f.wrong(entry.Key, "不认识“%s”，这里可用：%s", key, strings.Join(slices.Sorted(maps.Keys(readers)), "、"))
			continue
		}
		if entry.Value != nil && entry.Value.Type() != ast.NullType {
			read(entry.Value)
		}
	}
}

// entries are the pairs of a mapping.
func (f *file) entries(node ast.Node) []*ast.MappingValueNode {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}
	case nil, *ast.NullNode:
		return nil
	}
	f.wrong(node, "这里应写成“名称: 内容”")
	return nil
}

func (f *file) sequence(node ast.Node, read func(ast.Node)) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		f.wrong(node, "这里应是一个列表，每项以 - 开头")
		return
	}
	for _, item := range list.Values {
		read(item)
	}
}

func (f *file) text(to *text) func(ast.Node) {
	return func(node ast.Node) {
		var s string
		if err := yaml.NodeToValue(node, &s); err != nil {
			f.wrong(node, "这里应是一段文字")
			return
		}
		*to = text{f.place(node), strings.TrimSpace(s)}
	}
}

// texts reads a list of them.
func (f *file) texts(to *[]text) func(ast.Node) {
	return func(node ast.Node) {
		f.sequence(node, func(item ast.Node) {
			var t text
			f.text(&t)(item)
			*to = append(*to, t)
		})
	}
}

// flag reads true or false; key is what it stands under.
func (f *file) flag(key string, to *bool) func(ast.Node) {
	return func(node ast.Node) {
		var t text
		f.text(&t)(node)
		switch t.string {
		case "true", "false":
			*to = t.string == "true"
		default:
			f.wrong(node, "%s 只能是 true 或 false", key)
		}
	}
}

// workingDays reads a number of working days, from 1 to 250.
func (f *file) workingDays(key string, to *int) func(ast.Node) {
	return func(node ast.Node) {
		var t text
		f.text(&t)(node)
		n, err := strconv.Atoi(t.string)
		if err != nil || n < 1 || n > mostWorkingDays {
			f.wrong(node, "%s 是工作日的天数，写 1 到 %d 的整数", key, mostWorkingDays)
			return
		}
		*to = n
	}
}

// mostWorkingDays are about those of a year.
const mostWorkingDays = 250

func (f *file) date(to *templates.Date) func(ast.Node) {
	return func(node ast.Node) {
		var t text
		f.text(&t)(node)
		d, err := templates.ParseDate(t.string)
		if err != nil {
			f.wrong(node, "%s", err)
		}
		*to = d
	}
}

func (f *file) place(node ast.Node) place {
	at := node.GetToken().Position
	return place{f, at.Line, at.Column}
}

func (f *file) wrong(node ast.Node, format string, args ...any) {
	f.mistakes = append(f.mistakes, f.place(node).mistake(format, args...))
}
