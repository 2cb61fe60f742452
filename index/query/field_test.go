package query

import "testing"

// TestFieldTitle: what a field is called on a page is how a query asks for it.
func TestFieldTitle(t *testing.T) {
	for field, want := range map[Field]string{Kind: "类别", Year: "年度", Unit: "单位", Person: "人员", Title: ""} {
		if got := field.Title(); got != want {
			t.Errorf("%s: got %q, want %q", field, got, want)
		}
		if want == "" {
			continue
		}
		if _, err := Parse(field.Title()+":2026", Vocabulary{}); err != nil {
			t.Error(err)
		}
	}
}
