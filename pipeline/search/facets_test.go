package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gongwen/index"
	"gongwen/pipeline/search"
	"gongwen/templates"
)

// TestFacetsCountWhatTheyGive: for random queries, each value of a facet counts just the
// records that the query finds when it is narrowed by it, chosen or typed.
func TestFacetsCountWhatTheyGive(t *testing.T) {
	f := newForms(t)
	rng := rand.New(rand.NewPCG(14, 15))
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	units := []string{"区财政局", "龙凤区财政局", "财局", "區財政局", "市财政局", "区财政局国库科", "区“放管服”办", `区"放管服"办`, "区「放管服」办", "区放管服办", "外地某局", "外地某局（筹）"}
	for i := range 60 {
		units = append(units, fmt.Sprintf("第%d社区工作站", i+1))
	}
	people := []string{"沈望", "沈望舒", "沈望舒儿", "阿依·木沙", "阿依•木沙", "阿依木沙", "王⼩明", "王小明", "O'Neil", `林"阿"妹`}
	words := []string{"防汛", "老旧小区", "会议", "区财政局", "沈望"}
	for range 400 {
		unit := units[min(rng.IntN(len(units)), rng.IntN(len(units)))]
		v := templates.Values{"unit": unit, "name": pick(people...), "applicant": pick(people...)}
		switch kind := pick("leave", "letter", "minutes", "meeting", "meeting-leave", "contract"); kind {
		case "letter":
			v["bearer"] = pick(people...) + "、" + pick(people...)
			f.file(kind, pick(words...)+pick(words...), v)
		case "minutes":
			v["chair"], v["present"] = pick(people...), []templates.Values{{"name": pick(people...)}, {"name": pick(people...)}}
			f.file(kind, pick(words...)+pick(words...), v)
		default:
			f.file(kind, pick(words...)+pick(words...), v)
		}
	}
	f.answer(search.Conditions{}) // lets the index catch up
	ask := func(c search.Conditions) index.Result {
		result, err := f.Index.Search(t.Context(), f.request(c))
		f.must(err)
		return result
	}
	values := 0
	for range 60 {
		query := []string{"", pick(words...), pick(words...) + " OR " + pick(words...), "-" + pick(words...), "单位:财政局", "人员:沈望", "类别:会议", "(" + pick(words...) + " OR 类别:请假) -单位:社区"}[rng.IntN(8)]
		for _, facet := range ask(search.Conditions{Text: query}).Facets {
			for i, v := range facet.Values {
				if i > 6 && rng.IntN(10) > 0 {
					continue // a few of many
				}
				values++
				chosen := search.Conditions{Text: query}
				switch facet.Field {
				case index.FacetKind:
					chosen.Kind = v.Value
				case index.FacetYear:
					chosen.Year = v.Value
				case index.FacetUnit:
					chosen.Unit = v.Value
				case index.FacetPerson:
					chosen.Person = v.Value
				}
				typed := facet.Field.Title() + ":=" + index.Phrase(v.Value)
				if query != "" {
					typed = "(" + query + ") " + typed
				}
				for _, c := range []search.Conditions{chosen, {Text: typed}} {
					if got := ask(c).Total; got != v.Hits {
						t.Errorf("%q counts %d of %s %q, and %+v gives %d", query, v.Hits, facet.Field, v.Value, c, got)
					}
				}
			}
		}
	}
	if values < 600 {
		t.Error("hardly any values:", values)
	}
	if got := f.answer(search.Conditions{Text: "单位:=政局"}).Total; got != 0 {
		t.Error("a part of a unit is no unit:", got)
	}
	if a, b := f.answer(search.Conditions{Unit: "区财政局"}).Total, f.answer(search.Conditions{Unit: "财局"}).Total; a != b || a == 0 {
		t.Error("two spellings of one unit:", a, b)
	}
	if strings.Contains(fmt.Sprint(f.answer(search.Conditions{}).Facets), "龙凤区财政局") {
		t.Error("a unit is counted by a spelling")
	}
}
