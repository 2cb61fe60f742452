package audit_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/audit"
)

// rebuild closes the catalogue, makes it anew and opens it.
func (o *office) rebuild() {
	o.Helper()
	o.must(o.catalogue.Close())
	o.rebuilt()
}

// rebuilt makes the catalogue anew, opens it and gives the numbers that are lost.
func (o *office) rebuilt() (lost []string) {
	o.Helper()
	gone, err := audit.Rebuild(o.Context(), o.archive, o.cataloguePath(), o.index, noTexts, audit.Progress{})
	o.must(err)
	o.catalogue, err = catalogue.Open(o.cataloguePath())
	o.must(err)
	for _, l := range gone {
		lost = append(lost, l.Number)
	}
	return lost
}

// told is everything the catalogue and the index tell, as one text.
func (o *office) told() string {
	o.Helper()
	var b strings.Builder
	sums, err := o.catalogue.Sums(o.Context())
	o.must(err)
	sums.Received, sums.Pending = sums.Received-sums.Pending, 0
	fmt.Fprintf(&b, "%+v %t\n", sums, sums.Holds())
	for a, err := range o.catalogue.Arrivals(o.Context()) {
		o.must(err)
		if a.State != catalogue.Pending {
			fmt.Fprintf(&b, "%+v\n", a)
		}
	}
	for n, err := range o.catalogue.Numbers(o.Context()) {
		o.must(err)
		fmt.Fprintf(&b, "%+v\n", n)
	}
	for e, err := range o.catalogue.Records(o.Context(), catalogue.Filter{}) {
		o.must(err)
		text, err := e.JSON()
		o.must(err)
		fmt.Fprintf(&b, "%s%+v\n", text, e.Voided)
	}
	o.must(o.index.Follow(o.Context(), o.catalogue, noTexts, nil))
	for _, query := range []string{"", "兹介绍", "a003", "letter〔2026〕"} {
		q, err := index.Parse(query)
		o.must(err)
		result, err := o.index.Search(o.Context(), index.Request{Query: q})
		o.must(err)
		fmt.Fprintf(&b, "%s: %d", query, result.Total)
		for _, hit := range result.Hits {
			fmt.Fprintf(&b, " %s %d", hit.Number, hit.Score)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestRebuildTellsTheSame(t *testing.T) {
	o := newOffice(t)
	before, id := o.told(), o.catalogue.ID()
	o.rebuild()
	if o.catalogue.ID() == id {
		t.Fatal("this is the old catalogue")
	}
	if after := o.told(); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if got := o.verify(); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if r := o.file("letter", 2026); r.Serial != 7 {
		t.Error("the next letter is", r.Number)
	}
	left, err := filepath.Glob(filepath.Join(o.dir, "*.rebuild*"))
	if err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
}

func TestRebuildWithoutCatalogue(t *testing.T) {
	o := newOffice(t)
	before := o.told()
	o.must(o.catalogue.Close())
	o.must(catalogue.Remove(o.cataloguePath()))
	o.rebuilt()
	if after := o.told(); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}

// TestRebuildGoesOn stops a rebuild at a bag that cannot be read.
func TestRebuildGoesOn(t *testing.T) {
	o := newOffice(t)
	before := o.told()
	file := o.at("2026/letter/letter〔2026〕3号/data/record.json")
	text, err := os.ReadFile(file)
	o.must(err)
	o.overwrite("2026/letter/letter〔2026〕3号/data/record.json", "{")
	o.must(o.catalogue.Close())
	_, err = audit.Rebuild(t.Context(), o.archive, o.cataloguePath(), o.index, noTexts, audit.Progress{})
	if err == nil || !strings.Contains(err.Error(), file) {
		t.Fatal("got", err)
	}
	o.catalogue, err = catalogue.Open(o.cataloguePath()) // the old one is still there
	o.must(err)
	if _, err := o.catalogue.Record(t.Context(), "letter〔2026〕3号"); err != nil {
		t.Error(err)
	}
	o.must(o.catalogue.Close())

	o.must(os.WriteFile(file, text, 0o640))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := audit.Rebuild(ctx, o.archive, o.cataloguePath(), o.index, noTexts, audit.Progress{}); !errors.Is(err, context.Canceled) {
		t.Fatal("got", err)
	}
	var told []int
	_, err = audit.Rebuild(t.Context(), o.archive, o.cataloguePath(), o.index, noTexts,
		audit.Progress{Catalogue: func(done, total int) { told = append(told, done, total) }})
	o.must(err)
	if !slices.Equal(told, []int{11, 11}) {
		t.Error("ten bags were in already, told", told)
	}
	o.catalogue, err = catalogue.Open(o.cataloguePath())
	o.must(err)
	if after := o.told(); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}
