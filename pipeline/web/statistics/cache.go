// Package statistics keeps in memory what charts, registers and duties need of
// every record: a row of about 300 bytes each, 700 where what a record adds depends on
// those before it, and what the rows add up to. It cannot be SQL, for what of a form is
// added up, and by which date, the kinds know.
//
// The cache follows the catalogue by its changes, so that a reader costs the same
// whatever there is in the archive. Whoever asks says by a Scope which records he
// may see; the others are not counted.
package statistics

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"sync"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/archive/register/posting"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/coalesce"
	"gongwen/templates"
)

// Cache is the rows of all records and their totals. What a reader is shown was
// true a second ago at the earliest, plus the moment it takes to read what was
// filed since. Its methods may be called from many goroutines.
type Cache struct {
	// By gives the kinds and units to count by from the next update on. When they are
	// others than before, all records are counted anew; meanwhile readers are shown the
	// old rows. Nil is for those of New, for ever. It is to be set before the first
	// update.
	By func() (*templates.Set, *roster.Units)

	from   Source
	update *coalesce.Task

	mu     sync.RWMutex
	asOf   time.Time // when the last update began; zero before the first
	*table           // replaced by an update only
}

// table is the rows of all records, counted by some kinds and units.
type table struct {
	kinds *templates.Set
	units *roster.Units
	lines map[string]bool // by key, the kinds of which the effect of a record depends on others
	books posting.Books   // of these
	// held are what superseded records of other kinds would add if they stood, by number.
	held map[string][]templates.Fen
	// groups are the units and degrees that records have; places has them in the order in
	// which they came.
	groups map[[2]string]bool
	places [][2]string
	within *within // of the records of which the effect depends on others

	seq    int64                       // the last change that is in the rows
	rows   map[string]*Row             // by number
	series map[catalogue.Series][]*Row // by serial
	totals map[int]map[Group]*Total    // of what stands, by year
	until  map[string]map[string]*Row  // what stands by its last valid day, then by number
	// spellings are the ways that records spell a unit, by its name.
	spellings map[string]map[string]bool

	words map[string]string // units, degrees and the like, each once; an update's own
}

// maxAge is how old the cache may be without being updated first.
const maxAge = time.Second

// Row is what of a record is needed to add up.
type Row struct {
	Number string
	Series catalogue.Series
	Serial int
	Day    string // 2006-01-02, which it bears
	Until  string // its last valid day; empty when it has none
	Unit   string // by its name in the roster, however the record spells it
	Degree string // of secrecy; empty for none
	Voided bool
	// Superseded reports whether a later record has taken its place.
	Superseded bool
	// Money is what it adds to each column that is added up in the kind's register, see
	// package posting; zero unless it stands.
	Money []templates.Fen
}

// Stands reports whether the record counts.
func (r *Row) Stands() bool { return !r.Voided && !r.Superseded }

// amount is what a record is about: the first column that is added up. Adding up more
// than one would count twice.
func (r *Row) amount() templates.Fen {
	if len(r.Money) == 0 {
		return 0
	}
	return r.Money[0]
}

// Group is what records are added up by, within a year.
type Group struct {
	Kind, Unit, Degree string
	Month              int // 1 to 12
}

// group is that of a row that counts on a day.
func (r *Row) group(day time.Time) Group {
	return Group{r.Series.Kind, r.Unit, r.Degree, int(day.Month())}
}

// Total is what the records of a group add up to, those that stand.
type Total struct {
	Records int
	Amount  templates.Fen
}

// Source is the catalogue as the cache needs it.
type Source interface {
	Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error)
	NumbersMeant(ctx context.Context, typed []string) ([]string, error)
	Superseded(ctx context.Context, kinds *templates.Set, numbers ...string) (map[string]catalogue.Superseded, error)
}

// New makes a cache that is empty until its first update. Updates end with ctx.
func New(ctx context.Context, kinds *templates.Set, units *roster.Units, from Source) *Cache {
	c := &Cache{from: from, table: newTable(kinds, units)}
	c.update = coalesce.New(ctx, c.readChanges)
	return c
}

func newTable(kinds *templates.Set, units *roster.Units) *table {
	t := &table{
		kinds: kinds, units: units, lines: map[string]bool{}, held: map[string][]templates.Fen{}, groups: map[[2]string]bool{}, within: &within{}, rows: map[string]*Row{}, series: map[catalogue.Series][]*Row{},
		totals: map[int]map[Group]*Total{}, until: map[string]map[string]*Row{}, spellings: map[string]map[string]bool{}, words: map[string]string{},
	}
	for _, k := range kinds.All() {
		t.lines[k.Key] = posting.HasLines(k)
	}
	return t
}

// UpToDate waits for an update if the last one is older than a second.
func (c *Cache) UpToDate(ctx context.Context) error {
	c.mu.RLock()
	age := time.Since(c.asOf)
	c.mu.RUnlock()
	if age < maxAge {
		return nil
	}
	return c.update.Shared(ctx)
}

// Update waits for the update under way, or else for a new one.
func (c *Cache) Update(ctx context.Context) error { return c.update.Shared(ctx) }

// Refresh waits until the cache has all that was filed when Refresh was called.
func (c *Cache) Refresh(ctx context.Context) error { return c.update.Fresh(ctx) }

// Wait waits until no update is under way. The context of New must have ended.
func (c *Cache) Wait() { c.update.Wait() }

// batch is how many changes are read at once.
const batch = 200

// readChanges takes in what was filed or voided since the last update.
func (c *Cache) readChanges(ctx context.Context) error {
	t := c.table // which nobody else replaces
	if c.By != nil {
		if kinds, units := c.By(); !reflect.DeepEqual(kinds, t.kinds) || !reflect.DeepEqual(units, t.units) {
			t = newTable(kinds, units)
		}
	}
	for begun := time.Now(); ; {
		changes, err := c.from.Changes(ctx, t.seq, batch)
		if err != nil {
			return err
		}
		stand, err := t.standing(ctx, c.from, changes)
		if err != nil {
			return err
		}
		var rows []*Row
		var posted []posting.Entry
		for _, change := range changes {
			row, entry := t.rowOf(change.Entry, stand)
			rows, posted = append(rows, row), append(posted, entry)
		}
		c.mu.Lock()
		for i, row := range rows {
			t.enter(row, posted[i])
			t.noteSpelling(row.Unit, changes[i].Unit)
		}
		t.restand(stand)
		if len(changes) > 0 {
			t.within.forget()
			t.seq = changes[len(changes)-1].Seq
		}
		if len(changes) < batch {
			c.asOf, c.table = begun, t
			c.mu.Unlock()
			return nil
		}
		c.mu.Unlock()
	}
}

// put replaces the row of a record. The mutex is held.
func (t *table) put(row *Row) {
	if old := t.rows[row.Number]; old != nil {
		t.count(old, -1)
	}
	t.count(row, 1)
	t.rows[row.Number] = row
	if group := [2]string{row.Unit, row.Degree}; !t.groups[group] {
		t.groups[group] = true
		t.places = append(t.places, group)
	}
	all := t.series[row.Series]
	i, found := slices.BinarySearchFunc(all, row.Serial, func(r *Row, serial int) int { return cmp.Compare(r.Serial, serial) })
	if found {
		all[i] = row
	} else {
		t.series[row.Series] = slices.Insert(all, i, row)
	}
}

// noteSpelling notes a way in which a record spells a unit. The mutex is held.
func (t *table) noteSpelling(unit, as string) {
	if t.spellings[unit] == nil {
		t.spellings[unit] = map[string]bool{}
	}
	t.spellings[unit][as] = true
}

// count adds a row to the totals, or with sign -1 takes it away. What does not stand does
// not count. The mutex is held.
func (t *table) count(row *Row, sign int) {
	day, err := time.Parse(time.DateOnly, row.Day)
	if !row.Stands() || err != nil {
		return
	}
	of := t.totals[day.Year()]
	if of == nil {
		of = map[Group]*Total{}
		t.totals[day.Year()] = of
	}
	group := row.group(day)
	if of[group] == nil {
		of[group] = &Total{}
	}
	of[group].Records += sign
	of[group].Amount += templates.Fen(sign) * row.amount()
	switch {
	case row.Until == "":
	case sign < 0:
		delete(t.until[row.Until], row.Number)
	case t.until[row.Until] == nil:
		t.until[row.Until] = map[string]*Row{row.Number: row}
	default:
		t.until[row.Until][row.Number] = row
	}
}

// intern returns the same text, of which memory holds one copy. Only an update may
// call it.
func (t *table) intern(text string) string {
	if kept, ok := t.words[text]; ok {
		return kept
	}
	t.words[text] = text
	return text
}

// rowOf is the row of a record, and how it is posted if it is.
func (t *table) rowOf(e catalogue.Entry, stand map[string]bool) (*Row, posting.Entry) {
	k := t.kinds.Named(e.Kind)
	row := &Row{Number: e.Number, Series: catalogue.Series{Kind: t.intern(e.Kind), Year: e.Year}, Serial: e.Serial,
		Day: t.intern(register.CountedOn(k, e.Record).ISO()), Unit: t.intern(t.units.Canonical(e.Unit)), Degree: t.intern(e.Secrecy),
		Voided: e.Voided != nil, Superseded: e.Voided == nil && !stand[e.Number]}
	entry := posting.Entry{Number: e.Number, Kind: k, Filed: e.Filed, Stands: row.Stands()}
	if k == nil || len(k.Summed()) == 0 && k.ValidUntil == "" {
		return row, entry
	}
	entry.Values, _ = k.Decode(e.Values) // what cannot be decoded any more adds nothing
	if until, ok := entry.Values[k.ValidUntil].(templates.Date); ok {
		row.Until = t.intern(until.ISO())
	}
	if !t.lines[k.Key] {
		entry.Stands = !row.Voided // see hold
		row.Money = posting.Alone(entry)
	}
	return row, entry
}
