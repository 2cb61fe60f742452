package pipeline

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive/sqlite"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// signingCodes are the sorts of findings of verify, without doubles.
func signingCodes(t *testing.T, f workspace.Folder) (codes []string) {
	t.Helper()
	found, err := audit.VerifyFolder(t.Context(), f, "", time.Minute, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range found {
		t.Log(each.Code, each.Path, each.Message)
		codes = append(codes, string(each.Code))
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// TestVerifyHoldsSigningsAgainstEachOther: what the journal, the catalogue and a bag tell
// of a signing is the same, also when the catalogue was made anew, and what is changed in
// one of them is noticed.
func TestVerifyHoldsSigningsAgainstEachOther(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	unsignedLetter(t, f, "一", "查阅城建档案")
	unsignedLetter(t, f, "二", "查阅土地档案")
	unsignedLetter(t, f, "三", "查阅人事档案")
	signingDays(t, f, func(p *Pipeline) {
		keys := waiting(t, p)
		if len(keys) != 3 {
			t.Fatalf("%d wait", len(keys))
		}
		for i, decision := range []string{templates.Agreed, templates.SentBack} { // and the third waits
			if _, err := sign(p, keys[i], signerOfLetters, decision, "请看"); err != nil {
				t.Fatal(err)
			}
		}
	})
	if codes := signingCodes(t, f); len(codes) != 0 {
		t.Fatalf("of a sound one: %q", codes)
	}
	loseCatalogue(t, f)
	signingDays(t, f, func(p *Pipeline) {
		if keys := waiting(t, p); len(keys) != 1 {
			t.Errorf("%d wait", len(keys))
		}
	})
	if codes := signingCodes(t, f); len(codes) != 0 {
		t.Errorf("made anew: %q", codes)
	}

	sql := func(f workspace.Folder, statement string) {
		db, err := sqlite.Open(f.Catalogue(), 1, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	edit := func(pattern, old, new string) func(f workspace.Folder) {
		return func(f workspace.Folder) {
			names, err := filepath.Glob(filepath.Join(string(f), filepath.FromSlash(pattern)))
			if err != nil || len(names) != 1 {
				t.Fatalf("%q, %v", names, err)
			}
			text, err := os.ReadFile(names[0])
			if err != nil || !strings.Contains(string(text), old) {
				t.Fatalf("%s, %v", text, err)
			}
			if err := os.Chmod(names[0], 0o640); err != nil {
				t.Fatal(err)
			}
			put(t, names[0], []byte(strings.Replace(string(text), old, new, 1)))
		}
	}
	tests := []struct {
		name string
		harm func(f workspace.Folder)
		want []string
	}{
		{"a decision in the catalogue", func(f workspace.Folder) {
			sql(f, `UPDATE signoffs SET event = replace(event, '同意', '退回修改') WHERE seq = 1`)
		}, []string{"signing-differs"}},
		{"a sign-off more in the catalogue", func(f workspace.Folder) {
			sql(f, `INSERT INTO signoffs (arrival, seq, event) SELECT arrival, 2, event FROM signoffs WHERE seq = 1`)
		}, []string{"journal-lacks"}},
		{"a sign-off less in the catalogue", func(f workspace.Folder) {
			sql(f, `DELETE FROM signoffs WHERE seq = 1`)
		}, []string{"ledger-lacks"}},
		{"a name in the bag", edit("archive/2026/letter/*/data/signoffs.json", signerOfLetters, "祁正阳"), []string{"file-changed", "signing-differs"}},
		{"a name in the journal", edit("archive/journal/2026.jsonl", `"decision":"同意","words":"请看"`, `"decision":"同意","words":"照办"`), []string{"journal-broken", "signing-differs"}},
	}
	for _, test := range tests {
		copied := workspace.Folder(filepath.Join(t.TempDir(), "d"))
		if err := os.CopyFS(string(copied), os.DirFS(string(f))); err != nil {
			t.Fatal(err)
		}
		test.harm(copied)
		if codes := signingCodes(t, copied); !slices.Equal(codes, test.want) {
			t.Errorf("%s: %q, want %q", test.name, codes, test.want)
		}
	}
}
