package signoff_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/review"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// book is a rulebook as the model has it, and compiled.
type book struct {
	steps      []step
	regulation *rules.Regulation
}

// move is one thing that happens in a history.
type move struct {
	minutes int // that pass before it; 0 for none, the clock of the last move
	op      *op
	lost    bool // the program is killed before the journal has the event
	killed  bool // after that, before anything else has
	again   bool // the same request comes twice

	days   int    // that pass
	world  *world // how the office stands from now on
	paper  *paper // what the form says from now on: a new version
	book   *book  // by which rulebook it is judged from now on: a new version
	forget bool   // all that is derived is thrown away, and made anew
}

// history is one signing, done by the program and by the model.
type history struct {
	stock   *stock
	book    *book
	form    form.Form
	people  *workspace.Ruleset
	journal []json.RawMessage
	signing signoff.Signing
	shown   []string // by version
	model   model
	now     time.Time

	at       *signoff.Situation // as it is now; nil when it must be looked at anew
	times    []moment           // of each event of the journal
	thorough bool               // look at everything after each move
	counts   *counts
}

// moment is what an event was checked in.
type moment struct {
	ruleset *workspace.Ruleset
	world   world
	form    form.Form
	now     time.Time
	given   signoff.Event
}

const arrival = "20260331-0001"

func (h *history) day() int { return h.model.day }

// situation is how the program sees the signing now.
func (h *history) situation() (signoff.Situation, error) {
	if h.at == nil {
		reviewer := review.Reviewer{Ruleset: h.people}
		f := h.form
		at, err := reviewer.Situation(&f, h.model.world, h.signing, h.now)
		if err != nil {
			return at, err
		}
		h.at = &at
	}
	at := *h.at
	at.Now = h.now
	return at, nil
}

// stands lets the program know how the office stands now.
func (h *history) stands() {
	h.people = &workspace.Ruleset{Kinds: h.stock.kinds, Regulation: h.book.regulation, Roster: h.model.world.roster()}
	h.at = nil
}

// keep puts an event into the journal.
func (h *history) keep(e signoff.Event, m moment) error {
	text, err := e.JSON()
	if err != nil {
		return err
	}
	if parsed, err := signoff.Parse(text); err != nil || !reflect.DeepEqual(parsed.For, e.For) || parsed.Code(arrival) != e.Code(arrival) {
		return fmt.Errorf("an event reads as another one: %v\n%s", err, text)
	}
	h.journal = append(h.journal, text)
	h.times = append(h.times, m)
	return nil
}

// restart makes anew all that is derived of the journal.
func (h *history) restart() (err error) {
	h.signing, err = signoff.Of(arrival, h.journal)
	h.at = nil
	return err
}

// open opens a new version.
func (h *history) open() error {
	h.form = h.stock.form(h.model.paper)
	parts := signoff.Shown{Content: fmt.Sprint(h.model.paper), Rulebook: fmt.Sprintf("%p", h.book)}
	e := signoff.Event{Act: signoff.Opened, At: h.now, Version: len(h.shown) + 1, Shown: parts.Hash(), Parts: &parts}
	h.shown = append(h.shown, e.Shown)
	h.model.deeds = append(h.model.deeds, deed{act: "opened", at: h.now, day: h.day()})
	if err := h.keep(e, moment{}); err != nil {
		return err
	}
	h.signing.Events = append(slices.Clip(h.signing.Events), e)
	h.stands()
	return nil
}

// do makes a move, and reports what program and model disagree about.
func (h *history) do(m move) error {
	h.now = h.now.Add(time.Duration(m.minutes) * time.Minute)
	if templates.Today(h.now) != date(h.day()) {
		h.now = h.now.Add(-time.Duration(m.minutes) * time.Minute) // not yet tomorrow
	}
	h.model.now = h.now
	switch {
	case m.days > 0:
		h.model.day += m.days
		h.now = time.Date(2026, 3, 1+h.day(), 8, 30, 0, 0, time.Local)
		h.model.now, h.at = h.now, nil
	case m.world != nil:
		h.model.world = m.world.clone()
		h.stands()
	case m.paper != nil || m.book != nil:
		if h.model.end() != "" {
			return nil // then there is none
		}
		if m.paper != nil {
			h.model.paper = *m.paper
		}
		if m.book != nil {
			h.book, h.model.steps = m.book, m.book.steps
		}
		if err := h.open(); err != nil {
			return err
		}
		h.counts.versions++
	case m.forget:
		if err := h.restart(); err != nil {
			return err
		}
	case m.op != nil:
		deeds := len(h.model.deeds)
		if err := h.try(*m.op, m); err != nil {
			return err
		}
		if m.again {
			if err := h.try(*m.op, move{op: m.op}); err != nil {
				return fmt.Errorf("again: %w", err)
			}
		}
		if len(h.model.deeds) == deeds && !m.lost {
			return nil // it was refused, and nothing has changed
		}
	}
	return h.compare()
}

// event is what the program is given for an op.
func (h *history) event(o op) signoff.Event {
	e := signoff.Event{Act: signoff.Act(o.act), Account: "a-" + o.who, Name: o.who, Known: signoff.KnownPassword,
		Step: o.step, Decision: o.decision, Words: o.words, To: o.to}
	if signoff.Act(o.act) == signoff.Signed {
		e.Shown = h.shown[len(h.shown)-1]
		if o.stale {
			i := slices.IndexFunc(h.shown, func(s string) bool { return s != e.Shown })
			e.Shown = "not shown to anybody"
			if i >= 0 {
				e.Shown = h.shown[i]
			}
		}
		for _, s := range o.expecting {
			e.For = append(e.For, form.SignedFor{Step: s.step, Title: s.title, For: o.whom})
		}
	}
	if o.of > 0 && o.of <= len(h.signing.Events) {
		e.Of = h.signing.Code(h.signing.Events[o.of-1])
	}
	return e
}

// try asks program and model for an op.
func (h *history) try(o op, m move) error {
	want := h.model.permit(o)
	at, err := h.situation()
	if err != nil {
		return err
	}
	before, err := h.signing.JSON()
	if err != nil {
		return err
	}
	given := h.event(o)
	e, err := h.signing.Check(given, at)
	h.counts.ops++
	var refusal *signoff.Refusal
	if err != nil && !errors.As(err, &refusal) {
		return err
	}
	if (err == nil) != want.allowed || err != nil && refusal.Forbidden != want.forbidden {
		return fmt.Errorf("%s: program: %v (forbidden %v), model: %+v", o, err, refusal != nil && refusal.Forbidden, want)
	}
	if err != nil {
		h.counts.refused[want.why]++
		after, _ := h.signing.JSON()
		if !slices.EqualFunc(before, after, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
			return fmt.Errorf("%s: refused, and yet something changed", o)
		}
		return nil
	}
	if m.lost {
		h.counts.kills++
		return h.restart()
	}
	h.counts.allowed[o.act]++
	if err := h.sameEvent(e, want.deed, o); err != nil {
		return err
	}
	want.deed.at = e.At // in the same instant as another, a moment later
	h.model.deeds = append(h.model.deeds, want.deed)
	if err := h.keep(e, moment{ruleset: h.people, world: h.model.world, form: h.form, now: h.now, given: given}); err != nil {
		return err
	}
	if m.killed {
		h.counts.kills++
		return h.restart()
	}
	h.signing.Events = append(slices.Clip(h.signing.Events), e)
	h.at = nil
	return nil
}

// sameEvent compares what an event counts for.
func (h *history) sameEvent(e signoff.Event, want deed, o op) error {
	if e.Name != o.who || string(e.Act) != o.act || e.Account != "a-"+o.who {
		return fmt.Errorf("%s: became %+v", o, e)
	}
	if e.At.Before(h.now) || e.At.Sub(h.now) > time.Second {
		return fmt.Errorf("%s: done at %s, and noted for %s", o, h.now, e.At)
	}
	if last := h.signing.Events[len(h.signing.Events)-1]; !e.At.After(last.At) {
		return fmt.Errorf("%s: not after what was done before", o)
	}
	var covers []seat
	whom := ""
	for _, f := range e.For {
		covers = append(covers, seat{f.Step, f.Title})
		if whom = f.For; (f.For == "") != (f.Ground == "") {
			return fmt.Errorf("%s: for %q on the ground %q", o, f.For, f.Ground)
		}
	}
	if !same(covers, want.covers) {
		return fmt.Errorf("%s: counts for %v, model: %v", o, covers, want.covers)
	}
	if e.Act == signoff.Signed && (e.Post != want.post || whom != want.whom) {
		return fmt.Errorf("%s: as %s for %q, model: as %s for %q", o, e.Post, whom, want.post, want.whom)
	}
	if e.Step != want.step {
		return fmt.Errorf("%s: step %q, model: %q", o, e.Step, want.step)
	}
	of := max(want.undoes, want.answers)
	if of == 0 && e.Of != "" || of > 0 && e.Of != h.signing.Code(h.signing.Events[of-1]) {
		return fmt.Errorf("%s: of %q, model: %d", o, e.Of, of)
	}
	return nil
}

func (o op) String() string {
	text := o.act + " by " + o.who
	for name, value := range map[string]string{"to": strings.Join(o.to, ","), "step": o.step, "decision": o.decision, "words": o.words} {
		if value != "" {
			text += " " + name + " " + value
		}
	}
	if o.stale {
		text += " stale"
	}
	if o.expecting != nil {
		text += fmt.Sprint(" expecting ", o.expecting)
	}
	if o.of > 0 {
		text += fmt.Sprint(" of ", o.of)
	}
	return text
}

// counts are what a run comes to.
type counts struct {
	histories, ops, kills, versions, worlds, days int
	allowed, refused, ended                       map[string]int
}

func newCounts() *counts {
	return &counts{allowed: map[string]int{}, refused: map[string]int{}, ended: map[string]int{}}
}

func (c *counts) add(more *counts) {
	c.histories += more.histories
	c.ops += more.ops
	c.kills += more.kills
	c.versions += more.versions
	c.worlds += more.worlds
	c.days += more.days
	for _, two := range [][2]map[string]int{{c.allowed, more.allowed}, {c.refused, more.refused}, {c.ended, more.ended}} {
		for key, n := range two[1] {
			two[0][key] += n
		}
	}
}

func sum(of map[string]int) (n int) {
	for _, one := range of {
		n += one
	}
	return n
}

func (c *counts) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d histories, %d operations: %d allowed, %d refused; %d kills, %d versions, %d changes of the office, %d times some days later\n",
		c.histories, c.ops, sum(c.allowed), sum(c.refused), c.kills, c.versions, c.worlds, c.days)
	for _, named := range []struct {
		what string
		of   map[string]int
	}{{"allowed", c.allowed}, {"refused", c.refused}, {"ended", c.ended}} {
		fmt.Fprintf(&b, "%s:", named.what)
		for _, key := range slices.Sorted(maps.Keys(named.of)) {
			fmt.Fprintf(&b, " %s %d;", key, named.of[key])
		}
		b.WriteString("\n")
	}
	return b.String()
}
