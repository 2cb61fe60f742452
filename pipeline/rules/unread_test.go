package rules

import (
	"io/fs"
	"testing"
)

// TestParseBuiltinLeavesOutOnlyTheCases: everything else is read as from the whole file,
// and the cases are there once they are asked for.
func TestParseBuiltinLeavesOutOnlyTheCases(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(Builtin(), "*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rules := 0
	for _, name := range names {
		source, err := fs.ReadFile(Builtin(), name)
		if err != nil {
			t.Fatal(err)
		}
		whole, bare := parseFile(name, source), parseBuiltin(name, source)
		if len(whole.mistakes)+len(bare.mistakes) > 0 || len(whole.rules) != len(bare.rules) {
			t.Fatalf("%s: %d rules of %d, %v", name, len(bare.rules), len(whole.rules), bare.mistakes)
		}
		for _, r := range bare.rules {
			if len(r.cases) > 0 {
				t.Errorf("%s: the cases are read at once", r.id.string)
			}
		}
		for i, r := range bare.rules {
			rules++
			r.examples()
			if got, want := written(r), written(whole.rules[i]); got != want || r.id.place.line != whole.rules[i].id.place.line {
				t.Errorf("%s: %s\nwant\n%s", r.id.string, got, want)
			}
		}
		for _, part := range []struct{ got, want any }{
			{bare.parameters, whole.parameters}, {bare.articles, whole.articles}, {bare.asks, whole.asks},
			{bare.duties, whole.duties}, {bare.filed, whole.filed}, {bare.obligations, whole.obligations}, {bare.away, whole.away},
		} {
			if written(part.got) != written(part.want) {
				t.Errorf("%s: %s\nwant\n%s", name, written(part.got), written(part.want))
			}
		}
	}
	if rules < 500 {
		t.Errorf("only %d rules", rules)
	}
}
