package pdf

import (
	"cmp"
	"strings"

	"gongwen/templates/font"
	"gongwen/templates/qrcode"
)

// Verify is what a document carries so that whoever is shown it can ask whether
// it is genuine. The zero Verify prints nothing.
type Verify struct {
	Code    string // the check code, for people to type
	Address string // what the QR code holds: an address with number and code in it or, where there is no such page, whom to ask
	Phone   string // of the office that can be asked; may be empty
}

// verify is the square code with the check code beside it, at the left of the
// lines that follow: a signature leaves that half of the page free.
func (c *composer) verify(n *node) {
	n = n.onOneLine()
	code := n.attrs["code"]
	if code == "" || n.text == "" {
		return
	}
	const (
		side   = 20 * mm
		size   = 10.5 // 五号
		beside = side + 3*mm
		gap    = 2.5 * mm // below the text above
	)
	modules, err := qrcode.Modules(n.text) // nil where it is longer than a QR code holds
	said := []string{"校验码：" + code}
	phone := n.attrs["phone"]
	switch page := isWebAddress(n.text) && err == nil; {
	case page && phone != "":
		said = []string{"扫码查验真伪", "查验电话：" + phone, said[0]}
	case page:
		said = []string{"扫码查验真伪", said[0]}
	default:
		said = []string{"请致电" + cmp.Or(phone, "制发机关") + "查验", said[0]}
	}
	var lines []line
	for _, text := range said {
		c.say(text)
		lines = append(lines, c.single(size, span{text, font.Song}))
	}
	c.beside = gap + side + 1*mm
	c.slabs = append(c.slabs, slab{keep: true, beside: c.beside, paint: func(p *page, top float64) {
		top += gap
		if modules != nil {
			p.squares = append(p.squares, squares{areaLeft, top, side / float64(len(modules)), modules})
			if isWebAddress(n.text) {
				p.linkAreas = append(p.linkAreas, linkArea{&n.text, areaLeft, top, areaLeft + side, top + side})
			}
		}
		y := top + side - float64(len(lines))*size*1.5
		for _, l := range lines {
			p.draw(l, areaLeft+beside, baseline(y, size*1.5, size), black)
			y += size * 1.5
		}
	}})
}

// isWebAddress tells an address that a telephone opens from words for people.
func isWebAddress(text string) bool {
	return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}

// squares are the dark modules of a QR code (ISO/IEC 18004), row by row.
type squares struct {
	x, y float64 // upper left corner
	side float64 // of one module
	dark [][]bool
}
