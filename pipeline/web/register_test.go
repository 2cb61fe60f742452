package web

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// tableOf is the register on a page: its labels, rows and sums as texts, cell by cell.
func tableOf(t *testing.T, page string) (rows [][]string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "tr" || !within(n, "table", "register") {
			continue
		}
		var cells []string
		for cell := range n.ChildNodes() {
			if cell.Type == html.ElementNode {
				cells = append(cells, strings.TrimSpace(textOf(cell)))
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// within reports whether an element lies in one with a class.
func within(n *html.Node, element, class string) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n.Data == element {
			for _, a := range n.Attr {
				if a.Key == "class" && a.Val == class {
					return true
				}
			}
		}
	}
	return false
}

func textOf(n *html.Node) (text string) {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text += d.Data
		}
	}
	return text
}

func labelsOf(t *testing.T, page string) []string {
	t.Helper()
	rows := tableOf(t, page)
	if len(rows) == 0 {
		t.Fatal("the page has no register")
	}
	return rows[0]
}
