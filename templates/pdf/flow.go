package pdf

// slab is a part of a document that goes onto a page in one piece, unless it
// knows how to be cut: a line of text, a rule, a table row.
type slab struct {
	matter matter
	height float64
	// lead is the part of the height, above as below, that is mere space between
	// lines: at the edges of the type area it falls away.
	lead float64
	// grid is how many lines of the grid the slab is high, for what grows and shrinks
	// with the distance of lines; 0 for what does not.
	grid float64
	// keep holds the slab on the page of the one after it.
	keep bool
	// blank is mere distance and vanishes at the top of a new page.
	blank bool
	// paint draws the slab: top is where what it shows begins, below the lead. nil
	// draws nothing.
	paint func(p *page, top float64)
	// cut divides the slab so that the first part is at most room high, or
	// tells that this cannot or should not be done.
	cut func(room float64) (upper, lower slab, ok bool)
	// beside is how far down something reaches that stands beside the slabs from this
	// one on; clear marks the distance after which nothing stands beside it any more.
	beside float64
	clear  bool
	// heading is painted again above the slab when it opens a page.
	heading *slab
	// band is what the slab is made from, if it is of a table.
	band *band
}

// matter is what a slab is to the page it stands on.
type matter uint8

const (
	plain       matter = iota // heads, titles, labels, rules, distances
	bodyText                  // a line of 正文
	listing                   // a line of 附件说明, or of who was present
	signing                   // 署名 and 成文日期
	remark                    // 附注, in brackets under the date
	tableRow                  // a band of a table
	opinion                   // a band of a table that is signed
	imprinted                 // 版记
	perforation               // 骑缝
	again                     // what every page of a document repeats
)

// bears reports whether a slab is something of the document's own that can stand
// beside an ending.
func (s slab) bears() bool { return !s.blank && s.matter != again && s.height > 0 }

// item is a slab with its place on a page.
type item struct {
	slab
	top float64 // of the slab with its lead, from the top of the paper
}

// leaf is a page before it is painted.
type leaf struct {
	items []item
	room  float64 // left at its foot
}

func (l *leaf) paint(p *page) {
	for _, it := range l.items {
		if it.slab.paint != nil {
			it.slab.paint(p, it.top+it.lead)
		}
	}
}

// pager puts slabs on pages, one below the other.
type pager struct {
	opening func() []slab // at the top of every page after the first; may be nil
	leaves  []*leaf
	y       float64
	fresh   bool // nothing of substance on the page yet
}

func (p *pager) leaf() *leaf { return p.leaves[len(p.leaves)-1] }

// turn begins a page.
func (p *pager) turn() {
	if len(p.leaves) > 0 {
		p.leaf().room = areaBottom - p.y
	}
	p.leaves = append(p.leaves, &leaf{})
	p.y = areaTop
	if p.opening != nil && len(p.leaves) > 1 {
		for _, s := range p.opening() {
			p.put(s)
		}
	}
	p.fresh = true
}

// room is the height left on the page. Rounding must not cost a line.
func (p *pager) room() float64 { return areaBottom - p.y + 0.1 }

// fits reports whether slabs have room on the page: of the last one the lead falls away.
func (p *pager) fits(slabs []slab) bool {
	return total(slabs)-slabs[len(slabs)-1].lead <= p.room()
}

// group puts slabs that must share a page on this one or, where they have no room, on
// the next. One whose last slab can be cut begins here if it would leave more than a
// third of the page empty otherwise.
func (p *pager) group(slabs []slab) {
	if !p.fits(slabs) && !p.fresh {
		n := len(slabs) - 1
		before := total(slabs[:n])
		divisible := false
		if cut := slabs[n].cut; cut != nil && before < p.room() {
			_, _, divisible = cut(p.room() - before)
		}
		if !divisible {
			p.turn()
		}
	}
	for _, s := range slabs {
		p.place(s)
	}
}

// place puts a slab on this page or, where it does not fit, the next.
func (p *pager) place(s slab) {
	if s.blank && p.fresh && len(p.leaves) > 1 {
		return
	}
	p.repeat(s)
	for s.height-s.lead > p.room() {
		if s.cut != nil {
			if upper, lower, ok := s.cut(p.room()); ok {
				p.put(upper)
				lower.heading = s.heading
				s = lower
				p.turn()
				p.repeat(s)
				continue
			}
		}
		if p.fresh {
			break // higher than a page and not to be cut
		}
		p.turn()
		p.repeat(s)
	}
	p.put(s)
	p.fresh = false
}

// repeat puts the heading of a slab that opens a page. One so high that the rows under it
// would have little room is not repeated.
func (p *pager) repeat(s slab) {
	const most = areaHeight / 3
	if p.fresh && len(p.leaves) > 1 && s.heading != nil && s.heading.height <= most {
		heading := *s.heading
		heading.matter = again
		p.put(heading)
	}
}

func (p *pager) put(s slab) {
	if p.y == areaTop {
		p.y -= s.lead
	}
	p.leaf().items = append(p.leaf().items, item{s, p.y})
	p.y += s.height
}

// together is how many slabs from the first on must share a page.
func together(slabs []slab) int {
	n := 1
	for n < len(slabs) && slabs[n-1].keep {
		n++
	}
	return n
}

func total(slabs []slab) float64 {
	sum := 0.0
	for _, s := range slabs {
		sum += s.height
	}
	return sum
}
