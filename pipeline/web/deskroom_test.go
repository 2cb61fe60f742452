package web

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"gongwen/pipeline"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// deskRoom is a room in whose office letters are signed at the desk, with a pipeline that
// does what the room asks for.
type deskRoom struct {
	*room
	pipeline *pipeline.Pipeline
}

// newDeskRoom opens one; the configuration may say otherwise which kinds are signed there.
func newDeskRoom(t testing.TB, config ...string) *deskRoom {
	t.Helper()
	f := workspace.Folder(t.TempDir())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(empty(f))
	must(writeFile(f.Config(), []byte("settle: 0s\nattachment_wait: 0s\n"+cmp.Or(strings.Join(config, "\n"), "approvals: {letter: desk}")+"\n")))
	return openDeskRoom(t, f)
}

// openDeskRoom opens one over a folder.
func openDeskRoom(t testing.TB, f workspace.Folder) *deskRoom {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := workspace.Open(f)
	must(err)
	t.Cleanup(func() { must(w.Close()) })
	p, err := pipeline.New(w, func(pipeline.Event) {})
	must(err)
	server, err := New(w, Options{SignOff: p.SignOff, Delegate: p.Delegate, Void: p.Void}, func(string, string) error { return nil })
	must(err)
	t.Cleanup(func() { must(server.Close()) })
	server.accounts.Cost = bcrypt.MinCost
	return &deskRoom{&room{server: server, workspace: w}, p}
}

// waits drops a letter of a unit and gives the key by which it waits for signatures.
func (r *deskRoom) waits(t testing.TB, unit, name string, set map[string]any) string {
	t.Helper()
	today := templates.Today(r.server.now())
	form := letter(map[string]any{"申请单位": unit, "联系事项": "核对" + name, "开具日期": nil, "有效期至": today.AddDays(7).ISO(), "审批意见": nil})
	for label, value := range set {
		form[label] = value
	}
	for label, value := range form {
		if value == nil {
			delete(form, label)
		}
	}
	if err := drop(r.workspace.Folder, unit, name, form); err != nil {
		t.Fatal(err)
	}
	if err := r.pipeline.Once(context.Background()); err != nil {
		t.Fatal(err)
	}
	for a, err := range r.workspace.Catalogue.Arrivals(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if a.Path == unit+"/"+name+"/"+name+".yaml" {
			if a.Stage != "signing" {
				notice, _ := filepath.Glob(filepath.Join(r.workspace.Folder.Returned(), unit, name, "*.txt"))
				t.Fatalf("%s does not wait: %+v %v", name, a, notice)
			}
			return a.ID
		}
	}
	t.Fatalf("%s has not arrived", name)
	return ""
}

// sign lets somebody of the roster sign what is shown now, without a page.
func (r *deskRoom) sign(t testing.TB, key, person, decision, words string) (pipeline.SignedOff, error) {
	t.Helper()
	u, _, err := r.workspace.Catalogue.Unsigned(context.Background(), key)
	if err != nil {
		t.Fatal(err)
	}
	return r.pipeline.SignOff(context.Background(), key, signoff.Event{Act: signoff.Signed, Account: "z-" + person, Name: person,
		Known: signoff.KnownPassword, Decision: decision, Words: words, Shown: u.Shown})
}
