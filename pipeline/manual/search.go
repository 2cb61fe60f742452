package manual

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// Hit is a section of a page that has all words that were looked for.
type Hit struct {
	Page    *Page
	Heading string // empty for what stands below the title
	Anchor  string
	Snippet []Piece // of the first line that has one of the words

	rank int
}

// Piece is a part of a snippet; Found is one of the words.
type Piece struct {
	Text  string
	Found bool
}

const (
	// LongestQuery is how much of a query is looked for, in bytes.
	LongestQuery = 200
	mostHits     = 50
	mostWords    = 8
)

// Search finds the sections that have all words of a query, wherever in them, those with
// the words in their heading first. Upper and lower case are the same.
func (m *Manual) Search(query string) (hits []Hit) {
	if len(query) > LongestQuery {
		query = strings.ToValidUTF8(query[:LongestQuery], "")
	}
	words := strings.Fields(strings.ToLower(query))
	if len(words) == 0 {
		return nil
	}
	words = words[:min(len(words), mostWords)]
	for _, p := range m.pages {
		for _, s := range p.sections() {
			if h, ok := s.match(p, words); ok {
				hits = append(hits, h)
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(a.rank, b.rank) })
	return hits[:min(len(hits), mostHits)]
}

// section is what stands below a heading, line by line.
type section struct {
	heading, anchor string
	lines           []string
}

func (p *Page) sections() []section {
	d := p.parsed()
	all := []section{{}}
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			if h.Level > 1 {
				all = append(all, section{heading: d.plain(h), anchor: headingAnchor(h)})
			}
			continue
		}
		last := &all[len(all)-1]
		last.lines = append(last.lines, d.lines(n)...)
	}
	return all
}

// lines are the paragraphs, items, rows and lines of code of a block.
func (d *document) lines(n ast.Node) (all []string) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		return []string{d.plain(n)}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		for line := range strings.Lines(d.code(n)) {
			all = append(all, strings.TrimSpace(line))
		}
		return all
	case *east.TableRow, *east.TableHeader:
		var cells []string
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, d.plain(c))
		}
		return []string{strings.Join(cells, "　")}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		all = append(all, d.lines(c)...)
	}
	return all
}

func (s section) match(p *Page, words []string) (h Hit, ok bool) {
	title := strings.ToLower(p.Title + "\n" + p.Name)
	heading := strings.ToLower(s.heading)
	if s.heading == "" {
		heading = title
	}
	text := strings.ToLower(strings.Join(s.lines, "\n"))
	h = Hit{Page: p, Heading: s.heading, Anchor: s.anchor}
	own := false // one of the words stands in the section, not only in the page's title
	for _, w := range words {
		switch {
		case strings.Contains(heading, w):
			own = true
		case strings.Contains(text, w):
			h.rank, own = h.rank+1, true
		case strings.Contains(title, w):
			h.rank++
		default:
			return h, false
		}
	}
	for _, line := range s.lines {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(line), w) }) {
			h.Snippet = pieces(line, words)
			break
		}
	}
	if h.Snippet == nil && len(s.lines) > 0 {
		h.Snippet = pieces(s.lines[0], words)
	}
	return h, own
}

// snippetRunes are about how many characters of a line are shown before and behind the
// first word that was found.
const snippetBefore, snippetBehind = 30, 70

// pieces is the part of a line about the first of the words in it.
func pieces(line string, words []string) (all []Piece) {
	lower := strings.ToLower(line)
	if len(lower) != len(line) { // a character that is longer in lower case
		lower = line
	}
	end := len(line)
	first := -1
	for _, w := range words {
		if i := strings.Index(lower, w); i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	first = max(first, 0)
	for n := 0; n < snippetBefore && first > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(line[:first])
		first -= size
	}
	start := first
	n := 0
	for i := range line[start:] {
		if n++; n > snippetBefore+snippetBehind {
			end = start + i
			break
		}
	}
	if start > 0 {
		all = append(all, Piece{Text: "…"})
	}
	for at := start; at < end; {
		next, length := end, 0
		for _, w := range words {
			if i := strings.Index(lower[at:end], w); i >= 0 && at+i < next {
				next, length = at+i, len(w)
			}
		}
		if next > at {
			all = append(all, Piece{Text: line[at:next]})
		}
		if length > 0 {
			all = append(all, Piece{line[next : next+length], true})
		}
		at = next + length
	}
	if end < len(line) {
		all = append(all, Piece{Text: "…"})
	}
	return all
}
