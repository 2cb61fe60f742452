package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"slices"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/form"
	"gongwen/pipeline/signoff"
)

// deskPage is the page of what is going on: what is pending, what went back in the
// last days and why, what was issued today.
type deskPage struct {
	Pending  []catalogue.Arrival
	Turns    map[string]string   // whose turn it is, by the arrival, of those that wait for signatures
	Returned []catalogue.Arrival // also duplicates
	Issued   []catalogue.Issued
	More     [3]bool // there are more of each than are listed
	Days     int     // how far back Returned goes
	AllUnits bool
	Unread   bool // forms of which the degree of secrecy could not be read are left out
}

const (
	deskDays  = 7
	deskItems = 100 // of each list
	// deskLooked is how many are looked at for a list, at most: where most are out
	// of scope it says that there may be more.
	deskLooked = 1000
)

// deskUnits are the units whose arrivals the account may know of, as the ledger
// spells them; "" alone for all.
func (r *request) deskUnits() ([]string, error) {
	if r.account.AllArrivals() {
		return []string{""}, nil
	}
	all, err := r.server.workspace.Catalogue.Units(r.Context())
	return slices.DeleteFunc(all, func(unit string) bool { return unit == "" || !r.ofUnit(unit) }), err
}

// loadDesk reads the first items of each list, however long it is, as it is now.
func (r *request) loadDesk() (d deskPage, err error) {
	ctx, c := r.Context(), r.server.workspace.Catalogue
	d = deskPage{Days: deskDays, AllUnits: !r.account.OwnUnitsOnly(), Unread: !r.scope.IncludesUnread()}
	now := r.server.now()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	units, err := r.deskUnits()
	if err != nil {
		return d, err
	}
	var pending, returned []iter.Seq2[catalogue.Arrival, error]
	var filed []iter.Seq2[catalogue.Issued, error]
	for _, unit := range units {
		since := today.AddDate(0, 0, -deskDays)
		pending = append(pending, c.UnfinishedOf(ctx, unit))
		returned = append(returned, c.Ended(ctx, catalogue.Returned, unit, since), c.Ended(ctx, catalogue.Duplicate, unit, since))
		filed = append(filed, c.Issued(ctx, unit, today))
	}
	if d.Pending, d.More[0], err = firstItems(pending, r.maySeeArrival, func(a, b catalogue.Arrival) int {
		return cmp.Or(a.Arrived.Compare(b.Arrived), cmp.Compare(a.ID, b.ID))
	}); err != nil {
		return d, err
	}
	if d.Turns, err = r.turns(d.Pending); err != nil {
		return d, err
	}
	if d.Returned, d.More[1], err = firstItems(returned, r.maySeeArrival, func(a, b catalogue.Arrival) int {
		return cmp.Or(b.Ended.Compare(a.Ended), cmp.Compare(a.ID, b.ID))
	}); err != nil {
		return d, err
	}
	for i, a := range d.Returned {
		d.Returned[i] = r.redactDuplicate(a)
	}
	visible := func(i catalogue.Issued) bool { return r.scope.Includes(i.Unit, i.Degree) }
	d.Issued, d.More[2], err = firstItems(filed, visible, func(a, b catalogue.Issued) int {
		return cmp.Or(b.Ended.Compare(a.Ended), cmp.Compare(a.Number, b.Number))
	})
	return d, err
}

// turns are whose turn it is to sign those of the arrivals that wait for signatures.
func (r *request) turns(pending []catalogue.Arrival) (map[string]string, error) {
	turns := map[string]string{}
	var waiting []string
	for _, a := range pending {
		if a.Stage == catalogue.Signing {
			waiting = append(waiting, a.ID)
		}
	}
	forms, err := r.server.workspace.Catalogue.WaitingOf(r.Context(), waiting)
	if err != nil {
		return nil, err
	}
	for _, f := range forms {
		s, err := signoff.Of(f.Arrival, f.SignOffs)
		if err != nil {
			return nil, err
		}
		if turns[f.Arrival], err = whoseTurn(f.Unsigned, s); err != nil {
			return nil, err
		}
	}
	return turns, nil
}

// firstItems are the first deskItems of several lists, each in that order, that are
// visible, and whether there may be more.
func firstItems[T any](lists []iter.Seq2[T, error], visible func(T) bool, order func(a, b T) int) (all []T, more bool, err error) {
	for _, list := range lists {
		looked, found := 0, 0
		for v, err := range list {
			if err != nil {
				return nil, false, err
			}
			if looked++; looked > deskLooked || found == deskItems && visible(v) {
				more = true
				break
			}
			if visible(v) {
				all = append(all, v)
				found++
			}
		}
	}
	slices.SortFunc(all, order)
	if len(all) > deskItems {
		all, more = all[:deskItems], true
	}
	return all, more, nil
}

func (s *Server) desk(r *request) error {
	d, err := r.loadDesk()
	if err != nil {
		return err
	}
	return r.render(http.StatusOK, "desk", page{Title: "工作台", Data: d, Refresh: 20})
}

// deskList is the part of the desk that changes, for the script.
func (s *Server) deskList(r *request) error {
	d, err := r.loadDesk()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := pages()["desk"].ExecuteTemplate(&b, "desk-list", d); err != nil {
		return err
	}
	hash := sha256.Sum256(b.Bytes())
	tag := `"` + hex.EncodeToString(hash[:8]) + `"`
	h := r.w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache, private")
	h.Set("X-Part", "desk")
	h.Set("Content-Type", "text/html; charset=utf-8")
	if r.Header.Get("If-None-Match") == tag {
		r.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, _ = b.WriteTo(r.w)
	return nil
}

// arrivalPage is one line of the ledger with all that was found wrong.
type arrivalPage struct {
	Voided   *catalogue.Void // what came of it was made void since
	Arrival  catalogue.Arrival
	Findings []form.Finding
	Quotes   []quote
	Signing  applicantPart
}

// Ending is how it ended, where there is nothing to correct.
func (p arrivalPage) Ending() form.Ending { return form.EndingOf(p.Findings) }

// quote is an article in the regulation's own words.
type quote struct{ Article, Text string }

func (s *Server) arrival(r *request) error {
	a, ok, err := s.workspace.Catalogue.Arrival(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if !ok || !r.maySeeArrival(a) {
		return errNotFound
	}
	p := arrivalPage{Arrival: r.redactDuplicate(a)}
	if p.Signing, err = r.applicant(a); err != nil {
		return err
	}
	if a.State == catalogue.Filed {
		e, err := s.workspace.Catalogue.Record(r.Context(), a.Number)
		if err := r.checkScope(e.Record, err); err != nil {
			return err
		}
		p.Voided = e.Voided
	}
	if a.State == catalogue.Returned {
		if p.Findings, err = s.findingsOf(r.Context(), a); err != nil {
			return err
		}
		p.Findings = r.scope.Redact(p.Findings, s.ruleset().Office)
		p.Quotes = s.quotes(p.Findings)
	}
	return r.show("arrival", "收件", p)
}

// clockSkew is by how much the journal's order may differ from that of its times, and
// the ledger's time from the journal's.
const clockSkew = 10 * time.Second

// findingsOf is what the journal says was wrong with an arrival that was returned.
// It is looked for where the journal was when the ledger says so; only where a
// clock went wrong is the whole journal read.
func (s *Server) findingsOf(ctx context.Context, a catalogue.Arrival) (found []form.Finding, err error) {
	dir := s.workspace.Archive.JournalDir()
	events, _, err := journal.Span{From: a.Ended.Add(-clockSkew), Until: a.Ended.Add(clockSkew)}.In(dir)
	if err != nil {
		return nil, err
	}
	for _, all := range []iter.Seq2[journal.Event, error]{events, journal.All(dir)} {
		known := false
		for e, err := range all {
			var broken *journal.Broken
			if err != nil && !errors.As(err, &broken) {
				return nil, err
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if e.Type != journal.Returned || e.Arrival != a.ID {
				continue
			}
			known, found = true, nil
			if err := json.Unmarshal(e.Findings, &found); err != nil {
				return nil, err
			}
		}
		if known {
			break
		}
	}
	return found, nil
}

// quotes are the words of the articles that findings cite, each once.
func (s *Server) quotes(findings []form.Finding) []quote {
	if s.ruleset().Wording == nil {
		return nil
	}
	var quotes []quote
	for _, f := range findings {
		if f.Article == "" || slices.ContainsFunc(quotes, func(q quote) bool { return q.Article == f.Article }) {
			continue
		}
		if text := s.ruleset().Wording.Quote(f.Article); text != "" {
			quotes = append(quotes, quote{f.Article, text})
		}
	}
	return quotes
}
