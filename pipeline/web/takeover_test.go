package web

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
)

// TestServerSeesWhatIsTakenOver beside it: pages, duties and statistics are by
// the new kinds.
func TestServerSeesWhatIsTakenOver(t *testing.T) {
	r := ownRoom(t, Options{})
	archivist := must(r.server.accounts.Named("dangan"))
	scope := access.Of(account.Account{Role: archivist.Role}, r.server.ruleset().Units)
	letters := catalogue.Series{Kind: "letter", Year: 2026}
	counted, lapsing := len(r.server.statistics.Rows(scope, letters)), len(r.server.statistics.Expiring(scope, "2026-05-20"))
	if counted == 0 || lapsing == 0 {
		t.Fatalf("%d letters, %d of which lapse", counted, lapsing)
	}
	if err := r.server.duties.update.Fresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	kind, err := os.ReadFile(filepath.Join("..", "..", "templates", "kinds", "letter", "kind.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.NewReplacer("title: 介绍信", "title: 新介绍信", "valid_until: valid_until\n", "").Replace(string(kind))
	if err := writeFile(filepath.Join(r.workspace.Folder.Templates(), "letter", "kind.yaml"), []byte(edited)); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	r.workspace.Watch(ctx, func(c workspace.Change) {
		if c.After == nil {
			t.Error(c.Text)
		}
		stop()
	})
	if body := r.as(t, "dangan").get("/hand-in").Body.String(); !strings.Contains(body, "新介绍信") {
		t.Error("the page offers the old kind")
	}
	if err := r.server.duties.update.Fresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r.server.duties.last.ruleset != r.workspace.Current() {
		t.Error("duties are by the old rules")
	}
	if got := r.server.statistics.Rows(scope, letters); len(got) != counted {
		t.Errorf("%d letters are counted, %d before", len(got), counted)
	}
	if got := r.server.statistics.Expiring(scope, "2026-05-20"); len(got) > 0 {
		t.Errorf("%d letters lapse, which the new kind does not say", len(got))
	}
}
