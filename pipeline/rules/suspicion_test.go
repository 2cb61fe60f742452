package rules

import (
	"slices"
	"testing"

	"gongwen/pipeline/form"
)

// TestBuiltinSuspicionsOnlyAsk: what the regulation's text does not give – a list of
// telling words, a length, a usual figure – may be looked at again, but returns no form
// for good.
func TestBuiltinSuspicionsOnlyAsk(t *testing.T) {
	t.Parallel()
	b := builtinRegulation().Latest()
	confirms := 0
	for _, k := range builtinKinds().All() {
		for _, p := range b.programs(k.Key) {
			if p.severity == form.Confirm {
				confirms++
				continue
			}
			if p.length {
				t.Errorf("%s (%s) rests on the length of a text", p.id.string, p.severity)
			}
			if i := slices.IndexFunc(p.params, func(name string) bool { return b.parameters[name].ours }); i >= 0 {
				t.Errorf("%s (%s) rests on %s, which the text does not give", p.id.string, p.severity, p.params[i])
			}
		}
	}
	if confirms < 20 {
		t.Errorf("only %d rules ask: that proves nothing", confirms)
	}
}
