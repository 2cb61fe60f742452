package pdf

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/templates/font"
)

// section is one document of a file: what stands between one <page/> and the next. It
// is laid out by itself.
type section struct {
	nodes []*node
	slabs []slab
	foot  []slab // the imprint, at the bottom of the last page
	tail  int    // the first slab of the end, which goes with the imprint
	// form says what the section is, and so how it may be laid out.
	form sectionForm
	// opening is what every page after the first begins with.
	opening func() []slab
	// firstBare leaves the page number off the first page.
	firstBare bool
}

// sectionForm is what a section is.
type sectionForm uint8

const (
	letterForm sectionForm = iota // 公文: text, with or without 版头, signature, 版记
	slipForm                      // 审批单, 登记表: a title and tables
	tornForm                      // 介绍信, 督办通知单: a sheet to be torn in two
)

func formOf(nodes []*node) sectionForm {
	has := map[string]bool{}
	for _, n := range nodes {
		has[n.name] = true
	}
	switch {
	case has["tear"]:
		return tornForm
	case has["table"] && has["headline"] && !has["signature"] && !has["mark"] && !has["letterhead"]:
		return slipForm
	}
	return letterForm
}

// sections divides a document. What would be an empty page is left out.
func sections(root *node) [][]*node {
	var all [][]*node
	var nodes []*node
	flush := func() {
		for _, n := range nodes {
			if n.name != "space" {
				all = append(all, nodes)
				break
			}
		}
		nodes = nil
	}
	for _, n := range root.children {
		if n.name == "page" || n.name == "annexed" {
			flush()
		}
		if n.name == "page" {
			continue
		}
		nodes = append(nodes, n)
	}
	flush()
	return all
}

// section sets the elements of a section in type so many steps smaller than usual.
func (c *composer) section(root *node, nodes []*node, smaller int) *section {
	c.slabs, c.foot, c.firstBare, c.signed, c.beside, c.smaller = nil, nil, false, false, 0, smaller
	form := formOf(nodes)
	c.form = form
	c.size = sizes[root.attr("size", "三号")]
	if form == tornForm {
		c.size = c.stepsDown(c.size)
	}
	for _, n := range withHeadings(withTables(nodes)) {
		c.add(n)
	}
	s := &section{nodes: nodes, slabs: c.slabs, foot: c.foot, form: form, firstBare: c.firstBare}
	if form == slipForm || form == tornForm && nodes[0].name == "headline" {
		s.opening = c.continued(root, nodes)
	}
	s.bind()
	return s
}

// steps are the sizes of running text and tables, from the largest to the least.
var steps = []float64{16, 14, 12, 10.5, 9}

// stepsDown is the size as many steps below another as the section is set smaller: at
// least 五号, on a stub that is kept in the office 小五.
func (c *composer) stepsDown(size float64) float64 {
	least := 10.5
	if c.form == tornForm {
		least = 9
	}
	at := slices.Index(steps, size)
	if at < 0 {
		return size
	}
	return min(size, max(steps[min(at+c.smaller, len(steps)-1)], least))
}

// bind finds what must not be parted: the end of the text from the signature, the
// date from its remark, the last rows of a table from one another, opinions from
// opinions.
func (s *section) bind() {
	const most = 0.6 * areaHeight // that an ending keeps together
	sealed := -1
	for i := range s.slabs {
		switch s.slabs[i].matter {
		case signing:
			if sealed < 0 {
				sealed = i
			}
			if i+1 < len(s.slabs) && s.slabs[i+1].matter == signing {
				s.slabs[i].keep = true
			}
		case remark:
			s.keepRemark(i)
		case opinion:
			s.keepOpinions(i)
		}
	}
	if torn := slices.IndexFunc(s.slabs, func(s slab) bool { return s.matter == perforation }); torn >= 0 && total(s.slabs[torn:]) <= most {
		s.keepFrom(torn, len(s.slabs)-1) // what is torn off is one piece
	}
	s.tail = len(s.slabs)
	if len(s.slabs) == 0 {
		return
	}
	if sealed > 0 {
		from := s.linesBefore(sealed, 2, bodyText)
		if from < 0 || total(s.slabs[from:sealed]) > most {
			from = max(s.linesBefore(sealed, 2, anyMatter), 0)
		}
		s.keepFrom(from, sealed)
	}
	// The last page has two lines, or two rows, at least.
	last := len(s.slabs) - 1
	for last > 0 && !s.slabs[last].bears() {
		last--
	}
	if from := s.linesBefore(last, 1, anyMatter); from >= 0 && total(s.slabs[from:last+1]) <= most {
		s.keepFrom(from, last)
	}
	s.tail = last
	for s.tail > 0 && s.slabs[s.tail-1].keep {
		s.tail--
	}
}

const anyMatter matter = 255

// linesBefore is the slab with which so many lines of a matter begin that stand before
// another slab; -1 where there are not so many.
func (s *section) linesBefore(slab, lines int, of matter) int {
	for i := slab - 1; i >= 0; i-- {
		counts := s.slabs[i].bears() && (of == anyMatter || s.slabs[i].matter == of || s.slabs[i].matter == tableRow)
		if counts {
			if lines--; lines == 0 {
				return i
			}
		}
	}
	return -1
}

func (s *section) keepFrom(from, to int) {
	for i := from; i < to; i++ {
		s.slabs[i].keep = true
	}
}

// keepRemark holds a remark, or the beginning of a long one, on the page of the date.
func (s *section) keepRemark(at int) {
	const lines = 4
	for i := at; i > 0 && at-i < lines; i-- {
		if m := s.slabs[i-1].matter; m == signing {
			s.keepFrom(i-1, at)
			return
		} else if m != remark && s.slabs[i-1].bears() {
			return
		}
	}
}

// keepOpinions holds the opinion at a place together with those before it, where all
// have room on a page: who signs last is to see what those before him wrote.
func (s *section) keepOpinions(at int) {
	const most = 0.8 * areaHeight // the rest is what every page repeats
	first := at
	for first > 0 && s.slabs[first-1].matter == opinion {
		first--
	}
	if first < at && total(s.slabs[first:at+1]) <= most {
		s.slabs[at-1].keep = true
	}
}

// continued is what the pages of a slip after the first begin with: what slip it is, its
// number, and what it is about.
func (c *composer) continued(root *node, nodes []*node) func() []slab {
	title, size := "", ""
	for _, n := range slices.Backward(nodes) {
		switch n.name {
		case "headline":
			title = strings.ReplaceAll(n.text, paragraphEnd, "")
		case "table":
			size = n.attrs["size"]
		}
	}
	var made []slab
	smaller := c.smaller
	return func() []slab {
		if made != nil {
			return made
		}
		d := &composer{typesetter: typesetter{fonts: c.fonts, people: c.people, missing: c.missing}, size: bodySize, form: slipForm, smaller: smaller}
		d.put(d.bySense(18, areaWidth, span{title + continuedMark, font.Title}), style{align: "center"})
		if number := root.attrs["number"]; number != "" {
			d.put([]line{d.single(14, span{number, font.Body})}, style{align: "right"})
		}
		if subject := []rune(root.attrs["subject"]); len(subject) > 0 {
			const most = 58 // characters, in two lines
			if len(subject) > most {
				subject = append(subject[:most], []rune("……")...)
			}
			d.table(&node{name: "table", attrs: map[string]string{"cols": "5 23", "size": size}, children: []*node{
				{name: "row", children: []*node{{name: "label", text: "事由"}, {name: "cell", text: string(subject)}}}}})
		}
		for i := range d.slabs {
			d.slabs[i].matter, d.slabs[i].cut = again, nil
		}
		c.missing = d.missing
		made = d.slabs
		return made
	}
}

// continuedMark stands behind what is said again because it goes on on another page.
const continuedMark = "（续）"

// isRemark reports whether a paragraph is a 附注: in brackets from end to end.
func isRemark(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	return (first == '（' || first == '(') && (last == '）' || last == ')')
}
