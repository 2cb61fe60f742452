package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongwen/templates"
)

// boardPage is what is due and overdue, and what the year's documents add up to.
type boardPage struct {
	Year     int
	Years    []int
	Groups   []dutyGroup
	AsOf     time.Time // of the groups
	Counting bool      // the duties are still being worked out
	Charts   []chart
	Lapses   []lapses
}

// lapses are the documents of a kind about to lapse.
type lapses struct {
	Kind  *templates.Kind
	Chart chart
	Items []lapse
}

// lapse is a document about to lapse.
type lapse struct{ Number, Until string }

func earlierLapse(a, b lapse) int {
	return cmp.Or(strings.Compare(a.Until, b.Until), strings.Compare(a.Number, b.Number))
}

const (
	lapseWeeks = 8   // how far ahead is looked
	boardItems = 100 // of each list
)

func (s *Server) board(v *visit) error {
	today := templates.Today(s.now())
	p := boardPage{Year: today.Year()}
	if text := v.r.FormValue("year"); text != "" {
		year, err := strconv.Atoi(text)
		if err != nil || year < 1 || year > 9999 {
			return badRequest("没有“%s”这个年度。", text)
		}
		p.Year = year
	}
	ctx := v.r.Context()
	if err := s.tally.upToDate(ctx); err != nil {
		return err
	}
	shown := page{Title: "时限与统计"}
	short, cancel := context.WithTimeout(ctx, s.timeouts.duties)
	defer cancel()
	items, err := s.duties.on(short)
	switch {
	case err == nil:
		p.Groups, p.AsOf = items.within(v.reach, s.tally), items.asOf
	case short.Err() != nil && ctx.Err() == nil:
		p.Counting, shown.Refresh = true, 5
	default:
		return err
	}
	p.count(s, v.reach, today)
	shown.Data = p
	return v.render(http.StatusOK, "board", shown)
}

// count fills in the charts, of what is within reach.
func (p *boardPage) count(s *Server, r reach, today templates.Date) {
	var months []string
	for m := 1; m <= 12; m++ {
		months = append(months, fmt.Sprintf("%d月", m))
	}
	documents, money := map[string][]float64{}, map[string][]float64{}
	add := func(to map[string][]float64, name string, month int, v float64) {
		if to[name] == nil {
			to[name] = make([]float64, 12)
		}
		to[name][month-1] += v
	}
	s.tally.each(r, p.Year, func(at cell, of sum) {
		add(documents, s.titleOf(at.kind), at.month, float64(of.records))
		if of.amount > 0 {
			add(money, at.unit, at.month, of.amount.Yuan())
		}
	})
	if p.Years = s.tally.years(r); !slices.Contains(p.Years, p.Year) {
		p.Years = append(p.Years, p.Year)
	}
	slices.SortFunc(p.Years, func(a, b int) int { return cmp.Compare(b, a) })
	whole := func(v float64) string { return strconv.Itoa(int(v)) }
	yuan := func(v float64) string { return templates.Fen(v*100 + .5).String() }
	p.Charts = []chart{
		stacked("documents", fmt.Sprintf("%d年办出的文件，按月和种类", p.Year), "件", "种类", months, documents, whole),
		stacked("money", fmt.Sprintf("%d年文件所涉金额，按月和单位", p.Year), "元", "单位", months, money, yuan),
	}
	p.lapse(s, r, today)
}

// lapse adds the kinds whose documents lapse: letters, contracts.
func (p *boardPage) lapse(s *Server, r reach, today templates.Date) {
	lapsing := map[string][]lapse{} // by kind
	for n := range 7 * lapseWeeks {
		for _, l := range s.tally.lapsing(r, today.AddDays(n).ISO()) {
			lapsing[l.series.Kind] = append(lapsing[l.series.Kind], lapse{l.number, l.until})
		}
	}
	var weeks []string
	for w := range lapseWeeks {
		weeks = append(weeks, today.AddDays(7*w).Format("1.2")+"起")
	}
	for _, k := range s.office.Kinds().All() {
		if k.ValidUntil == "" {
			continue
		}
		items := lapsing[k.Key]
		slices.SortFunc(items, earlierLapse)
		values := make([]float64, lapseWeeks)
		for _, item := range items {
			if until, err := templates.ParseDate(item.Until); err == nil {
				values[today.DaysUntil(until)/7]++
			}
		}
		c := stacked("lapse-"+k.Key, fmt.Sprintf("%s：今后%d周内到期的，按周", k.Title, lapseWeeks), "件", "周", weeks,
			map[string][]float64{k.Title: values}, func(v float64) string { return strconv.Itoa(int(v)) })
		p.Lapses = append(p.Lapses, lapses{k, c, items[:min(len(items), boardItems)]})
	}
}

func (s *Server) titleOf(kind string) string {
	if k := s.office.Kinds().Named(kind); k != nil {
		return k.Title
	}
	return kind
}
