package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/form"
	"gongwen/pipeline/web/account"
)

// desk is the page of what is going on: what is pending, what went back in the
// last days and why, what was issued today.
type desk struct {
	Pending  []catalogue.Arrival
	Returned []catalogue.Arrival // also duplicates
	Issued   []issued
	More     [3]int // how many more of each there are
	Days     int    // how far back Returned goes
	AllUnits bool
	Unread   bool // forms of which the degree of secrecy could not be read are left out
}

type issued struct {
	Arrival catalogue.Arrival
	Entry   catalogue.Entry
}

const (
	deskDays  = 7
	deskItems = 100 // of each list
)

func (v *visit) lookAtDesk() (desk, error) {
	ctx, c := v.r.Context(), v.s.office.Catalogue
	d := desk{Days: deskDays, AllUnits: v.account.Role != account.Office, Unread: !v.reach.unread()}
	now := v.s.now()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	for a, err := range c.Unfinished(ctx) {
		switch {
		case err != nil:
			return d, err
		case !v.mayKnow(a):
		case len(d.Pending) == deskItems:
			d.More[0]++
		default:
			d.Pending = append(d.Pending, a)
		}
	}
	for a, err := range c.Came(ctx, today.AddDate(0, 0, -deskDays)) {
		if err != nil {
			return d, err
		}
		if !v.mayKnow(a) {
			continue
		}
		switch {
		case a.State == catalogue.Returned || a.State == catalogue.Duplicate:
			if len(d.Returned) == deskItems {
				d.More[1]++
				continue
			}
			d.Returned = append(d.Returned, v.named(a))
		case a.State == catalogue.Filed && !a.Ended.Before(today):
			if len(d.Issued) == deskItems {
				d.More[2]++
				continue
			}
			e, err := c.Record(ctx, a.Number)
			if err = v.within(e.Record, err); errors.Is(err, errNotFound) {
				continue
			} else if err != nil {
				return d, err
			}
			d.Issued = append(d.Issued, issued{a, e})
		}
	}
	latestFirst := func(a, b catalogue.Arrival) int { return cmp.Or(b.Ended.Compare(a.Ended), cmp.Compare(a.ID, b.ID)) }
	slices.SortStableFunc(d.Returned, latestFirst)
	slices.SortStableFunc(d.Issued, func(a, b issued) int { return latestFirst(a.Arrival, b.Arrival) })
	return d, nil
}

func (s *Server) desk(v *visit) error {
	d, err := v.lookAtDesk()
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "desk", page{Title: "工作台", Data: d, Refresh: 20})
}

// deskList is the part of the desk that changes, for the script.
func (s *Server) deskList(v *visit) error {
	d, err := v.lookAtDesk()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := pages["desk"].ExecuteTemplate(&b, "desk-list", d); err != nil {
		return err
	}
	hash := sha256.Sum256(b.Bytes())
	tag := `"` + hex.EncodeToString(hash[:8]) + `"`
	h := v.w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache, private")
	h.Set("X-Part", "desk")
	h.Set("Content-Type", "text/html; charset=utf-8")
	if v.r.Header.Get("If-None-Match") == tag {
		v.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, _ = b.WriteTo(v.w)
	return nil
}

// arrivalPage is one line of the ledger with all that was found wrong.
type arrivalPage struct {
	Arrival  catalogue.Arrival
	Findings []form.Finding
	Quotes   []quote
}

// quote is an article in the regulation's own words.
type quote struct{ Article, Text string }

func (s *Server) arrival(v *visit) error {
	a, ok, err := s.office.Catalogue.Arrival(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if !ok || !v.mayKnow(a) {
		return errNotFound
	}
	if a.State == catalogue.Filed {
		e, err := s.office.Catalogue.Record(v.r.Context(), a.Number)
		if err := v.within(e.Record, err); err != nil {
			return err
		}
	}
	p := arrivalPage{Arrival: v.named(a)}
	if a.State == catalogue.Returned {
		if p.Findings, err = s.findingsOf(a.ID); err != nil {
			return err
		}
		p.Findings = v.reach.told(p.Findings, s.law.Office)
		p.Quotes = s.quotes(p.Findings)
	}
	return v.show("arrival", "收件", p)
}

// findingsOf is what the journal says was wrong with an arrival.
func (s *Server) findingsOf(id string) (found []form.Finding, err error) {
	for e, err := range journal.All(s.office.Archive.JournalDir()) {
		var broken *journal.Broken
		if err != nil && !errors.As(err, &broken) {
			return nil, err
		}
		if e.Event != journal.Returned || e.Arrival != id {
			continue
		}
		found = nil
		if err := json.Unmarshal(e.Findings, &found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// quotes are the words of the articles that findings cite, each once.
func (s *Server) quotes(findings []form.Finding) []quote {
	if s.law.Wording == nil {
		return nil
	}
	var quotes []quote
	for _, f := range findings {
		if f.Article == "" || slices.ContainsFunc(quotes, func(q quote) bool { return q.Article == f.Article }) {
			continue
		}
		if text := s.law.Wording.Quote(f.Article); text != "" {
			quotes = append(quotes, quote{f.Article, text})
		}
	}
	return quotes
}
