package signoff_test

import (
	"fmt"
	"slices"

	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// compare holds what the program says now against the model.
func (h *history) compare() error {
	at, err := h.situation()
	if err != nil {
		return err
	}
	if err := h.sameSignatures(); err != nil {
		return err
	}
	if err := h.sameWays(at); err != nil {
		return err
	}
	if got, want := endOf(h.signing), h.model.end(); got != want {
		return fmt.Errorf("ended %q, model: %q", got, want)
	}
	if got, want := h.signing.Settled(at), h.model.settled(); got != want {
		return fmt.Errorf("settled %v, model: %v", got, want)
	}
	turns, err := h.signing.Turns(at)
	if err != nil {
		return err
	}
	var got []string
	for i, t := range turns {
		switch {
		case t.What == signoff.ToAdvise:
			got = append(got, "advise "+t.Title)
		case t.What == signoff.ToRead:
			got = append(got, "read "+t.Title)
		case t.What == signoff.Stuck:
			got = append(got, "stuck "+t.Step)
		default:
			if slices.ContainsFunc(turns[:i], func(other signoff.Turn) bool { return other.Step == t.Step && other.Title == t.Title }) {
				return fmt.Errorf("%s is asked for twice", t.Title)
			}
			whose, err := whoseTurn(at, t)
			if err != nil {
				return err
			}
			got = append(got, "sign "+t.Step+" "+whose)
		}
	}
	slices.Sort(got)
	got = slices.Compact(got)
	if want := h.model.turns(); !slices.Equal(got, want) {
		return fmt.Errorf("turns %q, model: %q", got, want)
	}
	if h.thorough {
		return h.sameTold(at, turns)
	}
	return nil
}

// whoseTurn is whose turn it is to sign, by the day: those who may for the title, but for
// one to whom it was passed on.
func whoseTurn(at signoff.Situation, t signoff.Turn) (string, error) {
	if t.PassedTo == "" {
		return t.Title, nil
	}
	_, ok, err := at.May(t.PassedTo, t.Title, t.InPerson)
	if err != nil || !ok {
		return t.Title, err
	}
	return t.PassedTo, nil
}

func endOf(s signoff.Signing) string {
	e := s.Ended()
	switch {
	case e == nil:
		return ""
	case e.Act == signoff.Signed:
		return e.Decision
	}
	return string(e.Act)
}

// sameSignatures: those that count, each once.
func (h *history) sameSignatures() error {
	counted, want := h.signing.Counted(), h.model.signatures()
	if len(counted) != len(want) {
		return fmt.Errorf("%d signatures count, model: %d", len(counted), len(want))
	}
	for i, e := range counted {
		if e.Name != want[i].who || e.Post != want[i].post || e.Decision != want[i].decision {
			return fmt.Errorf("signature %d: %+v, model: %+v", i, e, want[i])
		}
	}
	rows, signedFor := h.signing.Rows()
	if len(rows) != len(counted) || len(signedFor) != len(counted) || len(h.signing.SignOffs()) != len(counted) {
		return fmt.Errorf("%d signatures, %d lines", len(counted), len(rows))
	}
	return nil
}

// sameWays: which steps there are, and what is open of each.
func (h *history) sameWays(at signoff.Situation) error {
	want := h.model.ways(h.model.signatures())
	if len(at.Route) != len(want) {
		return fmt.Errorf("steps %v, model: %v", at.Route, want)
	}
	for i, p := range at.Route {
		w := want[i]
		same := p.Step == w.step.id && p.Ready == w.ready && p.Done() == w.done
		if w.ready && same {
			same = (p.Unknown != "") == w.stuck && (w.stuck || slices.Equal(p.Open, w.open))
		}
		if !same {
			return fmt.Errorf("step %+v, model: %+v", p, w)
		}
	}
	return nil
}

// sameTold: who is told that it is their turn, is told so rightly, and everybody whose
// turn it is knows; but for those who passed it on.
func (h *history) sameTold(at signoff.Situation, turns []signoff.Turn) error {
	told := map[string]bool{}
	only := map[string]string{} // by step and title: who is asked alone
	day := date(h.day())
	f := h.form
	rows, signedFor := h.signing.Rows()
	f.Sign(rows, signedFor)
	for _, t := range turns {
		if t.What != signoff.ToSign {
			continue
		}
		whose, err := whoseTurn(at, t)
		if err != nil {
			return err
		}
		var may, want []string // who may do it, any of them
		for _, title := range append([]string{t.Title}, t.Or...) {
			candidates, err := h.book.regulation.Candidates(&f, rules.Facts{Roster: h.people.Roster, Archive: h.model.world, Received: day}, title, t.InPerson, day)
			if err != nil {
				return err
			}
			for _, c := range candidates {
				may = append(may, c.Name)
				told[c.Name] = told[c.Name] || title == t.Title && (whose == t.Title || whose == c.Name)
			}
			for _, name := range people {
				if h.model.mayAtAll(name, seat{t.Step, title}) {
					want = append(want, name)
				}
			}
		}
		for _, names := range []*[]string{&may, &want} {
			slices.Sort(*names)
			*names = slices.Compact(*names)
		}
		if !slices.Equal(may, want) {
			return fmt.Errorf("%q may sign %s %s, model: %q", may, t.Step, t.Title, want)
		}
		// Who is the only one may be told so, and nobody else is.
		if len(may) == 1 {
			key := t.Step + " " + t.Title
			if other, twice := only[key]; twice && other != may[0] {
				return fmt.Errorf("%s and %s are both told that it is only their turn for %s", other, may[0], key)
			}
			only[key] = may[0]
		}
	}
	for _, name := range append(slices.Clone(people), stranger, "") {
		_, counts, can, err := h.signing.CanSign(name, at)
		if err != nil {
			return err
		}
		want := h.model.end() == "" && h.model.isTurn(name)
		if h.model.end() != "" {
			can = can && false
		}
		if can != want || can && len(counts) == 0 {
			return fmt.Errorf("%s can sign: %v for %v, model: %v", name, can, counts, want)
		}
		passed := slices.ContainsFunc(h.model.deeds, func(d deed) bool { return d.act == "passed-on" && d.edition == h.model.edition() })
		if told[name] && !can || can && !told[name] && !passed {
			return fmt.Errorf("%s is told %v, and can sign %v", name, told[name], can)
		}
	}
	return nil
}

// agreed: what is settled goes on its way by the rules that judge it, and nothing else.
func (h *history) agreed() error {
	f := h.form
	rows, signedFor := h.signing.Rows()
	f.Sign(rows, signedFor)
	v, err := h.book.regulation.Judge(&f, nil, rules.Facts{Roster: h.people.Roster, Archive: h.model.world, Received: templates.Today(h.now)})
	if err != nil {
		return err
	}
	done := !slices.ContainsFunc(h.model.ways(h.model.signatures()), func(w way) bool { return !w.done })
	if got := len(v.Unsigned) == 0 && !v.Returned(); got != done && h.model.end() == "" {
		return fmt.Errorf("signed %v, judged: %+v %+v", done, v.Findings, v.Unsigned)
	}
	return nil
}
