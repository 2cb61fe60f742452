package catalogue_test

import "testing"

// TestLedger: a record that is void is so on the line of the arrival it came from, and
// not on that of a duplicate, which bears its number.
func TestLedger(t *testing.T) {
	c, _ := create(t)
	if l, err := c.Ledger(t.Context()); err != nil || l.List == nil || !l.Holds() {
		t.Fatalf("of an empty catalogue: %+v, %v", l, err)
	}
	r := issue(t, c, receive(t, c, 1), "letter", 2026)
	duplicate := receive(t, c, 2)
	receive(t, c, 3)
	if err := c.Duplicate(t.Context(), duplicate.ID, r.Number, "不涉密", morning); err != nil {
		t.Fatal(err)
	}
	if err := c.Void(t.Context(), r.Number, "开错单位", morning); err != nil {
		t.Fatal(err)
	}
	l, err := c.Ledger(t.Context())
	if err != nil || len(l.List) != 3 || !l.Holds() || l.Voided != 1 || l.Pending != 1 {
		t.Fatalf("%+v, %v", l, err)
	}
	for i, want := range []string{"开错单位", "", ""} {
		if l.List[i].Voided != want {
			t.Errorf("line %d: %+v, want voided %q", i, l.List[i], want)
		}
	}
}
