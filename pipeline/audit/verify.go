package audit

import (
	"context"
	"crypto/sha256"
	"sync"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/index"
	"gongwen/templates"
)

// Subject is what Verify looks at.
type Subject struct {
	Archive *archive.Archive
	// Catalogue is nil when it cannot be opened; NoCatalogue then says why.
	Catalogue   *catalogue.Catalogue
	NoCatalogue error
	Index       *index.Index
	AccessLog   string // folder of the reading room's access log, which need not exist
	// Issued is the folder with the office's copies, empty for none; Kinds are by whose
	// numbers they are known, nil where the kinds cannot be read.
	Issued string
	Kinds  *templates.Set
	// AtWork reports whether the files of an arrival that was taken and has not ended
	// are there. Nil does not ask.
	AtWork func(arrival string) bool
}

// Verify reads everything, every byte of every bag, and returns what is wrong,
// bags first. The error is only for what kept it from looking. progress, which
// may be nil, is called after each bag.
//
// Bags are read one by one, several at a time, and only a few hundred bytes of
// each are kept for the comparisons.
func Verify(ctx context.Context, s Subject, progress func(done, total int)) ([]Finding, error) {
	damage := ""
	if s.Catalogue == nil {
		damage = "打不开"
		if s.NoCatalogue != nil {
			damage = s.NoCatalogue.Error()
		}
	} else {
		var err error
		if damage, err = s.Catalogue.Damage(ctx); err != nil {
			return nil, err
		}
	}
	v := &verification{Subject: s, records: map[string]entry{}, arrivals: map[string]catalogue.State{}, bags: map[string]contents{},
		told: holdings.Told{}, ended: map[string]bool{}, signings: map[string]*signing{}}
	if damage != "" {
		// What such a catalogue says is worth nothing; the bags are checked anyway.
		v.add(Finding{Code: CatalogueBad, Message: "目录数据库已损坏或不见：" + damage, Advice: rebuildAdvice})
	}
	// Bags before the catalogue: a bag is there before its record, so that what is
	// filed meanwhile is not taken for a bag without a record.
	if err := v.checkBags(ctx, progress); err != nil {
		return v.findings, err
	}
	if err := v.checkTrail(); err != nil {
		return v.findings, err
	}
	// The journal is read after the catalogue and written before it: what is filed
	// meanwhile is not taken for what the journal lacks.
	steps := []func(context.Context) error{v.readCatalogue, v.readJournal, v.compareBags, v.checkLosses, v.checkIssued, v.checkSeries, v.checkEnds, v.checkDelegations, v.checkSignings, v.checkIndex}
	if damage != "" {
		v.Catalogue = nil
		steps = []func(context.Context) error{v.readJournal, v.compareBags, v.checkLosses, v.checkIssued, v.checkSignings}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return v.findings, err
		}
	}
	return v.findings, nil
}

// verification gathers what is known and what is wrong.
type verification struct {
	Subject
	mu       sync.Mutex
	findings []Finding
	bags     map[string]contents        // by folder; those that can be read
	folders  []string                   // all
	records  map[string]entry           // by folder
	arrivals map[string]catalogue.State // by ID
	atWork   []catalogue.Arrival        // taken and not ended
	numbers  []catalogue.Number
	losses   map[string]catalogue.Loss // that the catalogue knows of, by number
	seq      int64                     // the last change when the catalogue was read

	delegations     []catalogue.DelegationEvent // as the catalogue has them
	delegationsTold []catalogue.DelegationEvent // as the journal tells

	told     holdings.Told       // by the journal
	signings map[string]*signing // by arrival

	ended map[string]bool // arrivals that went back, as the journal tells
}

func (v *verification) add(f Finding) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.findings = append(v.findings, f)
}

// contents is what is remembered of a record: a large archive must fit in
// memory, so whatever is only compared is there as a hash.
type contents struct {
	number  string
	kind    string
	year    int
	serial  int
	arrival string
	sum     [sha256.Size]byte // of the whole record
	version int               // of record.json
	seal    string            // of the bag; empty in a record of the catalogue
}

func contentsOf(r archive.Record) (contents, error) {
	text, err := r.JSON()
	return contents{r.Number, r.Kind, r.Year, r.Serial, r.Arrival, sha256.Sum256(text), r.Version, ""}, err
}

// folder is where the record's bag belongs.
func (c contents) folder() string {
	return archive.Record{Number: c.number, Kind: c.kind, Year: c.year}.Folder()
}

// entry is a record as the catalogue has it.
type entry struct {
	contents
	voided bool
}
