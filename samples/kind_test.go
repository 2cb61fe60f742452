package samples

import (
	"os"
	"slices"
	"testing"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// The worked example of templates/README.md: a kind of form added in the
// folders of an office, with rules that hold on their cases.
func TestRosterServesAKindAddedWithoutTouchingTheProgram(t *testing.T) {
	t.Parallel()
	kinds, err := templates.Load(templates.Builtin(Office()), Office().Own(os.DirFS("kind/vehicle/templates")))
	if err != nil {
		t.Fatal(err)
	}
	rulebooks, err := rules.Load(kinds, rules.Builtin(), os.DirFS("kind/vehicle/rules"))
	if err != nil {
		t.Fatal(err)
	}
	people, err := roster.Read(roster.YAMLName, Roster())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range rulebooks.Prove("vehicle", rules.People{Own: people, Builtin: people}, nil) {
		if !p.Proven() || p.Rules == 0 || p.Cases < p.Rules || p.Killed == 0 {
			t.Errorf("%+v", p)
		}
	}
	// Its rules and its time limit count for the article, without an obligation that names them.
	if a := rulebooks.Latest().Articles()[36]; a.Number != "37" || !slices.Contains(a.Kinds, "vehicle") || !slices.Contains(a.MetBy, "duty") {
		t.Errorf("%+v", a)
	}
}
