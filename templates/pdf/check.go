package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// checker walks a template before it is ever used and reports every name it
// mentions that its data does not have. What the data looks like it learns
// from a full sample.
type checker struct {
	tree *parse.Tree
	text string // the source
	errs []error
	vars []variable // in scope, innermost last
}

type variable struct {
	name  string
	value any
}

// unknown is the value of what only running the template could tell.
type unknown struct{}

func check(tree *parse.Tree, text string, data object) []error {
	c := &checker{tree: tree, text: text, vars: []variable{{"$", data}}}
	c.list(tree.Root, data)
	return c.errs
}

func (c *checker) list(l *parse.ListNode, dot any) {
	if l == nil {
		return
	}
	depth := len(c.vars)
	for _, n := range l.Nodes {
		c.node(n, dot)
	}
	c.vars = c.vars[:depth]
}

func (c *checker) node(n parse.Node, dot any) {
	switch n := n.(type) {
	case *parse.ActionNode:
		c.pipe(n.Pipe, dot)
	case *parse.IfNode:
		c.branch(&n.BranchNode, dot, func(any) any { return dot })
	case *parse.WithNode:
		c.branch(&n.BranchNode, dot, func(v any) any { return v })
	case *parse.RangeNode:
		c.branch(&n.BranchNode, dot, first)
	case *parse.TemplateNode:
		c.wrong(n, "模板里不能再引用别的模板")
	}
}

// branch checks both arms of if, with and range; inner gives what the dot is in
// the first.
func (c *checker) branch(n *parse.BranchNode, dot any, inner func(any) any) {
	depth := len(c.vars)
	value := c.pipe(n.Pipe, dot)
	if n.NodeType == parse.NodeRange {
		// {{range $row := …}} and {{range $i, $row := …}} declare the row last.
		for i, v := range n.Pipe.Decl {
			c.vars[depth+i].value = unknown{}
			if i == len(n.Pipe.Decl)-1 && v != nil {
				c.vars[depth+i].value = first(value)
			}
		}
	}
	c.list(n.List, inner(value))
	c.list(n.ElseList, dot)
	c.vars = c.vars[:depth]
}

// first is a row of a list.
func first(v any) any {
	if list, ok := v.(rows); ok && len(list) > 0 {
		return list[0]
	}
	return unknown{}
}

func (c *checker) pipe(p *parse.PipeNode, dot any) any {
	var value any = unknown{}
	for _, command := range p.Cmds {
		value = c.command(command, dot)
	}
	for _, v := range p.Decl {
		c.vars = append(c.vars, variable{v.Ident[0], value})
	}
	return value
}

func (c *checker) command(n *parse.CommandNode, dot any) any {
	var args []any
	for _, arg := range n.Args {
		args = append(args, c.value(arg, dot))
	}
	if name, ok := n.Args[0].(*parse.IdentifierNode); ok {
		c.joined(name, n, args)
		switch {
		case name.Ident == "last" && len(args) > 1:
			return first(args[1])
		case name.Ident == "named" && len(args) > 1:
			if sentences, ok := args[1].(object); ok {
				return named(sentences, "") // every name has every part
			}
		}
		return unknown{}
	}
	return args[0]
}

// joined checks the column that join or sum is asked for.
func (c *checker) joined(name *parse.IdentifierNode, n *parse.CommandNode, args []any) {
	if name.Ident != "join" && name.Ident != "sum" || len(n.Args) < 3 {
		return
	}
	if column, ok := n.Args[2].(*parse.StringNode); ok {
		c.follow(n, first(args[1]), []string{column.Text})
	}
}

func (c *checker) value(n parse.Node, dot any) any {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.follow(n, dot, n.Ident)
	case *parse.VariableNode:
		for _, v := range slices.Backward(c.vars) {
			if v.name == n.Ident[0] {
				return c.follow(n, v.value, n.Ident[1:])
			}
		}
	case *parse.ChainNode:
		return c.follow(n, c.value(n.Node, dot), n.Field)
	case *parse.PipeNode:
		return c.pipe(n, dot)
	}
	return unknown{}
}

// follow looks names up one inside the other.
func (c *checker) follow(n parse.Node, value any, names []string) any {
	for _, name := range names {
		switch at := value.(type) {
		case unknown:
			return unknown{}
		case object:
			inner, ok := at[name]
			if !ok {
				c.wrong(n, "没有“%s”，可用：%s", name, strings.Join(slices.Sorted(maps.Keys(at)), "、"))
				return unknown{}
			}
			value = inner
		default:
			c.wrong(n, "“%s”之前的内容没有下一级", name)
			return unknown{}
		}
	}
	return value
}

// wrong reports a mistake at a node: file, line and column in characters, what is
// wrong, and the line with a caret under the spot.
func (c *checker) wrong(n parse.Node, format string, args ...any) {
	before := c.text[:min(int(n.Position()), len(c.text))]
	start := strings.LastIndexByte(before, '\n') + 1
	line, _, _ := strings.Cut(c.text[start:], "\n")
	under := strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth:
			return '　'
		}
		return ' '
	}, before[start:])
	c.errs = append(c.errs, fmt.Errorf("%s:%d:%d：{{%s}}：%s\n\t%s\n\t%s^", c.tree.ParseName,
		strings.Count(before, "\n")+1, utf8.RuneCountInString(before[start:])+1,
		strings.Trim(n.String(), "{}"), fmt.Sprintf(format, args...), line, under))
}
