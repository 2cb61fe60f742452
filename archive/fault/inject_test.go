//go:build faults

package fault

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func with(t *testing.T, rules string) {
	t.Helper()
	was := spec
	spec, times = rules, map[Step]int{}
	t.Cleanup(func() { spec = was })
}

func TestRulesSayWhen(t *testing.T) {
	tests := []struct {
		rules string
		fails []bool // of the first four times
	}{
		{"", []bool{false, false, false, false}},
		{"sync=EIO", []bool{true, true, true, true}},
		{"sync#2=EIO", []bool{false, true, false, false}},
		{"sync%2=EIO", []bool{false, true, false, true}},
		{"sync~1=EIO", []bool{true, true, true, true}},
		{"*#1=EIO,sync#4=EIO", []bool{true, false, false, true}},
		{"write=EIO", []bool{false, false, false, false}},
	}
	for _, test := range tests {
		with(t, test.rules)
		for i, want := range test.fails {
			if err := At(Sync); (err != nil) != want || want && !errors.Is(err, syscall.EIO) {
				t.Errorf("%q, time %d: %v", test.rules, i+1, err)
			}
		}
	}
}

func TestRulesInAFileComeAndGo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "faults")
	with(t, "@"+file)
	if err := At(Write); err != nil {
		t.Error("without the file:", err)
	}
	if err := os.WriteFile(file, []byte("write=ENOSPC\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := At(Write); !errors.Is(err, syscall.ENOSPC) {
		t.Error("with the file:", err)
	}
}

func TestParseDoesNotPassOverAMistypedRule(t *testing.T) {
	for _, rules := range []string{"sync=EWHAT", "sync#x=EIO", "sync#0=EIO", "sync"} {
		with(t, rules)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was taken", rules)
				}
			}()
			_ = At(Sync)
		}()
	}
}
