package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"

	"gongwen/archive/catalogue"
	registers "gongwen/archive/register"
	"gongwen/pipeline/web/statistics"
	"gongwen/templates"
)

// registersPage lists the registers (台账) there are, newest year first, or those of some
// years put together.
type registersPage struct {
	yearChoices
	Together bool // the years chosen are put together
	Groups   []registerGroup
}

// registerGroup is the registers of one year, or of several together.
type registerGroup struct {
	selection
	Registers []registerSummary
	Views     []viewSummary // 综合台账
}

// viewSummary is a view, with how many records in scope its lines are made of.
type viewSummary struct {
	View    *templates.View
	URL     string
	Records int
}

// registerSummary is what a register comes to, as far as the reader may see it.
type registerSummary struct {
	Kind      *templates.Kind
	URL       string
	Records   int    // lost ones, too
	Uncounted int    // of these, those that do not count any more
	Sum       string // what is added up first in it; empty where nothing is
	Amount    templates.Fen
	lost      int
}

func (s *Server) registers(r *request) error {
	if err := s.statistics.UpToDate(r.Context()); err != nil {
		return err
	}
	var p registersPage
	series := map[int][]catalogue.Series{}
	for _, of := range s.statistics.Series(r.scope) {
		if s.workspace.Kinds().Named(of.Kind) != nil {
			series[of.Year] = append(series[of.Year], of)
		}
	}
	lost, err := r.lost()
	if err != nil {
		return err
	}
	for of := range lost {
		if !slices.Contains(series[of.Year], of) {
			series[of.Year] = append(series[of.Year], of)
		}
	}
	years := slices.Collect(maps.Keys(series))
	p.yearChoices = choicesOf(registers.Selection{}, years)
	if err := r.ParseForm(); err != nil {
		return badRequest("网址读不懂，请从“台账”重新选。")
	}
	if len(r.Form["year"]) == 0 {
		for _, year := range p.Years {
			p.Groups = append(p.Groups, s.registerGroup(r, selection{Selection: registers.Selection{Year: year}}, series[year], lost))
		}
		return r.show("registers", "台账", p)
	}
	wanted, err := yearsWanted(r.Form["year"])
	if err != nil {
		return err
	}
	chosen, err := registers.Wanted{Year: wanted}.Selection()
	if err != nil {
		return badRequest("%v。", err)
	}
	p.yearChoices, p.Together = choicesOf(chosen, years), true
	var all []catalogue.Series
	for _, year := range p.Years {
		if chosen.HasYear(year) {
			all = append(all, series[year]...)
		}
	}
	p.Groups = append(p.Groups, s.registerGroup(r, selection{Selection: chosen}, all, lost))
	return r.show("registers", "台账", p)
}

// lost is how many records in scope the catalogue has no more, by series.
func (r *request) lost() (map[catalogue.Series]int, error) {
	losses, err := r.server.workspace.Catalogue.Losses(r.Context())
	if err != nil {
		return nil, err
	}
	lost := map[catalogue.Series]int{}
	for _, l := range losses {
		of := catalogue.Series{Kind: l.Kind, Year: l.Year}
		if _, known := lost[of]; known || r.server.workspace.Kinds().Named(l.Kind) == nil {
			continue
		}
		rows, err := r.lostIn(of)
		if err != nil {
			return nil, err
		}
		lost[of] = len(rows)
	}
	maps.DeleteFunc(lost, func(_ catalogue.Series, n int) bool { return n == 0 })
	return lost, nil
}

// registerGroup adds up what is in scope of some series, by kind, and tells how many are
// lost.
func (s *Server) registerGroup(r *request, of selection, all []catalogue.Series, lost map[catalogue.Series]int) registerGroup {
	g := registerGroup{selection: of}
	summaries := map[string]*registerSummary{}
	for _, series := range all {
		sum := summaries[series.Kind]
		if sum == nil {
			k := s.workspace.Kinds().Named(series.Kind)
			sum = &registerSummary{Kind: k, URL: of.at(registerPath(k), 1)}
			if summed := k.Summed(); len(summed) > 0 {
				sum.Sum = summed[0].Label
			}
			summaries[series.Kind] = sum
		}
		sum.lost += lost[series]
		s.statistics.Each(r.scope, series, func(row *statistics.Row) {
			sum.Records++
			if !row.Stands() {
				sum.Uncounted++
			} else if len(row.Money) > 0 {
				sum.Amount += row.Money[0]
			}
		})
	}
	for _, sum := range summaries {
		sum.Records += sum.lost
		sum.Uncounted += sum.lost
		g.Registers = append(g.Registers, *sum)
	}
	slices.SortFunc(g.Registers, func(a, b registerSummary) int { return cmp.Compare(a.Kind.Key, b.Kind.Key) })
	for _, v := range s.workspace.Kinds().Views() {
		sum := viewSummary{View: v, URL: of.at(viewPath(v), 1)}
		for _, k := range g.Registers {
			if slices.Contains(v.Kinds(), k.Kind.Key) {
				sum.Records += k.Records - k.lost
			}
		}
		if sum.Records > 0 {
			g.Views = append(g.Views, sum)
		}
	}
	return g
}

// registerPath is where the register of a kind can be seen.
func registerPath(k *templates.Kind) string { return "/registers/" + url.PathEscape(k.Key) }
