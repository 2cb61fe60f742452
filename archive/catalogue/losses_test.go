package catalogue_test

import (
	"errors"
	"slices"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// lostLetter is a record that was filed and whose bag was gone when the catalogue was
// made, with its number restored.
func lostLetter(t *testing.T, c *catalogue.Catalogue) catalogue.Lost {
	t.Helper()
	l := catalogue.Lost{
		Loss:    catalogue.Loss{Number: "letter〔2026〕1号", Kind: "letter", Year: 2026, Serial: 1, Arrival: "lost", Voided: &catalogue.Void{At: morning, Reason: "开错"}},
		Arrival: catalogue.Arrival{ID: "lost", Unit: "区财政局", Path: "区财政局/信.yaml", Arrived: morning, Ended: morning, Degree: archive.NotSecret},
	}
	given := []catalogue.Number{{Kind: "letter", Year: 2026, Serial: 1, Submission: "p0", Content: "c0", Arrival: "lost"}}
	if err := errors.Join(c.RestoreNumbers(t.Context(), given), c.RestoreLosses(t.Context(), []catalogue.Lost{l})); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestRestoreLosses: what is lost stays received, filed and void, with its number.
func TestRestoreLosses(t *testing.T) {
	c, _ := create(t)
	lost := lostLetter(t, c)
	l, err := c.Ledger(t.Context())
	if err != nil || !l.Holds() || l.Received != 1 || l.Filed != 1 || l.Sums.Voided != 1 || l.List[0].State != catalogue.Filed || l.List[0].Voided != "开错" {
		t.Errorf("%+v, %v", l, err)
	}
	if r := issue(t, c, receive(t, c, 1), "letter", 2026); r.Serial != 2 {
		t.Errorf("its number was given again: %s", r.Number)
	}
	series, err := c.Series(t.Context())
	if err != nil || !slices.Equal(series, []catalogue.Series{{Kind: "letter", Year: 2026}}) {
		t.Errorf("%v, %v", series, err)
	}
	// Once more, as after a rebuild that was interrupted; and then its bag is back.
	if err := c.RestoreLosses(t.Context(), []catalogue.Lost{lost}); err != nil {
		t.Fatal(err)
	}
	back := archive.Record{Version: archive.RecordVersion, Number: lost.Number, Kind: "letter", Year: 2026, Serial: 1, Date: templates.NewDate(2026, 5, 11), Submission: "p0", Arrival: "lost", DroppedAs: "区财政局/信.yaml", Arrived: morning, Filed: morning}
	for range 2 {
		if err := c.Restore(t.Context(), []archive.Record{back}); err != nil {
			t.Fatal(err)
		}
	}
	if l, err = c.Ledger(t.Context()); err != nil || !l.Holds() || l.Received != 2 || l.Filed != 2 {
		t.Errorf("found: %+v, %v", l.Sums, err)
	}
	if losses, err := c.Losses(t.Context()); err != nil || len(losses) > 0 {
		t.Errorf("found: %+v, %v", losses, err)
	}
}

// TestWriteOff is entered of a record that is there and of one that is lost, and taken
// back; what is neither is unknown.
func TestWriteOff(t *testing.T) {
	c, _ := create(t)
	lost := lostLetter(t, c)
	r := issue(t, c, receive(t, c, 1), "letter", 2026)
	off := &catalogue.WriteOff{At: morning, Reason: "水毁", By: "林知远"}
	for _, number := range []string{lost.Number, r.Number} {
		if err := c.WriteOff(t.Context(), number, off); err != nil {
			t.Fatal(err)
		}
		l, ok, err := c.Loss(t.Context(), number)
		if err != nil || !ok || l.WrittenOff == nil || l.WrittenOff.Reason != "水毁" || l.WrittenOff.By != "林知远" || !l.WrittenOff.At.Equal(morning) {
			t.Errorf("%s: %+v, %v", number, l, err)
		}
	}
	if s, err := c.Sums(t.Context()); err != nil || !s.Holds() || s.Filed != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	for _, number := range []string{lost.Number, r.Number} {
		if err := c.WriteOff(t.Context(), number, nil); err != nil {
			t.Fatal(err)
		}
	}
	losses, err := c.Losses(t.Context())
	if l := losses[lost.Number]; err != nil || len(losses) != 1 || l.WrittenOff != nil || l.Voided == nil {
		t.Errorf("taken back: %+v, %v", losses, err)
	}
	if err := c.WriteOff(t.Context(), "letter〔2026〕9号", off); !errors.Is(err, catalogue.ErrUnknown) {
		t.Error(err)
	}
}

// TestUpgradeKnowsLosses: a catalogue of schema version 7 has none before it is upgraded,
// and takes a write-off afterwards.
func TestUpgradeKnowsLosses(t *testing.T) {
	path := older(t, "7")
	upgraded(t, path, "7", func(when string, c *catalogue.Catalogue) {
		losses, err := c.Losses(t.Context())
		sums, sumErr := c.Sums(t.Context())
		if err := errors.Join(err, sumErr); err != nil || len(losses) > 0 || sums.Filed != 2 || !sums.Holds() {
			t.Errorf("%s: %v, %+v, %v", when, losses, sums, err)
		}
	})
	c, err := catalogue.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.WriteOff(t.Context(), "龙政会纪〔2026〕1号", &catalogue.WriteOff{At: morning, Reason: "水毁", By: "林知远"}); err != nil {
		t.Error(err)
	}
}

// TestRefileOfWhatIsLost: the same files are filed again under the number that is tied to
// them, and the arrival that brought them first is a duplicate of that.
func TestRefileOfWhatIsLost(t *testing.T) {
	c, _ := create(t)
	lost := lostLetter(t, c)
	lost.Voided = nil
	if err := c.RestoreLosses(t.Context(), []catalogue.Lost{lost}); err != nil {
		t.Fatal(err)
	}
	a := receive(t, c, 1)
	n, err := c.TakeNumber(t.Context(), catalogue.Number{Arrival: a.ID, Kind: "letter", Year: 2026, Submission: "p0", Content: "c0"})
	if err != nil || n.Arrival != a.ID || n.Serial != 1 {
		t.Fatalf("%+v, %v", n, err)
	}
	r := record(a, "letter", 2026, 1)
	r.Submission = "p0"
	if err := c.File(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	l, err := c.Ledger(t.Context())
	if err != nil || !l.Holds() || l.Filed != 1 || l.Duplicate != 1 {
		t.Errorf("%+v, %v", l, err)
	}
	if losses, err := c.Losses(t.Context()); err != nil || len(losses) > 0 {
		t.Errorf("%v, %v", losses, err)
	}
}

// TestStandingKnowsTheLost: what is lost stands in the way of the same again, until it is
// written off; what was made void does not.
func TestStandingKnowsTheLost(t *testing.T) {
	c, _ := create(t)
	filed := func(submission, content string) string {
		t.Helper()
		by, _, err := c.FiledSubmission(t.Context(), submission)
		said, _, contentErr := c.FiledContent(t.Context(), "letter", content, "other")
		same, _, sameErr := c.FiledContent(t.Context(), "letter", content, submission)
		// The very files that were lost make up for that.
		if err := errors.Join(err, contentErr, sameErr); err != nil || by != same || by != "" && by != said {
			t.Errorf("by its files %q, by what it says %q, %q, %v", by, said, same, err)
		}
		return said
	}
	lost := lostLetter(t, c)
	if got := filed("p0", "c0"); got != "" {
		t.Errorf("a void one that is lost: %q", got)
	}
	lost.Voided = nil
	for _, off := range []*catalogue.WriteOff{nil, {At: morning, Reason: "水毁", By: "林知远"}} {
		lost.WrittenOff = off
		if err := c.RestoreLosses(t.Context(), []catalogue.Lost{lost}); err != nil {
			t.Fatal(err)
		}
		want, former := lost.Number, 0
		if off != nil {
			want, former = "", 1
		}
		unknown, err := c.FormerUnknown(t.Context(), "letter", "other", "c0")
		if got := filed("p0", "c0"); got != want || len(unknown) != former || err != nil {
			t.Errorf("written off %v: %q, former %v, %v", off, got, unknown, err)
		}
	}

	a := receive(t, c, 1)
	n, err := c.TakeNumber(t.Context(), catalogue.Number{Arrival: a.ID, Kind: "letter", Year: 2026, Submission: submission(a), Content: "c1"})
	if err != nil {
		t.Fatal(err)
	}
	r := record(a, "letter", 2026, n.Serial)
	if err := c.File(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	day := r.Date.ISO()
	for step, do := range []func() error{
		func() error { return nil },
		func() error {
			return c.WriteOff(t.Context(), r.Number, &catalogue.WriteOff{At: morning, Reason: "水毁", By: "林知远"})
		},
		func() error { return c.Void(t.Context(), r.Number, "开错", morning) },
		func() error { return c.WriteOff(t.Context(), r.Number, nil) },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		want, formerly := "", 1
		if step == 0 {
			want, formerly = r.Number, 0
		}
		former, err := c.Former(t.Context(), "letter", day)
		if got := filed(submission(a), "c1"); got != want || len(former) != formerly || err != nil {
			t.Errorf("step %d: %q, former %v, %v", step, got, former, err)
		}
	}
}

// TestFormerGoesByTheDay: every form that is handed in asks for it, however many records
// its kind has.
func TestFormerGoesByTheDay(t *testing.T) {
	_, path := create(t)
	for _, plan := range catalogue.DayPlans(t, path) {
		if !plan.Indexed {
			t.Errorf("%s: %s", plan.Of, plan.Text)
		}
	}
}
