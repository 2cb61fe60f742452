package annotate

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// document is the XML of a part and what is to be changed in it. Whatever is not
// changed stays byte for byte: the text is never written anew from what was read.
type document struct {
	text  []byte
	root  *element
	edits []edit
	tails []*element // with something appended
}

// edit puts a text in place of text[from:to].
type edit struct {
	from, to int
	text     string
}

// element is one element of a document, by the offsets at which it begins, its start
// tag ends, its end tag begins and ends. In one like <c/> the last three are the same.
type element struct {
	name                  xml.Name
	attrs                 []xml.Attr
	elements              []*element
	from, open, close, to int
	tail                  string // what is appended to it
}

var errMarkup = errors.New("no XML that can be changed in place")

// parse reads a part.
func parse(text []byte) (*document, error) {
	return parseWith(xml.NewDecoder(bytes.NewReader(text)), text)
}

// parseVML reads a drawing in VML, the one dialect of Office that is not always
// well-formed.
func parseVML(text []byte) (*document, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	return parseWith(d, text)
}

func parseWith(d *xml.Decoder, text []byte) (*document, error) {
	doc := &document{text: text}
	var open []*element
	for {
		from := int(d.InputOffset())
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.Directive: // a document type with entities
			return nil, errMarkup
		case xml.StartElement:
			e := &element{name: token.Name, attrs: token.Attr, from: from, open: int(d.InputOffset())}
			switch {
			case len(open) > 0:
				above := open[len(open)-1]
				above.elements = append(above.elements, e)
			case doc.root != nil:
				return nil, errMarkup
			default:
				doc.root = e
			}
			open = append(open, e)
		case xml.EndElement:
			e := open[len(open)-1]
			e.close, e.to = from, int(d.InputOffset())
			open = open[:len(open)-1]
		}
	}
	if doc.root == nil {
		return nil, errMarkup
	}
	return doc, nil
}

// attr is the value of an attribute without prefix, or "".
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// is reports whether an attribute says yes, as XML Schema writes it.
func (e *element) is(name string) bool { v := e.attr(name); return v == "1" || v == "true" }

// all are the elements of a name right inside, in the namespace of e.
func (e *element) all(name string) []*element {
	var all []*element
	for _, inner := range e.elements {
		if inner.name.Local == name && inner.name.Space == e.name.Space {
			all = append(all, inner)
		}
	}
	return all
}

// one is the first of the elements of a name right inside, or nil.
func (e *element) one(name string) *element {
	for _, inner := range e.elements {
		if inner.name.Local == name && inner.name.Space == e.name.Space {
			return inner
		}
	}
	return nil
}

// tag is the name as it is written, and prefix the part of it before the name
// proper, with the colon: what is put beside or into the element needs it, too.
func (d *document) tag(e *element) string {
	tag := string(d.text[e.from+1 : e.open])
	return tag[:strings.IndexAny(tag, " \t\r\n/>")]
}

func (d *document) prefix(e *element) string {
	before, _, prefixed := strings.Cut(d.tag(e), ":")
	if !prefixed {
		return ""
	}
	return before + ":"
}

// content is the text right inside an element.
func (d *document) content(e *element) string {
	var b strings.Builder
	inner := xml.NewDecoder(bytes.NewReader(d.text[e.open:e.close]))
	inner.Strict = false
	for depth := 0; ; {
		token, err := inner.RawToken()
		if err != nil {
			return b.String() // at the end: it was read before
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 {
				b.Write(token)
			}
		}
	}
}

// source is an element as it is written.
func (d *document) source(e *element) string { return string(d.text[e.from:e.to]) }

func (d *document) insert(at int, text string) { d.edits = append(d.edits, edit{at, at, text}) }
func (d *document) remove(e *element)          { d.edits = append(d.edits, edit{e.from, e.to, ""}) }

// append puts a text before the end of an element.
func (d *document) append(e *element, text string) {
	if e.tail == "" && text != "" {
		d.tails = append(d.tails, e)
	}
	e.tail += text
}

// set gives an element's attribute a value that needs no escapes.
func (d *document) set(e *element, name, value string) {
	from, to, found := attribute(d.text[e.from:e.open], name)
	if !found {
		value = " " + name + `="` + value + `"`
	}
	d.edits = append(d.edits, edit{e.from + from, e.from + to, value})
}

// attribute is where in a start tag the value of an attribute stands, or where a new
// attribute goes. The tag was read before, so it is well-formed.
func attribute(tag []byte, name string) (from, to int, found bool) {
	const space = " \t\r\n"
	end := bytes.IndexAny(tag, space+"/>")
	for at := end; ; at = to + 1 {
		equals := bytes.IndexByte(tag[at:], '=')
		if equals < 0 {
			return end, end, false
		}
		key := bytes.Trim(tag[at:at+equals], space)
		from = at + equals + 1 + bytes.IndexAny(tag[at+equals+1:], `"'`) + 1
		to = from + bytes.IndexByte(tag[from:], tag[from-1])
		if string(key) == name {
			return from, to, true
		}
	}
}

// changed reports whether there is anything to write.
func (d *document) changed() bool { return len(d.edits)+len(d.tails) > 0 }

// bytes is the text with all changes. What lies inside something that goes, goes with it.
func (d *document) bytes() []byte {
	var edits []edit
	for _, e := range d.tails {
		if e.open == e.to { // <c/> becomes <c>…</c>
			slash := e.from + bytes.LastIndexByte(d.text[e.from:e.to], '/')
			edits = append(edits, edit{slash, slash + 1, ""}, edit{e.to, e.to, e.tail + "</" + d.tag(e) + ">"})
			continue
		}
		edits = append(edits, edit{e.close, e.close, e.tail})
	}
	edits = append(edits, d.edits...)
	slices.SortStableFunc(edits, func(a, b edit) int {
		// What is put before an element stays when the element goes.
		return cmp.Or(a.from-b.from, min(a.to-a.from, 1)-min(b.to-b.from, 1))
	})
	var b bytes.Buffer
	at := 0
	for _, e := range edits {
		if e.from < at {
			continue
		}
		b.Write(d.text[at:e.from])
		b.WriteString(e.text)
		at = e.to
	}
	b.Write(d.text[at:])
	return b.Bytes()
}

// escaped is a text as it stands between tags and in attributes. Characters that XML
// has no place for become U+FFFD.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
