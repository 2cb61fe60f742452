package posting

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"gongwen/templates"
)

// contract has an amount that later records of its line put another in the place of.
var contract = &templates.Kind{
	Key: "contract",
	Fields: []templates.Field{
		{Key: "state", Label: "状态", Type: templates.TypeChoice, Choices: []string{"新订立", "变更"}},
		{Key: "original", Label: "原合同编号", Type: templates.TypeText, Belongs: templates.Depends{Always: "contract"}},
		{Key: "amount", Label: "金额", Type: templates.TypeMoney,
			Counts: templates.Depends{On: "state", Words: map[string]string{"新订立": "adds", "变更": "replaces"}}},
	},
	Register: []templates.Column{{Label: "金额", From: "amount"}},
}

// entry is the n-th contract filed; original is 0 for a new one.
func entry(n, original int, amount templates.Fen, stands bool) Entry {
	v := templates.Values{"state": "新订立", "amount": amount}
	if original != 0 {
		v["state"], v["original"] = "变更", number(original)
	}
	return Entry{Number: number(n), Kind: contract, Filed: time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC), Stands: stands, Values: v}
}

func number(n int) string { return "龙政办合字〔2026〕" + strconv.Itoa(n) + "号" }

func TestPut(t *testing.T) {
	for name, test := range map[string]struct {
		entries []Entry
		want    []templates.Fen // effects, by n
		changed []string        // by the last entry
	}{
		"changed twice": {[]Entry{entry(1, 0, 100, true), entry(2, 1, 120, true), entry(3, 2, 90, true)},
			[]templates.Fen{100, 20, -30}, []string{number(3)}},
		"the original filed last": {[]Entry{entry(3, 2, 90, true), entry(2, 1, 120, true), entry(1, 0, 100, true)},
			[]templates.Fen{100, 20, -30}, []string{number(1), number(2)}},
		"the original void": {[]Entry{entry(1, 0, 100, true), entry(2, 1, 120, true), entry(1, 0, 100, false)},
			[]templates.Fen{0, 120}, []string{number(1), number(2)}},
		"a change void": {[]Entry{entry(1, 0, 100, true), entry(2, 1, 120, true), entry(3, 1, 90, true), entry(2, 1, 120, false)},
			[]templates.Fen{100, 0, -10}, []string{number(2), number(3)}},
		"an original of which nothing is known": {[]Entry{entry(2, 9, 120, true)}, []templates.Fen{0, 120}, []string{number(2)}},
		"in a circle":                           {[]Entry{entry(1, 2, 100, true), entry(2, 1, 120, true)}, []templates.Fen{100, 20}, []string{number(2)}},
		"of itself":                             {[]Entry{entry(1, 1, 100, true)}, []templates.Fen{100}, []string{number(1)}},
	} {
		t.Run(name, func(t *testing.T) {
			var b Books
			var changed []string
			for _, e := range test.entries {
				changed = b.Put(e)
			}
			for i, want := range test.want {
				got := b.Effects(number(i + 1))
				if want == 0 && len(got) == 0 {
					continue
				}
				if !slices.Equal(got, []templates.Fen{want}) {
					t.Errorf("%s: %v, want %v", number(i+1), got, want)
				}
			}
			if !slices.Equal(changed, test.changed) {
				t.Errorf("changed %q, want %q", changed, test.changed)
			}
		})
	}
}
