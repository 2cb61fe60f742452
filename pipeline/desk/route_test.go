package desk

import (
	"encoding/json"
	"reflect"
	"testing"

	"gongwen/pipeline/rules"
)

func TestRouteIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, route := range [][]rules.Progress{nil, {
		{Step: "letter-director", Does: "批准", Titles: []string{"区政府办公室主任"}, Lines: []int{0}, Ready: true},
		{Step: "letter-mayor", After: []string{"letter-director"}, Titles: []string{"区长", "副区长"}, Open: []string{"区长"}, All: true, Unknown: "花名册上没有"},
	}} {
		text, err := RouteText(route)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Route(text); err != nil || !reflect.DeepEqual(got, route) {
			t.Errorf("%+v, %v, want %+v", got, err, route)
		}
	}
	for _, text := range []string{"", "{", `{"step":"a"}`, `"route"`} {
		if got, err := Route(json.RawMessage(text)); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}
