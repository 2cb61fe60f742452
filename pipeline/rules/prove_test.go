package rules

import (
	"fmt"
	"strings"
	"testing"
)

func TestBuiltinRulebookProvesItself(t *testing.T) {
	t.Parallel()
	r, _, people := load(t)
	var unproved strings.Builder
	for _, p := range r.Prove("", People{Builtin: people}, nil) {
		if len(p.Mistakes) > 0 {
			t.Error(p.Mistakes)
		}
		for _, g := range p.Gaps {
			fmt.Fprintf(&unproved, "%s %s %s\n", p.Kind, g.Rule, g.Text)
		}
		t.Logf("%+v", struct{ a, b, c, d, e, f, g any }{p.Kind, p.Rules, p.Cases, p.Conditions, p.Covered, p.Mutants, p.Killed})
	}
	golden(t, "unproved.txt", unproved.String())
}
