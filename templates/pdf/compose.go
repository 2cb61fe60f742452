package pdf

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"gongwen/templates/font"
)

// composer turns the elements of a filled-in template into slabs.
type composer struct {
	typesetter
	size    float64 // of text that does not say otherwise
	form    sectionForm
	smaller int     // steps by which tables are set smaller than they say
	matter  matter  // of the slabs that put makes
	signed  bool    // the signature stands above
	beside  float64 // how far down a code reaches that stands beside the signature
	slabs   []slab
	foot    []slab   // the imprint, at the bottom of the last page
	text    []string // the document's text, a paragraph each
	// firstBare leaves the page number off the first page.
	firstBare bool
}

// composed is a document ready to be drawn.
type composed struct {
	pages    []*page
	text     string
	missing  []rune     // characters no font can draw
	sections []*laidOut // how its parts were laid out
}

func compose(fonts *font.Fonts, root *node, stamp Stamp) composed {
	c := &composer{typesetter: typesetter{fonts: fonts, people: root.people}}
	var done composed
	for _, nodes := range sections(root) {
		out := c.fit(root, nodes)
		first := len(done.pages)
		for _, l := range out.leaves {
			p := &page{}
			l.paint(p)
			done.pages = append(done.pages, p)
		}
		done.sections = append(done.sections, out)
		pages := done.pages[first:]
		if root.attrs["pages"] != "no" {
			c.numberPages(pages, out, first)
		} else if len(pages) > 1 && out.section.form != letterForm { // a slip's sheets must not be mixed up
			c.numberPages(pages, out, 0)
		}
	}
	if len(done.pages) == 0 {
		done.pages = []*page{{}}
	}
	c.stamp(done.pages, stamp)
	done.text, done.missing = strings.Join(c.text, "\n"), c.missing
	return done
}

// numberPages puts the page numbers under the type area, their dashes 7 mm below
// it: on odd pages one character in from the right, on even ones from the left,
// where the outer edge of a bound sheet is. So many pages stand before them. A page
// that has only the imprint has no number (GB/T 9704, 7.5), nor has the first of a letter.
func (c *composer) numberPages(pages []*page, out *laidOut, before int) {
	const size = 14 // 四号
	for i, p := range pages {
		if i == 0 && out.section.firstBare || out.leaves[i].onlyImprint() {
			continue
		}
		n := before + i + 1
		l := c.single(size, span{fmt.Sprintf("— %d —", n), font.Song})
		x := areaLeft + size
		if n%2 == 1 {
			x = areaRight - size - l.width
		}
		p.number = n
		p.draw(l, x, areaBottom+7*mm+(ascent-0.5)*size, black)
	}
}

func (c *composer) add(n *node) {
	if above := n.number("above", 0); above > 0 {
		c.blank(above)
	}
	c.matter = matterOf[n.name]
	switch n.name {
	case "mark":
		c.mark(n.onOneLine())
	case "letterhead":
		c.letterhead(n.onOneLine())
	case "number":
		c.number(n)
	case "rule":
		c.rule(n)
	case "headline":
		c.headline(n)
	case "to":
		c.block(n, style{role: font.Body})
	case "p":
		align := n.attr("align", "justify")
		indent := 2.0
		if align != "justify" {
			indent = 0
		}
		switch {
		case c.signed && isRemark(n.text):
			c.matter = remark
		case align == "right" || align == "center":
			c.matter = plain
		}
		first := len(c.slabs)
		c.block(n, style{role: roleNamed[n.attrs["font"]], size: sizes[n.attrs["size"]], align: align, indent: n.number("indent", indent)})
		if n.attrs["keep"] == "yes" {
			c.keep(first)
		}
	case "h1", "h2", "h3", "h4":
		c.heading(n, int(n.name[1]-'1'))
	case "led":
		c.led(n)
	case "hang":
		c.hang(n)
	case "names":
		c.names(n)
	case "annexes":
		c.annexes(n)
	case "annexed":
		c.annexed(n)
	case "signature":
		c.signature(n.onOneLine())
		c.signed = true
	case "space":
		if high := n.number("mm", 0); high > 0 {
			c.slabs = append(c.slabs, slab{height: high * mm, blank: true})
		} else {
			c.blank(n.number("lines", 1))
		}
	case "tear":
		c.tear(n.onOneLine())
	case "table":
		c.table(n)
	case "verify":
		c.verify(n)
	case "imprint":
		c.imprint(n)
	}
}

// matterOf is what an element's text is to its page.
var matterOf = map[string]matter{
	"p": bodyText, "led": bodyText, "hang": listing, "names": listing, "annexes": listing, "signature": signing,
}

// roleNamed are the typefaces a template can ask for.
var roleNamed = map[string]font.Role{"": font.Body, "小标宋": font.Title, "仿宋": font.Body, "黑体": font.Hei, "楷体": font.Kai, "宋体": font.Song}

func (n *node) attr(name, otherwise string) string {
	if v := n.attrs[name]; v != "" {
		return v
	}
	return otherwise
}

func (n *node) number(name string, otherwise float64) float64 {
	if v, err := strconv.ParseFloat(n.attrs[name], 64); err == nil {
		return v
	}
	return otherwise
}

// style is how a paragraph looks.
type style struct {
	role   font.Role
	size   float64 // 0 is the document's own
	align  string  // left, center, right or justify; empty is left
	indent float64 // of the first line, in characters
	color  color
}

// leading is the height of a line: for 三号 the grid's, in proportion for
// smaller type, and for titles, which are short, a little closer.
func leading(size float64) float64 {
	if size <= bodySize {
		return size * linePitch / bodySize
	}
	return max(linePitch, size*1.45)
}

func (c *composer) say(text string) {
	if text != "" {
		c.text = append(c.text, text)
	}
}

func (c *composer) blank(lines float64) {
	c.slabs = append(c.slabs, slab{height: lines * linePitch, grid: lines, blank: true})
}

// block sets every paragraph of an element in one style.
func (c *composer) block(n *node, s style) {
	for _, text := range n.paragraphs() {
		c.say(text)
		size := cmp.Or(s.size, c.size)
		m := measure{size: size, width: areaWidth, indent: s.indent * pitch(size), justify: s.align == "justify"}
		c.put(c.lines(m, span{text, s.role}), s)
	}
}

// put turns lines of text into slabs; of the style only place and colour count.
func (c *composer) put(lines []line, s style) {
	for _, l := range lines {
		l.align(s.align, areaWidth)
		height, grid := leading(l.size), 0.0
		if l.size <= bodySize {
			grid = l.size / bodySize
		}
		c.slabs = append(c.slabs, slab{
			matter: c.matter,
			height: height,
			lead:   (height - l.size) / 2,
			grid:   grid,
			paint:  func(p *page, top float64) { p.draw(l, areaLeft, top+ascent*l.size, s.color) },
		})
	}
}

// baseline centres a line of text in its height.
func baseline(top, height, size float64) float64 { return top + (height-size)/2 + ascent*size }

// keep holds the slabs from the given one on together with what comes next.
func (c *composer) keep(first int) {
	for i := first; i < len(c.slabs); i++ {
		c.slabs[i].keep = true
	}
}
