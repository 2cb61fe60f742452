package docx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"gongwen/templates/opc"
)

const (
	maxDepth    = 100
	maxElements = 400_000 // of a part; of a hundred pages some 100,000
)

// element is an element of a part with all that is in it. Elements and attributes go
// by their local names: the two editions of the standard have other namespaces, and
// programs other prefixes.
type element struct {
	name string
	attr []xml.Attr
	kids []*element
	text []byte // its own characters
}

// tree reads an element that has begun. Elements counts those of the part.
func tree(d *xml.Decoder, start xml.StartElement, elements *int) (*element, error) {
	root := &element{name: start.Name.Local, attr: start.Attr}
	open := []*element{root}
	for len(open) > 0 {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			if *elements++; *elements > maxElements || len(open) > maxDepth {
				return nil, ErrTooLarge
			}
			e := &element{name: token.Name.Local, attr: token.Attr}
			top.kids = append(top.kids, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if top.name == "t" || top.name == "instrText" { // nothing else has characters that count
				top.text = append(top.text, token...)
			}
		}
	}
	return root, nil
}

// kid is the first child of a name, or nil, whose own kids and attributes are none.
func (e *element) kid(name string) *element {
	if e != nil {
		for _, k := range e.kids {
			if k.name == name {
				return k
			}
		}
	}
	return nil
}

// val is an attribute, by its local name; empty where there is none.
func (e *element) val(name string) string {
	if e != nil {
		for _, a := range e.attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
	}
	return ""
}

// on reports whether a switch such as <w:strike/> is there and not turned off.
func (e *element) on() bool {
	if e == nil {
		return false
	}
	switch e.val("val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// has reports whether an element of a name lies anywhere in it.
func (e *element) has(name string) bool {
	for _, k := range e.kids {
		if k.name == name || k.has(name) {
			return true
		}
	}
	return false
}

// open opens a part within its bound.
func open(p *opc.Part) (io.ReadCloser, error) {
	if p.File.UncompressedSize64 > maxPart {
		return nil, ErrTooLarge
	}
	return p.Open()
}

func newDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if l := strings.ToLower(label); strings.HasPrefix(l, "utf-16") || strings.HasPrefix(l, "utf16") {
			return in, nil // it is UTF-8 by now, see opc.Part.Open
		}
		return nil, fmt.Errorf("编码 %q 不认识", label)
	}
	return d
}

// root reads a whole part that another names by a relationship of the type; nil where
// there is none.
func root(of *opc.Part, typ string) (*element, error) {
	p, err := of.One(typ)
	if err != nil || p == nil {
		return nil, err
	}
	part, err := open(p)
	if err != nil {
		return nil, err
	}
	defer part.Close()
	d := newDecoder(part)
	for {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		if start, ok := token.(xml.StartElement); ok {
			elements := 0
			return tree(d, start, &elements)
		}
	}
}
