package web

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// tally is a line of every record in memory, about 150 bytes each: what charts
// add up. It cannot be SQL, for what of a form is money, and how secret it is,
// the kinds know.
type tally struct {
	kinds *templates.Set
	units *roster.Units

	catching sync.Mutex // one catches up at a time
	mu       sync.RWMutex
	seq      int64
	lines    map[string]line // by number
	// spellings are the ways that records spell a unit, by its name.
	spellings map[string]map[string]bool
}

type line struct {
	number string
	kind   string
	month  string // 2006-01 of the day it bears
	until  string // its last valid day, 2006-01-02; empty when it has none
	unit   string
	degree string
	voided bool
	amount templates.Fen
}

func newTally(kinds *templates.Set) *tally {
	return &tally{kinds: kinds, lines: map[string]line{}, spellings: map[string]map[string]bool{}}
}

// source is the catalogue as the tally needs it.
type source interface {
	Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error)
}

// catchUp works in what was filed or voided since.
func (t *tally) catchUp(ctx context.Context, from source) error {
	t.catching.Lock()
	defer t.catching.Unlock()
	for {
		changes, err := from.Changes(ctx, t.seq, 1000)
		if err != nil || len(changes) == 0 {
			return err
		}
		t.mu.Lock()
		for _, c := range changes {
			l := t.lineOf(c.Entry)
			t.lines[c.Number] = l
			if t.spellings[l.unit] == nil {
				t.spellings[l.unit] = map[string]bool{}
			}
			t.spellings[l.unit][c.Unit] = true
		}
		t.seq = changes[len(changes)-1].Seq
		t.mu.Unlock()
	}
}

func (t *tally) lineOf(e catalogue.Entry) line {
	l := line{number: e.Number, kind: e.Kind, month: e.Date.Format("2006-01"), unit: t.units.Canonical(e.Unit), degree: e.Secrecy(), voided: e.Voided != nil}
	k := t.kinds.Named(e.Kind)
	if k == nil {
		return l
	}
	path := moneyOf(k)
	if path == "" && k.ValidUntil == "" {
		return l
	}
	values, _ := k.Decode(e.Values) // what cannot be decoded any more adds nothing
	if until, ok := values[k.ValidUntil].(templates.Date); ok {
		l.until = until.ISO()
	}
	for _, v := range values.Lookup(path) {
		if amount, ok := v.(templates.Fen); ok {
			l.amount += amount
		}
	}
	return l
}

// moneyOf is the amount a kind is about: the first column of money in its
// register; empty when it has none. Adding up more than one would count twice.
func moneyOf(k *templates.Kind) string {
	for _, c := range k.Register {
		if f := k.At(c.From); f != nil && f.Type == templates.TypeMoney {
			return c.From
		}
	}
	return ""
}

// has tells whether a record is within reach.
func (t *tally) has(r reach, number string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	l, ok := t.lines[number]
	return ok && r.has(l.unit, l.degree)
}

// each calls do with the line of every record that stands and is within reach.
func (t *tally) each(r reach, do func(line)) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, l := range t.lines {
		if !l.voided && r.has(l.unit, l.degree) {
			do(l)
		}
	}
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

// registers are the kinds of which there are records within reach, void ones
// too, by the year they bear.
func (t *tally) registers(r reach) map[int]map[string]bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	years := map[int]map[string]bool{}
	for _, l := range t.lines {
		year, err := strconv.Atoi(l.month[:4])
		if err != nil || !r.has(l.unit, l.degree) {
			continue
		}
		if years[year] == nil {
			years[year] = map[string]bool{}
		}
		years[year][l.kind] = true
	}
	return years
}
