package audit_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
	"gongwen/pipeline/audit"
)

// TestVerifyCheckpointsFinds: each sort of disagreement has its code, and a way out.
func TestVerifyCheckpointsFinds(t *testing.T) {
	var shown []string
	for _, tt := range []struct {
		name string
		harm func(o *office, p checkpoint.Place)
		want []string
	}{
		{"nothing", func(*office, checkpoint.Place) {}, nil},
		{"the journal as it might have been", func(o *office, p checkpoint.Place) {
			o.must(os.RemoveAll(p.Journal))
			j, err := journal.Open(p.Journal, morning)
			o.must(err)
			for range 50 { // as many as there were, and more
				o.must(j.Append(journal.Event{Time: morning, Type: journal.Returned, Arrival: "a001", Reason: "缺附件"}))
			}
			o.must(j.Close())
		}, []string{"journal-rewritten journal"}},
		{"no journal", func(o *office, p checkpoint.Place) { o.must(os.RemoveAll(p.Journal)) }, []string{"journal-cut journal"}},
		{"the trail as it might have been", func(o *office, p checkpoint.Place) {
			o.must(os.RemoveAll(p.Trail))
			o.look(p, "nobody")
		}, []string{"trail-rewritten"}},
		{"no trail", func(o *office, p checkpoint.Place) { o.must(os.RemoveAll(p.Trail)) }, []string{"trail-cut"}},
		{"other keys", func(o *office, p checkpoint.Place) {
			q := p
			q.Key = filepath.Join(o.dir, "other.key")
			o.must(os.Remove(p.VKeys))
			o.must(q.Make(o.Context()))
		}, []string{"key-differs"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			p := checkpoint.Place{Folder: o.dir, VKeys: filepath.Join(o.dir, "vkeys.txt"), Key: filepath.Join(t.TempDir(), "key"),
				Journal: o.archive.JournalDir(), Trail: o.accessLog()}
			o.look(p, "dangan")
			o.must(p.Make(t.Context()))
			s, err := p.Open()
			o.must(err)
			o.must(s.Keep(t.Context()))
			tt.harm(o, p)
			if got := o.held(p); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
		for _, want := range tt.want {
			code, _, _ := strings.Cut(want, " ")
			shown = append(shown, code)
		}
	}
	o := newOffice(t)
	got := o.held(checkpoint.Place{VKeys: filepath.Join(o.dir, "vkeys.txt"), Key: filepath.Join(o.dir, "none")},
		checkpoint.Given{Name: "x", All: [][]byte{[]byte("?\n")}})
	if !slices.Equal(got, []string{"checkpoint-foreign"}) {
		t.Error(got)
	}
	for _, code := range codes(t, "checkpoints.go") {
		if !slices.Contains(append(shown, got...), code) {
			t.Errorf("nothing above is found as %s", code)
		}
	}
}

// look writes to the access log that somebody looked at a record.
func (o *office) look(p checkpoint.Place, who string) {
	o.Helper()
	log, err := journal.Open(p.Trail, morning)
	o.must(err)
	o.must(log.Append(journal.Event{Time: morning, Type: journal.Seen, Number: "letter〔2026〕1号", By: who}))
	o.must(log.Close())
}

// held gives each finding as its code and where it is.
func (o *office) held(p checkpoint.Place, given ...checkpoint.Given) (found []string) {
	o.Helper()
	findings, _, err := audit.VerifyCheckpoints(o.Context(), p, given)
	o.must(err)
	for _, f := range findings {
		if f.Message == "" || f.Advice == "" {
			o.Errorf("a finding that helps nobody: %+v", f)
		}
		found = append(found, strings.TrimSpace(string(f.Code)+" "+f.Path))
	}
	return found
}

// TestVerifyCheckpointsCoverSignOffs: whoever changes a sign-off in the journal, and makes
// the chain whole again, is found out by a checkpoint that was signed before.
func TestVerifyCheckpointsCoverSignOffs(t *testing.T) {
	o := newOffice(t)
	signed := func(decision string) journal.Event {
		return journal.Event{Time: morning, Type: journal.Signing, Arrival: "a002", SignOff: json.RawMessage(`{"act":"signed","at":"2026-05-11T09:00:00Z","name":"祁正阳","decision":"` + decision + `"}`)}
	}
	o.must(o.journal.Append(signed("不同意")))
	p := checkpoint.Place{Folder: o.dir, VKeys: filepath.Join(o.dir, "vkeys.txt"), Key: filepath.Join(t.TempDir(), "key"),
		Journal: o.archive.JournalDir(), Trail: o.accessLog()}
	o.look(p, "dangan")
	o.must(p.Make(t.Context()))
	s, err := p.Open()
	o.must(err)
	o.must(s.Keep(t.Context()))
	if got := o.held(p); len(got) != 0 {
		t.Fatalf("untouched: %q", got)
	}
	var events []journal.Event
	for e, err := range journal.All(p.Journal) {
		o.must(err)
		if e.Type == journal.Signing {
			e.SignOff = signed("同意").SignOff
		}
		events = append(events, e)
	}
	o.must(os.RemoveAll(p.Journal))
	j, err := journal.Open(p.Journal, morning)
	o.must(err)
	for _, e := range events {
		o.must(j.Append(e))
	}
	o.must(j.Close())
	for _, err := range journal.All(p.Journal) {
		o.must(err) // the chain itself tells nothing
	}
	if got := o.held(p); !slices.Equal(got, []string{"journal-rewritten journal"}) {
		t.Errorf("a sign-off changed: %q", got)
	}
}
