package catalogue_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/sqlite"
)

// version3 makes a catalogue as an older program left it.
func version3(t *testing.T) (path string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "version3.sql"))
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
	path := version3(t)
	look := func(when string) {
		t.Helper()
		c, err := catalogue.Open(path)
		if err != nil {
			t.Fatal(when, err)
		}
		defer c.Close()
		if all := ledger(t, c); len(all) != 2 || all[0].Reason != "缺审批意见" || all[0].Degree != "" || all[1].Degree != "" || c.ID() != "OLD" {
			t.Errorf("%s: %+v", when, all)
		}
	}
	look("before")
	for i, want := range []string{"3", ""} {
		if from, err := catalogue.Upgrade(path); from != want || err != nil {
			t.Errorf("upgrade %d: from %q, %v", i+1, from, err)
		}
	}
	look("after")
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
