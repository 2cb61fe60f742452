package docx

import (
	"strconv"
	"strings"

	"gongwen/templates/opc"
)

// style is what a paragraph style says that counts here. What it does not say it has
// from the one it is based on.
type style struct {
	name    string // in small letters: heading 1, title, caption
	based   string
	level   int // 1 to 9; 10 says it is no heading; 0 says nothing
	centred string
	list    *list
}

// list is the list a paragraph belongs to.
type list struct {
	id    string // empty for the style's or that of what it is based on; 0 for none
	level int    // from 0; -1 where it is not said
}

type styles struct {
	all   map[string]style
	usual string // of paragraphs that name none
}

// plainText is the outline level of what is no heading (17.3.1.20).
const plainText = 10

func readStyles(main *opc.Part) (styles, error) {
	s := styles{all: map[string]style{}}
	e, err := root(main, "styles")
	if err != nil || e == nil {
		return s, err
	}
	for _, k := range e.kids {
		if k.name != "style" || k.val("type") != "paragraph" {
			continue
		}
		id := k.val("styleId")
		if k.val("default") == "1" || k.val("default") == "true" {
			s.usual = id
		}
		made := ofProperties(k.kid("pPr"))
		made.name, made.based = strings.ToLower(k.kid("name").val("val")), k.kid("basedOn").val("val")
		if level := headingLevel(made.name); level > 0 {
			made.level = level
		}
		s.all[id] = made
	}
	return s, nil
}

// headingLevel is the level that a style's name tells, 0 for none: heading 1, 标题 1.
func headingLevel(name string) int {
	for _, prefix := range []string{"heading", "标题"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			if n, err := strconv.Atoi(strings.TrimSpace(rest)); err == nil && n >= 1 && n <= 9 {
				return n
			}
		}
	}
	return 0
}

// ofProperties reads what a paragraph or a style says of itself.
func ofProperties(p *element) style {
	var s style
	if outline := p.kid("outlineLvl"); outline != nil {
		if n, err := strconv.Atoi(outline.val("val")); err == nil && n >= 0 && n < plainText {
			s.level = n + 1
		}
	}
	s.centred = p.kid("jc").val("val")
	if n := p.kid("numPr"); n != nil {
		l := list{id: n.kid("numId").val("val"), level: -1}
		if level, err := strconv.Atoi(n.kid("ilvl").val("val")); err == nil && level >= 0 && level < 9 {
			l.level = level
		}
		s.list = &l
	}
	return s
}

// resolved is a style with what it has from those it is based on.
func (s styles) resolved(id string) style {
	made := s.all[id]
	based := made.based
	for range 20 { // a style based on itself
		parent, ok := s.all[based]
		if !ok {
			break
		}
		made.under(parent)
		based = parent.based
	}
	return made
}

// under takes from another style what this one does not say.
func (s *style) under(parent style) {
	if s.level == 0 {
		s.level = parent.level
	}
	if s.centred == "" {
		s.centred = parent.centred
	}
	switch {
	case s.list == nil:
		s.list = parent.list
	case s.list.id == "" && parent.list != nil:
		s.list = &list{parent.list.id, s.list.level}
	}
}

// of is how a paragraph with those properties looks.
func (s styles) of(p *element) (own style, id string) {
	own = ofProperties(p)
	if id = p.kid("pStyle").val("val"); id == "" {
		id = s.usual
	}
	from := s.resolved(id)
	own.name = from.name
	own.under(from)
	return own, id
}
