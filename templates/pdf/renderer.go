package pdf

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"gongwen/templates"
	"gongwen/templates/font"
)

// Renderer prints documents. It is safe for concurrent use.
type Renderer struct {
	fonts *font.Fonts
}

// New makes a renderer with the given fonts.
func New(fonts *font.Fonts) *Renderer { return &Renderer{fonts: fonts} }

// Printed tells what was printed.
type Printed struct {
	Text  string // the document's text as printed, one line a paragraph or table row (cells parted by tabs), without page numbers
	Pages int
}

// MissingError is returned instead of a document with holes in it.
type MissingError struct {
	Characters []rune
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("现有字体都没有这些字：%s。请改用其他写法，或安装含有这些字的字体", strings.Join(strings.Split(string(e.Characters), ""), "、"))
}

// Print writes the document as PDF. The same template, data and fonts give the
// same bytes, whenever and however often it is called.
func (p *Renderer) Print(w io.Writer, t *Template, d Data) (Printed, error) {
	filled, err := t.fill(root(t.kind, d))
	if err != nil {
		return Printed{}, err
	}
	filled.people = peopleIn(t.kind.Fields, d.Values)
	return p.print(w, filled, about{
		title:   headed(filled, t.kind.SubjectOf(d.Values), t.titleOf(d.Values)),
		subject: t.kind.Title,
		author:  d.Office,
		number:  d.Number,
		date:    t.kind.DateOf(d.Values),
		stamp:   d.Stamp,
	})
}

// headed is a document's title: its headline, with the organ that issues it, where that
// says the subject; else what it is called otherwise.
func headed(document *node, subject, otherwise string) string {
	bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for _, n := range document.children {
		if n.name == "headline" {
			if line := n.onOneLine().text; subject != "" && strings.Contains(bare(line), bare(subject)) {
				return line
			}
		}
	}
	return otherwise
}

// titleOf is what a document is called by whoever looks at it.
func (t *Template) titleOf(v templates.Values) string {
	if t.name == "" {
		return t.kind.SubjectOf(v)
	}
	return t.kind.SubjectOf(v) + "（" + t.name + "）"
}

// Prove tries a template, and those of the further documents, on made-up values, in the
// name of the office that will use it. What a form says is looked at when the form comes; this finds, when the
// program starts, the characters that no font has in what the template and the
// office say themselves, before a document gets a number it cannot be printed
// with. The error names them and the template's file.
func (p *Renderer) Prove(t *Template, government, office string) error {
	d := sample(t.kind, true)
	d.Government, d.Office = government, office
	filled, err := t.fill(root(t.kind, d))
	if err != nil {
		return err
	}
	if c := compose(p.fonts, filled, Stamp{}); len(c.missing) > 0 {
		return fmt.Errorf("%s：%w", t.file, &MissingError{c.missing})
	}
	var errs []error
	for _, f := range t.further {
		errs = append(errs, p.Prove(f.Template, government, office))
	}
	return errors.Join(errs...)
}

// OneSheet reports whether a kind's document is to be one sheet.
func OneSheet(k *templates.Kind) bool { return strings.Contains(k.Document, `sheet="one"`) }

// Overfull reports whether a document that is to be one sheet says more than a sheet
// holds in the smallest type; it is false for what may take several. Office
// and check code need not be known: room is left for both.
func (p *Renderer) Overfull(t *Template, d Data) (bool, error) {
	if !OneSheet(t.kind) {
		return false, nil
	}
	room := sample(t.kind, true)
	d.Number, d.Government, d.Office, d.Verify = room.Number, cmp.Or(d.Government, room.Government), cmp.Or(d.Office, room.Office), room.Verify
	filled, err := t.fill(root(t.kind, d))
	if err != nil {
		return false, err
	}
	return len(compose(p.fonts, filled, Stamp{}).pages) > 1, nil
}

// PrintNotice writes a return notice as PDF. Unlike Print it never refuses for
// want of a character.
func (p *Renderer) PrintNotice(w io.Writer, n Notice) (Printed, error) {
	t, err := notice()
	if err != nil {
		return Printed{}, err
	}
	filled, err := t.fill(noticeRoot(n, p.fonts.Missing))
	if err != nil {
		return Printed{}, err
	}
	return p.print(w, filled, about{title: "退件通知：" + n.File, subject: n.Kind, author: n.Office, date: n.Date})
}

func (p *Renderer) print(w io.Writer, filled *node, a about) (Printed, error) {
	c := compose(p.fonts, filled, a.stamp)
	if len(c.missing) > 0 {
		return Printed{}, &MissingError{c.missing}
	}
	if err := write(w, c.pages, a); err != nil {
		return Printed{}, err
	}
	return Printed{Text: c.text, Pages: len(c.pages)}, nil
}
