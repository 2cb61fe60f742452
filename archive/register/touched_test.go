package register_test

import (
	"slices"
	"strings"
	"testing"

	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// TestTouched: a record that is filed or made void touches the registers of what comes
// after it in its line, and of what it takes the place of, in whatever year.
func TestTouched(t *testing.T) {
	o := newOffice(t, contractKind, strings.NewReplacer("key: contract", "key: memo", "合同", "备忘", "试合字", "试备字", "{新订立: adds, 变更: replaces}", "{新订立: adds}", ", belongs: contract", "").Replace(contractKind))
	file := func(kind string, year int, state, original, corrects string) string {
		v := templates.Values{"issue_date": "2026-03-30", "sign_date": "2026-04-01", "unit": "甲局", "name": "路", "state": state, "amount": "1.00"}
		if original != "" {
			v["original"] = original
		}
		if corrects != "" {
			v["corrects"] = corrects
		}
		return o.file(kind, year, v)
	}
	first := file("contract", 2024, "新订立", "", "")
	second := file("contract", 2025, "变更", first, "")
	third := file("contract", 2026, "变更", second, "")
	other := file("contract", 2023, "新订立", "", "")
	memo := file("memo", 2026, "新订立", "", "试合字（2023）第1号")
	for number, want := range map[string][]catalogue.Series{
		first:  {{Kind: "contract", Year: 2024}, {Kind: "contract", Year: 2025}, {Kind: "contract", Year: 2026}},
		second: {{Kind: "contract", Year: 2025}, {Kind: "contract", Year: 2026}},
		third:  {{Kind: "contract", Year: 2026}},
		other:  {{Kind: "contract", Year: 2023}},
		memo:   {{Kind: "contract", Year: 2023}, {Kind: "memo", Year: 2026}},
	} {
		e, err := o.book.Catalogue.Record(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		touched := o.book.Touched()
		if err := touched.Add(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		got, err := touched.Series(t.Context())
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", number, got, err, want)
		}
		for _, s := range want {
			if !touched.Kinds()[s.Kind] {
				t.Errorf("%s: not of %s, whose record it takes the place of", number, s.Kind)
			}
		}
	}
}
