package templates

import (
	"strings"
	"testing"
	"time"
)

func TestDays(t *testing.T) {
	f := Field{Type: TypeInteger, Computed: "days(from, until)"}
	d, ok := f.Days()
	if !ok || d != (Days{"from", "until"}) {
		t.Fatalf("%v %t", d, ok)
	}
	day := func(n int) Date { return NewDate(2026, time.May, n) }
	for _, test := range []struct {
		from, until any
		want        int64
		ok          bool
	}{
		{day(20), day(22), 3, true},
		{day(20), day(20), 1, true},
		{Moment{day(20).Add(22 * time.Hour)}, Moment{day(21).Add(time.Hour)}, 2, true},
		{day(22), day(20), -1, true},
		{day(22), nil, 0, false},
	} {
		if n, ok := d.Of(Values{"from": test.from, "until": test.until}); n != test.want || ok != test.ok {
			t.Errorf("%v to %v: %d %t", test.from, test.until, n, ok)
		}
	}
}

func TestCheckComputed(t *testing.T) {
	for computed, wrong := range map[string]bool{"days(from, until)": false, "days( from,until )": false, "days(from)": true, "sum(from, until)": true, "days(from, cause)": true} {
		k := &Kind{Fields: []Field{
			{Key: "from", Label: "起", Type: TypeDate}, {Key: "until", Label: "止", Type: TypeTime}, {Key: "cause", Label: "事由", Type: TypeText},
			{Key: "days", Label: "天数", Type: TypeInteger, Computed: computed},
		}}
		fs := &flaws{at: "$"}
		k.checkComputed(fs)
		if (len(fs.found) > 0) != wrong || wrong && !strings.Contains(fs.found[0].message, "days(起, 止)") {
			t.Errorf("%s: %v", computed, fs.found)
		}
	}
}
