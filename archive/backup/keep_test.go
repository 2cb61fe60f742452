package backup

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseKeep(t *testing.T) {
	for text, want := range map[string]Keep{
		"30": {Last: 30}, "daily=14,weekly=8,monthly=12": {Daily: 14, Weekly: 8, Monthly: 12}, "last=3, yearly=10": {Last: 3, Yearly: 10},
	} {
		if got, err := ParseKeep(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "x", "daily", "daily=", "daily=0", "hourly=3", "daily=1,daily=2", "daily=3;weekly=2", "99999999"} {
		if k, err := ParseKeep(text); err == nil || !strings.Contains(err.Error(), "读不懂") && !strings.Contains(err.Error(), "两次") {
			t.Errorf("%q: %+v, %v", text, k, err)
		}
	}
}

// TestKeepStay: of two states a day over three years.
func TestKeepStay(t *testing.T) {
	yes, no := true, false
	var states []aged
	for day := range 3 * 365 {
		for _, hour := range []int{2, 14} {
			taken := time.Date(2024, 1, 1+day, hour, 0, 0, 0, time.Local)
			states = append(states, aged{taken.Format("2006-01-02 15"), taken, &yes})
		}
	}
	stay := func(k Keep) []string {
		var names []string
		for name := range k.stay(states) {
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	}
	for name, test := range map[string]struct {
		keep Keep
		want []string
	}{
		"last":    {Keep{Last: 3}, []string{"2026-12-29 14", "2026-12-30 02", "2026-12-30 14"}},
		"daily":   {Keep{Daily: 3}, []string{"2026-12-28 14", "2026-12-29 14", "2026-12-30 14"}},
		"weekly":  {Keep{Weekly: 3}, []string{"2026-12-20 14", "2026-12-27 14", "2026-12-30 14"}},
		"monthly": {Keep{Monthly: 3}, []string{"2026-10-31 14", "2026-11-30 14", "2026-12-30 14"}},
		"yearly":  {Keep{Yearly: 9}, []string{"2024-12-31 14", "2025-12-31 14", "2026-12-30 14"}},
		"several": {Keep{Daily: 2, Monthly: 2}, []string{"2026-11-30 14", "2026-12-29 14", "2026-12-30 14"}},
		"nothing": {Keep{}, []string{"2026-12-30 14"}},
	} {
		if got := stay(test.keep); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	if n := len(stay(Keep{Daily: 14, Weekly: 8, Monthly: 12})); n != 14+8+12-2-1-1 {
		t.Errorf("%d states stay", n)
	}
	// The last good one stays, however old.
	for i := range states[100:] {
		states[100+i].whole = &no
	}
	if got := stay(Keep{Last: 1}); !slices.Equal(got, []string{states[99].name, "2026-12-30 14"}) {
		t.Error(got)
	}
	for i := range states[:100] {
		states[i].whole = nil // from before states said so
	}
	if got := stay(Keep{Last: 1}); !slices.Equal(got, []string{states[99].name, "2026-12-30 14"}) {
		t.Error(got)
	}
}

// TestPruneNeverRemovesTheLastGood state: what a damaged archive gives does not push it out.
func TestPruneNeverRemovesTheLastGood(t *testing.T) {
	d := newDesk(t)
	good := d.take(1)
	if !good.Whole() || d.state().Whole == nil || !*d.state().Whole {
		t.Fatalf("%+v", good)
	}
	d.must(os.Chmod(d.at("gongwen.yaml"), 0))
	d.must(os.Remove(d.at("gongwen.yaml")))
	d.must(os.Symlink("/nowhere", d.at("gongwen.yaml")))
	var last Report
	for i := range 3 {
		d.write(fmt.Sprintf("issued/区财政局/%d.pdf", 10+i), fmt.Sprint("%PDF", i))
		if last = d.take(1); last.Whole() {
			t.Fatal("nothing was amiss")
		}
	}
	names, err := d.disk.States()
	d.must(err)
	if !slices.Equal(names, []string{good.State, last.State}) {
		t.Errorf("%q stay, want %q and %q", names, good.State, last.State)
	}
	for _, name := range names {
		s, err := d.disk.State(name)
		d.must(err)
		d.must(d.disk.Check(d.Context(), s, nil))
	}
	// A state that cannot be read keeps everything.
	d.must(os.WriteFile(d.disk.path(stateFolder, "20200101T000000.000Z"+stateEnding), []byte("{"), 0o600))
	before := len(tree(t, d.disk.path("files")))
	if _, err := Take(d.Context(), d.data, d.disk, Keep{Last: 1}, nil); err == nil || !strings.Contains(err.Error(), "没有清理") {
		t.Error(err)
	}
	if after := len(tree(t, d.disk.path("files"))); after < before {
		t.Errorf("of %d contents %d are left", before, after)
	}
}
