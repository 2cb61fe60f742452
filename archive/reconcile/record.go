package reconcile

import (
	"context"
	"maps"
	"slices"
	"strings"

	"gongwen/archive/register"
	"gongwen/templates"
)

// Record is a record as it is held against the file.
type Record struct {
	Number  string         `json:"number"`
	Subject string         `json:"subject"`
	Unit    string         `json:"unit"`
	Date    templates.Date `json:"date"`
	Amount  templates.Fen  `json:"amount"`
	Party   string         `json:"party,omitempty"`
	Account string         `json:"account,omitempty"`
	Ended   string         `json:"ended,omitempty"` // why it does not stand: 已作废：重复申请; empty if it does

	account   account
	party     string // its key
	reference string // its key
	void      bool   // that is why it does not stand
	outside   bool   // not of the period: it counts only where a row is its payment
}

// Source is where the records come from.
type Source struct {
	Book   *register.Book
	Within func(*register.Entry) bool // unless nil, which records are asked for
}

// records reads the records of the mapping's kind that rows of the period may be of, and
// those that a row names. Of those that do not stand it tells why. Without a period it is
// the records that rows may be of in time.
//
// Those of up to longAgo before or after are read as well, though they are not of the
// period: a payment of one is late, or was made before it was asked for, and not one of
// which nobody knows.
func (m *Mapping) records(ctx context.Context, s Source, period, rows Period, named map[string]bool) ([]*Record, error) {
	if period == (Period{}) && !rows.From.IsZero() {
		period = Period{rows.From.AddDays(-m.Match.after()), rows.To.AddDays(m.Match.DaysBefore)}
	}
	far := Period{}
	if !rows.From.IsZero() {
		far = Period{rows.From.AddDays(-longAgo), rows.To.AddDays(longAgo)}
	}
	var all []*Record
	for e, err := range s.Book.Read(ctx, m.kind, m.needed()) {
		if err != nil {
			return nil, err
		}
		if s.Within != nil && !s.Within(e) {
			continue
		}
		r := m.record(e)
		r.outside = !period.has(r.Date)
		if r.Amount != 0 && (!r.outside || far.has(r.Date)) || named[r.Number] {
			all = append(all, r)
		}
	}
	return all, nil
}

// needed are the keys of the fields of a record that are compared.
func (m *Mapping) needed() map[string]bool {
	keys := map[string]bool{m.kind.CountedBy(): true}
	for _, path := range []string{m.Against.Amount, m.Against.Date, m.Against.Party, m.Against.Account, m.Against.Reference} {
		key, _, _ := strings.Cut(path, ".")
		keys[key] = true
	}
	if f := m.kind.At(m.Against.Amount); f != nil {
		keys[f.Counts.On] = true
	}
	return keys
}

func (m *Mapping) record(e *register.Entry) *Record {
	a := m.Against
	r := &Record{Number: e.Number, Subject: e.Subject, Unit: e.Unit, Date: e.Day, Amount: e.Values.Sum(a.Amount)}
	if day, is := e.Values[a.Date].(templates.Date); is {
		r.Date = day
	}
	if m.kind.RoleOf(a.Amount, e.Values) == templates.Subtracts {
		r.Amount = -r.Amount
	}
	if !e.Stands() {
		r.Ended = e.Status()
	}
	if a.Party != "" {
		r.Party = e.Values.Joined(a.Party)
	}
	if a.Account != "" {
		r.Account = e.Values.Joined(a.Account)
	}
	r.account, r.party, r.void = accountOf(r.Account), partyKey(r.Party), e.Voided != nil
	if a.Reference != "" {
		r.reference = accountOf(e.Values.Joined(a.Reference)).key
	}
	return r
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
