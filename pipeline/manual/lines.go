package manual

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Line is a piece of a page as whoever checks what it says wants it: a line of code, a
// word set as code, or the prose of a paragraph without these.
type Line struct {
	Text string
	Code bool
}

// Lines are all lines of a page.
func (p *Page) Lines() (all []Line) {
	d := p.parsed()
	var visit func(ast.Node)
	visit = func(n ast.Node) {
		switch n := n.(type) {
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for line := range strings.Lines(d.code(n)) {
				all = append(all, Line{strings.TrimSpace(line), true})
			}
			return
		case *ast.CodeSpan:
			all = append(all, Line{d.plain(n), true})
			return
		case *ast.Text:
			all = append(all, Line{string(n.Value(d.source)), false})
			return
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			visit(c)
		}
	}
	visit(d.root)
	return all
}
