package samples

import (
	"strings"
	"testing"

	"gongwen/templates"
)

// The dates of a spoiler keep their distance to the form's own.
func TestSpoiledFormsBreakTheirRule(t *testing.T) {
	t.Parallel()
	letter := builtinKinds(t).Named("letter")
	breaks := func(v templates.Values, article string) bool {
		switch article {
		case "81(6)":
			until, ok := v["valid_until"].(templates.Date)
			return !ok || until.Before(letter.DateOf(v).Time)
		case "81(3)":
			return v["matter"] != "一般事项" && !strings.Contains(v.Joined("approvals.post"), "区长")
		}
		return false
	}
	o := Options{Bad: 40, Breaks: breaks, Spoilers: []Spoiler{
		{Article: "81(6)", Set: map[string]any{"有效期至": "2026-05-10"}}, // the example is of 2026-05-11
		{Article: "81(6)", Set: map[string]any{"valid_until": nil}},
		{Article: "81(3)", Set: map[string]any{"matter": "合同"}},
	}}
	count := map[string]int{}
	for _, s := range collect(t, letter, 11, 500, o) {
		count[s.Article]++
		if s.Article != "" && !breaks(s.Values, s.Article) {
			t.Errorf("%s does not break %s", s.Files[0].Path, s.Article)
		}
		if s.Article == "" && (breaks(s.Values, "81(3)") || breaks(s.Values, "81(6)")) {
			t.Errorf("%s breaks a rule", s.Files[0].Path)
		}
		if until, ok := s.Values["valid_until"].(templates.Date); s.Article == "81(6)" && ok && letter.DateOf(s.Values).DaysUntil(until) != -1 {
			t.Errorf("%s is valid until %s, want the day before %s", s.Files[0].Path, until, letter.DateOf(s.Values))
		}
	}
	if good := count[""]; good < 260 || good > 340 {
		t.Errorf("%d of 500 are good, want about 300", good)
	}
	if count["81(3)"] == 0 || count["81(6)"] == 0 {
		t.Errorf("spoilers used: %v", count)
	}
}

func TestSpoiledNeedsSpoilersThatWork(t *testing.T) {
	t.Parallel()
	letter := builtinKinds(t).Named("letter")
	never := func(templates.Values, string) bool { return false }
	harmless := []Spoiler{{Article: "81", Set: map[string]any{"people": 2}}}
	unknown := []Spoiler{{Article: "81", Set: map[string]any{"persons": 2}}}
	for _, o := range []Options{{Bad: 100}, {Bad: 100, Spoilers: harmless, Breaks: never}, {Bad: 100, Spoilers: unknown}} {
		for _, err := range Generate(letter, 1, 1, o) {
			if err == nil {
				t.Errorf("%+v gives no error", o)
			}
		}
	}
}
