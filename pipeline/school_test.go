package pipeline

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// An office whose regulation, ranks and kinds of form are all its own: nothing of the way
// of a form depends on those of the program.
func TestPipelineEndsEverySampleOfTheSchoolAsExpected(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, samples.School()); err != nil {
		t.Fatal(err)
	}
	expected, err := samples.SchoolExpected()
	if err != nil {
		t.Fatal(err)
	}
	f := workspace.Folder(dir)
	events := map[string]Event{}
	for _, e := range once(t, f) {
		events[e.File] = e
	}
	if len(events) != len(expected) {
		t.Errorf("%d files came to an end, want %d: %v", len(events), len(expected), slices.Sorted(maps.Keys(events)))
	}
	for file, want := range expected {
		got := events[file]
		if samples.Outcome(got.Type) != want.Outcome {
			t.Errorf("%s: %q (%s), want %s: %s\n%+v", file, got.Type, got.Reason, want.Outcome, want.Why, got.Findings)
			continue
		}
		if want.Outcome == samples.Filed {
			if !strings.HasPrefix(got.Number, "云二中") {
				t.Errorf("%s: number %s", file, got.Number)
			}
			continue
		}
		var cited []string
		for _, finding := range got.Findings {
			if !slices.Contains(cited, finding.Article) {
				cited = append(cited, finding.Article)
			}
		}
		slices.Sort(cited)
		if !slices.Equal(cited, want.Articles) {
			t.Errorf("%s: cites %v, want %v: %s", file, cited, want.Articles, want.Why)
		}
	}
	if s := sums(t, f); s.Received != len(expected) {
		t.Errorf("received %d, want %d", s.Received, len(expected))
	}
}
