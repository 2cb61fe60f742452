package web

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/chart"
	"gongwen/pipeline/web/statistics"
	"gongwen/templates"
)

// boardPage is what is due and overdue, and what the year's documents add up to.
type boardPage struct {
	Year     int
	Years    []int
	Groups   []dutyGroup
	AsOf     time.Time // of the groups
	Counting bool      // the duties are still being worked out
	Charts   []chart.Chart
	Expiring []expiringKind
}

// expiringKind is the documents of a kind that expire soon.
type expiringKind struct {
	Kind  *templates.Kind
	Chart chart.Chart
	Items []expiring
}

// expiring is a document that expires soon.
type expiring struct{ Number, Until string }

func earlierExpiry(a, b expiring) int {
	return cmp.Or(strings.Compare(a.Until, b.Until), strings.Compare(a.Number, b.Number))
}

const (
	expiryWeeks = 8   // how far ahead is looked
	boardItems  = 100 // of each list
)

func (s *Server) board(r *request) error {
	today := templates.Today(s.now())
	p := boardPage{Year: today.Year()}
	if text := r.FormValue("year"); text != "" {
		year, err := strconv.Atoi(text)
		if err != nil || year < 1 || year > 9999 {
			return badRequest("没有“%s”这个年度。", text)
		}
		p.Year = year
	}
	ctx := r.Context()
	if err := s.statistics.UpToDate(ctx); err != nil {
		return err
	}
	shown := page{Title: "时限与统计"}
	short, cancel := context.WithTimeout(ctx, s.timeouts.duties)
	defer cancel()
	duties, err := s.duties.today(short)
	switch {
	case err == nil:
		p.Groups, p.AsOf = duties.visibleTo(r.scope, s.statistics), duties.asOf
	case short.Err() != nil && ctx.Err() == nil:
		p.Counting, shown.Refresh = true, 5
	default:
		return err
	}
	p.addTotals(s, r.scope)
	p.addExpiring(s, r.scope, today)
	shown.Data = p
	return r.render(http.StatusOK, "board", shown)
}

func wholeNumber(v float64) string { return strconv.Itoa(int(v)) }

// addTotals draws what the year's documents within the scope add up to.
func (p *boardPage) addTotals(s *Server, scope access.Scope) {
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
	s.statistics.Totals(scope, p.Year, func(group statistics.Group, total statistics.Total) {
		add(documents, s.titleOf(group.Kind), group.Month, float64(total.Records))
		if total.Amount != 0 { // what is taken back counts, too
			add(money, group.Unit, group.Month, total.Amount.Yuan())
		}
	})
	if p.Years = s.statistics.Years(scope); !slices.Contains(p.Years, p.Year) {
		p.Years = append(p.Years, p.Year)
	}
	slices.SortFunc(p.Years, func(a, b int) int { return cmp.Compare(b, a) })
	yuan := func(v float64) string { return templates.Fen(math.Round(v * 100)).String() }
	p.Charts = []chart.Chart{
		chart.Stacked("documents", fmt.Sprintf("%d年办出的文件，按月和种类", p.Year), "件", "种类", months, documents, wholeNumber),
		chart.Stacked("money", fmt.Sprintf("%d年文件所涉金额，按月和单位", p.Year), "元", "单位", months, money, yuan),
	}
}

// addExpiring adds the kinds whose documents have a last valid day: letters,
// contracts.
func (p *boardPage) addExpiring(s *Server, scope access.Scope, today templates.Date) {
	byKind := map[string][]expiring{}
	for n := range 7 * expiryWeeks {
		for _, row := range s.statistics.Expiring(scope, today.AddDays(n).ISO()) {
			byKind[row.Series.Kind] = append(byKind[row.Series.Kind], expiring{row.Number, row.Until})
		}
	}
	var weeks []string
	for w := range expiryWeeks {
		weeks = append(weeks, today.AddDays(7*w).Format("1.2")+"起")
	}
	for _, k := range s.workspace.Kinds().All() {
		if k.ValidUntil == "" {
			continue
		}
		items := byKind[k.Key]
		slices.SortFunc(items, earlierExpiry)
		values := make([]float64, expiryWeeks)
		for _, item := range items {
			if until, err := templates.ParseDate(item.Until); err == nil {
				values[today.DaysUntil(until)/7]++
			}
		}
		c := chart.Stacked("lapse-"+k.Key, fmt.Sprintf("%s：今后%d周内到期的，按周", k.Title, expiryWeeks), "件", "周", weeks,
			map[string][]float64{k.Title: values}, wholeNumber)
		p.Expiring = append(p.Expiring, expiringKind{k, c, items[:min(len(items), boardItems)]})
	}
}

// titleOf is a kind's title, or its key where there is no such kind any more.
func (s *Server) titleOf(kind string) string {
	if k := s.workspace.Kinds().Named(kind); k != nil {
		return k.Title
	}
	return kind
}
