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
	kinds, err := templates.Load(templates.Builtin(), os.DirFS("kind/vehicle/templates"))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := rules.Load(kinds, rules.Builtin(), os.DirFS("kind/vehicle/rules"))
	if err != nil {
		t.Fatal(err)
	}
	people, err := roster.Read(roster.YAMLName, Roster())
	if err != nil {
		t.Fatal(err)
	}
	if tried, err := rules.RehearseKind("vehicle", people); err != nil || tried.Rules == 0 || tried.Cases < tried.Rules {
		t.Errorf("%+v: %v", tried, err)
	}
	// Its rules and its time limit count for the article, without an obligation that names them.
	if a := rules.Latest().Articles()[36]; a.Number != "37" || !slices.Contains(a.Kinds, "vehicle") || !slices.Contains(a.MetBy, "duty") {
		t.Errorf("%+v", a)
	}
}
