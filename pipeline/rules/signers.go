package rules

import (
	"slices"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// Signers tells who may sign on a day, as Candidates does, of many forms at once: what
// several have in common is worked out once. Of a form only its kind, its unit and the day
// it bears matter. It is for one caller at a time, and for as long as nothing is filed
// that it should know of.
type Signers struct {
	regulation *Regulation
	facts      Facts
	day        templates.Date
	on         map[string][]string // who holds a title
	standIns   map[string][]string // who could act for it, as the roster says
	away       map[*Rulebook]map[awayOn][]record
	known      map[signing][]Candidate
}

// signing is what decides who may sign. Kind and unit are empty where they do not matter.
type signing struct {
	book       *Rulebook
	title      string
	inPerson   bool
	kind, unit string
}

// Signers are those of a day, by some facts.
func (r *Regulation) Signers(facts Facts, day templates.Date) *Signers {
	if facts.Roster == nil {
		facts.Roster = roster.New(nil)
	}
	return &Signers{regulation: r, facts: facts, day: day, on: map[string][]string{}, standIns: map[string][]string{},
		away: map[*Rulebook]map[awayOn][]record{}, known: map[signing][]Candidate{}}
}

// May is as whom somebody may sign a form for a title; ok is false where they may not.
func (s *Signers) May(f *form.Form, name, title string, inPerson bool) (c Candidate, ok bool, err error) {
	all, err := s.Candidates(f, title, inPerson)
	i := slices.IndexFunc(all, func(c Candidate) bool { return c.Name == name })
	if err != nil || i < 0 {
		return Candidate{}, false, err
	}
	return all[i], true, nil
}

// Candidates are the people who may sign a form for a title, those who hold it first. The
// error is the archive's.
func (s *Signers) Candidates(f *form.Form, title string, inPerson bool) ([]Candidate, error) {
	book := s.regulation.On(f.Kind.DateOf(f.Values))
	if book == nil {
		return nil, nil
	}
	asked := signing{book: book, title: title, inPerson: inPerson}
	if !inPerson && s.byForm(book, f, title) {
		asked.kind = f.Kind.Key
		asked.unit, _ = f.Values[f.Kind.Unit].(string)
	}
	if all, known := s.known[asked]; known {
		return all, nil
	}
	e := s.evaluation(f, book)
	names, err := s.likely(e, title, inPerson)
	if err != nil {
		return nil, err
	}
	all, err := e.candidates(names, title, inPerson, s.day)
	if err != nil {
		return nil, err
	}
	s.known[asked] = all
	return all, nil
}

// Away is the leave on file for which somebody is not there on the day, as it is cited;
// empty where there is none.
func (s *Signers) Away(f *form.Form, name string) (leave string, err error) {
	book := s.regulation.On(f.Kind.DateOf(f.Values))
	if book == nil {
		return "", nil
	}
	if found, known := s.away[book][awayOn{name, s.day}]; known && len(found) == 0 {
		return "", nil
	}
	e := s.evaluation(f, book)
	leaves, err := e.people.leaves(name, s.day)
	if e.records.err != nil {
		return "", e.records.err
	}
	if err != nil || len(leaves) == 0 {
		return "", nil
	}
	return e.people.cited(leaves[0]), nil
}

// Leave is a leave on file with who acts meanwhile.
type Leave struct{ Number, StandIn string }

// Leaves are those for which somebody is not there on the day.
func (s *Signers) Leaves(f *form.Form, name string) (leaves []Leave, err error) {
	book := s.regulation.On(f.Kind.DateOf(f.Values))
	if book == nil {
		return nil, nil
	}
	e := s.evaluation(f, book)
	found, err := e.people.leaves(name, s.day)
	if e.records.err != nil {
		return nil, e.records.err
	}
	if err != nil { // as a rule that cannot be judged: nobody is known to be away
		return nil, nil
	}
	for _, l := range found {
		named, _ := l.values[e.people.absences().standIn].(string)
		leaves = append(leaves, Leave{templates.Text(l.values["number"]), named})
	}
	return leaves, nil
}

// Holders are those who hold a title on the day.
func (s *Signers) Holders(title string) []string {
	names, known := s.on[title]
	if !known {
		names = s.facts.Roster.Holders(title, s.day)
		s.on[title] = names
	}
	return names
}

func (s *Signers) evaluation(f *form.Form, book *Rulebook) *evaluation {
	e := newEvaluation(f, s.facts, book)
	if s.away[book] == nil {
		s.away[book] = map[awayOn][]record{}
	}
	if !book.away().ofForm() {
		e.people.away = s.away[book]
	}
	return e
}

// byForm reports whether kind and unit of a form may matter: somebody has delegated the
// title for some of them, or the rulebook says so of leaves.
func (s *Signers) byForm(book *Rulebook, f *form.Form, title string) bool {
	if book.away().ofForm() {
		return true
	}
	for _, holder := range s.Holders(title) {
		for _, d := range s.facts.Roster.DelegatedBy(holder) {
			if len(d.Matters)+len(d.Units) > 0 {
				return true
			}
		}
	}
	return false
}

// likely are those who may sign for a title if anybody may, in the order of the roster:
// who holds it, who could stand in for it, and whom a holder's delegation or leave names.
func (s *Signers) likely(e *evaluation, title string, inPerson bool) ([]string, error) {
	holders := s.Holders(title)
	names := map[string]bool{}
	for _, name := range holders {
		names[name] = true
	}
	if inPerson {
		return s.facts.Roster.InOrder(names, s.day), nil
	}
	standIns, known := s.standIns[title]
	if !known {
		standIns = s.facts.Roster.StandIns(title, s.day)
		s.standIns[title] = standIns
	}
	for _, name := range standIns {
		names[name] = true
	}
	for _, holder := range holders {
		for _, d := range s.facts.Roster.DelegatedBy(holder) {
			names[d.Delegate] = true
		}
		leaves, err := e.people.leaves(holder, s.day)
		if e.records.err != nil {
			return nil, e.records.err
		}
		if err != nil {
			continue
		}
		for _, l := range leaves {
			if named, _ := l.values[e.people.absences().standIn].(string); named != "" {
				names[named] = true
			}
		}
	}
	return s.facts.Roster.InOrder(names, s.day), nil
}
