package extract

import (
	"bytes"
	"errors"
	"io"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// readHTML reads what a browser would show, and the title.
func readHTML(_ *Extractor, into *text, data []byte) error {
	plain, err := charset.NewReader(bytes.NewReader(data), "text/html")
	if err != nil {
		return err
	}
	z := html.NewTokenizer(plain)
	z.SetMaxBuf(1 << 20)
	hidden := 0 // how many elements deep in what is not shown
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return err
			}
			return nil
		case html.TextToken:
			if hidden > 0 {
				continue
			}
			// Line ends of the source are blanks.
			if err := into.write(string(bytes.ReplaceAll(z.Text(), []byte("\n"), []byte(" ")))); err != nil {
				return err
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			if notShown[a] {
				hidden++
			}
			if err := breakAt(into, a); err != nil {
				return err
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			if notShown[a] && hidden > 0 {
				hidden--
			}
			if err := breakAt(into, a); err != nil {
				return err
			}
		case html.SelfClosingTagToken:
			name, _ := z.TagName()
			if err := breakAt(into, atom.Lookup(name)); err != nil {
				return err
			}
		}
	}
}

var notShown = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true}

// breakAt breaks the line at the tag of an element that is not part of one.
func breakAt(into *text, a atom.Atom) error {
	switch a {
	case atom.Td, atom.Th:
		return into.write(" ")
	case atom.Br, atom.P, atom.Div, atom.Tr, atom.Li, atom.Ul, atom.Ol, atom.Table, atom.Title, atom.Body, atom.Hr, atom.Pre,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Section, atom.Article, atom.Header, atom.Footer,
		atom.Dt, atom.Dd, atom.Blockquote, atom.Caption, atom.Option:
		return into.breakLine()
	}
	return nil
}
