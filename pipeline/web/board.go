package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gongwen/pipeline/duty"
	"gongwen/templates"
)

// boardPage is what is due and overdue, and what the year's documents add up to.
type boardPage struct {
	Year   int
	Years  []int
	Groups []dutyGroup
	Charts []chart
	Lapses []lapses
}

// dutyGroup is the duties of one status.
type dutyGroup struct {
	Status duty.Status
	Items  []duty.Item
	More   int
}

// lapses are the documents of a kind about to lapse.
type lapses struct {
	Kind  *templates.Kind
	Chart chart
	Items []lapse
}

type lapse struct{ Number, Until string }

const (
	lapseWeeks = 8   // how far ahead is looked
	boardItems = 100 // of each list
)

// duties are asked for once for every state of the archive and day.
type duties struct {
	mu    sync.Mutex
	seq   int64
	day   string
	items []duty.Item
}

// on are the duties of a day.
func (d *duties) on(ctx context.Context, s *Server, day templates.Date) ([]duty.Item, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	seq, err := s.office.Catalogue.LastChange(ctx)
	if err != nil {
		return nil, err
	}
	if d.items != nil && d.seq == seq && d.day == day.ISO() {
		return d.items, nil
	}
	watch := duty.Watch{Regulation: s.law.Regulation, People: s.law.Roster, Catalogue: s.office.Catalogue, Calendar: s.calendar}
	items, err := watch.On(ctx, day)
	if err != nil {
		return nil, err
	}
	d.seq, d.day, d.items = seq, day.ISO(), items
	return items, nil
}

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
	if err := s.tally.catchUp(ctx, s.office.Catalogue); err != nil {
		return err
	}
	items, err := s.duties.on(ctx, s, today)
	if err != nil {
		return err
	}
	p.group(v.mine(items))
	p.count(s, v.reach, today)
	return v.show("board", "时限与统计", p)
}

// mine are the duties an account may know of. What a single document asks for is
// out of reach with the document. A duty that several are counted for is shown
// without those out of reach, and then without the count, which would tell how
// many these are; and only to those who see all units.
func (v *visit) mine(items []duty.Item) (mine []duty.Item) {
	for _, item := range items {
		basis := slices.DeleteFunc(slices.Clone(item.Basis), func(number string) bool { return !v.s.tally.has(v.reach, number) })
		ofOne := item.Progress == nil
		switch {
		case len(basis) < len(item.Basis) && (ofOne || v.reach.units != nil):
			continue
		case v.reach.units != nil && len(basis) == 0 && !v.reach.hasUnit(item.Who):
			continue
		}
		if len(basis) < len(item.Basis) {
			item.Progress, item.Note = nil, "有的依据不在您的查阅范围内"
		}
		item.Basis = basis
		mine = append(mine, item)
	}
	return mine
}

func (p *boardPage) group(items []duty.Item) {
	for _, status := range []duty.Status{duty.Overdue, duty.Due, duty.Unknown, duty.Open, duty.Met} {
		g := dutyGroup{Status: status}
		for _, item := range items {
			switch {
			case item.Status != status:
			case len(g.Items) == boardItems:
				g.More++
			default:
				g.Items = append(g.Items, item)
			}
		}
		if len(g.Items) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
}

// count fills in the charts, of what is within reach.
func (p *boardPage) count(s *Server, r reach, today templates.Date) {
	var months []string
	for m := 1; m <= 12; m++ {
		months = append(months, fmt.Sprintf("%d月", m))
	}
	documents, money := map[string][]float64{}, map[string][]float64{}
	years := map[int]bool{p.Year: true}
	add := func(to map[string][]float64, name string, month int, v float64) {
		if to[name] == nil {
			to[name] = make([]float64, 12)
		}
		to[name][month-1] += v
	}
	lapsing := map[string][]lapse{}
	last := today.AddDays(7*lapseWeeks - 1).ISO()
	s.tally.each(r, func(l line) {
		month, err := time.Parse("2006-01", l.month)
		if err != nil {
			return
		}
		years[month.Year()] = true
		if l.until >= today.ISO() && l.until <= last {
			lapsing[l.kind] = append(lapsing[l.kind], lapse{l.number, l.until})
		}
		if month.Year() != p.Year {
			return
		}
		add(documents, s.titleOf(l.kind), int(month.Month()), 1)
		if l.amount > 0 {
			add(money, l.unit, int(month.Month()), l.amount.Yuan())
		}
	})
	for year := range years {
		p.Years = append(p.Years, year)
	}
	slices.SortFunc(p.Years, func(a, b int) int { return cmp.Compare(b, a) })
	whole := func(v float64) string { return strconv.Itoa(int(v)) }
	yuan := func(v float64) string { return templates.Fen(v*100 + .5).String() }
	p.Charts = []chart{
		stacked("documents", fmt.Sprintf("%d年办出的文件，按月和种类", p.Year), "件", "种类", months, documents, whole),
		stacked("money", fmt.Sprintf("%d年文件所涉金额，按月和单位", p.Year), "元", "单位", months, money, yuan),
	}
	p.lapse(s, lapsing, today)
}

// lapse adds the kinds whose documents lapse: letters, contracts.
func (p *boardPage) lapse(s *Server, lapsing map[string][]lapse, today templates.Date) {
	var weeks []string
	for w := range lapseWeeks {
		weeks = append(weeks, today.AddDays(7*w).Format("1.2")+"起")
	}
	for _, k := range s.office.Kinds.All() {
		if k.ValidUntil == "" {
			continue
		}
		items := lapsing[k.Key]
		slices.SortFunc(items, func(a, b lapse) int {
			return cmp.Or(strings.Compare(a.Until, b.Until), strings.Compare(a.Number, b.Number))
		})
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
	if k := s.office.Kinds.Named(kind); k != nil {
		return k.Title
	}
	return kind
}
