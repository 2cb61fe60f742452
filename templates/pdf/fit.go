package pdf

import "slices"

// layout is one way to lay a section out, within what GB/T 9704 leaves open.
type layout struct {
	lines   int  // a page has of the grid
	near    bool // one blank line before the signature where two are usual
	tight   int  // how much closer the rows of tables are; 0 to 2
	smaller int  // steps by which type is smaller
}

// usualLayout is the layout of the standard (GB/T 9704, 5.2.3): it is taken wherever it has no
// fault.
var usualLayout = layout{lines: 22}

// price is what departing from the usual layout costs. Prices only count against one
// another and against penalties.
func (l layout) price() float64 {
	price := map[int]float64{
		22: 0,
		23: 3, // 0.4 mm closer: hardly seen
		24: 6,
		21: 5, // looser, so that more goes over to the last page
		26: 9, // this and what follows only on a sheet that has to be one
		30: 12,
	}[l.lines]
	if l.near {
		price++ // the space for the seal stays
	}
	return price + []float64{0, 1, 3}[l.tight] + 5*float64(l.smaller)
}

// pitch is the distance of lines of body type.
func (l layout) pitch() float64 { return (areaHeight - bodySize) / float64(l.lines-1) }

// penalty is something that a layout should not lead to.
type penalty struct {
	cost   float64
	what   string
	counts func(o *laidOut) bool
}

// faulty is the cost from which on a layout is not fit to be signed.
const faulty = 100

// penalties are all of them, with what they cost.
var penalties = []penalty{
	{1000, "页末是标题，或应与下文同页的内容", func(o *laidOut) bool {
		for _, l := range o.leaves[:len(o.leaves)-1] {
			if n := len(l.items); n > 0 && l.items[n-1].keep {
				return true
			}
		}
		return false
	}},
	{1000, "末页只有版记", func(o *laidOut) bool { return o.leaves[len(o.leaves)-1].onlyImprint() && len(o.leaves) > 1 }},
	{1000, "末页署名没有两行正文", func(o *laidOut) bool {
		last := o.leaves[len(o.leaves)-1]
		return len(o.leaves) > 1 && last.count(signing) > 0 && last.count(bodyText)+last.count(tableRow) < 2 && last.count(listing) < 6
	}},
	{1000, "附注与日期不在一页", func(o *laidOut) bool {
		for _, l := range o.leaves {
			if n := l.first(); n != nil && n.matter == remark {
				return true
			}
		}
		return false
	}},
	{1000, "末页只有一行", func(o *laidOut) bool {
		const much = areaHeight / 6 // what is left of a high row can stand alone
		own := o.leaves[len(o.leaves)-1].own()
		return len(o.leaves) > 1 && len(own) == 1 && total(own) < much
	}},
	{2000, "撕成两联的不止一张", func(o *laidOut) bool { return o.section.form == tornForm && len(o.leaves) > 1 }},
	{faulty, "审批单不止一页", func(o *laidOut) bool { return o.section.form == slipForm && len(o.leaves) > 1 }},
	{300, "相连的意见不在一页", func(o *laidOut) bool {
		for i, l := range o.leaves[1:] {
			own, before := l.own(), o.leaves[i].own()
			if len(own) > 0 && own[0].matter == opinion && len(before) > 0 && before[len(before)-1].matter == opinion {
				return true
			}
		}
		return false
	}},
	// Of a slip that takes several pages one more costs as much as tighter rows.
	{4, "审批单超过两页", func(o *laidOut) bool { return o.section.form == slipForm && len(o.leaves) > 2 }},
	// Two lines are carried over to keep the imprint company: good, but a layout
	// on which it has room is better.
	{4, "为版记移行", func(o *laidOut) bool { return o.carried }},
	{8, "末页以外有一页空了三分之一以上", func(o *laidOut) bool {
		for _, l := range o.leaves[:len(o.leaves)-1] {
			if l.room > areaHeight/3 {
				return true
			}
		}
		return false
	}},
}

// laidOut is a section on its pages.
type laidOut struct {
	section *section
	layout  layout
	leaves  []*leaf
	carried bool // the end was carried over to a page where the imprint has room
	cost    float64
	faults  []string // what is wrong with it all the same
}

// fit looks for the best layout of a section: the usual one if it is without fault, else
// that which costs least, the first of several. Lines once set are put on pages anew for
// each; only for smaller type is text set again.
func (c *composer) fit(root *node, nodes []*node) *laidOut {
	s := c.section(root, nodes, 0)
	best := s.lay(usualLayout)
	if best.cost == 0 {
		return best
	}
	try := func(s *section, smaller int) {
		for _, l := range s.layouts() {
			l.smaller = smaller
			if l.price() >= best.cost {
				continue
			}
			if found := s.lay(l); found.cost < best.cost {
				best = found
			}
		}
	}
	try(s, 0)
	for smaller := 1; smaller <= s.smallest() && best.cost >= faulty; smaller++ {
		d := &composer{typesetter: typesetter{fonts: c.fonts, people: c.people, missing: c.missing}}
		try(d.section(root, nodes, smaller), smaller)
		c.missing = d.missing
	}
	return best
}

// layouts are the ways that the section can be laid out in one size of type.
func (s *section) layouts() []layout {
	var all []layout
	switch s.form {
	case slipForm:
		for tight := range 3 {
			all = append(all, layout{lines: 22, tight: tight})
		}
	case tornForm:
		for _, lines := range []int{22, 23, 24, 26, 30} {
			for tight := range 3 {
				all = append(all, layout{lines: lines, tight: tight}, layout{lines: lines, tight: tight, near: true})
			}
		}
	default:
		for _, lines := range []int{22, 23, 24, 21} {
			all = append(all, layout{lines: lines}, layout{lines: lines, near: true})
		}
	}
	return all
}

// smallest is by how many steps the section's type may be smaller. A slip that will not
// become one page by it stays as it is.
func (s *section) smallest() int {
	closest := layout{lines: usualLayout.lines, tight: len(tight) - 1}
	if s.form == tornForm {
		closest.lines = 30
	}
	height := 0.0
	for _, slab := range s.slabs {
		height += slab.in(closest).height
	}
	// What is left of the height at best, by one step or by all.
	const one, all = 0.75, 0.4
	switch {
	case s.form == tornForm && height*all <= areaHeight:
		return 3
	case s.form == slipForm && height*one <= areaHeight:
		return s.smallerTables()
	}
	return 0
}

// smallerTables is by how many steps the largest of the section's tables is above 五号.
func (s *section) smallerTables() int {
	most := 0
	for _, n := range s.nodes {
		if n.name == "table" {
			most = max(most, slices.Index(steps, 10.5)-slices.Index(steps, sizes[n.attr("size", "小四")]))
		}
	}
	return most
}

// lay puts the section on pages.
func (s *section) lay(l layout) *laidOut {
	out := &laidOut{section: s, layout: l}
	slabs := make([]slab, len(s.slabs))
	for i := range s.slabs {
		slabs[i] = s.slabs[i].in(l)
	}
	from, reach := 0, 0.0
	for i := range slabs {
		if slabs[i].beside > 0 {
			from, reach = i, slabs[i].beside
		}
		if slabs[i].clear {
			slabs[i].height = max(0, reach-total(slabs[from:i]))
		}
		if l.near && slabs[i].blank && i+1 < len(slabs) && slabs[i+1].matter == signing {
			slabs[i].height = min(slabs[i].height, l.pitch())
		}
	}
	p := &pager{opening: s.opening}
	p.turn()
	foot := total(s.foot)
	for i := 0; i < len(slabs); {
		n := together(slabs[i:])
		// The end goes to the page on which the imprint has room beside it.
		if end := total(slabs[s.tail:]) + foot; i == s.tail && foot > 0 && !p.fresh && end > p.room() && end <= areaHeight {
			out.carried = p.fits(slabs[i:])
			p.turn()
		}
		p.group(slabs[i : i+n])
		i += n
	}
	if foot > areaHeight { // as good as text
		for _, f := range s.foot {
			p.place(f)
		}
	} else if foot > 0 {
		if foot > p.room() {
			p.turn()
		}
		p.y = areaBottom - foot
		for _, f := range s.foot {
			p.put(f)
		}
	}
	p.leaf().room = areaBottom - p.y
	out.leaves = p.leaves
	out.judge()
	return out
}

// judge adds up what is not as it should be.
func (out *laidOut) judge() {
	out.cost = out.layout.price()
	for _, p := range penalties {
		if p.counts(out) {
			out.cost += p.cost
			if p.cost > faulty {
				out.faults = append(out.faults, p.what)
			}
		}
	}
}

// in is the slab in a layout.
func (s slab) in(l layout) slab {
	if s.grid > 0 {
		more := s.grid * (l.pitch() - linePitch)
		s.height += more
		if s.lead > 0 {
			s.lead += more / 2
		}
	}
	if s.band != nil && l.tight > 0 {
		t := s.band.tightened(l.tight).slab()
		s.height, s.paint, s.cut = t.height, t.paint, t.cut
		if s.heading != nil && s.heading.band != nil {
			heading := s.heading.in(l)
			s.heading = &heading
		}
	}
	return s
}

// first is the first slab of a page that is no repetition.
func (l *leaf) first() *item {
	for i := range l.items {
		if l.items[i].bears() {
			return &l.items[i]
		}
	}
	return nil
}

// onlyImprint reports whether a page has nothing but the imprint.
func (l *leaf) onlyImprint() bool {
	first := l.first()
	return first != nil && first.matter == imprinted
}

func (l *leaf) count(of matter) int {
	n := 0
	for _, it := range l.items {
		if it.matter == of {
			n++
		}
	}
	return n
}

// own are the lines and rows of the document's own that a page has, without the imprint.
func (l *leaf) own() []slab {
	var own []slab
	for _, it := range l.items {
		if it.bears() && it.matter != imprinted {
			own = append(own, it.slab)
		}
	}
	return own
}
