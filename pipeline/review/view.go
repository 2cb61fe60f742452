package review

import (
	"errors"
	"slices"

	"gongwen/archive"
	"gongwen/pipeline/rules"
)

// errAwaits is awaitedBy without the name.
var errAwaits = errors.New("要看另一份正在办理的表单办得如何，等它办完再办")

// view is what one judging of a form sees: the archive as it will be when all that
// is in flight is filed. It notes what was asked, so that a form entered meanwhile
// which would have changed the answer is noticed.
type view struct {
	inFlight *InFlight
	records  rules.Archive
	opened   int // by the clock
	queries  []archive.Query
	relied   []*InFlightForm // forms in flight that were found
}

// Having are the records in the archive and, behind them, those in flight.
func (v *view) Having(q archive.Query) ([]archive.Filed, error) {
	v.queries = append(v.queries, q)
	// In flight first: what is filed in between is then found twice, not missed.
	found := v.inFlight.find(q)
	all, err := v.records.Having(q)
	if err != nil || len(found) == 0 {
		return all, err
	}
	v.inFlight.mu.Lock()
	defer v.inFlight.mu.Unlock()
	for _, f := range found {
		if !slices.ContainsFunc(all, func(filed archive.Filed) bool { return filed.Number == f.filed.Number }) {
			all = append(all, f.filed)
			v.relied = append(v.relied, f)
		}
	}
	return all, nil
}

// view opens a view for one judging. It is closed by admit or close.
func (l *InFlight) view(records rules.Archive) *view {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := &view{inFlight: l, records: records, opened: l.clock}
	if l.views == nil {
		l.views = map[*view]bool{}
	}
	l.views[v] = true
	return v
}

// close ends a judging.
func (l *InFlight) close(v *view) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(v)
}

// admit ends a judging that found a form in order, and enters the form, unless
// another was entered meanwhile that the judging should have known of.
func (l *InFlight) admit(v *view, f *InFlightForm) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.forget(v)
	for _, other := range l.forms {
		if other.entered > v.opened && slices.ContainsFunc(v.queries, func(q archive.Query) bool { return q.Finds(other.card) }) {
			return false
		}
	}
	l.enter(f)
	return true
}

// forget drops a view, and the forms that were kept for it. The caller holds mu.
func (l *InFlight) forget(v *view) {
	delete(l.views, v)
	oldest := l.clock
	for v := range l.views {
		oldest = min(oldest, v.opened)
	}
	l.forms = slices.DeleteFunc(l.forms, func(f *InFlightForm) bool { return f.gone && f.entered <= oldest })
}
