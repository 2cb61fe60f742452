package roster_test

import (
	"slices"
	"testing"
	"time"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

func TestRosterListed(t *testing.T) {
	year := func(y int) templates.Date { return templates.NewDate(y, time.January, 1) }
	r := roster.New([]roster.Appointment{
		{Name: "江临川", Unit: "区政府", Post: "区长", From: year(2020)},
		{Name: "白云舟", Unit: "区政府", Post: "副区长", From: year(2020), Portfolio: []string{"区财政局", "区审计局"}},
		{Name: "白云舟", Unit: "区财政局", Post: "区财政局局长", From: year(2020)},
		{Name: "顾怀瑾", Unit: "区档案局", Post: "区档案局局长", From: year(2020), Until: year(2024)},
	}, templates.Values{"name": "区统计局"})
	units, posts, people := r.Listed(year(2026))
	for _, test := range [][2][]string{
		{units, {"区政府", "区财政局", "区审计局", "区统计局"}}, {posts, {"区长", "副区长", "区财政局局长"}}, {people, {"江临川", "白云舟"}},
	} {
		if !slices.Equal(test[0], test[1]) {
			t.Errorf("%v, want %v", test[0], test[1])
		}
	}
}
