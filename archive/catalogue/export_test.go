package catalogue

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"gongwen/archive/sqlite"
)

// Plan is how SQLite goes about a question.
type Plan struct {
	Of, Text string
	Indexed  bool // along an index, without sorting
}

// Plans are those of what every reader asks again and again, of the first page and
// of one that follows.
func Plans(t *testing.T, path string) (plans []Plan) {
	t.Helper()
	db, err := sqlite.Open(path, 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c := &Catalogue{version: SchemaVersion}
	for _, unit := range []string{"", "区财政局"} {
		pending := c.pendingOf(unit)
		ended := c.arrivals()
		ended.ended(Returned, unit, time.Now())
		issued := c.issuedOf(unit, time.Now())
		for _, after := range [][]any{nil, {"a", "b", "c"}} {
			for of, ask := range map[string]func([]any) (string, []any){"pending": pending.text, "ended": ended.text, "issued": issued.text} {
				key := after
				if of == "pending" && after != nil {
					key = after[:2]
				}
				text, args := ask(key)
				plan := explained(t, db, text, args...)
				plans = append(plans, Plan{of + " of " + unit, plan, strings.Contains(plan, "INDEX arrivals_") && strings.Contains(plan, "ended") && !strings.Contains(plan, "TEMP B-TREE")})
			}
		}
	}
	return plans
}

// DayPlans are those of what is asked of the records of a day: indexed is what goes along
// an index that has the day, or by the number of a record that is found so.
func DayPlans(t *testing.T, path string) (plans []Plan) {
	t.Helper()
	db, err := sqlite.Open(path, 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for of, text := range map[string]string{"voided": voidedOn, "standing": standingOn, "written off": writtenOffOn} {
		plan := explained(t, db, text, "letter", "2026-05-11")
		plans = append(plans, Plan{of, plan, strings.Contains(plan, "date=?") && !strings.Contains(plan, "SCAN")})
	}
	return plans
}

func explained(t *testing.T, db *sql.DB, text string, args ...any) string {
	t.Helper()
	rows, err := db.Query("EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		all = append(all, detail)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "; ")
}

// Age makes a catalogue that is closed one of before upkeep.
func Age(t *testing.T, path string) {
	t.Helper()
	db, err := sqlite.Open(path, 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{`DROP INDEX arrivals_by_end`, `DROP INDEX arrivals_of_unit`, `CREATE INDEX arrivals_by_state ON arrivals (state, stage)`} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
}
