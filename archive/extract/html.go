package extract

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
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
	hidden := 0                     // how many elements deep in what is not shown
	var above strings.Builder       // what is set above or beside a line (ruby, tips) and is no part of its sentence
	inAbove, inMark := false, false // the second in the mark of a footnote, which is set above too
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
			case a == atom.Ruby, a == atom.Rb, a == atom.A && inMark:
				inAbove, inMark = false, false
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
				shown := attributesOf(z)
				if a == atom.A && noteMarks.MatchString(shown["href"]) {
					inAbove, inMark = true, true
				}
				if err := into.write(inLine(a, shown)); err != nil {
					return err
				}
				if above.Len() < into.limit {
					above.WriteString(besideLine(shown))
				}
			}
		}
		if err := into.ctx.Err(); err != nil {
			return err
		}
	}
}

var notShown = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Iframe: true, atom.Noframes: true}

// noteMarks are links from the mark of a note to the note, and back, in pages that
// office programs write.
var noteMarks = regexp.MustCompile(`^#(?:_ftn|_edn|sdfootnote|sdendnote)`)

// attributesOf are the attributes of the tag that are text, and where it links to.
func attributesOf(z *html.Tokenizer) map[string]string {
	shown := map[string]string{}
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch k := string(key); k {
		case "alt", "title", "placeholder", "value", "label", "type", "summary", "href":
			shown[k] = strings.ReplaceAll(string(value), "\n", " ")
		}
	}
	return shown
}

// inLine is what of an element's attributes stands in the line: what is filled in, and
// the words for a picture, which may stand for a rare character.
func inLine(a atom.Atom, shown map[string]string) string {
	if a == atom.Input || a == atom.Button {
		switch strings.ToLower(shown["type"]) {
		case "hidden", "password", "checkbox", "radio", "color", "range", "image":
		default:
			return shown["alt"] + " " + shown["value"] + " "
		}
	}
	return shown["alt"]
}

// besideLine is what of an element's attributes is told beside the line.
func besideLine(shown map[string]string) (beside string) {
	for _, k := range []string{"label", "placeholder", "title", "summary"} {
		if shown[k] != "" {
			beside += "\n" + shown[k] + "\n"
		}
	}
	return beside
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
