package rules

import (
	"reflect"
	"testing"
	"testing/fstest"

	"gongwen/samples"
	"gongwen/templates"
)

// TestEdits: what is said counts, and not where it stands.
func TestEdits(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	load := func(own string) *Regulation {
		t.Helper()
		r, err := Load(kinds, Builtin(), fstest.MapFS{"longfeng2017/own.yaml": {Data: []byte(own)}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	rule := func(id, message string) string {
		return "  - {id: " + id + ", field: errand, require: \"form.people < 9\", message: " + message + ", advice: 少去几人, fails: {人多: {人数: 9}}}\n"
	}
	const top = "kind: letter\narticle: \"81\"\nrules:\n"
	one := top + rule("own-a", "甲") + rule("own-b", "乙")
	other := "# moved down\n" + top + rule("own-c", "丙") + rule("own-b", "改过")
	if got := Edits(load(one), load("# moved\n\n"+one)); len(got) > 0 {
		t.Errorf("only moved: %+v", got)
	}
	want := []Edit{{Rulebook: "longfeng2017", Added: []string{"own-c"}, Removed: []string{"own-a"}, Changed: []string{"own-b"}}}
	if got := Edits(load(one), load(other)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
