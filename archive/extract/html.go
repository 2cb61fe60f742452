package extract

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readHTML reads a page: what a browser would show, were all of it unfolded, the
// title, what is filled in, and what stands for a picture.
func readHTML(_ *Extractor, into *text, data []byte) error {
	return readHTMLIn(into, data, declaredIn(data))
}

// readHTMLIn reads a page in the encoding that it, or what it came in, declares.
func readHTMLIn(into *text, data []byte, declared string) error {
	plain, err := decode(data, declared)
	if err != nil {
		return err
	}
	plain.lack(into)
	// A token may be as long as the page: a picture in an attribute, a text in one
	// paragraph.
	z := html.NewTokenizer(bytes.NewReader(plain.text))
	hidden := 0               // how many elements deep in what is not shown
	var above strings.Builder // what is set above or beside a line (ruby, tips) and is no part of its sentence
	inAbove := false
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return err
			}
			return into.write("\n" + above.String())
		case html.TextToken:
			// Line ends of the source are blanks.
			s := strings.ReplaceAll(string(z.Text()), "\n", " ")
			switch {
			case hidden > 0:
			case inAbove && above.Len() < into.limit:
				above.WriteString(s)
			default:
				if err := into.write(s); err != nil {
					return err
				}
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			a := atom.Lookup(name)
			if a == 0 && string(name) == "xml" { // Word's settings in a page
				a = atom.Script
			}
			switch {
			case notShown[a] && kind == html.StartTagToken:
				hidden++
			case notShown[a] && kind == html.EndTagToken && hidden > 0:
				hidden--
			case a == atom.Rt || a == atom.Rp:
				inAbove = kind == html.StartTagToken
			case a == atom.Ruby, a == atom.Rb:
				inAbove = false
			}
			if hidden > 0 {
				continue
			}
			if breaks[a] && above.Len() > 0 {
				if err := into.write("\n" + above.String()); err != nil {
					return err
				}
				above.Reset()
				inAbove = false
			}
			if err := breakAt(into, a); err != nil {
				return err
			}
			if more && kind != html.EndTagToken {
				in, beside := shownAttributes(z, a)
				if err := into.write(in); err != nil {
					return err
				}
				if above.Len() < into.limit {
					above.WriteString(beside)
				}
			}
		}
		if err := into.ctx.Err(); err != nil {
			return err
		}
	}
}

var notShown = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Iframe: true, atom.Noframes: true}

// shownAttributes are those of an element that are text: in the line, and beside it.
func shownAttributes(z *html.Tokenizer, a atom.Atom) (in, beside string) {
	shown := map[string]string{}
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch k := string(key); k {
		case "alt", "title", "placeholder", "value", "label", "type", "summary":
			shown[k] = strings.ReplaceAll(string(value), "\n", " ")
		}
	}
	in = shown["alt"] // of a picture that stands for a rare character
	if a == atom.Input || a == atom.Button {
		switch strings.ToLower(shown["type"]) {
		case "hidden", "password", "checkbox", "radio", "color", "range", "image":
		default:
			in += " " + shown["value"] + " "
		}
	}
	for _, k := range []string{"label", "placeholder", "title", "summary"} {
		if shown[k] != "" {
			beside += "\n" + shown[k] + "\n"
		}
	}
	return in, beside
}

var breaks = map[atom.Atom]bool{}

func init() {
	for _, a := range []atom.Atom{
		atom.Br, atom.P, atom.Div, atom.Tr, atom.Li, atom.Ul, atom.Ol, atom.Table, atom.Title, atom.Body, atom.Hr, atom.Pre,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Aside, atom.Nav,
		atom.Dt, atom.Dd, atom.Dl, atom.Blockquote, atom.Caption, atom.Option, atom.Select, atom.Textarea, atom.Fieldset, atom.Legend, atom.Form,
		atom.Details, atom.Summary, atom.Figure, atom.Figcaption, atom.Address, atom.Center, atom.Frame, atom.Frameset,
	} {
		breaks[a] = true
	}
}

// breakAt breaks the line at the tag of an element that is not part of one.
func breakAt(into *text, a atom.Atom) error {
	switch {
	case a == atom.Td || a == atom.Th:
		return into.write(" ")
	case breaks[a]:
		return into.breakLine()
	}
	return nil
}

// withoutTags is the text of a piece of HTML.
func withoutTags(s string) string {
	into := &text{ctx: context.Background(), limit: 64 << 10}
	_ = readHTMLIn(into, []byte(s), "utf-8") // what could be read is as good as can be
	return strings.TrimSpace(into.b.String())
}
