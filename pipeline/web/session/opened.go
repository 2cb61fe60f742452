package session

import "time"

// Opened is what a page of a form that waits for signatures showed: the hash over what is
// signed, and how many events of its signing there were that somebody should have read
// before they sign.
type Opened struct {
	Shown string
	Said  int
}

const (
	// ConfirmedFor is how long somebody who has shown again that it is they need not do so
	// for one more signature.
	ConfirmedFor = 5 * time.Minute
	// maxOpened is how many forms a session remembers to have opened.
	maxOpened = 2000
)

// Open notes that a form was opened, by its arrival. Of very many the session forgets
// some, which are then to be opened again.
func (st *Store) Open(s *Session, arrival string, as Opened) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if s.opened == nil {
		s.opened = map[string]Opened{}
	}
	for other := range s.opened {
		if len(s.opened) < maxOpened {
			break
		}
		delete(s.opened, other)
	}
	s.opened[arrival] = as
}

// Opened is what was last shown of a form in the session; the zero Opened for nothing.
func (st *Store) Opened(s *Session, arrival string) Opened {
	st.mu.Lock()
	defer st.mu.Unlock()
	return s.opened[arrival]
}

// Confirm notes that the person has shown again that it is they, how, as signatures name
// it, and from which network address; an empty known forgets that they have.
func (st *Store) Confirm(s *Session, known, from string, now time.Time) {
	st.mu.Lock()
	defer st.mu.Unlock()
	s.confirmed, s.confirmedBy, s.confirmedFrom = now, known, from
}

// Confirmed is how the person has shown within the last ConfirmedFor, from that address,
// that it is they; empty where they have not.
func (st *Store) Confirmed(s *Session, from string, now time.Time) (known string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if s.confirmedFrom != from || now.Before(s.confirmed) || now.Sub(s.confirmed) > ConfirmedFor {
		return ""
	}
	return s.confirmedBy
}
