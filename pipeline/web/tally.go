package web

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// tally is a line of every record in memory, about 200 bytes each, and what they
// add up to: for charts, registers and duties. It cannot be SQL, for what of a
// form is added up, and by which date, the kinds know.
//
// It follows the catalogue by its changes, so that a reader costs the same
// whatever there is in the archive. What a reader is shown was true tallyAge ago
// at the earliest, plus the moment it takes to work in what was filed since.
type tally struct {
	kinds   *templates.Set
	units   *roster.Units
	money   map[*templates.Kind][]string // the columns of its register that are added up
	from    source
	catchUp *rounds

	mu     sync.RWMutex
	asOf   time.Time // when the last catching up began; zero before the first
	seq    int64
	lines  map[string]*line             // by number
	series map[catalogue.Series][]*line // by serial
	sums   map[int]map[cell]*sum        // of what stands, by year
	until  map[string]map[string]*line  // what stands by its last valid day, then by number
	words  map[string]string            // units, degrees and the like, each once
	// spellings are the ways that records spell a unit, by its name.
	spellings map[string]map[string]bool
}

// tallyAge is how old the tally may be without being brought up to date first.
const tallyAge = time.Second

// line is what of a record is needed to add up.
type line struct {
	number string
	series catalogue.Series
	serial int
	day    string // 2006-01-02, on which registers count it
	until  string // its last valid day; empty when it has none
	unit   string
	degree string
	voided bool
	money  []templates.Fen // by column that is added up in the kind's register
}

// amount is what a record is about: the first column that is added up. Adding up
// more than one would count twice.
func (l *line) amount() templates.Fen {
	if len(l.money) == 0 {
		return 0
	}
	return l.money[0]
}

// cell is what records are added up by, within a year.
type cell struct {
	kind, unit, degree string
	month              int
}

type sum struct {
	records int
	amount  templates.Fen
}

// source is the catalogue as the tally needs it.
type source interface {
	Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error)
}

func newTally(life context.Context, kinds *templates.Set, units *roster.Units, from source) *tally {
	t := &tally{
		kinds: kinds, units: units, from: from, money: map[*templates.Kind][]string{}, lines: map[string]*line{}, series: map[catalogue.Series][]*line{},
		sums: map[int]map[cell]*sum{}, until: map[string]map[string]*line{}, words: map[string]string{}, spellings: map[string]map[string]bool{},
	}
	for _, k := range kinds.All() {
		for _, c := range k.Register {
			if k.Sums(c) {
				t.money[k] = append(t.money[k], c.From)
			}
		}
	}
	t.catchUp = newRounds(life, t.workIn)
	return t
}

// upToDate waits until the tally is.
func (t *tally) upToDate(ctx context.Context) error {
	t.mu.RLock()
	age := time.Since(t.asOf)
	t.mu.RUnlock()
	if age < tallyAge {
		return nil
	}
	return t.catchUp.shared(ctx)
}

// stride is how many changes are worked in at once.
const stride = 200

// workIn works in what was filed or voided since. One round runs at a time.
func (t *tally) workIn(ctx context.Context) error {
	for begun := time.Now(); ; {
		changes, err := t.from.Changes(ctx, t.seq, stride)
		if err != nil {
			return err
		}
		var lines []*line
		for _, c := range changes {
			lines = append(lines, t.lineOf(c.Entry))
		}
		t.mu.Lock()
		for i, l := range lines {
			t.put(l)
			t.spell(l.unit, changes[i].Unit)
		}
		if len(changes) > 0 {
			t.seq = changes[len(changes)-1].Seq
		}
		if len(changes) < stride {
			t.asOf = begun
			t.mu.Unlock()
			return nil
		}
		t.mu.Unlock()
	}
}

// put makes a line that of its record. The mutex is held.
func (t *tally) put(l *line) {
	if old := t.lines[l.number]; old != nil {
		t.count(old, -1)
	}
	t.count(l, 1)
	t.lines[l.number] = l
	all := t.series[l.series]
	i, found := slices.BinarySearchFunc(all, l.serial, func(l *line, serial int) int { return cmp.Compare(l.serial, serial) })
	if found {
		all[i] = l
	} else {
		t.series[l.series] = slices.Insert(all, i, l)
	}
}

// spell notes a way in which a record spells a unit. The mutex is held.
func (t *tally) spell(unit, as string) {
	if t.spellings[unit] == nil {
		t.spellings[unit] = map[string]bool{}
	}
	t.spellings[unit][as] = true
}

// count adds a line to the sums, or takes it away. What is void does not count.
func (t *tally) count(l *line, sign int) {
	day, err := time.Parse(time.DateOnly, l.day)
	if l.voided || err != nil {
		return
	}
	of := t.sums[day.Year()]
	if of == nil {
		of = map[cell]*sum{}
		t.sums[day.Year()] = of
	}
	at := cell{l.series.Kind, l.unit, l.degree, int(day.Month())}
	if of[at] == nil {
		of[at] = &sum{}
	}
	of[at].records += sign
	of[at].amount += templates.Fen(sign) * l.amount()
	switch {
	case l.until == "":
	case sign < 0:
		delete(t.until[l.until], l.number)
	case t.until[l.until] == nil:
		t.until[l.until] = map[string]*line{l.number: l}
	default:
		t.until[l.until][l.number] = l
	}
}

// once is the same text, kept only once. Rounds alone call it.
func (t *tally) once(text string) string {
	if kept, ok := t.words[text]; ok {
		return kept
	}
	t.words[text] = text
	return text
}

func (t *tally) lineOf(e catalogue.Entry) *line {
	k := t.kinds.Named(e.Kind)
	l := &line{number: e.Number, series: catalogue.Series{Kind: t.once(e.Kind), Year: e.Year}, serial: e.Serial,
		day: t.once(register.CountedOn(k, e.Record).ISO()), unit: t.once(t.units.Canonical(e.Unit)), degree: t.once(e.Secrecy), voided: e.Voided != nil}
	if k == nil || len(t.money[k]) == 0 && k.ValidUntil == "" {
		return l
	}
	values, _ := k.Decode(e.Values) // what cannot be decoded any more adds nothing
	if until, ok := values[k.ValidUntil].(templates.Date); ok {
		l.until = t.once(until.ISO())
	}
	for _, path := range t.money[k] {
		l.money = append(l.money, values.Sum(path))
	}
	return l
}

// has tells whether a record is within reach.
func (t *tally) has(r reach, number string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	l, ok := t.lines[number]
	return ok && r.has(l.unit, l.degree)
}

// allSeries are those that have records within reach.
func (t *tally) allSeries(r reach) (all []catalogue.Series) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for s, lines := range t.series {
		if slices.ContainsFunc(lines, func(l *line) bool { return r.has(l.unit, l.degree) }) {
			all = append(all, s)
		}
	}
	return all
}

// ofSeries are the lines of a series within reach, by serial.
func (t *tally) ofSeries(r reach, s catalogue.Series) (lines []*line) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, l := range t.series[s] {
		if r.has(l.unit, l.degree) {
			lines = append(lines, l)
		}
	}
	return lines
}

// years are those of which something stands within reach.
func (t *tally) years(r reach) (years []int) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for year, of := range t.sums {
		for at, s := range of {
			if s.records > 0 && r.has(at.unit, at.degree) {
				years = append(years, year)
				break
			}
		}
	}
	return years
}

// each calls do with what stands of a year within reach, added up.
func (t *tally) each(r reach, year int, do func(cell, sum)) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for at, s := range t.sums[year] {
		if s.records > 0 && r.has(at.unit, at.degree) {
			do(at, *s)
		}
	}
}

// lapsing are the lines of what stands within reach and is last valid on a day.
func (t *tally) lapsing(r reach, day string) (lines []*line) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, l := range t.until[day] {
		if r.has(l.unit, l.degree) {
			lines = append(lines, l)
		}
	}
	return lines
}

// spelt are all ways that records spell the units.
func (t *tally) spelt(units []string) []string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	all := slices.Clone(units)
	for _, unit := range units {
		all = slices.AppendSeq(all, maps.Keys(t.spellings[unit]))
	}
	return all
}
