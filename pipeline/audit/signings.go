package audit

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"maps"
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/templates/bounded"
)

// Of the signatures at the desk there are three accounts: the journal, which counts, the
// catalogue, and the bag of the record they led to. Each arrival's events are the same in
// all of them, in order; the catalogue may lack the last of one that is still pending.

// account is how many events one of them has of an arrival, and the hash over them.
type account struct {
	events int
	sum    [sha256.Size]byte
}

// signing are the accounts of an arrival's signing.
type signing struct {
	catalogue, bag account
	folder         string // of the bag
	journal        int
	running        hash.Hash
	differs        bool
}

func newSigning() *signing { return &signing{running: sha256.New()} }

func (v *verification) signing(arrival string) *signing {
	if v.signings[arrival] == nil {
		v.signings[arrival] = newSigning()
	}
	return v.signings[arrival]
}

func addEvent(to hash.Hash, text []byte) {
	to.Write(text)
	to.Write([]byte{'\n'})
}

func sumOf(h hash.Hash) (sum [sha256.Size]byte) { return [sha256.Size]byte(h.Sum(nil)) }

// mostSigning bounds what is read of a bag's account, in bytes.
const mostSigning = 64 << 20

// readSigning reads that of a bag. What cannot be read is reported as changed, with all
// other files; what can be and is none tells nothing.
func (v *verification) readSigning(folder string, r archive.Record) {
	if r.Signing == nil {
		return
	}
	text, err := bounded.ReadPath(v.Archive.Path(folder, r.Signing.Path), mostSigning)
	if err != nil {
		return
	}
	s, err := signoff.ParseFile(text)
	var events []byte
	of := sha256.New()
	for _, e := range s.Events {
		if err == nil {
			events, err = e.JSON()
			addEvent(of, events)
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	at := v.signing(r.Arrival)
	at.bag, at.folder = account{len(s.Events), sumOf(of)}, folder
	at.differs = at.differs || err != nil || s.Arrival != r.Arrival
}

// readSignings reads the catalogue's.
func (v *verification) readSignings(ctx context.Context) error {
	var last *signing
	var arrival string
	of := sha256.New()
	for e, err := range v.Catalogue.AllSignOffs(ctx) {
		if err != nil {
			return err
		}
		if last == nil || e.Arrival != arrival {
			last, arrival = v.signing(e.Arrival), e.Arrival
			of.Reset()
		}
		addEvent(of, []byte(e.Event))
		last.catalogue = account{last.catalogue.events + 1, sumOf(of)}
	}
	return nil
}

// addSigning holds a line of the journal against the others.
func (v *verification) addSigning(e journal.Event) {
	if e.Type != journal.Signing || e.Arrival == "" {
		return
	}
	s := v.signing(e.Arrival)
	s.journal++
	addEvent(s.running, e.SignOff)
	for _, other := range []account{s.catalogue, s.bag} {
		if other.events == s.journal && other.sum != sumOf(s.running) {
			s.differs = true
		}
	}
}

// checkSignings tells of what differs.
func (v *verification) checkSignings(context.Context) error {
	for _, arrival := range slices.Sorted(maps.Keys(v.signings)) {
		s := v.signings[arrival]
		state, known := v.arrivals[arrival]
		ended := known && state != catalogue.Pending
		about := func(code Code, message, advice string) {
			v.add(Finding{Code: code, Path: s.folder, Message: fmt.Sprintf("收件 %s 的签批：", arrival) + message, Advice: advice})
		}
		switch {
		case s.differs:
			about(SigningDiffers, "流水、目录和档案里的 signoffs.json 说的不一样", sealAdvice)
		case s.catalogue.events > s.journal || s.folder != "" && s.bag.events > s.journal:
			about(JournalLacks, fmt.Sprintf("流水里只有%d条，目录或档案里更多", s.journal), journalAdvice)
		case s.folder != "" && s.bag.events < s.journal:
			about(SigningDiffers, fmt.Sprintf("流水里有%d条，档案的 signoffs.json 里只有%d条", s.journal, s.bag.events), sealAdvice)
		case v.Catalogue != nil && ended && s.catalogue.events < s.journal:
			about(LedgerLacks, fmt.Sprintf("流水里有%d条，目录里只有%d条", s.journal, s.catalogue.events), rebuildAdvice)
		}
	}
	return nil
}
