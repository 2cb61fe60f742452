package reconcile

import (
	"context"
	"maps"
	"slices"

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
// those that a row names. Of those that do not stand it tells why.
func (m *Mapping) records(ctx context.Context, s Source, period, rows Period, named map[string]bool) ([]*Record, error) {
	entries, err := s.Book.Entries(ctx, m.kind)
	if err != nil {
		return nil, err
	}
	var all []*Record
	for _, e := range entries {
		if s.Within != nil && !s.Within(e) {
			continue
		}
		r := m.record(e)
		r.outside = !period.has(r.Date)
		if m.near(r.Date, rows) || named[r.Number] || !r.outside && period != (Period{}) {
			all = append(all, r)
		}
	}
	return all, nil
}

// near reports whether a row between two days may be of a record of a day.
func (m *Mapping) near(day templates.Date, rows Period) bool {
	if rows.From.IsZero() {
		return true
	}
	return !day.Before(rows.From.AddDays(-m.Match.after()).Time) && !day.After(rows.To.AddDays(m.Match.DaysBefore).Time)
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
