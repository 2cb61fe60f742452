package review

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"gongwen/archive"
	"gongwen/pipeline/form"
)

// InFlight knows the forms that were found in order and are not yet in the
// catalogue. To the rules that look across documents they count as filed, which
// they are about to be: of two leaves of one person for the same days, dropped at
// once, only one is allowed.
//
// The zero InFlight is ready for use.
type InFlight struct {
	mu    sync.Mutex
	clock int // counts the forms that were entered
	views map[*view]bool
	forms []*InFlightForm // in the order they were entered
}

// InFlightForm is a form that was found in order.
type InFlightForm struct {
	key     string // of the arrival
	name    string // the file's, for people
	filed   archive.Filed
	card    archive.Card
	entered int // by the clock
	// settled is closed when the form is in the catalogue, was withdrawn, or does
	// not get on. In the catalogue or withdrawn it is gone, and only kept for the
	// views that were opened before it was entered.
	settled chan struct{}
	gone    bool
	stalled bool
}

// NewInFlightForm is a form of an arrival as it will be filed.
func NewInFlightForm(key string, f *form.Form, unit string) (*InFlightForm, error) {
	text, err := json.Marshal(f.Values)
	if err != nil {
		return nil, fmt.Errorf("%s：内容写不成 JSON：%w", f.Name, err)
	}
	filed := archive.Filed{Kind: f.Kind.Key, Subject: f.Kind.SubjectOf(f.Values), Unit: unit, Secrecy: f.Kind.SecrecyOf(f.Values)}
	if err := json.Unmarshal(text, &filed.Values); err != nil {
		return nil, fmt.Errorf("%s：内容写不成 JSON：%w", f.Name, err)
	}
	return &InFlightForm{key: key, name: f.Name, filed: filed, card: archive.NewCard(filed), settled: make(chan struct{})}, nil
}

// Resume enters a form that took its number earlier.
func (l *InFlight) Resume(f *InFlightForm) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forms = slices.DeleteFunc(l.forms, func(other *InFlightForm) bool { return other.key == f.key })
	l.enter(f)
}

// Number notes the number a form has.
func (l *InFlight) Number(f *InFlightForm, number string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f.filed.Number = number
	f.card = archive.NewCard(f.filed)
}

// Remove takes out a form that is in the catalogue, or was withdrawn before it had
// a number.
func (l *InFlight) Remove(f *InFlightForm) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f.gone = true
	close(f.settled)
}

// Stall notes that a form with a number met a fault and will be tried again.
func (l *InFlight) Stall(f *InFlightForm) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f.stalled = true
	close(f.settled)
}

// enter adds a form. The caller holds mu.
func (l *InFlight) enter(f *InFlightForm) {
	l.clock++
	f.entered = l.clock
	l.forms = append(l.forms, f)
}

// find are the forms in flight that a query asks for.
func (l *InFlight) find(q archive.Query) []*InFlightForm {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []*InFlightForm
	for _, f := range l.forms {
		if !f.gone && q.Finds(f.card) {
			found = append(found, f)
		}
	}
	return found
}

// named is the form in flight that has the number, as it will be filed.
func (l *InFlight) named(number string) (filed archive.Filed, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.forms {
		if f.filed.Number == number {
			return f.filed, true
		}
	}
	return filed, false
}

func (l *InFlight) isStalled(f *InFlightForm) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return f.stalled
}

// awaitedBy is why a form cannot be judged before this one is done. The file is
// named to who may know of it: the ledger shows the reason to the unit.
func (f *InFlightForm) awaitedBy(from Sender) error {
	if from.Reach != nil && !from.Reach(f.filed) {
		return errAwaits
	}
	return fmt.Errorf("要看“%s”办得如何，而那一份还没有办完，等它办完再办", f.name)
}
