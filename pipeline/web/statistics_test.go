package web

import (
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/web/statistics"
)

// TestServerStatisticsAddUpLikeTheRecords: in each scope they are what the catalogue
// itself adds up to.
func TestServerStatisticsAddUpLikeTheRecords(t *testing.T) {
	r := crowded(t, Options{})
	if err := r.server.statistics.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	scopes := map[string]access.Scope{
		"all":         access.Of(account.Account{Role: account.Archivist, Clearance: []string{"秘密"}}, r.server.ruleset().Units),
		"none secret": access.Of(account.Account{Role: account.Archivist}, r.server.ruleset().Units),
		"one unit":    access.Of(account.Account{Role: account.Office, Units: []string{"区财政局"}}, r.server.ruleset().Units),
	}
	for name, scope := range scopes {
		want, months := map[catalogue.Series]int{}, map[string]int{}
		for e, err := range r.workspace.Catalogue.Records(t.Context(), catalogue.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if !scope.IncludesRecord(e.Record) {
				continue
			}
			want[catalogue.Series{Kind: e.Kind, Year: e.Year}]++
			if e.Voided == nil {
				months[e.Date.Format("2006-01")]++
			}
		}
		for _, series := range r.server.statistics.Series(scope) {
			lines := r.server.statistics.Rows(scope, series)
			if len(lines) != want[series] {
				t.Errorf("%s, %v: %d lines, want %d", name, series, len(lines), want[series])
			}
			for i := range lines {
				if i > 0 && lines[i-1].Serial >= lines[i].Serial {
					t.Errorf("%s, %v: out of order", name, series)
				}
			}
		}
		got := map[string]int{}
		for _, year := range r.server.statistics.Years(scope) {
			r.server.statistics.Totals(scope, year, func(at statistics.Group, of statistics.Total) {
				got[time.Date(year, time.Month(at.Month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")] += of.Records
			})
		}
		if len(got) != len(months) {
			t.Errorf("%s: %d months, want %d", name, len(got), len(months))
		}
		for month, n := range months {
			if got[month] != n {
				t.Errorf("%s, %s: %d, want %d", name, month, got[month], n)
			}
		}
	}
}
