package manual

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"

	"github.com/yuin/goldmark/ast"
)

// Address is the address of a page in the reading room, and of a heading of it.
func (p *Page) Address(anchor string) string {
	address := "/help/" + p.Name
	if anchor != "" {
		address += "#" + url.PathEscape(anchor)
	}
	return address
}

// HTML is a page as part of one of the reading room. Links lead to other pages; those that
// would lead out of the reading room are text.
func (m *Manual) HTML(p *Page) (template.HTML, error) {
	d := parse(p.source) // a tree of its own, whose links are changed
	var links []*ast.Link
	var auto []*ast.AutoLink
	err := ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n := n.(type) {
			case *ast.Link:
				links = append(links, n)
			case *ast.AutoLink:
				auto = append(auto, n)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", err
	}
	for _, link := range links {
		to, fragment, text := m.target(p, string(link.Destination))
		if to != nil {
			link.Destination = []byte(to.Address(fragment))
			continue
		}
		parent := link.Parent()
		for c := link.FirstChild(); c != nil; c = link.FirstChild() {
			parent.InsertBefore(parent, link, c)
		}
		parent.ReplaceChild(parent, link, ast.NewString([]byte("（"+text+"）")))
	}
	for _, link := range auto {
		link.Parent().ReplaceChild(link.Parent(), link, ast.NewString(link.Label(d.source)))
	}
	var b bytes.Buffer
	if err := markdown().Renderer().Render(&b, d.source, d.root); err != nil {
		return "", fmt.Errorf("手册的 %s：%w", p.Name, err)
	}
	return template.HTML(b.String()), nil // the renderer escapes all text, and leaves out HTML
}
