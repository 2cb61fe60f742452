package inbox

import (
	"io/fs"
	"maps"
	"slices"
	"time"

	"gongwen/pipeline/retry"
)

// UnitLook is how a unit's inbox was last looked at.
type UnitLook struct {
	Unit    string    // "" for the inbox itself
	Looked  time.Time // when it was last looked through; zero for never
	Fault   string    // why it cannot be, in Chinese; empty when it can
	Mounted bool      // it is another file system than the inbox
}

// looks is what a unit keeps from one scan to the next, for those who watch over us.
type looks struct {
	looked  time.Time
	blind   error // of the last scan: nothing of it could be looked at
	mounted bool  // it is, or has been, a file system of its own
	gone    bool  // and is not any more
}

// after is the looks after a scan that has come back.
func (l looks) after(p *part) looks {
	l.blind, l.gone = p.blind, p.blind == nil && l.mounted && !p.mounted
	l.mounted = l.mounted || p.mounted
	if p.blind == nil && !l.gone {
		l.looked = time.Now()
	}
	return l
}

// notMounted is what is wrong with an inbox that was a share and is an empty folder now.
const notMounted = "原来是挂载的共享文件夹，现在没有挂载，里面的看不到。请重新挂载；确实不再用共享的，停下程序，删去 temp/status/intake.json 再启动"

// Looks are how the inboxes were last looked at, by unit.
func (s *Scanner) Looks() (all []UnitLook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(s.units)) {
		u := s.units[name]
		look := UnitLook{Unit: name, Looked: u.looked, Mounted: u.mounted}
		switch {
		case u.fault != nil:
			look.Fault = retry.Reason(u.fault)
		case u.blind != nil:
			look.Fault = retry.Reason(u.blind)
		case u.gone:
			look.Fault = notMounted
		}
		all = append(all, look)
	}
	return all
}

func (s *Scanner) remember(mounted string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.units[mounted] == nil {
		s.units[mounted] = &unit{unanswered: true}
	}
	s.units[mounted].mounted = true
}

// forget forgets the units that have no inbox any more. One that was a mounted share
// has not been taken away by an office: what it was mounted on has gone.
func (s *Scanner) forget(there []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, u := range s.units {
		switch {
		case name == "" || slices.Contains(there, name):
		case u.mounted:
			u.gone = true
		default:
			delete(s.units, name)
		}
	}
}

// isMounted reports whether a unit's inbox is another file system than the inbox.
func isMounted(inbox fs.FS, unit string) bool {
	own, err := fs.Stat(inbox, unit)
	if err != nil {
		return false
	}
	around, err := fs.Stat(inbox, ".")
	return err == nil && device(own) != device(around)
}

// Looks are how the inboxes were last looked at, by unit.
func (w *Watcher) Looks() []UnitLook { return w.scanner.Looks() }

// RememberMounted tells of a unit whose inbox was a mounted share when it was last
// looked at by an earlier run. It is to be called before Run.
func (w *Watcher) RememberMounted(unit string) { w.scanner.remember(unit) }
