package signoff_test

import (
	"slices"
	"strings"
	"time"
)

// The model says what must hold of a signing. It is written from the regulation's sense
// and the rules of signing, not from the program: it has only the list of what was done
// and of how the office stands, and works all else out of them from the beginning, each
// time, without any thought for speed.

// deed is what somebody did that counted when it was done.
type deed struct {
	act             string
	who, post, whom string
	at              time.Time
	day             int
	decision, to    string
	readers         []string
	step            string
	covers          []seat // of a signature, what it was given for; of passing on, what was passed on
	undoes, answers int    // the place of another deed in the list, counted from 1
	edition         int    // of the form
}

// seat is one title of one step.
type seat struct{ step, title string }

type model struct {
	world world
	paper paper
	steps []step
	day   int
	now   time.Time
	deeds []deed
}

// edition is which version of the form is being signed.
func (m *model) edition() int {
	n := 0
	for _, d := range m.deeds {
		if d.act == "opened" {
			n++
		}
	}
	return n
}

// bears: does a post have a title?
func bears(p post, title string) bool {
	switch {
	case p.post == title, p.rank == title, p.who == title:
		return true
	case title == "负责常务工作":
		return p.routine
	case strings.HasPrefix(title, "分管"):
		return slices.Contains(p.portfolio, strings.TrimPrefix(title, "分管"))
	case strings.HasSuffix(title, "主要负责人"):
		return p.rank == "部门主要负责人" && p.unit+"主要负责人" == title
	}
	return false
}

// postsOf are what somebody is on a day.
func (m *model) postsOf(who string, day int) (all []post) {
	for _, p := range m.world.posts {
		if p.who == who && p.on(day) {
			all = append(all, p)
		}
	}
	return all
}

// holders are who has a title on a day, in the order of the roster.
func (m *model) holders(title string, day int) (names []string) {
	for _, p := range m.world.posts {
		if p.on(day) && bears(p, title) && !slices.Contains(names, p.who) {
			names = append(names, p.who)
		}
	}
	return names
}

// standsFor is whom somebody in a post may sign for, of those with a title: nobody but
// on a ground of that day.
func (m *model) standsFor(who, in, title string, day int) (whom string) {
	could := false
	for _, p := range m.postsOf(who, day) {
		could = could || p.post == in && slices.Contains(p.standsIn, title)
	}
	holders := m.holders(title, day)
	if len(holders) == 0 && could {
		return title // nobody has the post
	}
	for _, holder := range holders {
		if holder == who {
			continue
		}
		for _, g := range m.world.grants {
			if g.principal == holder && g.delegate == who && g.from <= day && day <= g.until &&
				(len(g.matters) == 0 || slices.Contains(g.matters, matter)) && (len(g.units) == 0 || slices.Contains(g.units, m.paper.unit)) {
				return holder
			}
		}
		for _, l := range m.world.leaves {
			if l.who == holder && l.from <= day && day <= l.until && (l.standIn == who || could) {
				return holder
			}
		}
	}
	return ""
}

// may: somebody in a post may sign for a title on a day, for themselves or for whom.
func (m *model) may(who, in, title string, inPerson bool, day int) (ok bool, whom string) {
	held := false
	for _, p := range m.postsOf(who, day) {
		if p.post != in {
			continue
		}
		held = true
		if bears(p, title) {
			return true, ""
		}
	}
	if inPerson || !held {
		return false, ""
	}
	whom = m.standsFor(who, in, title, day)
	return whom != "", whom
}

// mayAtAll: in some post.
func (m *model) mayAtAll(who string, s seat) bool {
	for _, p := range m.postsOf(who, m.day) {
		if ok, _ := m.may(who, p.post, s.title, m.step(s.step).inPerson, m.day); ok {
			return true
		}
	}
	return false
}

// unasked is the step of a form that no step of the rulebook is about: nobody's silence
// approves it.
var unasked = step{id: "approvals.unasked", who: []string{"{unit}主要负责人"}, manner: "who"}

// inForce are the steps that a form can be asked for.
func (m *model) inForce() []step {
	if !slices.ContainsFunc(m.steps, func(s step) bool { applies, _ := m.applies(s); return applies }) {
		return []step{unasked}
	}
	return m.steps
}

func (m *model) step(id string) step {
	if id == unasked.id {
		return unasked
	}
	return m.steps[slices.IndexFunc(m.steps, func(s step) bool { return s.id == id })]
}

// applies is whether a step is asked for; known is false where that cannot be told.
func (m *model) applies(s step) (applies, known bool) {
	switch s.when {
	case "":
		return true, true
	case `form.level == "甲"`:
		return m.paper.level == "甲", true
	case "form.weighty":
		return m.paper.weighty, true
	case "!form.weighty":
		return !m.paper.weighty, true
	}
	// whether there is a head of government: where there is none, the roster is asked
	// what it does not know
	return true, len(m.holders("区长", m.day)) > 0
}

// asked are the titles of a step; known is false where nobody can be told.
func (m *model) asked(s step) (titles []string, known bool) {
	for _, t := range s.who {
		if strings.Contains(t, "{unit}") && m.paper.unit == "" {
			if s.manner == "all" {
				return nil, false // of all that are asked none is left out
			}
			continue
		}
		if t = strings.ReplaceAll(t, "{unit}", m.paper.unit); !slices.Contains(titles, t) {
			titles = append(titles, t)
		}
	}
	return titles, len(titles) > 0
}

// signatures are those that count: of this edition, not taken back.
func (m *model) signatures() (all []deed) {
	for i, d := range m.deeds {
		if d.act != "signed" || d.edition != m.edition() {
			continue
		}
		back := false
		for _, later := range m.deeds {
			back = back || later.act == "taken-back" && later.undoes == i+1
		}
		if !back {
			all = append(all, d)
		}
	}
	return all
}

// upheld: by what is known now, the signature is one for the title still.
func (m *model) upheld(d deed, s step, title string) bool {
	if d.decision != "同意" || !slices.Contains(d.covers, seat{s.id, title}) {
		return false
	}
	ok, whom := m.may(d.who, d.post, title, s.inPerson, d.day)
	return ok && whom == d.whom
}

// way is how far a step has come.
type way struct {
	step  step
	ready bool
	stuck bool
	done  bool
	open  []string
	at    int // the signature that completes it
}

// ways are the steps that apply, with what is open of them, given the signatures.
func (m *model) ways(signatures []deed) (all []way) {
	for _, s := range m.inForce() {
		applies, known := m.applies(s)
		if !applies {
			continue
		}
		w := way{step: s, ready: true}
		titles, told := m.asked(s)
		from := 0
		for _, before := range all {
			for _, i := range s.after {
				if before.step.id == m.steps[i].id {
					w.ready = w.ready && before.done
					from = max(from, before.at)
				}
			}
		}
		w.stuck = !known || !told
		switch {
		case w.stuck:
		case !w.ready:
			w.open = titles
		default:
			first := -1
			for _, title := range titles {
				i := slices.IndexFunc(signatures, func(d deed) bool { return m.upheld(d, s, title) })
				for i >= 0 && i < from {
					next := slices.IndexFunc(signatures[i+1:], func(d deed) bool { return m.upheld(d, s, title) })
					if next < 0 {
						i = -1
					} else {
						i += 1 + next
					}
				}
				switch {
				case i < 0:
					w.open = append(w.open, title)
				case s.manner == "any":
					if first < 0 || i < first {
						first = i
					}
				default:
					w.at = max(w.at, i)
				}
			}
			if first >= 0 {
				w.open, w.at = nil, first
			}
			w.done = len(w.open) == 0
		}
		all = append(all, w)
	}
	return all
}

// capacity is in what post and for whom somebody signs.
type capacity struct{ in, whom string }

// capacities are those in which somebody could sign now: for themselves rather than for
// others, and then in the order of the steps.
func (m *model) capacities(who string) (all []capacity) {
	for _, own := range []bool{true, false} {
		for _, w := range m.ways(m.signatures()) {
			if !w.ready || w.stuck || w.done {
				continue
			}
			for _, title := range w.open {
				if c, ok := m.capacityFor(who, title, w.step.inPerson); ok && (c.whom == "") == own && !slices.Contains(all, c) && len(m.coverage(who, c)) > 0 {
					all = append(all, c)
				}
			}
		}
	}
	return all
}

// capacityFor is that in which somebody would sign for a title.
func (m *model) capacityFor(who, title string, inPerson bool) (c capacity, ok bool) {
	for _, p := range m.postsOf(who, m.day) {
		may, other := m.may(who, p.post, title, inPerson, m.day)
		if may && (!ok || c.whom != "" && other == "") {
			c, ok = capacity{p.post, other}, true
		}
	}
	return c, ok
}

// coverage is what a signature in that capacity is given for: every title that is open
// and can be signed, also when it can only then.
func (m *model) coverage(who string, c capacity) (covers []seat) {
	already := m.signatures()
	for {
		tried := append(slices.Clone(already), deed{who: who, post: c.in, whom: c.whom, day: m.day, decision: "同意", covers: covers})
		before := len(covers)
		for _, w := range m.ways(tried) {
			if !w.ready || w.stuck {
				continue
			}
			for _, title := range w.open {
				if ok, other := m.may(who, c.in, title, w.step.inPerson, m.day); ok && other == c.whom {
					covers = append(covers, seat{w.step.id, title})
				}
			}
			if len(covers) > before {
				break // and see what has become ready
			}
		}
		if len(covers) == before {
			return covers
		}
	}
}
