package catalogue_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/templates"
)

var morning = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

func create(t testing.TB) (*catalogue.Catalogue, string) {
	t.Helper()
	// The name has what a database URL would trip over.
	path := filepath.Join(t.TempDir(), "目录 100%?#.db")
	c, err := catalogue.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c, path
}

// receive enters the n-th arrival.
func receive(t testing.TB, c *catalogue.Catalogue, n int) catalogue.Arrival {
	t.Helper()
	a := catalogue.Arrival{
		ID: fmt.Sprintf("arrival-%d", n), Unit: "区财政局", Path: fmt.Sprintf("区财政局/%d.yaml", n),
		Arrived: morning.Add(time.Duration(n) * time.Second),
	}
	if err := c.Receive(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	return a
}

// submission is the hash of what an arrival brought.
func submission(a catalogue.Arrival) string { return strings.Replace(a.ID, "arrival", "submission", 1) }

// record is what became of an arrival.
func record(a catalogue.Arrival, kind string, year, serial int) archive.Record {
	return archive.Record{
		Version: archive.RecordVersion, Number: fmt.Sprintf("%s〔%d〕%d号", kind, year, serial), Kind: kind, Title: kind,
		Year: year, Serial: serial, Subject: "题名", Date: templates.NewDate(year, 5, serial), Unit: a.Unit,
		Text: strings.Repeat("正文。", 200), Arrival: a.ID, DroppedAs: a.Path, Submission: submission(a), Arrived: a.Arrived, Filed: a.Arrived.Add(time.Second),
	}
}

// issue takes an arrival all the way.
func issue(t testing.TB, c *catalogue.Catalogue, a catalogue.Arrival, kind string, year int) archive.Record {
	t.Helper()
	n, err := c.TakeNumber(t.Context(), catalogue.Number{Arrival: a.ID, Kind: kind, Year: year, Submission: submission(a)})
	if err != nil {
		t.Fatal(err)
	}
	r := record(a, kind, year, n.Serial)
	if err := c.File(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return r
}

func sums(t testing.TB, c *catalogue.Catalogue) catalogue.Sums {
	t.Helper()
	s, err := c.Sums(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !s.Holds() {
		t.Errorf("the sums do not hold: %+v", s)
	}
	if filed, err := c.Filed(t.Context()); err != nil || filed != s.Filed {
		t.Errorf("%d records, %v; the sums have %d", filed, err, s.Filed)
	}
	return s
}

func TestArrivalEndsOnce(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	filed, returned, duplicate, held := receive(t, c, 1), receive(t, c, 2), receive(t, c, 3), receive(t, c, 4)
	r := issue(t, c, filed, "letter", 2026)
	for range 2 { // a crash makes the pipeline say everything twice
		for _, err := range []error{
			c.Receive(ctx, filed),
			c.File(ctx, r),
			c.Return(ctx, returned.ID, "缺审批意见", "不涉密", morning),
			c.Duplicate(ctx, duplicate.ID, r.Number, "不涉密", morning),
			c.Hold(ctx, held.ID, "磁盘已满"),
			c.Void(ctx, r.Number, "开错单位", morning),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, want := sums(t, c), (catalogue.Sums{Received: 4, Filed: 1, Returned: 1, Duplicate: 1, Pending: 1, Voided: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if err := c.Return(ctx, filed.ID, "反悔", "不涉密", morning); err == nil {
		t.Error("what was filed was returned")
	}
	if err := c.Return(ctx, "nobody", "", "不涉密", morning); err == nil {
		t.Error("an unknown arrival was returned")
	}
	pending, err := unfinished(ctx, c)
	if err != nil || len(pending) != 1 || pending[0].ID != held.ID || pending[0].Reason != "磁盘已满" || pending[0].Stage != catalogue.Received {
		t.Errorf("unfinished: %+v, %v", pending, err)
	}
	if number, ok, err := c.FiledSubmission(ctx, submission(filed)); ok || err != nil { // it is void
		t.Error("filed submission:", number, ok, err)
	}
	if _, ok, err := c.FiledSubmission(ctx, submission(returned)); ok || err != nil {
		t.Error("a returned submission counts as filed", err)
	}
	e, err := c.Record(ctx, r.Number)
	if err != nil || e.Voided == nil || e.Voided.Reason != "开错单位" || !e.Voided.At.Equal(morning) {
		t.Errorf("void: %+v, %v", e.Voided, err)
	}
	changes, err := c.Changes(ctx, 0, 10)
	if err != nil || len(changes) != 2 || changes[0].Seq != 1 || changes[1].Seq != 2 {
		t.Errorf("a filing and a void are two changes, got %+v, %v", changes, err)
	}
}

func TestWait(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	ledger := func() (lines []string) {
		for a, err := range c.Arrivals(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%s %s %s %s", a.Arrived.Format("15:04"), a.Path, a.Stage, a.Reason))
		}
		return lines
	}
	wait := func(at time.Time, seen ...string) {
		t.Helper()
		var arrivals []catalogue.Arrival
		for _, s := range seen {
			path, reason, _ := strings.Cut(s, " ")
			arrivals = append(arrivals, catalogue.Arrival{Path: path, Reason: reason, Arrived: at})
		}
		if err := c.Wait(ctx, arrivals...); err != nil {
			t.Fatal(err)
		}
	}
	wait(morning, "a.yaml 缺附件", "b.yaml 正在写入")
	wait(morning.Add(time.Hour), "a.yaml 仍缺附件")
	if got, want := ledger(), []string{"09:00 a.yaml waiting 仍缺附件"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := sums(t, c); got.Pending != 1 || got.Received != 1 {
		t.Errorf("%+v", got)
	}
	if left, err := unfinished(ctx, c); err != nil || len(left) > 0 {
		t.Error("what waits in the inbox is nothing to go on with:", left, err)
	}
	taken := catalogue.Arrival{ID: "1", Path: "a.yaml", Arrived: morning.Add(2 * time.Hour)}
	if err := c.Receive(ctx, taken); err != nil {
		t.Fatal(err)
	}
	wait(morning.Add(3 * time.Hour))
	if got, want := ledger(), []string{"11:00 a.yaml received "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestSaysTheSame: of two forms that say the same the second is a duplicate
// while the first stands or is on its way, and no longer when it was made void.
func TestSaysTheSame(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	n := 0
	take := func(kind, content string) (catalogue.Arrival, catalogue.Number) {
		t.Helper()
		n++
		a := receive(t, c, n)
		got, err := c.TakeNumber(ctx, catalogue.Number{Arrival: a.ID, Kind: kind, Year: 2026, Submission: submission(a), Content: content, Verdict: "v"})
		if err != nil {
			t.Fatal(err)
		}
		return a, got
	}
	first, _ := take("letter", "same")
	if _, got := take("letter", "same"); got.Arrival != first.ID || got.Serial != 1 {
		t.Errorf("while the first is on its way: %+v", got)
	}
	for _, other := range []struct{ kind, content string }{{"letter", "other"}, {"letter", ""}, {"letter", ""}, {"leave", "same"}} {
		if a, got := take(other.kind, other.content); got.Arrival != a.ID {
			t.Errorf("%+v was taken for a duplicate of %+v", other, got)
		}
	}
	r := record(first, "letter", 2026, 1)
	if err := c.File(ctx, r); err != nil {
		t.Fatal(err)
	}
	if _, got := take("letter", "same"); got.Arrival != first.ID {
		t.Errorf("when the first is filed: %+v", got)
	}
	if number, ok, err := c.FiledContent(ctx, "letter", "same", "other"); number != r.Number || !ok || err != nil {
		t.Error(number, ok, err)
	}
	if err := c.Void(ctx, r.Number, "开错单位", morning); err != nil {
		t.Fatal(err)
	}
	if number, ok, err := c.FiledContent(ctx, "letter", "same", "other"); ok || err != nil {
		t.Error("a void record still stands:", number, err)
	}
	a, got := take("letter", "same")
	if got.Arrival != a.ID || got.Serial != 5 {
		t.Errorf("when the first is void: %+v", got)
	}
	if again, ok, err := c.NumberOf(ctx, a.ID); again != got || !ok || err != nil {
		t.Errorf("number of %s: %+v, want %+v (%v)", a.ID, again, got, err)
	}
}

func TestFileRefuses(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	a, b := receive(t, c, 1), receive(t, c, 2)
	if err := c.File(ctx, record(a, "letter", 2026, 1)); err == nil {
		t.Error("filed without a number")
	}
	issue(t, c, a, "letter", 2026)
	if err := c.File(ctx, record(b, "letter", 2026, 1)); err == nil {
		t.Error("filed under another's number")
	}
	if err := c.Void(ctx, "龙政办介字〔2026〕99号", "", morning); !errors.Is(err, catalogue.ErrUnknown) {
		t.Error("voided an unknown number:", err)
	}
	if _, err := c.Record(ctx, "99"); !errors.Is(err, catalogue.ErrUnknown) {
		t.Error("found an unknown number:", err)
	}
	if got := sums(t, c); got.Filed != 1 || got.Pending != 1 {
		t.Errorf("%+v", got)
	}
}

func TestRecordsFiltered(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	for n, series := range []struct {
		kind string
		year int
	}{{"letter", 2026}, {"leave", 2026}, {"letter", 2025}, {"letter", 2026}} {
		issue(t, c, receive(t, c, n), series.kind, series.year)
	}
	for _, tt := range []struct {
		filter catalogue.Filter
		want   string
	}{
		{catalogue.Filter{}, "leave〔2026〕1号 letter〔2025〕1号 letter〔2026〕1号 letter〔2026〕2号"},
		{catalogue.Filter{Kind: "letter", Year: 2026}, "letter〔2026〕1号 letter〔2026〕2号"},
		{catalogue.Filter{From: "2025-05-02", To: "2026-05-01"}, "leave〔2026〕1号 letter〔2026〕1号"},
		{catalogue.Filter{Kind: "minutes"}, ""},
	} {
		var numbers []string
		for e, err := range c.Records(ctx, tt.filter) {
			if err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, e.Number)
		}
		if got := strings.Join(numbers, " "); got != tt.want {
			t.Errorf("%+v\ngot  %s\nwant %s", tt.filter, got, tt.want)
		}
	}
}

func TestOpenAgain(t *testing.T) {
	ctx := t.Context()
	c, path := create(t)
	a := receive(t, c, 1)
	r := issue(t, c, a, "letter", 2026)
	if err := c.SetCheckpoint(ctx, "registers", 1); err != nil {
		t.Fatal(err)
	}
	before := sums(t, c)

	again, err := catalogue.Open(path) // while the first is still open, as the reading room does
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.ID() != c.ID() {
		t.Error("another id")
	}
	if got := sums(t, again); got != before {
		t.Errorf("%+v, want %+v", got, before)
	}
	if seq, err := again.Checkpoint(ctx, "registers"); seq != 1 || err != nil {
		t.Error("checkpoint", seq, err)
	}
	if seq, err := again.Checkpoint(ctx, "newcomer"); seq != 0 || err != nil {
		t.Error("checkpoint", seq, err)
	}
	if e, err := again.Record(ctx, r.Number); err != nil || e.Text != r.Text || e.Date != r.Date {
		t.Error(e, err)
	}
	if n, err := again.TakeNumber(ctx, catalogue.Number{Arrival: receive(t, again, 2).ID, Kind: "letter", Year: 2026, Submission: "next"}); n.Serial != 2 || err != nil {
		t.Error(n, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	missing := filepath.Join(dir, "missing.db")
	if _, err := catalogue.Open(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Error("missing:", err)
	}
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("not a database ", 1000)), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := catalogue.Open(garbage); !errors.Is(err, catalogue.ErrRebuild) {
		t.Error("garbage:", err)
	}
	empty := filepath.Join(dir, "empty.db")
	if err := os.WriteFile(empty, nil, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := catalogue.Open(empty); !errors.Is(err, catalogue.ErrRebuild) {
		t.Error("empty:", err)
	}
	if _, err := catalogue.Create(empty); !errors.Is(err, fs.ErrExist) {
		t.Error("created over a file:", err)
	}
}

// BenchmarkIssue is what the ledger costs per form: received, numbered and
// filed, each durable.
func BenchmarkIssue(b *testing.B) {
	for _, hands := range []int{1, 4, 16} {
		b.Run(fmt.Sprintf("hands=%d", hands), func(b *testing.B) {
			c, _ := create(b)
			var n atomic.Int64
			b.SetParallelism(hands)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					issue(b, c, receive(b, c, int(n.Add(1))), "letter", 2026)
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "forms/s")
		})
	}
}

// unfinished are the pending arrivals that were received, oldest first.
func unfinished(ctx context.Context, c *catalogue.Catalogue) ([]catalogue.Arrival, error) {
	var pending []catalogue.Arrival
	for a, err := range c.Arrivals(ctx) {
		if err != nil {
			return nil, err
		}
		if a.State == catalogue.Pending && a.Stage != catalogue.Waiting {
			pending = append(pending, a)
		}
	}
	return pending, nil
}
