package annotate

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// threads are the discussions on a sheet (threadedComments, MS-XLSX 2.6.205). Excel
// shows the note on such a cell from there, and not from the comments that are kept
// beside it for other programs. The zero value are those of a sheet without any.
type threads struct {
	book *book
	doc  *document
}

// person is who replies in our name.
const person = "{7C1B6A52-3D0E-4E7B-9A55-0D6C2F4B8E19}"

func (b *book) threads(s *sheet) (*threads, error) {
	part, err := s.part.One("threadedComment")
	if err != nil || part == nil {
		return &threads{}, err
	}
	doc, err := b.document(part)
	if err != nil {
		return nil, err
	}
	for _, e := range doc.root.all("threadedComment") {
		if e.attr("personId") == person {
			doc.remove(e) // of an earlier return
		}
	}
	return &threads{b, doc}, nil
}

// reply adds to the discussion of a cell, if there is one.
func (t *threads) reply(at cell, text string) error {
	if t.doc == nil {
		return nil
	}
	var first, last *element
	for _, e := range t.doc.root.all("threadedComment") {
		if e.attr("ref") != at.String() {
			continue
		}
		if first == nil {
			first = e
		}
		last = e
	}
	if first == nil {
		return nil
	}
	p := t.doc.prefix(t.doc.root)
	when := ""
	if day := last.attr("dT"); day != "" {
		when = ` dT="` + escaped(day) + `"`
	}
	t.doc.insert(last.to, "<"+p+`threadedComment ref="`+at.String()+`"`+when+` personId="`+person+`" id="`+guid(at.String()+text)+
		`" parentId="`+escaped(first.attr("id"))+`"><`+p+"text>"+escapedText(text)+"</"+p+"text></"+p+"threadedComment>")
	return t.book.introduce()
}

// introduce puts us among the persons of the workbook.
func (b *book) introduce() error {
	part, err := b.part.One("person")
	if err != nil {
		return err
	}
	if part == nil {
		return errOdd // discussions by nobody
	}
	doc, err := b.document(part)
	if err != nil {
		return err
	}
	for _, e := range doc.root.all("person") {
		if strings.EqualFold(e.attr("id"), person) {
			return nil
		}
	}
	if doc.root.tail == "" {
		doc.append(doc.root, "<"+doc.prefix(doc.root)+`person displayName="`+author+`" id="`+person+`" userId="`+author+`" providerId="None"/>`)
	}
	return nil
}

// guid is a name no other reply has, and the same one for the same text.
func guid(text string) string {
	h := sha256.Sum256([]byte(text))
	return fmt.Sprintf("{%X-%X-%X-%X-%X}", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}
