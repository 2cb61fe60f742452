package web

import (
	"strings"
	"testing"

	"gongwen/archive/journal"
)

// accessLogOf is all that the access log has.
func accessLogOf(t *testing.T, s *Server) (all []journal.Event) {
	t.Helper()
	for e, err := range journal.All(s.workspace.Folder.Reading()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// TestLogAccessTellsWhoSawWhat, in a journal whose lines are chained.
func TestLogAccessTellsWhoSawWhat(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "kuaiji")
	c.get(recordURL(r.own.Number))
	c.get(recordURL(r.own.Number, "bag.zip"))
	c.get("/registers/letter/xlsx?year=2026")
	c.get("/accounts")
	want := map[string]bool{"seen": false, "taken bag.zip": false, "taken 2026年介绍信台账.xlsx": false, "refused /accounts": false}
	for _, e := range accessLogOf(t, r.server) {
		if e.By == "kuaiji" && e.From == "192.0.2.1" {
			want[strings.TrimSpace(string(e.Type)+" "+e.Path)] = true
		}
	}
	for event, there := range want {
		if !there {
			t.Errorf("the access log does not tell of %q", event)
		}
	}
	if body := r.as(t, "admin").get("/trail?who=kuaiji").Body.String(); !strings.Contains(body, r.own.Number) || !strings.Contains(body, "bag.zip") {
		t.Error("the page of the access log does not tell")
	}
}
