// Package opc reads the packages that Office's files are: zip files whose parts name
// one another by relationships (Open Packaging Conventions, ECMA-376 part 2).
//
// Where a part lies and what it is called is up to the program that wrote it; only
// the relationships tell what it is for. Programs also differ in the slashes, the case
// and the escapes of names, and in the two editions of the standard, transitional and
// strict, whose relationships have the same last word. All of that is levelled here.
package opc

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"gongwen/templates/bounded"
)

// Bounds are how much a package may hold.
type Bounds struct {
	Parts    int    // in the zip file
	Unpacked uint64 // bytes, of all parts together
	Part     uint64 // bytes, of each part that is read as a whole
}

var (
	// ErrTooLarge is the error for a package beyond the bounds.
	ErrTooLarge = errors.New("the package holds too much")
	// ErrNoPackage is the error for a zip file that is none: it has no part that its
	// relationships call its document.
	ErrNoPackage = errors.New("not a package of Office")
)

// Package is an opened package.
type Package struct {
	parts map[string]*Part // by name in lower case
	zip   *zip.Reader
	most  uint64
}

// Part is one file of a package.
type Part struct {
	File *zip.File
	Name string // as the package means it: xl/worksheets/sheet1.xml, in the case of the zip file

	in      *Package
	related []Relationship // once read
	known   bool           // whether they were
}

// A Relationship says what another part, or something outside the package, is to a part.
type Relationship struct {
	ID      string // by which the part's own XML refers to it
	Type    string // the last word of the type: worksheet, styles, comments
	Target  string // where it lies, as written
	Outside bool   // of the package: a link
	Part    *Part  // nil for what is outside, or not there
}

// Open opens a package. It reads no part yet but the relationships of the package.
func Open(data []byte, most Bounds) (*Package, error) {
	if !bounded.Parts(data, most.Parts) {
		return nil, ErrTooLarge
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	p := &Package{parts: map[string]*Part{}, zip: archive, most: most.Part}
	unpacked, packed := uint64(0), uint64(len(data)) // packed: less what the parts before take up
	for _, file := range archive.File {
		if file.CompressedSize64 > packed {
			return nil, errors.New("parts that lie on each other") // each would be unpacked
		}
		packed -= file.CompressedSize64
		if unpacked += file.UncompressedSize64; unpacked > most.Unpacked || unpacked < file.UncompressedSize64 {
			return nil, ErrTooLarge
		}
		name := level("", file.Name)
		if _, twice := p.parts[strings.ToLower(name)]; !twice && name != "" {
			p.parts[strings.ToLower(name)] = &Part{File: file, Name: name, in: p}
		}
	}
	return p, nil
}

// Files are the files of the package in the order of the zip file.
func (p *Package) Files() []*zip.File { return p.zip.File }

// Part is the part of a name, or nil.
func (p *Package) Part(name string) *Part {
	if part := p.parts[strings.ToLower(name)]; part != nil { // a name that is levelled may have an escape in it still
		return part
	}
	return p.parts[strings.ToLower(level("", name))]
}

// Root is what the relationships of the package itself belong to. It has no file.
func (p *Package) Root() *Part { return &Part{in: p} }

// Document is the part the whole package is about: a workbook, a text, a
// presentation.
func (p *Package) Document() (*Part, error) {
	document, err := p.Root().One("officeDocument")
	if err == nil && document == nil {
		err = ErrNoPackage
	}
	return document, err
}

// Open reads a part of markup as UTF-8, whichever of the two encodings it has that the
// standard allows (ECMA-376 part 2, 9.1.4), and no further than the size it declares.
func (p *Part) Open() (io.ReadCloser, error) {
	r, err := p.File.Open()
	if err != nil {
		return nil, err
	}
	mark := bufio.NewReader(r)
	if first, _ := mark.Peek(2); !bytes.Equal(first, []byte{0xFF, 0xFE}) && !bytes.Equal(first, []byte{0xFE, 0xFF}) {
		return struct {
			io.Reader
			io.Closer
		}{mark, r}, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{transform.NewReader(mark, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()), r}, nil
}

// Read reads a part as a whole, as it stands, within the bound.
func (p *Part) Read() ([]byte, error) {
	return p.read(func() (io.ReadCloser, error) { return p.File.Open() }) // which ends at the size the part declares
}

func (p *Part) read(open func() (io.ReadCloser, error)) ([]byte, error) {
	if p.File.UncompressedSize64 > p.in.most {
		return nil, fmt.Errorf("%s: %w", p.Name, ErrTooLarge)
	}
	r, err := open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Name, err)
	}
	return b, nil
}

// One is the first part that a part has a relationship of the type to, or nil.
func (p *Part) One(typ string) (*Part, error) {
	all, err := p.Related()
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.Type == typ && r.Part != nil {
			return r.Part, nil
		}
	}
	return nil, nil
}

// RelationshipsName is where the relationships of a part stand, whether or not it has any.
func (p *Part) RelationshipsName() string {
	dir, name := path.Split(p.Name)
	return dir + "_rels/" + name + ".rels"
}

// Related are the relationships of a part, in their order; none where it has none.
func (p *Part) Related() ([]Relationship, error) {
	if p.known {
		return p.related, nil
	}
	from := p.in.Part(p.RelationshipsName())
	if from == nil {
		p.known = true
		return nil, nil
	}
	b, err := from.read(from.Open)
	if err != nil {
		return nil, err
	}
	var related []Relationship
	depth, elements := 0, 0
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 && elements > 0 {
			break
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", from.Name, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if elements, depth = elements+1, depth+1; token.Name.Local == "Relationship" {
				related = append(related, p.relationship(token.Attr))
			}
		case xml.EndElement:
			depth--
		}
	}
	p.related, p.known = related, true
	return related, nil
}

// relationship is one by its attributes.
func (p *Part) relationship(attributes []xml.Attr) Relationship {
	var r Relationship
	for _, a := range attributes {
		switch a.Name.Local {
		case "Id":
			r.ID = a.Value
		case "Type":
			r.Type = a.Value[strings.LastIndex(a.Value, "/")+1:]
		case "Target":
			r.Target = a.Value
		case "TargetMode":
			r.Outside = a.Value == "External"
		}
	}
	if !r.Outside {
		r.Part = p.in.Part(level(path.Dir(p.Name), r.Target))
	}
	return r
}

// level is a name or target as the package means it, from the folder of the part
// that has it: with / between folders, without escapes, and none before the first.
func level(folder, name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	if !strings.HasPrefix(name, "/") {
		name = folder + "/" + name
	}
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}
