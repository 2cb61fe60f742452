package signoff_test

import (
	"slices"
	"strings"
	"time"
)

// op is what somebody tries to do, allowed or not.
type op struct {
	act       string
	who       string
	to        []string
	step      string // where they name one
	decision  string
	words     string
	stale     bool   // over what was shown in an earlier version
	expecting []seat // what they were told that it counts for; nil where they were not
	whom      string // and for whom
	of        int    // the deed that it is about, where they name one; counted from 1
}

// answer is what becomes of an op. Forbidden is what somebody may not, rather than what is
// too late, too early or not complete.
type answer struct {
	allowed   bool
	forbidden bool
	why       string // for the counts
	deed      deed
}

func no(why string) answer        { return answer{why: why} }
func forbidden(why string) answer { return answer{why: why, forbidden: true} }

// end is how the signing ended without the form being issued; empty where it did not.
func (m *model) end() string {
	for _, d := range m.deeds {
		if d.act == "recalled" || d.act == "replaced" {
			return d.act
		}
	}
	for _, d := range m.signatures() {
		if d.decision != "同意" {
			return d.decision
		}
	}
	return ""
}

// questions are the places of the requests for an opinion that wait for an answer.
func (m *model) questions() (places []int) {
	for i, d := range m.deeds {
		if d.act != "asked" {
			continue
		}
		if !slices.ContainsFunc(m.deeds, func(later deed) bool { return later.answers == i+1 || later.undoes == i+1 }) {
			places = append(places, i+1)
		}
	}
	return places
}

// unread are those who were given the form to read and have not.
func (m *model) unread() (names []string) {
	for i, d := range m.deeds {
		for _, reader := range d.readers {
			read := slices.ContainsFunc(m.deeds[i:], func(later deed) bool { return later.act == "read" && later.who == reader })
			if !read && !slices.Contains(names, reader) {
				names = append(names, reader)
			}
		}
	}
	return names
}

// settled: nothing more is waited for.
func (m *model) settled() bool {
	if m.end() != "" {
		return true
	}
	for _, w := range m.ways(m.signatures()) {
		if !w.done {
			return false
		}
	}
	return len(m.questions()) == 0
}

// turns are whose turn it is: "sign s1 区长", "advise 3 安澜", "read 安澜", "stuck s2".
func (m *model) turns() (all []string) {
	if m.end() != "" {
		return nil
	}
	add := func(words ...string) {
		if turn := strings.Join(words, " "); !slices.Contains(all, turn) {
			all = append(all, turn)
		}
	}
	for _, w := range m.ways(m.signatures()) {
		switch {
		case w.done || !w.ready:
			continue
		case w.stuck:
			add("stuck", w.step.id)
			continue
		}
		for _, title := range w.open {
			here, whose := seat{w.step.id, title}, title
			for _, d := range m.deeds {
				if d.act == "passed-on" && d.edition == m.edition() && slices.Contains(d.covers, here) {
					whose = d.to
				}
			}
			if whose != title && !m.mayAtAll(whose, here) {
				whose = title
			}
			add("sign", w.step.id, whose)
		}
	}
	for _, place := range m.questions() {
		add("advise", m.deeds[place-1].to)
	}
	for _, name := range m.unread() {
		add("read", name)
	}
	slices.Sort(all)
	return all
}

// isTurn: may they sign anything now?
func (m *model) isTurn(who string) bool { return len(m.capacities(who)) > 0 }

// stepOf is the step that somebody means who passes on or asks: the one they name, or
// the first that they may sign for; with what of it they may sign.
func (m *model) stepOf(o op) (id string, mine []seat) {
	for _, w := range m.ways(m.signatures()) {
		if !w.ready || w.stuck || w.done || o.step != "" && o.step != w.step.id {
			continue
		}
		for _, title := range w.open {
			if m.mayAtAll(o.who, seat{w.step.id, title}) {
				mine = append(mine, seat{w.step.id, title})
			}
		}
		if len(mine) > 0 {
			return w.step.id, mine
		}
	}
	return "", nil
}

// onRoster: somebody who has a post today.
func (m *model) onRoster(who string) bool { return len(m.postsOf(who, m.day)) > 0 }

// permit says what becomes of an op.
func (m *model) permit(o op) answer {
	if m.edition() == 0 || m.end() != "" {
		return no("ended")
	}
	d := deed{act: o.act, who: o.who, at: m.now, day: m.day, edition: m.edition()}
	switch o.act {
	case "signed":
		return m.permitSigned(o, d)
	case "taken-back":
		return m.permitTakenBack(o, d)
	case "passed-on", "asked":
		return m.permitHandedOn(o, d)
	case "advised", "unasked":
		return m.permitAnswer(o, d)
	case "circulated":
		for _, name := range o.to {
			if !m.onRoster(name) {
				return no("reader is nobody")
			}
			if name != o.who {
				d.readers = append(d.readers, name)
			}
		}
		if len(d.readers) == 0 {
			return no("no reader")
		}
	case "read":
		if !slices.Contains(m.unread(), o.who) {
			return forbidden("nothing to read")
		}
	case "urged":
		for _, before := range m.deeds {
			if before.act == "urged" && m.now.Sub(before.at) < 2*time.Hour {
				return no("just urged")
			}
		}
	case "recalled", "replaced":
	default:
		return forbidden("no such act")
	}
	return answer{allowed: true, deed: d}
}

func (m *model) permitSigned(o op, d deed) answer {
	if !slices.Contains([]string{"同意", "不同意", "退回"}, o.decision) {
		return no("no decision")
	}
	all := m.capacities(o.who)
	if len(all) == 0 {
		return forbidden("not their turn")
	}
	meant := 0
	if o.expecting != nil {
		meant = slices.IndexFunc(all, func(c capacity) bool { return c.whom == o.whom && same(o.expecting, m.coverage(o.who, c)) })
	}
	if meant >= 0 {
		d.post, d.whom, d.decision, d.covers = all[meant].in, all[meant].whom, o.decision, m.coverage(o.who, all[meant])
	}
	switch {
	case o.stale:
		return no("another version")
	case meant < 0:
		return no("counts for something else by now")
	case o.decision != "同意" && o.words == "":
		return no("no reason")
	}
	for _, place := range m.questions() {
		if m.deeds[place-1].who == o.who {
			return no("waits for an opinion")
		}
	}
	return answer{allowed: true, deed: d}
}

func same(a, b []seat) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(s seat) bool { return !slices.Contains(b, s) })
}

func (m *model) permitTakenBack(o op, d deed) answer {
	last, theirs := 0, false
	for i, s := range m.deeds {
		if s.act != "signed" || s.edition != m.edition() || slices.ContainsFunc(m.deeds, func(later deed) bool { return later.undoes == i+1 }) {
			continue
		}
		last, theirs = i+1, theirs || s.who == o.who
	}
	switch {
	case !theirs:
		return forbidden("nothing to take back")
	case m.deeds[last-1].who != o.who:
		return no("somebody signed after them")
	}
	d.undoes = last
	return answer{allowed: true, deed: d}
}

func (m *model) permitHandedOn(o op, d deed) answer {
	id, mine := m.stepOf(o)
	d.step = id
	switch {
	case id == "":
		return forbidden("not theirs to hand on")
	case len(o.to) != 1 || o.to[0] == o.who:
		return no("to nobody")
	}
	d.to = o.to[0]
	if o.act == "passed-on" {
		for _, s := range mine {
			if m.mayAtAll(d.to, s) {
				d.covers = append(d.covers, s)
			}
		}
		if len(d.covers) == 0 {
			return no("to somebody who may not")
		}
		return answer{allowed: true, deed: d}
	}
	switch {
	case !m.onRoster(d.to):
		return no("to nobody")
	case o.words == "":
		return no("no question")
	}
	for _, place := range m.questions() {
		if q := m.deeds[place-1]; q.who == o.who && q.to == d.to {
			return no("asked already")
		}
	}
	return answer{allowed: true, deed: d}
}

// permitAnswer is for answers, by who was asked, and for doing without: by who asked, or
// by who may sign the same step, so that nothing waits for ever when both are gone.
func (m *model) permitAnswer(o op, d deed) answer {
	for _, place := range m.questions() {
		q := m.deeds[place-1]
		theirs := o.act == "advised" && q.to == o.who
		if o.act == "unasked" {
			theirs = q.who == o.who
			for _, w := range m.ways(m.signatures()) {
				titles, _ := m.asked(w.step)
				for _, title := range titles {
					theirs = theirs || w.step.id == q.step && !w.stuck && m.mayAtAll(o.who, seat{w.step.id, title})
				}
			}
		}
		if !theirs || o.of != 0 && o.of != place {
			continue
		}
		if o.act == "unasked" {
			d.undoes = place
		} else if d.answers = place; o.words == "" {
			return no("no opinion")
		}
		return answer{allowed: true, deed: d}
	}
	return forbidden("was not asked")
}
