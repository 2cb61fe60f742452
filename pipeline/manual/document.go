package manual

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// markdown reads pages and writes them as HTML. HTML within a page is left out, and cells
// are aligned without styles, which the reading room's policy forbids.
var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	)
})

// document is a page that was read.
type document struct {
	source []byte
	root   ast.Node
}

func parse(source string) *document {
	d := &document{source: []byte(source)}
	d.root = markdown().Parser().Parse(text.NewReader(d.source), parser.WithContext(parser.NewContext(parser.WithIDs(&anchors{taken: map[string]bool{}}))))
	return d
}

// anchors gives headings their names in addresses: the heading itself, as the library
// would drop all that is Chinese.
type anchors struct{ taken map[string]bool }

// Generate is a name that no other heading has.
func (a *anchors) Generate(heading []byte, _ ast.NodeKind) []byte {
	name := anchor(string(heading))
	free := name
	for i := 1; a.taken[free]; i++ {
		free = fmt.Sprintf("%s-%d", name, i)
	}
	a.taken[free] = true
	return []byte(free)
}

// Put takes a name that a heading has been given.
func (a *anchors) Put(name []byte) { a.taken[string(name)] = true }

// anchor is the name of a heading in an address, as code hosts make it.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(heading))
}

// Heading is one below a page's title.
type Heading struct {
	Level  int // 2 and up
	Text   string
	Anchor string
}

// Headings are those of a page below its title.
func (p *Page) Headings() (all []Heading) {
	d := p.parsed()
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level > 1 {
			all = append(all, Heading{h.Level, d.plain(h), headingAnchor(h)})
		}
	}
	return all
}

func headingAnchor(h *ast.Heading) string {
	id, _ := h.AttributeString("id")
	name, _ := id.([]byte)
	return string(name)
}

// plain is the text of a node without any marks.
func (d *document) plain(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Value(d.source))
			if c.HardLineBreak() {
				b.WriteString("\n")
			} else if c.SoftLineBreak() {
				b.WriteString(joint(b.String(), c.NextSibling(), d.source))
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(d.source))
		default:
			b.WriteString(d.plain(c))
		}
	}
	return b.String()
}

// joint is what stands for a line break of the source: nothing between Chinese characters.
func joint(before string, next ast.Node, source []byte) string {
	after := ""
	if t, ok := next.(*ast.Text); ok {
		after = string(t.Value(source))
	}
	first, _ := utf8.DecodeRuneInString(after)
	last, _ := utf8.DecodeLastRuneInString(before)
	if chinese(first) && chinese(last) {
		return ""
	}
	return " "
}

// chinese reports whether a character is one of those that stand without blanks between.
func chinese(r rune) bool { return r > 0x2E80 && r != utf8.RuneError }

// code is the text of a block of code.
func (d *document) code(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(d.source))
	}
	return b.String()
}
