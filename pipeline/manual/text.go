package manual

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"gongwen/pipeline/screen"
)

// Text is a page for a terminal of so many columns. refer says how another page is opened
// there.
func (m *Manual) Text(p *Page, columns int, refer func(to *Page) string) string {
	t := &terminal{document: p.parsed(), columns: max(columns, 20), link: func(dest string) string {
		to, _, text := m.target(p, dest)
		switch {
		case to == p:
			return ""
		case to != nil:
			return refer(to)
		}
		return text
	}}
	t.blocks(t.root, "")
	return strings.TrimLeft(t.out.String(), "\n")
}

// terminal writes a page as text.
type terminal struct {
	*document
	columns int
	link    func(dest string) string // what is put behind a link's words
	out     strings.Builder
}

// blocks writes what a node consists of, each line behind a margin.
func (t *terminal) blocks(parent ast.Node, margin string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		t.block(n, margin)
	}
}

func (t *terminal) block(n ast.Node, margin string) {
	switch n := n.(type) {
	case *ast.Heading:
		title := t.words(n)
		switch n.Level {
		case 1:
			t.out.WriteString("\n" + title + "\n" + strings.Repeat("=", screen.Width(title)) + "\n")
		case 2:
			t.out.WriteString("\n" + title + "\n" + strings.Repeat("-", screen.Width(title)) + "\n")
		default:
			t.out.WriteString("\n· " + title + "\n")
		}
	case *ast.Paragraph:
		t.out.WriteString("\n")
		t.fill(margin, margin, t.words(n))
	case *ast.TextBlock:
		t.fill(margin, margin, t.words(n))
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		t.out.WriteString("\n")
		for line := range strings.Lines(t.code(n)) {
			t.out.WriteString(strings.TrimRight(margin+"    "+line, " \n") + "\n")
		}
	case *ast.List:
		t.list(n, margin)
	case *ast.Blockquote:
		t.blocks(n, margin+"  ")
	case *ast.ThematicBreak:
		t.out.WriteString("\n")
	case *east.Table:
		t.table(n, margin)
	}
}

// fill writes text that is broken into lines.
func (t *terminal) fill(first, rest, text string) {
	for i, line := range screen.Wrap(text, max(20, t.columns-screen.Width(rest))) {
		margin := rest
		if i == 0 {
			margin = first
		}
		t.out.WriteString(strings.TrimRight(margin+line, " ") + "\n")
	}
}

func (t *terminal) list(list *ast.List, margin string) {
	t.out.WriteString("\n")
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if list.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		rest := margin + strings.Repeat(" ", len(mark))
		for n := item.FirstChild(); n != nil; n = n.NextSibling() {
			switch n.(type) {
			case *ast.TextBlock, *ast.Paragraph:
				if n == item.FirstChild() {
					t.fill(margin+mark, rest, t.words(n))
					continue
				}
			}
			t.block(n, rest)
		}
	}
}

// table writes a table in columns, or where it is too wide for that row by row.
func (t *terminal) table(table *east.Table, margin string) {
	var rows [][]string
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, strings.ReplaceAll(t.words(cell), "\n", " "))
		}
		rows = append(rows, cells)
	}
	widths := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, cell := range cells[:min(len(cells), len(widths))] {
			widths[i] = max(widths[i], screen.Width(cell))
		}
	}
	total := screen.Width(margin) + 2*(len(widths)-1)
	for _, w := range widths[:len(widths)-1] {
		total += w
	}
	last := t.columns - total // columns left for the last one, whose text may take several lines
	t.out.WriteString("\n")
	if last < min(widths[len(widths)-1], 24) {
		t.rowByRow(rows, margin)
		return
	}
	for n, cells := range rows {
		line := margin
		for i, cell := range cells[:len(cells)-1] {
			line += screen.Pad(cell, widths[i]+2)
		}
		t.fill(line, strings.Repeat(" ", total), cells[len(cells)-1])
		if n == 0 {
			t.out.WriteString(margin + strings.Repeat("-", min(t.columns, total+widths[len(widths)-1])-screen.Width(margin)) + "\n")
		}
	}
}

// rowByRow writes each row of a table as a list: what the row is about, and below it the
// other cells with their headings.
func (t *terminal) rowByRow(rows [][]string, margin string) {
	for _, cells := range rows[1:] {
		t.fill(margin+"- ", margin+"  ", cells[0])
		for i, cell := range cells[1:] {
			if cell == "" {
				continue
			}
			if heading := rows[0][i+1]; len(cells) > 2 && heading != "" {
				cell = heading + "：" + cell
			}
			t.fill(margin+"    ", margin+"    ", cell)
		}
	}
}

// words is the text of a paragraph or the like, with where its links lead.
func (t *terminal) words(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Link:
			text := t.words(c)
			b.WriteString(text)
			if to := t.link(string(c.Destination)); to != "" && to != text {
				b.WriteString("（" + to + "）")
			}
		case *ast.Text, *ast.String, *ast.AutoLink:
			b.WriteString(t.inline(b.String(), c))
		case *ast.CodeSpan:
			b.WriteString(t.plain(c))
		default:
			b.WriteString(t.words(c))
		}
	}
	return b.String()
}

func (t *terminal) inline(before string, n ast.Node) string {
	switch n := n.(type) {
	case *ast.Text:
		text := string(n.Value(t.source))
		switch {
		case n.HardLineBreak():
			return text + "\n"
		case n.SoftLineBreak():
			return text + joint(before+text, n.NextSibling(), t.source)
		}
		return text
	case *ast.String:
		return string(n.Value)
	case *ast.AutoLink:
		return string(n.Label(t.source))
	}
	return ""
}
