package annotate

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gongwen/templates/bounded"
	"gongwen/templates/opc"
)

// Bounds on a workbook. Those on what a form may hold are narrower; a copy needs to
// read little of it.
var bounds = opc.Bounds{Parts: 2000, Unpacked: 64 << 20, Part: 8 << 20}

const (
	maxMarkup = 1_500_000 // of all parts that are looked into, as bounded.Markup weighs them
	maxSheets = 200
)

var (
	errTooLarge = errors.New("more markup than a form has")
	errOdd      = errors.New("the parts do not fit together")
	errStrict   = errors.New("a workbook of the strict edition")
)

// book is a workbook and what is to be changed in it.
type book struct {
	pack      *opc.Package
	part      *opc.Part
	sheets    []*sheet
	first     *sheet // that people see, or nil
	documents map[string]*document
	names     []string           // of the documents, as they are to be written
	noted     map[*opc.Part]bool // parts with comments that a sheet has
	formats   *formats           // once needed
	markup    int                // of the parts looked into
}

// sheet is one worksheet.
type sheet struct {
	name string
	part *opc.Part
}

const relationships = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`

// open reads what a workbook says about its sheets.
func open(original []byte) (*book, error) {
	b, err := openTransitional(original)
	if !errors.Is(err, errStrict) {
		return b, err
	}
	relabelled, err := transitional(b.pack)
	if err != nil {
		return nil, err
	}
	return openTransitional(relabelled)
}

func openTransitional(original []byte) (*book, error) {
	b := &book{documents: map[string]*document{}, noted: map[*opc.Part]bool{}}
	var err error
	if b.pack, err = opc.Open(original, bounds); err != nil {
		return nil, err
	}
	if b.part, err = b.pack.Document(); err != nil {
		return nil, err
	}
	doc, err := b.document(b.part)
	if err != nil {
		return nil, err
	}
	switch doc.root.name.Space {
	case mainSpace:
	case mainStrict:
		return b, errStrict
	default:
		return nil, opc.ErrNoPackage
	}
	related, err := b.part.Related()
	if err != nil {
		return nil, err
	}
	sheets := doc.root.one("sheets")
	if sheets == nil || len(sheets.elements) > maxSheets {
		return nil, errOdd
	}
	for _, e := range sheets.all("sheet") {
		part := byID(related, relationshipID(e))
		if part == nil || part.Type != "worksheet" || part.Part == nil {
			continue // a sheet of charts or macros
		}
		if slices.ContainsFunc(b.sheets, func(s *sheet) bool { return s.part == part.Part }) {
			return nil, errOdd
		}
		s := &sheet{e.attr("name"), part.Part}
		b.sheets = append(b.sheets, s)
		if state := e.attr("state"); b.first == nil && (state == "" || state == "visible") {
			b.first = s
		}
	}
	return b, nil
}

func byID(related []opc.Relationship, id string) *opc.Relationship {
	for i, r := range related {
		if r.ID == id {
			return &related[i]
		}
	}
	return nil
}

// relationshipID is the relationship that an element refers to.
func relationshipID(e *element) string {
	for _, a := range e.attrs {
		if a.Name.Local == "id" && a.Name.Space == relationshipSpace {
			return a.Value
		}
	}
	return ""
}

// document is a part to be looked at and changed.
func (b *book) document(p *opc.Part) (*document, error) { return b.read(p, parse) }

func (b *book) read(p *opc.Part, parse func([]byte) (*document, error)) (*document, error) {
	if doc := b.documents[strings.ToLower(p.Name)]; doc != nil {
		return doc, nil
	}
	weight, err := bounded.Markup(p.File, maxMarkup-b.markup)
	if err != nil {
		return nil, err
	}
	if b.markup += weight; b.markup > maxMarkup {
		return nil, errTooLarge
	}
	text, err := text(p)
	if err != nil {
		return nil, err
	}
	doc, err := parse(text)
	if err != nil {
		return nil, err
	}
	b.keep(p.Name, doc)
	return doc, nil
}

func text(p *opc.Part) ([]byte, error) {
	text, err := p.Read()
	if err != nil {
		return nil, err
	}
	return inUTF8(text)
}

func (b *book) keep(name string, doc *document) {
	b.documents[strings.ToLower(name)] = doc
	b.names = append(b.names, name)
}

// create adds a part that another one is to be related to.
func (b *book) create(from *opc.Part, name, typ, content, text string) (doc *document, id string, err error) {
	if doc, err = parse([]byte(text)); err != nil {
		return nil, "", err
	}
	b.keep(name, doc)
	if id, err = b.relate(from, typ, name); err != nil {
		return nil, "", err
	}
	return doc, id, b.declare(name, content)
}

// free is a name like xl/comments1.xml that no part has; the first tried is without a
// number where there is to be one part of the kind. Some programs know parts by the
// names that Excel gives them, so ours have those.
func (b *book) free(before, after string, first int) string {
	for n := first; ; n++ {
		number := ""
		if n > 0 {
			number = strconv.Itoa(n)
		}
		name := path.Join(path.Dir(b.part.Name), before+number+after)
		if b.pack.Part(name) == nil && b.documents[strings.ToLower(name)] == nil {
			return name
		}
	}
}

// relate adds a relationship of a part to another one. Names are as package opc has
// them: what programs escape in them differs, and they find the plain ones.
func (b *book) relate(from *opc.Part, typ, to string) (id string, err error) {
	name := from.RelationshipsName()
	doc := b.documents[strings.ToLower(name)]
	if p := b.pack.Part(name); p != nil {
		doc, err = b.document(p)
	} else if doc == nil {
		if doc, err = parse([]byte(relationships)); err == nil {
			b.keep(name, doc)
			err = b.declare(name, "application/vnd.openxmlformats-package.relationships+xml")
		}
	}
	if err != nil {
		return "", err
	}
	taken := map[string]bool{}
	for _, r := range doc.root.all("Relationship") {
		taken[strings.ToLower(r.attr("Id"))] = true
	}
	for n := 1; ; n++ {
		id = "rId" + strconv.Itoa(n)
		if !taken[strings.ToLower(id)] && !strings.Contains(doc.root.tail, `"`+id+`"`) {
			break
		}
	}
	target, err := filepath.Rel(filepath.FromSlash(path.Dir("/"+from.Name)), filepath.FromSlash("/"+to))
	if err != nil {
		return "", err
	}
	doc.append(doc.root, "<"+doc.prefix(doc.root)+`Relationship Id="`+id+`" Type="`+typ+`" Target="`+escaped(filepath.ToSlash(target))+`"/>`)
	return id, nil
}

// declare says in the list of content types what a new part is.
func (b *book) declare(name, content string) error {
	list := b.pack.Part("[Content_Types].xml")
	if list == nil {
		return errOdd
	}
	doc, err := b.document(list)
	if err != nil {
		return err
	}
	extension := strings.TrimPrefix(path.Ext(name), ".")
	entry := `Override PartName="/` + escaped(name) + `"`
	if extension != "xml" { // boxes and relationships, which programs know by it
		for _, d := range doc.root.all("Default") {
			if strings.EqualFold(d.attr("Extension"), extension) {
				return nil
			}
		}
		entry = `Default Extension="` + extension + `"`
	}
	if entry = "<" + doc.prefix(doc.root) + entry + ` ContentType="` + content + `"/>`; !strings.Contains(doc.root.tail, entry) {
		doc.append(doc.root, entry)
	}
	return nil
}

// write writes the workbook with its changes.
func (b *book) write(w io.Writer) error {
	if b.formats != nil {
		b.formats.write()
	}
	changed := map[string][]byte{}
	for _, name := range b.names {
		if doc := b.documents[strings.ToLower(name)]; doc.changed() || b.pack.Part(name) == nil {
			changed[name] = doc.bytes()
		}
	}
	return b.pack.Rewrite(w, changed)
}

// transitional is a strict package with the namespaces of the transitional edition.
func transitional(p *opc.Package) ([]byte, error) {
	changed := map[string][]byte{}
	for _, file := range p.Files() {
		switch strings.ToLower(path.Ext(file.Name)) {
		case ".xml", ".rels", ".vml":
		default:
			continue
		}
		part := p.Part(file.Name)
		if part == nil {
			continue
		}
		text, err := text(part)
		if err != nil {
			return nil, err
		}
		if relabelled := relabel(text); !bytes.Equal(relabelled, text) {
			changed[part.Name] = relabelled
		}
	}
	var b bytes.Buffer
	err := p.Rewrite(&b, changed)
	return b.Bytes(), err
}
