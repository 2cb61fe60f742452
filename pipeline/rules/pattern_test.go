package rules

import (
	"fmt"
	"regexp"
	"testing"
)

// TestPatternsAreKeptWithinBounds: each is compiled once, and however many forms bring
// one, no more are kept than a call may.
func TestPatternsAreKeptWithinBounds(t *testing.T) {
	t.Parallel()
	kept := patterns{compiled: map[string]*regexp.Regexp{}}
	first, err := kept.compile("缺席|请假")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := kept.compile("缺席|请假"); again != first || err != nil {
		t.Errorf("compiled again: %v", err)
	}
	for i := range 3 * maxPatterns {
		name := fmt.Sprint("某人", i)
		pattern, err := kept.compile(name)
		if err != nil || !pattern.MatchString(name+"缺席") || pattern.MatchString("别人缺席") {
			t.Fatalf("%s: %v, %v", name, pattern, err)
		}
		if len(kept.compiled) > maxPatterns {
			t.Fatalf("%d are kept", len(kept.compiled))
		}
	}
	if _, err := kept.compile("(缺席"); err == nil {
		t.Error("no error for a pattern that is none")
	}
}
