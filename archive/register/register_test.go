package register

import (
	"testing"

	"gongwen/archive"
	"gongwen/templates"
)

// TestCountedOn: a register counts a record by its kind's register_date, and by
// the day it bears where there is no telling.
func TestCountedOn(t *testing.T) {
	bears, held := templates.NewDate(2026, 6, 2), templates.NewDate(2026, 5, 28)
	kind := &templates.Kind{Date: "day", RegisterDate: "held", Fields: []templates.Field{
		{Key: "day", Type: templates.TypeDate}, {Key: "held", Type: templates.TypeDate}, {Key: "people", Type: templates.TypeInteger}}}
	for _, test := range []struct {
		kind   *templates.Kind
		values templates.Values
		want   templates.Date
	}{
		{kind, templates.Values{"day": "2026-06-02", "held": "2026-05-28", "people": "no number any more"}, held},
		{kind, templates.Values{"day": "2026-06-02"}, bears},
		{kind, templates.Values{"held": "some day"}, bears},
		{&templates.Kind{Date: "day", Fields: kind.Fields}, templates.Values{"day": "2026-06-02", "held": "2026-05-28"}, bears},
		{nil, templates.Values{"held": "2026-05-28"}, bears},
	} {
		if got := CountedOn(test.kind, archive.Record{Date: bears, Values: test.values}); got != test.want {
			t.Errorf("%v: %s, want %s", test.values, got, test.want)
		}
	}
}
