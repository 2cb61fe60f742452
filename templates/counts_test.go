package templates

import (
	"slices"
	"testing"
)

// TestRoleOf: what an asset adds depends on whether it comes or goes; what nothing is said
// of is added if it is money.
func TestRoleOf(t *testing.T) {
	kinds, err := Load(Builtin())
	if err != nil {
		t.Fatal(err)
	}
	asset := kinds.Named("asset")
	for _, test := range []struct {
		path, action string
		want         Role
	}{
		{"value", "新增", Adds}, {"value", "减少", Subtracts}, {"value", "", Copy}, {"count", "新增", Copy}, {"no such", "新增", Copy},
	} {
		if got := asset.RoleOf(test.path, Values{"action": test.action}); got != test.want {
			t.Errorf("%s, %s: %s, want %s", test.path, test.action, got, test.want)
		}
	}
	want := []Tie{{"asset", "card", "2026-设备-7"}}
	if got := asset.Ties(Values{"card": "2026-设备-7"}); !slices.Equal(got, want) {
		t.Errorf("ties %v, want %v", got, want)
	}
}
