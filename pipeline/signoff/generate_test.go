package signoff_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing/fstest"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// stock is what histories are made of that is dear to make: kinds, compiled rulebooks,
// forms as they are read.
type stock struct {
	kinds *templates.Set
	books []*book
	forms map[paper]form.Form
}

var matterKinds = sync.OnceValues(func() (*templates.Set, error) {
	return templates.Load(fstest.MapFS{"matter/kind.yaml": {Data: []byte(matterKind)}, "leave/kind.yaml": {Data: []byte(leaveKind)}})
})

// newStock makes some rulebooks.
func newStock(r *rand.Rand, rulebooks int) (*stock, error) {
	kinds, err := matterKinds()
	if err != nil {
		return nil, err
	}
	s := &stock{kinds: kinds, forms: map[paper]form.Form{}}
	for range rulebooks {
		steps := randomSteps(r)
		b, err := compiled(kinds, steps)
		if err != nil {
			return nil, err
		}
		s.books = append(s.books, b)
	}
	return s, nil
}

func compiled(kinds *templates.Set, steps []step) (*book, error) {
	regulation, err := rules.Load(kinds, fstest.MapFS{"b/rulebook.yaml": {Data: []byte(rulebookHeader)}, "b/matter.yaml": {Data: []byte(rulebook(steps))}})
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, rulebook(steps))
	}
	return &book{steps, regulation}, nil
}

// form is a form that says what a paper says.
func (s *stock) form(p paper) form.Form {
	f, ok := s.forms[p]
	if !ok {
		text := fmt.Sprintf("表单种类: 事项\n日期: %s\n等级: %s\n重大: %s\n", date(begin).ISO(), p.level, templates.YesNo(p.weighty))
		if p.unit != "" {
			text += "单位: " + p.unit + "\n"
		}
		read, _, err := form.Read("f.yaml", []byte(text), s.kinds)
		if err != nil {
			panic(err)
		}
		f = *read
		s.forms[p] = f
	}
	return f
}

// script is a whole history, so that it can be done again with less in it.
type script struct {
	world world
	paper paper
	book  *book
	moves []move
}

func (s *stock) begin(sc script, c *counts) (*history, error) {
	h := &history{stock: s, book: sc.book, counts: c}
	h.now = time.Date(2026, 3, 1+begin, 8, 30, 0, 0, time.Local)
	h.model = model{world: sc.world.clone(), paper: sc.paper, steps: sc.book.steps, day: begin, now: h.now}
	h.signing.Arrival = arrival
	return h, h.open()
}

// generate makes up a history as it goes, until it is settled or long enough. The error
// is what program and model disagree about, after the last of the moves.
func (s *stock) generate(r *rand.Rand, c *counts) (sc script, err error) {
	sc = script{world: randomWorld(r), paper: randomPaper(r), book: some(r, s.books)}
	h, err := s.begin(sc, c)
	if err != nil {
		return sc, err
	}
	h.thorough = r.IntN(12) == 0
	c.histories++
	for try := 0; try < 4 && len(signers(&h.model)) == 0; try++ {
		h.model.world = randomWorld(r) // one in which there is something to sign
		sc.world = h.model.world.clone()
	}
	h.stands()
	for range 6 + r.IntN(20) {
		m := s.randomMove(r, h)
		sc.moves = append(sc.moves, m)
		if err := h.do(m); err != nil {
			return sc, err
		}
		switch {
		case m.world != nil:
			c.worlds++
		case m.days > 0:
			c.days++
		}
		if h.model.settled() && r.IntN(4) > 0 { // else a kill before it is led on its way
			break
		}
	}
	return sc, h.finish(c, r.IntN(16) == 0)
}

// again does a history once more.
func (s *stock) again(sc script) error {
	h, err := s.begin(sc, newCounts())
	if err != nil {
		return err
	}
	h.thorough = true
	for _, m := range sc.moves {
		if err := h.do(m); err != nil {
			return err
		}
	}
	return h.finish(newCounts(), true)
}

// shrink is a history with as little in it as there can be while program and model
// disagree.
func (s *stock) shrink(sc script) script {
	for smaller := true; smaller; {
		smaller = false
		try := func(with script) {
			if s.again(with) != nil {
				sc, smaller = with, true
			}
		}
		for i := len(sc.moves) - 1; i >= 0; i-- {
			with := sc
			with.moves = slices.Delete(slices.Clone(sc.moves), i, i+1)
			try(with)
		}
		for i := len(sc.world.posts) - 1; i >= 0; i-- {
			with := sc
			with.world.posts = slices.Delete(slices.Clone(sc.world.posts), i, i+1)
			try(with)
		}
		for i := len(sc.world.grants) - 1; i >= 0; i-- {
			with := sc
			with.world.grants = slices.Delete(slices.Clone(sc.world.grants), i, i+1)
			try(with)
		}
		for i := len(sc.world.leaves) - 1; i >= 0; i-- {
			with := sc
			with.world.leaves = slices.Delete(slices.Clone(sc.world.leaves), i, i+1)
			try(with)
		}
	}
	return sc
}

// String writes a history as people read it.
func (sc script) String() string {
	text := fmt.Sprintf("paper %+v\n%s", sc.paper, sc.book) + sc.world.String()
	for _, m := range sc.moves {
		text += fmt.Sprintf("%d minutes later: ", m.minutes)
		switch {
		case m.op != nil:
			text += m.op.String()
			if m.lost || m.killed || m.again {
				text += fmt.Sprintf(" (lost %v, killed %v, again %v)", m.lost, m.killed, m.again)
			}
		case m.days > 0:
			text += fmt.Sprintf("%d days pass", m.days)
		case m.world != nil:
			text += "the office changes:\n" + m.world.String()
		case m.paper != nil:
			text += fmt.Sprintf("the form says %+v", *m.paper)
		case m.book != nil:
			text += "the rulebook changes:\n" + m.book.String()
		case m.forget:
			text += "all that is derived is made anew"
		}
		text += "\n"
	}
	return text
}

func (b *book) String() string { return rulebook(b.steps) }

func (w world) String() (text string) {
	for _, p := range w.posts {
		text += fmt.Sprintf("  %+v\n", p)
	}
	for _, g := range w.grants {
		text += fmt.Sprintf("  delegation %+v\n", g)
	}
	for _, l := range w.leaves {
		text += fmt.Sprintf("  leave %+v\n", l)
	}
	return text
}

// randomMove is what happens next.
func (s *stock) randomMove(r *rand.Rand, h *history) move {
	m := move{minutes: r.IntN(90)}
	if r.IntN(6) == 0 {
		m.minutes = 0
	}
	switch n := r.IntN(100); {
	case n < 4:
		m.days = 1 + r.IntN(4)
	case n < 12:
		w := h.model.world.clone()
		changeWorld(r, &w, h.day())
		m.world = &w
	case n < 16:
		p := randomPaper(r)
		m.paper = &p
	case n < 18:
		m.book = some(r, s.books)
	case n < 22:
		m.forget = true
	default:
		o := randomOp(r, h)
		m.op = &o
		m.lost, m.killed, m.again = r.IntN(25) == 0, r.IntN(12) == 0, r.IntN(15) == 0
	}
	return m
}

// changeWorld lets somebody leave a post or take one up, be away, or delegate; or ends a
// delegation.
func changeWorld(r *rand.Rand, w *world, day int) {
	switch n := r.IntN(10); {
	case n < 3 && len(w.posts) > 0:
		w.posts[r.IntN(len(w.posts))].until = day - r.IntN(2)
	case n < 5:
		p := randomPost(r, day)
		p.from = day - r.IntN(2)
		w.posts = append(w.posts, p)
	case n < 7:
		w.leaves = append(w.leaves, randomLeave(r, day))
	case n < 8 && len(w.grants) > 0:
		w.grants[r.IntN(len(w.grants))].until = day - r.IntN(2)
	default:
		w.grants = append(w.grants, randomGrant(r, day))
	}
}

// randomOp is what somebody tries: mostly those whose turn it is, sometimes anybody.
func randomOp(r *rand.Rand, h *history) (o op) {
	m := &h.model
	anybody := append(slices.Clone(people), stranger, "")
	o.who = some(r, anybody)
	turn := signers(m)
	if len(turn) > 0 && r.IntN(6) > 0 {
		o.who = some(r, turn)
	}
	acts := []string{"signed", "signed", "signed", "signed", "signed", "signed", "taken-back", "passed-on", "passed-on", "asked", "asked", "circulated", "urged"}
	if len(m.questions()) > 0 {
		acts = append(acts, "advised", "advised", "advised", "unasked")
	}
	if len(m.unread()) > 0 {
		acts = append(acts, "read", "read")
	}
	o.act = some(r, acts)
	if r.IntN(15) == 0 {
		o.act = some(r, []string{"recalled", "replaced", "nonsense", "opened", "advised", "unasked", "read"})
	}
	if r.IntN(4) > 0 {
		o.words = some(r, []string{"请抓紧办理", "\xff请\u202e抓紧\x00", " 可以。\r\n请阅 "})
	}
	switch o.act {
	case "signed":
		o.decision = "同意"
		if r.IntN(8) == 0 {
			o.decision = some(r, []string{"不同意", "退回", "", "阅"})
		}
		o.stale = r.IntN(12) == 0
		if all := m.capacities(o.who); len(all) > 0 && r.IntN(3) == 0 {
			c := some(r, all)
			if o.expecting, o.whom = m.coverage(o.who, c), c.whom; r.IntN(5) == 0 {
				o.expecting = append(slices.Clone(o.expecting), seat{"s1", "区长"})
			}
		}
	case "passed-on", "asked", "circulated":
		o.to = []string{some(r, anybody)}
		if n := len(turn); o.act == "passed-on" && n > 0 && r.IntN(3) > 0 {
			o.to = []string{some(r, turn)}
		}
		if r.IntN(3) == 0 {
			o.step = some(r, []string{"s1", "s2", "s3", "s9"})
		}
		if r.IntN(10) == 0 {
			o.to = append(o.to, some(r, people))
		}
		if r.IntN(20) == 0 {
			o.to = nil
		}
	case "advised", "unasked":
		if asked := m.questions(); len(asked) > 0 && r.IntN(4) > 0 {
			q := m.deeds[some(r, asked)-1]
			if o.who = q.to; o.act == "unasked" {
				o.who = q.who
			}
		}
		if r.IntN(4) == 0 {
			o.of = 1 + r.IntN(len(m.deeds))
		}
	case "read":
		if unread := m.unread(); len(unread) > 0 && r.IntN(3) > 0 {
			o.who = some(r, unread)
		}
	case "taken-back":
		if signed := m.signatures(); len(signed) > 0 && r.IntN(3) > 0 {
			o.who = some(r, signed).who
		}
	}
	return o
}

// signers are those who may sign something now.
func signers(m *model) (names []string) {
	for _, w := range m.ways(m.signatures()) {
		if !w.ready || w.stuck {
			continue
		}
		for _, title := range w.open {
			for _, name := range people {
				if !slices.Contains(names, name) && m.mayAtAll(name, seat{w.step.id, title}) {
					names = append(names, name)
				}
			}
		}
	}
	return names
}
