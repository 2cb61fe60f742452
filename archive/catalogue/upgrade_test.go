package catalogue_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/sqlite"
	"gongwen/templates"
)

// older makes a catalogue as a program with an older schema left it.
func older(t *testing.T, version string) (path string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "version"+version+".sql"))
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "catalogue.db")
	db, err := sqlite.Open(path, 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(string(text)); err != nil {
		t.Fatal(err)
	}
	return path
}

// upgraded looks at an older catalogue before it is upgraded and after, which
// happens once.
func upgraded(t *testing.T, path, version string, look func(when string, c *catalogue.Catalogue)) {
	t.Helper()
	open := func(when string) {
		t.Helper()
		c, err := catalogue.Open(path)
		if err != nil {
			t.Fatal(when, err)
		}
		defer c.Close()
		look(when, c)
	}
	open("before")
	for i, want := range []string{version, ""} {
		if from, err := catalogue.Upgrade(path); from != want || err != nil {
			t.Errorf("upgrade %d: from %q, %v", i+1, from, err)
		}
	}
	open("after")
}

func ledger(t *testing.T, c *catalogue.Catalogue) (all []catalogue.Arrival) {
	t.Helper()
	for a, err := range c.Arrivals(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return all
}

// TestUpgrade: a catalogue of schema version 3 is read as it is, and is upgraded
// once, in place, by whoever may write; of its arrivals nobody knows how secret
// they are.
func TestUpgrade(t *testing.T) {
	path := older(t, "3")
	upgraded(t, path, "3", func(when string, c *catalogue.Catalogue) {
		if all := ledger(t, c); len(all) != 2 || all[0].Reason != "缺审批意见" || all[0].Degree != "" || all[1].Degree != "" || c.ID() != "OLD" {
			t.Errorf("%s: %+v", when, all)
		}
	})
	if from, err := catalogue.Upgrade(filepath.Join(t.TempDir(), "missing.db")); from != "" || err != nil {
		t.Errorf("missing: %q, %v", from, err)
	}

	c, err := catalogue.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx := t.Context()
	one, two := receive(t, c, 1), receive(t, c, 2)
	if err := c.Return(ctx, one.ID, "缺审批意见", "秘密", morning); err != nil {
		t.Fatal(err)
	}
	if err := c.Duplicate(ctx, two.ID, "letter〔2026〕1号", archive.NotSecret, morning); err != nil {
		t.Fatal(err)
	}
	waiting := catalogue.Arrival{Unit: "区教育局", Path: "区教育局/合同.yaml", Reason: "等候附件：合同.pdf", Arrived: morning, Degree: "机密"}
	if err := c.Wait(ctx, waiting); err != nil {
		t.Fatal(err)
	}
	degrees := map[string]string{}
	for _, a := range ledger(t, c) {
		degrees[a.Path] = a.Degree
	}
	if degrees[one.Path] != "秘密" || degrees[two.Path] != archive.NotSecret || degrees[waiting.Path] != "机密" || degrees["区财政局/介绍信.yaml"] != "" {
		t.Errorf("degrees %v", degrees)
	}
}

// TestUpgradeKnowsSecrets: what a catalogue of schema version 4 has of secret
// records is as secret before it is upgraded as after, wherever they are met.
func TestUpgradeKnowsSecrets(t *testing.T) {
	upgraded(t, older(t, "4"), "4", func(when string, c *catalogue.Catalogue) {
		found, err := c.Others(t.Context(), "").Having(archive.Query{Kind: "minutes", Path: "name", Values: []any{"常务会议"}})
		if err != nil || len(found) != 2 || found[0].Secrecy != "" || found[1].Secrecy != "秘密" {
			t.Errorf("%s: found %+v, %v", when, found, err)
		}
		degrees := map[string]string{}
		for i, err := range c.Issued(t.Context(), "", time.Time{}) {
			if err != nil {
				t.Fatal(when, err)
			}
			degrees[i.Number] = i.Degree
		}
		e, err := c.Record(t.Context(), "龙政会纪〔2026〕2号")
		if err != nil || e.Secrecy != "秘密" || len(degrees) != 2 || degrees[e.Number] != "秘密" || degrees["龙政会纪〔2026〕1号"] != "" {
			t.Errorf("%s: issued %v, record %q, %v", when, degrees, e.Secrecy, err)
		}
	})
}

// TestUpgradeKnowsTheDaysOfMeetings: minutes that are in a catalogue of schema
// version 5 are found by the day on which the meeting was held, or by the days of the
// times it began and ended, before it is upgraded and after.
func TestUpgradeKnowsTheDaysOfMeetings(t *testing.T) {
	upgraded(t, older(t, "5"), "5", func(when string, c *catalogue.Catalogue) {
		one, two := []string{"龙政会纪〔2026〕1号"}, []string{"龙政会纪〔2026〕2号"}
		for day, want := range map[int][]string{11: nil, 12: one, 13: two, 14: two, 15: nil} {
			on := templates.NewDate(2026, 5, day)
			q := archive.Query{Kind: "minutes", Path: "name", Values: []any{"常务会议"}, From: on, Until: on}
			if numbers := found(t, c.Others(t.Context(), ""), q); !slices.Equal(numbers, want) {
				t.Errorf("%s: held on the %dth: %q", when, day, numbers)
			}
		}
		if e, err := c.Record(t.Context(), "龙政会纪〔2026〕2号"); err != nil || e.Secrecy != "秘密" {
			t.Errorf("%s: %q, %v", when, e.Secrecy, err)
		}
	})
}

// TestUpgradeKnowsLookAlikes: a record whose form was filed with look-alikes, in a
// catalogue of schema version 6, is found by the usual characters once that is upgraded,
// and with its days.
func TestUpgradeKnowsLookAlikes(t *testing.T) {
	upgraded(t, older(t, "6"), "6", func(when string, c *catalogue.Catalogue) {
		want := []string{"龙政会纪〔2026〕1号"}
		if when == "before" {
			want = nil
		}
		held := templates.NewDate(2026, 5, 12)
		for _, name := range []string{"长期工作会议", "⻓期⼯作会议"} {
			q := archive.Query{Kind: "minutes", Path: "name", Values: []any{name}, From: held, Until: held}
			if numbers := found(t, c.Others(t.Context(), ""), q); !slices.Equal(numbers, want) {
				t.Errorf("%s: %s: %q", when, name, numbers)
			}
		}
		if others := having(t, c.Others(t.Context(), ""), "minutes", "name", "常务会议"); !slices.Equal(others, []string{"龙政会纪〔2026〕2号"}) {
			t.Errorf("%s: %q", when, others)
		}
	})
}

// TestUpgradeStopsAtTheUnreadable: a record whose degree cannot be told is not
// taken for one without.
func TestUpgradeStopsAtTheUnreadable(t *testing.T) {
	path := older(t, "4")
	db, err := sqlite.Open(path, 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`UPDATE records SET record = '{' WHERE serial = 2`)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if from, err := catalogue.Upgrade(path); !errors.Is(err, catalogue.ErrRebuild) {
			t.Errorf("from %q, %v", from, err)
		}
	}
}
