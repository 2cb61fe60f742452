package web

import (
	"net/netip"
	"sync"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/session"
)

// visit is somebody's reading of one file: all requests for it by one session from
// one network address on one day, with no more than visitPause between them. A player
// of PDFs asks for a file in dozens of parts, and a download that broke off goes on
// later; to the access log that is one taking. Whatever the line would say differently
// makes another visit: looking is not downloading, and a session that is suddenly used
// from elsewhere is told of.
type visit struct {
	session *session.Session
	from    netip.Addr
	day     string // 2006-01-02
	what    journal.Type
	number  string
	arrival string
	path    string
}

// visitPause is how long a file may not be asked for within one visit.
const visitPause = 30 * time.Minute

// maxVisits is how many visits are remembered. When there are more, each request has a
// line of its own.
const maxVisits = 100_000

// visits are those that go on.
type visits struct {
	mu   sync.Mutex
	open map[visit]*visitLine
}

// visitLine is whether a visit is in the access log.
type visitLine struct {
	writing chan struct{} // one slot: held by who writes the line
	written bool          // it is on the disk; whoever holds writing may read this
	last    time.Time     // somebody asked; under the mutex of visits
}

func newVisits() *visits { return &visits{open: map[visit]*visitLine{}} }

// line is that of a visit, begun now or going on.
func (v *visits) line(of visit, now time.Time) *visitLine {
	v.mu.Lock()
	defer v.mu.Unlock()
	line := v.open[of]
	if line == nil || now.Sub(line.last) > visitPause {
		line = &visitLine{writing: make(chan struct{}, 1)}
		if len(v.open) < maxVisits {
			v.open[of] = line
		}
	}
	line.last = now
	return line
}

// sweep forgets visits that are over.
func (v *visits) sweep(now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for of, line := range v.open {
		if now.Sub(line.last) > visitPause {
			delete(v.open, of)
		}
	}
}

// logVisit writes to the access log that something of a file is about to go out, once
// a visit. Requests that come together wait until that line is on the disk; none goes
// on before.
func (r *request) logVisit(e journal.Event) error {
	now := r.server.now()
	of := visit{r.session, r.clientAddr, now.Format(time.DateOnly), e.Type, e.Number, e.Arrival, e.Path}
	line := r.server.visits.line(of, now)
	select {
	case line.writing <- struct{}{}:
		defer func() { <-line.writing }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	if line.written {
		return nil
	}
	if err := r.logAccess(e); err != nil {
		return err
	}
	line.written = true
	return nil
}
