package table

import "testing"

func TestColumnName(t *testing.T) {
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := ColumnName(column); got != want {
			t.Errorf("%d: %s, want %s", column, got, want)
		}
	}
}

func TestRange(t *testing.T) {
	if got, want := Range("2026年'合同'", 27, 2, 101), "'2026年''合同'''!$AB$2:$AB$101"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
