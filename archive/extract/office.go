package extract

import (
	"cmp"
	"encoding/xml"
	"io"
	"path"
	"regexp"
	"slices"
	"sync"

	"gongwen/templates/opc"
)

// relation is a sort of part that holds text of the part that names it (ECMA-376
// part 1, 11 to 14).
type relation struct {
	typ   string // the last word of the relationship's type
	title string // in Chinese
	words vocabulary
	usual string // where such parts lie; for a package whose relationships are lost
	loose bool

	file   bool   // it is a file of its own
	closed string // why it is not read
	leaf   names  // relations of such a part that are not followed
}

// relations are those followed, in this order. Not among them: what a chart was drawn
// from, which the chart repeats as far as it shows it; masters that no slide uses;
// building blocks (glossaryDocument), which are offered and not shown; and caches of
// pivot tables.
var relations = []relation{
	{typ: "header", title: "页眉", words: office, usual: `^word/header\d*\.xml$`},
	{typ: "footer", title: "页脚", words: office, usual: `^word/footer\d*\.xml$`},
	{typ: "footnotes", title: "脚注", words: office, usual: `^word/footnotes\d*\.xml$`},
	{typ: "endnotes", title: "尾注", words: office, usual: `^word/endnotes\d*\.xml$`},
	{typ: "notesSlide", title: "备注", words: office, usual: `^ppt/notesslides/notesslide\d*\.xml$`},
	{typ: "comments", title: "批注", words: office, usual: `^(word/comments\d*|ppt/comments/.*|xl/(comments/)?comments?\d*)\.xml$`},
	{typ: "threadedComment", title: "批注", words: office, usual: `^xl/threadedcomments/.*\.xml$`},
	{typ: "drawing", title: "图形", words: office, usual: `^xl/drawings/drawing\d*\.xml$`},
	{typ: "vmlDrawing", title: "图形", words: office, usual: `^xl/drawings/vmldrawing\d*\.vml$`, loose: true},
	{typ: "diagramData", title: "SmartArt 图形", words: office, usual: `^[a-z]+/diagrams/data\d*\.xml$`},
	{typ: "chart", title: "图表", words: office, usual: `^[a-z]+/charts/chart\d*\.xml$`, leaf: set("package oleObject")},
	{typ: "chartEx", title: "图表", words: office, usual: `^[a-z]+/(charts|extendedcharts)/chartex\d*\.xml$`, leaf: set("package oleObject")},
	{typ: "chartUserShapes", title: "图表里的图形", words: office},
	{typ: "slideLayout", title: "版式", words: master},
	{typ: "slideMaster", title: "母版", words: master, leaf: set("slideLayout")},
	{typ: "aFChunk", title: "嵌入的内容", file: true, usual: `^word/afchunk\d*\.[a-z]+$`},
	{typ: "package", title: "嵌入的文件", file: true, usual: `^[a-z]+/embeddings/.*\.[a-z]+$`},
	{typ: "oleObject", title: "嵌入的对象", file: true},
	{typ: "control", title: "控件", closed: "控件里的文字没有读"},
	{typ: "subDocument", title: "子文档", closed: "子文档在别的文件里，没有读"},
}

var relationOf = func() map[string]int {
	places := map[string]int{}
	for i, r := range relations {
		places[r.typ] = i
	}
	return places
}()

// readDocument reads a docx: the text, then what hangs on it, then what it says of
// itself.
func (p *pack) readDocument() error {
	if err := p.tree(p.document, "正文", office, nil); err != nil {
		return err
	}
	return p.describe()
}

// tree reads a part, and the parts it names.
func (p *pack) tree(part *opc.Part, title string, words vocabulary, leaf names) error {
	if err := p.read(part, title, words, false); err != nil {
		return err
	}
	return p.follow(part, leaf)
}

// follow reads the parts that a part names.
func (p *pack) follow(part *opc.Part, leaf names) error {
	for _, r := range p.related(part) {
		i, known := relationOf[r.Type]
		if !known || leaf[r.Type] {
			continue
		}
		if err := p.relation(relations[i], r); err != nil {
			return err
		}
	}
	return nil
}

func (p *pack) relation(known relation, r opc.Relationship) error {
	switch {
	case known.closed != "":
		p.into.miss(Unsupported, known.closed)
		return nil
	case r.Outside:
		return nil
	case r.Part == nil:
		p.into.miss(Damaged, known.title+"（"+r.Target+"）缺失")
		return nil
	case p.done[r.Part]:
		return nil
	case known.file:
		return p.file(r.Part, known.title)
	}
	if err := p.read(r.Part, known.title, known.words, known.loose); err != nil {
		return err
	}
	return p.follow(r.Part, known.leaf)
}

// related are the relationships of a part in the order of relations. Of the document
// itself, where they are lost, they are taken from the usual places.
func (p *pack) related(part *opc.Part) []opc.Relationship {
	all, err := part.Related()
	if err != nil {
		p.into.miss(Damaged, "部件之间的关系（"+part.RelationshipsName()+"）不完整或已损坏")
	}
	if part == p.document && (err != nil || p.Part(part.RelationshipsName()) == nil) {
		all = p.usual()
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b opc.Relationship) int {
		return cmp.Compare(relationOf[a.Type], relationOf[b.Type])
	})
	return all
}

// usualPlaces are where the parts of each type lie, for a document whose relationships
// are lost.
var usualPlaces = sync.OnceValue(func() (places []usualPlace) {
	for _, known := range append(slices.Clone(relations),
		relation{typ: "worksheet", usual: `^xl/worksheets/[^/]*\.xml$`}, relation{typ: "sharedStrings", usual: `^xl/sharedstrings\.xml$`},
		relation{typ: "styles", usual: `^xl/styles\.xml$`}, relation{typ: "slide", usual: `^ppt/slides/slide\d*\.xml$`}) {
		if known.usual != "" {
			places = append(places, usualPlace{known.typ, regexp.MustCompile(`(?i)` + known.usual)})
		}
	}
	return places
})

type usualPlace struct {
	typ  string
	name *regexp.Regexp
}

// usual finds parts by where they usually lie, of one place by their numbers.
func (p *pack) usual() []opc.Relationship {
	var found []opc.Relationship
	for _, file := range p.Files() {
		part := p.Part(file.Name)
		for _, place := range usualPlaces() {
			if part != nil && place.name.MatchString(part.Name) {
				found = append(found, opc.Relationship{Type: place.typ, Part: part})
				break
			}
		}
	}
	slices.SortStableFunc(found, func(a, b opc.Relationship) int { // slide2 before slide10
		return cmp.Or(cmp.Compare(len(a.Part.Name), len(b.Part.Name)), cmp.Compare(a.Part.Name, b.Part.Name))
	})
	return found
}

// describe reads the title and the keywords that the file gives itself.
func (p *pack) describe() error {
	part, err := p.Root().One("core-properties")
	if err != nil || part == nil {
		return nil
	}
	return p.read(part, "文件属性", properties, false)
}

// readPresentation reads a pptx, slide by slide, hidden ones too, each with what
// belongs to it.
func (p *pack) readPresentation() error {
	order, err := p.order("演示文稿", "sldId")
	if err != nil {
		return err
	}
	slides := p.listed(order, "slide")
	for _, slide := range slides {
		if err := p.tree(slide, "幻灯片", office, nil); err != nil {
			return err
		}
	}
	return p.describe()
}

// order is the identifiers of the parts that the document lists as elements of a name.
func (p *pack) order(title, element string) (ids []string, err error) {
	err = p.stream(p.document, title, func(r io.Reader) error {
		return elements(p.into, r, func(s xml.StartElement) {
			if s.Name.Local == element && len(ids) < mostParts {
				ids = append(ids, relationshipID(s))
			}
		})
	})
	return ids, err
}

// listed are the parts of a type in an order. Where the order is lost, or lists none
// of a part's kind, it is that of the relationships.
func (p *pack) listed(order []string, typ string) []*opc.Part {
	byID := map[string]opc.Relationship{}
	var all []*opc.Part
	for _, r := range p.related(p.document) {
		if byID[r.ID] = r; r.Type == typ && r.Part != nil {
			all = append(all, r.Part)
		}
	}
	var listed []*opc.Part
	for _, id := range order {
		r, known := byID[id]
		if known && r.Part != nil {
			listed = append(listed, r.Part)
		} else if known {
			p.into.miss(Damaged, "幻灯片（"+r.Target+"）缺失")
		}
	}
	if len(listed) == 0 {
		return all
	}
	return listed
}

// relationshipID is the attribute that names a relationship: it is in a namespace,
// other than an element's own id.
func relationshipID(s xml.StartElement) string {
	for _, a := range s.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// file reads a part that is a file of its own.
func (p *pack) file(part *opc.Part, title string) error {
	data, err := p.whole(part, title)
	if err != nil || data == nil {
		return err
	}
	return p.x.nested(p.into, title+titleOf(part.Name), path.Base(part.Name), data)
}

// whole is what is in a part that is a file of its own, or nil, which is noted.
func (p *pack) whole(part *opc.Part, title string) (data []byte, err error) {
	err = p.raw(part, title, func(r io.Reader) (err error) {
		data, err = io.ReadAll(io.LimitReader(r, p.x.limits.Size+1))
		return err
	})
	if int64(len(data)) > p.x.limits.Size {
		p.into.miss(TooLarge, title+"（"+part.Name+"）过大，没有读")
		data = nil
	}
	return data, err
}
