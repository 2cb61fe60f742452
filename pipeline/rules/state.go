package rules

import (
	"cmp"
	"errors"
	"slices"

	"gongwen/templates"
)

// state is how far an approval step has come.
type state struct {
	titles []string
	open   []string // titles nobody has agreed for
	lines  []int    // that somebody agreed on for a title
	at     int      // the line that completes it
	early  int      // a line that would, did it not stand before an earlier step's; -1 for none
}

// state looks for the lines that satisfy a step: those after the steps it comes after.
// One line may serve two steps when the same person is asked in both.
func (e *evaluation) state(p *program) (s state, err error) {
	s.titles, s.early = e.titles(p), -1
	if p.step.all {
		if field, ok := e.unnamed(p); ok {
			return state{early: -1}, absent{p.kind.LabelOf(field)}
		}
	}
	if len(s.titles) == 0 {
		return s, absent{p.kind.LabelOf(placeholderPattern.FindStringSubmatch(p.step.who[0].string)[1])}
	}
	from := 0
	for _, id := range p.step.after {
		q := e.book.step(p.kind.Key, id.string)
		applies, err := e.applies(q)
		var earlier state
		if err == nil && applies {
			earlier, err = e.state(q)
		}
		var empty absent
		if errors.As(err, &empty) { // what that step needs is missing, which is told of it
			continue
		}
		if err != nil {
			return s, err
		}
		if applies && len(earlier.open) == 0 {
			from = max(from, earlier.at)
		}
	}
	signed := e.people.signatures(e.rows(p))
	var found []completion
	for _, title := range s.titles {
		c, early, err := e.completes(p, title, signed, from)
		switch {
		case err != nil:
			return s, err
		case c.line < 0:
			s.open, s.early = append(s.open, title), max(s.early, early)
		case p.step.all || len(found) == 0:
			found = append(found, c)
		case c.line < found[0].line: // whoever was first: what comes after need not wait for another
			found[0] = c
		}
	}
	if !p.step.all && len(found) > 0 {
		s.open = nil
	}
	for _, c := range found {
		s.at, s.lines = max(s.at, c.line), append(s.lines, c.line)
		if c.whom != "" {
			e.actedFor(c.line, c.whom, c.ground)
		}
		e.doneBy(c.line, p)
	}
	return s, nil
}

// completion is the line by which somebody agreed for a title, and for whom, if not for
// themselves, on what ground.
type completion struct {
	line         int
	whom, ground string
}

// completes is the first line, from one on, that is the agreement of a title, and the
// last before that one which would be if it did not stand too early; -1 for none.
func (e *evaluation) completes(p *program, title string, signed []signature, from int) (c completion, early int, err error) {
	c.line, early = -1, -1
	for i, sig := range signed {
		given, atDesk, counts := e.form.Given(i, p.id.string, title)
		if !counts {
			continue
		}
		ok, whom, ground, err := e.people.serves(sig, title, p.step.inPerson)
		if atDesk && (given.For != whom || len(sig.posts) == 0) {
			// Who signed in a post and for whom is known. When the roster is put right
			// afterwards, what they signed does not become something else.
			ok = false
		}
		switch {
		case err != nil:
			return c, -1, err
		case !ok:
		case i < from:
			early = i
		default:
			return completion{i, whom, ground}, early, nil
		}
	}
	return c, early, nil
}

// actedFor notes that somebody signed a line for another.
func (e *evaluation) actedFor(line int, whom, ground string) {
	if !slices.ContainsFunc(e.acting, func(a templates.Acting) bool { return a.Line == line }) {
		e.acting = append(e.acting, templates.Acting{Line: line, For: whom, Ground: ground})
	}
}

// doneBy notes what a line was given for. One that serves two steps was given for the
// later one, though the earlier is looked at again for others that come after it.
func (e *evaluation) doneBy(line int, p *program) {
	at := slices.IndexFunc(e.done, func(d templates.Done) bool { return d.Line == line })
	switch done := (templates.Done{Line: line, Step: p.id.string, Does: p.step.does}); {
	case at < 0:
		e.done = append(e.done, done)
	case e.placeOf(done) > e.placeOf(e.done[at]):
		e.done[at] = done
	}
}

// placeOf is where in the rulebook's order a step stands.
func (e *evaluation) placeOf(d templates.Done) int {
	return slices.IndexFunc(e.book.programs(e.form.Kind.Key), func(p *program) bool { return p.id.string == d.Step })
}

// inOrder are the steps that are done, in the order of the rulebook.
func (e *evaluation) inOrder() []templates.Done {
	slices.SortStableFunc(e.done, func(a, b templates.Done) int {
		return cmp.Or(cmp.Compare(e.placeOf(a), e.placeOf(b)), cmp.Compare(a.Line, b.Line))
	})
	return e.done
}
