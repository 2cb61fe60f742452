package annotate

import (
	"regexp"
	"strconv"
	"strings"
)

// author signs our notes, and heading is the line they begin with. Either tells them
// from people's own: programs keep the text when they make something else of a note.
const (
	author  = "表单审核"
	heading = "【表单审核】"
)

var headed = regexp.MustCompile(`(^|\r?\n|\r)[ \t]*` + heading + `[ \t]*([\r\n]|$)`)

// comments are the notes on a sheet (18.7). The zero value are those of a sheet
// without any.
type comments struct {
	doc     *document
	authors []*element
	list    *element
	all     []*comment
}

// comment is a note in a sheet.
type comment struct {
	*element
	at     cell
	author string
	text   string
	gone   bool
}

func (b *book) comments(s *sheet) (*comments, error) {
	part, err := s.part.One("comments")
	if err != nil || part == nil {
		return &comments{}, err
	}
	if b.noted[part] {
		return nil, errOdd // two sheets with the same comments
	}
	b.noted[part] = true
	doc, err := b.document(part)
	if err != nil {
		return nil, err
	}
	return readComments(doc)
}

func readComments(doc *document) (*comments, error) {
	authors, list := doc.root.one("authors"), doc.root.one("commentList")
	if doc.root.name.Local != "comments" || authors == nil || list == nil {
		return nil, errOdd
	}
	c := &comments{doc: doc, authors: authors.all("author"), list: list}
	for _, e := range list.all("comment") {
		at, err := cellNamed(e.attr("ref"))
		if err != nil {
			return nil, err
		}
		one := &comment{element: e, at: at}
		if id := natural(e.attr("authorId")); id < len(c.authors) {
			one.author = strings.TrimSpace(doc.content(c.authors[id]))
		}
		for _, p := range pieces(e) {
			one.text += doc.content(p.text)
		}
		c.all = append(c.all, one)
	}
	return c, nil
}

// piece is a piece of a note's text: a run, or the text itself where there are none.
type piece struct {
	*element
	text *element // t
}

func pieces(comment *element) []piece {
	text := comment.one("text")
	if text == nil {
		return nil
	}
	var all []piece
	for _, e := range text.elements {
		switch {
		case e.name.Space != text.name.Space:
		case e.name.Local == "t":
			all = append(all, piece{e, e})
		case e.name.Local == "r" && e.one("t") != nil:
			all = append(all, piece{e, e.one("t")})
		}
	}
	return all
}

// ours is where our part of a note begins, or -1.
func (c *comment) ours() int {
	if c.author == author {
		return 0
	}
	if at := headed.FindStringIndex(c.text); at != nil {
		return at[0]
	}
	return -1
}

// takeOurs takes the notes of an earlier return out, and our part of people's. It
// gives the cells they are on.
func (c *comments) takeOurs() []cell {
	var from []cell
	for _, one := range c.all {
		switch ours := one.ours(); {
		case ours < 0:
			continue
		case ours == 0:
			c.doc.remove(one.element)
			one.gone = true
		default:
			c.cut(one, ours)
		}
		from = append(from, one.at)
	}
	return from
}

// cut ends a note's text before a place.
func (c *comments) cut(one *comment, at int) {
	before := 0
	for _, p := range pieces(one.element) {
		text := c.doc.content(p.text)
		switch keep := at - before; {
		case keep <= 0:
			c.doc.remove(p.element)
		case keep < len(text):
			c.doc.edits = append(c.doc.edits, edit{p.text.open, p.text.close, escapedText(text[:keep])})
		}
		before += len(text)
	}
	one.text = one.text[:at]
}

// on is what people noted on a cell, or nil. Their part of a note stays when ours goes.
func (c *comments) on(at cell) *comment {
	for _, one := range c.all {
		if one.at == at && !one.gone {
			return one
		}
	}
	return nil
}

const noComments = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<comments xmlns="` + mainSpace + `"><authors></authors><commentList></commentList></comments>`

// box is a note as it is to be seen.
type box struct {
	at   cell
	text string
}

// note puts our notes on a sheet. On a cell that people noted something on, ours is
// added to theirs: a cell can have only one.
func (b *book) note(s *sheet, c *comments, marks []*mark) ([]box, error) {
	threads, err := b.threads(s)
	if err != nil || len(marks) == 0 {
		return nil, err
	}
	if c.doc == nil {
		doc, _, err := b.create(s.part, b.free("comments", ".xml", 1), relationshipSpace+"/comments",
			"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml", noComments)
		if err == nil {
			c, err = readComments(doc)
		}
		if err != nil {
			return nil, err
		}
	}
	var boxes []box
	for _, m := range marks {
		text := heading + "\n" + m.text()
		if theirs := c.on(m.cell); theirs != nil {
			if err := threads.reply(m.cell, text); err != nil {
				return nil, err
			}
			c.extend(theirs, text)
			text = theirs.text + "\n" + text
		} else {
			c.add(m.cell, text)
		}
		boxes = append(boxes, box{m.cell, text})
	}
	return boxes, nil
}

// runs are the pieces of our text: the heading stands out.
func runs(prefix, text string) string {
	run := func(look, text string) string {
		return strings.NewReplacer("</", "</"+prefix, "<", "<"+prefix).Replace(
			"<r><rPr>"+look+`<sz val="10"/><color rgb="FF1F2933"/><rFont val="宋体"/><charset val="134"/></rPr><t xml:space="preserve">`) +
			escapedText(text) + "</" + prefix + "t></" + prefix + "r>"
	}
	first, rest, _ := strings.Cut(text, heading)
	return run("<b/>", first+heading) + run("", rest)
}

// escapedText is a text of several lines, which XML may hold as they are.
func escapedText(s string) string { return strings.ReplaceAll(escaped(s), "&#xA;", "\n") }

// add notes something on a cell that has no note yet.
func (c *comments) add(at cell, text string) {
	p := c.doc.prefix(c.list)
	c.doc.append(c.list, "<"+p+`comment ref="`+at.String()+`" authorId="`+strconv.Itoa(c.authorID())+`"><`+p+"text>"+
		runs(p, text)+"</"+p+"text></"+p+"comment>")
}

// authorID is our number among the authors.
func (c *comments) authorID() int {
	for i, a := range c.authors {
		if strings.TrimSpace(c.doc.content(a)) == author {
			return i
		}
	}
	if list := c.doc.root.one("authors"); list.tail == "" {
		p := c.doc.prefix(list)
		c.doc.append(list, "<"+p+"author>"+author+"</"+p+"author>")
	}
	return len(c.authors)
}

// extend adds to what people noted.
func (c *comments) extend(theirs *comment, text string) {
	p := c.doc.prefix(theirs.element)
	within := theirs.one("text")
	if within == nil {
		c.doc.append(theirs.element, "<"+p+"text>"+runs(p, text)+"</"+p+"text>")
		return
	}
	after := -1
	for _, piece := range pieces(theirs.element) {
		if piece.element == piece.text { // made a run, for nothing else can be followed by runs
			c.doc.insert(piece.from, "<"+p+"r>")
			c.doc.insert(piece.to, "</"+p+"r>")
		}
		after = piece.to
	}
	if after < 0 {
		c.doc.append(within, runs(p, text))
		return
	}
	c.doc.insert(after, runs(p, "\n"+text))
}
