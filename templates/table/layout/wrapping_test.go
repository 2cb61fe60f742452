package layout

import "testing"

func TestLines(t *testing.T) {
	for _, test := range []struct {
		text string
		room float64
		want int
	}{
		{"", 10, 1}, {"教学一体机", 10, 1}, {"教学一体机", 9, 2}, {"教学\n一体机", 10, 2},
		{"JY-SB-2026-0118", 20, 1}, {"JY-SB-2026-0118", 11, 3}, {"JYSB20260118", 12, 2},
		{"“一事一议”——", 16, 1}, {"“一事一议”——", 15, 2}, {"3×4米", 6, 2},
		{"区长江临川 2026-04-22", 14, 2}, {"区长江临川 2026-04-22", 12, 3},
	} {
		if got := Lines(test.text, test.room); got != test.want {
			t.Errorf("%q in %v halves: %d lines, want %d", test.text, test.room, got, test.want)
		}
	}
}
