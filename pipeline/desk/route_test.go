package desk

import (
	"encoding/json"
	"reflect"
	"testing"

	"gongwen/pipeline/rules"
)

// TestStandingIsReadAsItWasWritten, and a route as it was kept at first, alone.
func TestStandingIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, s := range []Standing{{}, {Route: []rules.Progress{
		{Step: "letter-director", Does: "批准", Titles: []string{"区政府办公室主任"}, Lines: []int{0}, Ready: true},
		{Step: "letter-mayor", After: []string{"letter-director"}, Titles: []string{"区长", "副区长"}, Open: []string{"区长"}, All: true, Unknown: "花名册上没有"},
	}, InVain: []string{"签了也不能办：日期已过。请撤回。"}}} {
		text, err := s.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseStanding(text); err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("%+v, %v, want %+v", got, err, s)
		}
		alone, err := json.Marshal(s.Route)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Route(alone); err != nil || !reflect.DeepEqual(got, s.Route) {
			t.Errorf("%+v, %v, want %+v", got, err, s.Route)
		}
	}
	for _, text := range []string{"", "{", `{"step":"a"}`, `"route"`} {
		if got, err := ParseStanding(json.RawMessage(text)); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}
