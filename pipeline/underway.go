package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"gongwen/archive"
	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
)

// underway knows the forms that were found in order and are not yet in the
// catalogue. To the rules that look across documents they count as filed, which
// they are about to be: of two leaves of one person for the same days, dropped at
// once, only one is allowed.
//
// The zero underway is ready for use.
type underway struct {
	mu       sync.Mutex
	moment   int // counts the forms that were entered
	hearings map[*hearing]bool
	forms    []*standing // by entered
}

// standing is a form that was found in order.
type standing struct {
	key     string // of the arrival
	name    string // the file's, for people
	filed   archive.Filed
	card    archive.Card
	entered int // the moment
	// settled is closed when the form is in the catalogue, was withdrawn, or does
	// not get on. In the catalogue or withdrawn it is gone, and only kept for the
	// hearings that began before it was entered.
	settled chan struct{}
	gone    bool
	stalled bool
}

// hearing is one judging of a form: the archive as it will be when all that is
// underway is filed.
type hearing struct {
	underway *underway
	records  rules.Archive
	began    int
	queries  []archive.Query
	relied   []*standing // forms underway that were found
}

// Having are the records in the archive and, behind them, those underway.
func (h *hearing) Having(q archive.Query) ([]archive.Filed, error) {
	h.queries = append(h.queries, q)
	// Underway first: what is filed in between is then found twice, not missed.
	found := h.underway.find(q)
	all, err := h.records.Having(q)
	if err != nil || len(found) == 0 {
		return all, err
	}
	h.underway.mu.Lock()
	defer h.underway.mu.Unlock()
	for _, s := range found {
		if !slices.ContainsFunc(all, func(f archive.Filed) bool { return f.Number == s.filed.Number }) {
			all = append(all, s.filed)
			h.relied = append(h.relied, s)
		}
	}
	return all, nil
}

func (u *underway) find(q archive.Query) []*standing {
	u.mu.Lock()
	defer u.mu.Unlock()
	var found []*standing
	for _, s := range u.forms {
		if !s.gone && q.Finds(s.card) {
			found = append(found, s)
		}
	}
	return found
}

// hear begins a judging.
func (u *underway) hear(records rules.Archive) *hearing {
	u.mu.Lock()
	defer u.mu.Unlock()
	h := &hearing{underway: u, records: records, began: u.moment}
	if u.hearings == nil {
		u.hearings = map[*hearing]bool{}
	}
	u.hearings[h] = true
	return h
}

// close ends a judging.
func (u *underway) close(h *hearing) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.end(h)
}

// admit ends a judging that found a form in order, and enters the form, unless
// another was entered meanwhile that the judging should have known of.
func (u *underway) admit(h *hearing, s *standing) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	defer u.end(h)
	for _, other := range u.forms {
		if other.entered > h.began && slices.ContainsFunc(h.queries, func(q archive.Query) bool { return q.Finds(other.card) }) {
			return false
		}
	}
	u.enter(s)
	return true
}

func (u *underway) enter(s *standing) {
	u.moment++
	s.entered = u.moment
	u.forms = append(u.forms, s)
}

// end forgets a judging, and the forms that were kept for it.
func (u *underway) end(h *hearing) {
	delete(u.hearings, h)
	oldest := u.moment
	for h := range u.hearings {
		oldest = min(oldest, h.began)
	}
	u.forms = slices.DeleteFunc(u.forms, func(s *standing) bool { return s.gone && s.entered <= oldest })
}

// resume enters a form that took its number earlier.
func (u *underway) resume(s *standing) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.forms = slices.DeleteFunc(u.forms, func(other *standing) bool { return other.key == s.key })
	u.enter(s)
}

// numbered tells the number a form has.
func (u *underway) numbered(s *standing, number string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	s.filed.Number = number
	s.card = archive.NewCard(s.filed)
}

// named is the form underway that has the number, as it will be filed.
func (u *underway) named(number string) (filed archive.Filed, ok bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, s := range u.forms {
		if s.filed.Number == number {
			return s.filed, true
		}
	}
	return filed, false
}

// leave tells that a form is in the catalogue, or was withdrawn before it had a
// number.
func (u *underway) leave(s *standing) {
	u.mu.Lock()
	defer u.mu.Unlock()
	s.gone = true
	close(s.settled)
}

// stall tells that a form with a number met a fault and will be tried again.
func (u *underway) stall(s *standing) {
	u.mu.Lock()
	defer u.mu.Unlock()
	s.stalled = true
	close(s.settled)
}

func (u *underway) isStalled(s *standing) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return s.stalled
}

// judgement is what came out of judging a form: it is a duplicate, or it goes
// back, or it is in order and underway.
type judgement struct {
	duplicate string // the number of the record that says the same
	verdict   rules.Verdict
	standing  *standing // of a form in order
}

// judge judges a form in the light of the archive and of what is underway.
// Content is the hash over what it says, empty when it could only be read in
// part.
func (p *Pipeline) judge(ctx context.Context, key string, f *form.Form, found []form.Finding, from Sender, packet, content string, attached func(name string) bool) (judgement, error) {
	s, err := newStanding(key, f, Attribute(p.law, f, from))
	if err != nil {
		return judgement{}, err
	}
	for {
		number, filed, err := p.office.Catalogue.FiledContent(ctx, f.Kind.Key, content)
		if err != nil || filed {
			return judgement{duplicate: number}, err
		}
		h := p.underway.hear(p.office.Catalogue.Others(ctx, packet))
		verdict, err := Judge(p.law, p.fonts, h, f, found, from, attached)
		if err == nil && !verdict.Returned() {
			if p.underway.admit(h, s) {
				return judgement{verdict: verdict, standing: s}, nil
			}
			continue
		}
		p.underway.close(h)
		if err != nil || len(h.relied) == 0 {
			return judgement{verdict: verdict}, err
		}
		// It goes back because of a form that is only about to be filed. When that
		// is done its number can be named, or this one turns out to say the same.
		for _, other := range h.relied {
			<-other.settled
			if p.underway.isStalled(other) {
				return judgement{}, other.awaitedBy(from)
			}
		}
	}
}

// awaitedBy is why a form cannot be judged before this one is done. The file is
// named to who may know of it: the ledger shows the reason to the unit.
func (s *standing) awaitedBy(from Sender) error {
	if from.Reach != nil && !from.Reach(s.filed) {
		return errors.New("要看另一份正在办理的表单办得如何，等它办完再办")
	}
	return fmt.Errorf("要看“%s”办得如何，而那一份还没有办完，等它办完再办", s.name)
}

func newStanding(key string, f *form.Form, unit string) (*standing, error) {
	text, err := json.Marshal(f.Values)
	if err != nil {
		return nil, fmt.Errorf("%s：内容写不成 JSON：%w", f.Name, err)
	}
	filed := archive.Filed{Kind: f.Kind.Key, Subject: f.Kind.SubjectOf(f.Values), Unit: unit, Secrecy: f.Kind.SecrecyOf(f.Values)}
	if err := json.Unmarshal(text, &filed.Values); err != nil {
		return nil, fmt.Errorf("%s：内容写不成 JSON：%w", f.Name, err)
	}
	return &standing{key: key, name: f.Name, filed: filed, card: archive.NewCard(filed), settled: make(chan struct{})}, nil
}
