package pipeline

import (
	"errors"
	"testing"

	"gongwen/pipeline/desk"
)

// TestDeskFind: of two forms that were dropped in the same place a name means neither;
// their keys do.
func TestDeskFind(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	const path = "区财政局/信/介绍信.yaml"
	find := func(p *Pipeline, name string) (string, int) {
		a, err := desk.Find(t.Context(), p.workspace.Catalogue, name)
		if unknown := (*desk.Unknown)(nil); errors.As(err, &unknown) {
			return "", len(unknown.Meant)
		}
		if err != nil {
			t.Fatal(err)
		}
		return a.ID, 1
	}
	for n, errand := range []string{"查阅城建档案", "查阅财政档案"} {
		unsignedLetter(t, f, "信", errand)
		at(t, f, func(p *Pipeline) {
			onDay(p, signingDay)
			if err := p.Once(t.Context()); err != nil {
				t.Fatal(err)
			}
			keys := waiting(t, p)
			if len(keys) != n+1 {
				t.Fatalf("%q wait, want %d", keys, n+1)
			}
			for _, key := range keys {
				if got, _ := find(p, key); got != key {
					t.Errorf("%s is %s", key, got)
				}
			}
			for _, name := range []string{path, "介绍信.yaml", "介绍信"} {
				if got, meant := find(p, name); meant != n+1 || n == 0 && got != keys[0] {
					t.Errorf("%s of %d forms: %q, %d meant", name, n+1, got, meant)
				}
			}
			if got, meant := find(p, "别的"); got != "" || meant != 0 {
				t.Errorf("another name means %q", got)
			}
		})
	}
}
