package annotate

import (
	"strconv"
	"strings"
)

// faultFill is the colour of a marked cell, RGB.
const faultFill = "FFE08A"

// formats are the formats of cells in a workbook (cellXfs in its styles part, 18.8.10),
// which cells refer to by their order, and those to be added. All that a format says
// but the fill is kept: number format, borders, alignment, protection.
type formats struct {
	doc       *document
	fills     *element
	all       *element   // cellXfs
	there     []*element // xf
	ours      int        // the fill, as the formats refer to it
	added     []string
	like      map[format]int
	fillAdded bool
}

// format is one to be added: like another one, with our fill or without any.
type format struct {
	like   int
	filled bool
}

// noStyles is the styles part of a workbook that has none.
const noStyles = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="` + mainSpace + `"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>` + noFills +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>`

// noFills are the two fills that every workbook has to begin with.
const noFills = `<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>`

// readFormats reads the formats of the workbook, once.
func (b *book) readFormats() (*formats, error) {
	if b.formats != nil {
		return b.formats, nil
	}
	part, err := b.part.One("styles")
	if err != nil {
		return nil, err
	}
	f := &formats{like: map[format]int{}, ours: -1}
	if part != nil {
		f.doc, err = b.document(part)
	} else {
		f.doc, _, err = b.create(b.part, b.free("styles", ".xml", 0), relationshipSpace+"/styles",
			"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml", noStyles)
	}
	if err != nil {
		return nil, err
	}
	f.fills, f.all = f.doc.root.one("fills"), f.doc.root.one("cellXfs")
	if f.fills == nil || f.all == nil {
		return nil, errOdd
	}
	f.there = f.all.all("xf")
	for i, fill := range f.fills.all("fill") {
		if isOurs(fill) {
			f.ours = i
			break
		}
	}
	if f.ours < 0 {
		f.ours, f.fillAdded = len(f.fills.all("fill")), true
	}
	b.formats = f
	return f, nil
}

// isOurs reports whether a fill is our own, from an earlier return.
func isOurs(fill *element) bool {
	pattern := fill.one("patternFill")
	if pattern == nil || pattern.attr("patternType") != "solid" {
		return false
	}
	colour := pattern.one("fgColor")
	return colour != nil && strings.EqualFold(colour.attr("rgb"), "FF"+faultFill)
}

// hasOurs reports whether a format has our fill.
func (f *formats) hasOurs(n int) bool {
	if n >= len(f.there) {
		return false
	}
	fills, i := f.fills.all("fill"), natural(f.there[n].attr("fillId"))
	return i < len(fills) && isOurs(fills[i])
}

// filled is the number of a format like the one of a number, with our fill.
func (f *formats) filled(n int) int {
	if f.hasOurs(n) {
		return n
	}
	return f.change(format{n, true})
}

// plain is the number of a format like one with our fill, without any.
func (f *formats) plain(n int) int { return f.change(format{n, false}) }

func (f *formats) change(to format) int {
	if n, known := f.like[to]; known {
		return n
	}
	fill := 0
	if to.filled {
		fill = f.ours
	}
	n := len(f.there) + len(f.added)
	f.added = append(f.added, f.written(to.like, strconv.Itoa(fill)))
	f.like[to] = n
	return n
}

// written is a format like the one of a number, with another fill.
func (f *formats) written(n int, fill string) string {
	if n >= len(f.there) { // readers take the first, or the usual one
		n = 0
	}
	if len(f.there) == 0 {
		return "<" + f.doc.prefix(f.all) + `xf numFmtId="0" fontId="0" fillId="` + fill + `" borderId="0" applyFill="1"/>`
	}
	xf := f.there[n]
	alone := &document{text: []byte(f.doc.source(xf))}
	tag := &element{from: 0, open: xf.open - xf.from}
	alone.set(tag, "fillId", fill)
	alone.set(tag, "applyFill", "1")
	return string(alone.bytes())
}

// write puts the new formats into the styles part.
func (f *formats) write() {
	if len(f.added) == 0 {
		return
	}
	if f.fillAdded {
		p := "<" + f.doc.prefix(f.fills)
		e := "</" + f.doc.prefix(f.fills)
		f.doc.append(f.fills, p+"fill>"+p+`patternFill patternType="solid">`+p+`fgColor rgb="FF`+faultFill+`"/>`+p+`bgColor indexed="64"/>`+e+"patternFill>"+e+"fill>")
		f.count(f.fills, f.ours+1)
	}
	f.doc.append(f.all, strings.Join(f.added, ""))
	f.count(f.all, len(f.there)+len(f.added))
}

// count mends the number of a list's entries, where it says one.
func (f *formats) count(list *element, n int) {
	if list.attr("count") != "" {
		f.doc.set(list, "count", strconv.Itoa(n))
	}
}

// fill gives the marked cells our fill, and takes it from those marked by an earlier
// return.
func (b *book) fill(g *grid, marks []*mark, earlier []cell) error {
	f, err := b.readFormats()
	if err != nil {
		return err
	}
	missing, marked := map[cell]int{}, map[cell]bool{}
	for _, m := range marks {
		marked[m.cell] = true
		if n := f.filled(g.format(m.cell)); !g.style(m.cell, n) {
			missing[m.cell] = n
		}
	}
	g.add(missing)
	for _, at := range earlier {
		if n := g.format(at); !marked[at] && f.hasOurs(n) {
			g.style(at, f.plain(n))
		}
	}
	return nil
}
