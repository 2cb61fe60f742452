package pdf

// slab is a part of a document that goes onto a page in one piece, unless it
// knows how to be cut: a line of text, a rule, a table row.
type slab struct {
	height float64
	// lead is the part of the height, above as below, that is mere space between
	// lines: at the edges of the type area it falls away.
	lead float64
	// keep holds the slab on the page of the one after it.
	keep bool
	// blank is mere distance and vanishes at the top of a new page.
	blank bool
	// turn begins a new page, unless one has just begun.
	turn bool
	// paint draws the slab with its upper edge at top; nil draws nothing.
	paint func(p *page, top float64)
	// cut divides the slab so that the first part is at most room high, or
	// tells that this cannot or should not be done.
	cut func(room float64) (upper, lower slab, ok bool)
	// heading is painted again above the slab when it opens a page.
	heading *slab
}

// pager puts slabs on pages, one below the other.
type pager struct {
	pages []*page
	y     float64
	fresh bool // nothing of substance on the page yet
}

// paginate fills pages with the slabs and sets the foot on the bottom of the
// last one.
func paginate(slabs, foot []slab) []*page {
	p := &pager{pages: []*page{{}}, y: areaTop, fresh: true}
	if total(foot) > areaHeight { // as good as text
		slabs, foot = append(slabs, foot...), nil
	}
	for len(slabs) > 0 {
		n := together(slabs)
		if slabs[0].turn && !p.fresh {
			p.turn()
		}
		if total(slabs[:n])-slabs[n-1].lead > p.room() && !p.fresh && (n > 1 || slabs[0].cut == nil) {
			p.turn()
		}
		for _, s := range slabs[:n] {
			p.place(s)
		}
		slabs = slabs[n:]
	}
	if len(foot) > 0 {
		if total(foot) > p.room() {
			p.turn()
		}
		p.y = areaBottom - total(foot)
		for _, s := range foot {
			p.put(s)
		}
	}
	return p.pages
}

func (p *pager) turn() {
	p.pages = append(p.pages, &page{})
	p.y, p.fresh = areaTop, true
}

// room is the height left on the page. Rounding must not cost a line.
func (p *pager) room() float64 { return areaBottom - p.y + 0.1 }

// place puts a slab on this page or, where it does not fit, the next.
func (p *pager) place(s slab) {
	if s.blank && p.fresh && len(p.pages) > 1 {
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
	p.fresh = s.turn
}

// repeat puts the heading of a slab that opens a page.
func (p *pager) repeat(s slab) {
	if p.fresh && len(p.pages) > 1 && s.heading != nil {
		p.put(*s.heading)
	}
}

func (p *pager) put(s slab) {
	if p.y == areaTop {
		p.y -= s.lead
	}
	if s.paint != nil {
		s.paint(p.pages[len(p.pages)-1], p.y)
	}
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
