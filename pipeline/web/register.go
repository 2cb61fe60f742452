package web

import (
	"cmp"
	"maps"
	"slices"

	"gongwen/archive/catalogue"
	registers "gongwen/archive/register"
	"gongwen/pipeline/web/statistics"
	"gongwen/templates"
)

// registerPage is a part of a register.
type registerPage struct {
	selection
	choices
	listing
	turning
	Kind      *templates.Kind
	Heading   string
	Basis     string // by which date its days go: 签订日期
	Path      string
	Total     int // records chosen
	Uncounted int // of these, those that do not count any more
	First     int // serial of the first row shown
	Sums      []registerSum
	Files     []fileChoice
}

// turning is what leads to the other pages of a list.
type turning struct {
	Pages          int
	Previous, Next string // addresses; empty where there is none
}

// registerSum is what a column that is added up comes to in all that is chosen.
type registerSum struct {
	Label    string
	Amount   templates.Fen
	Capitals string // of the first column only
}

// choices are what the forms of a page offer.
type choices struct {
	yearChoices
	columnChoices
	Units []string
}

// pageRows is how many rows a page shows; files have all.
const pageRows = 200

func (s *Server) register(r *request) error {
	kind, chosen, err := r.registerAsked()
	if err != nil {
		return err
	}
	if err := s.statistics.UpToDate(r.Context()); err != nil {
		return err
	}
	p := registerPage{selection: chosen, Kind: kind, Path: registerPath(kind), Heading: chosen.Name(kind.Title + "台账"), Basis: kind.CountedLabel()}
	rows, err := p.find(r)
	if err != nil {
		return err
	}
	p.sum(rows)
	first, end := p.turn(&p.selection, p.Path, len(rows))
	p.First = first + 1
	if err := p.fill(r, rows[first:end]); err != nil {
		return err
	}
	p.columnChoices = registerColumns(kind).choices(r, p.selection)
	p.Files = p.files(p.Path)
	return r.show("register", p.Heading, p)
}

// turn tells which of the rows, from first on, the page shows, and leads to the others.
func (t *turning) turn(of *selection, path string, rows int) (first, end int) {
	t.Pages = max(1, (rows+pageRows-1)/pageRows)
	of.Page = min(of.Page, t.Pages)
	if of.Page > 1 {
		t.Previous = of.at(path, of.Page-1)
	}
	if of.Page < t.Pages {
		t.Next = of.at(path, of.Page+1)
	}
	first = (of.Page - 1) * pageRows
	return first, min(rows, first+pageRows)
}

// Quarters and Months are those there are to choose from.
func (choices) Quarters() []int { return []int{1, 2, 3, 4} }
func (choices) Months() []int   { return []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} }

// registerAsked reads the address of a register.
func (r *request) registerAsked() (k *templates.Kind, c selection, err error) {
	if k = r.server.workspace.Kinds().Named(r.PathValue("kind")); k == nil {
		return nil, c, errNotFound
	}
	if c, err = r.selection(); err == nil {
		registerColumns(k).choose(r, &c)
	}
	return k, c, err
}

// registerColumns are the columns of a kind's register.
func registerColumns(k *templates.Kind) columnsOf {
	return columnsOf{Of: k.Key, Path: registerPath(k), All: registers.Columns(k), Always: registers.Kept(k)}
}

// foundRow is a record that is chosen. Of one that is lost there may be no more than what
// the ledger knows.
type foundRow struct {
	*statistics.Row
	loss *catalogue.Loss
}

// find finds the records that are chosen, in the order of the register, and what there is
// to choose from.
func (p *registerPage) find(r *request) (found []foundRow, err error) {
	cache := r.server.statistics
	var years []int
	for _, of := range cache.Series(r.scope) {
		if of.Kind == p.Kind.Key {
			years = append(years, of.Year)
		}
	}
	p.yearChoices = choicesOf(p.Selection, years)
	units := map[string]bool{}
	from, to := isoOf(p.From), isoOf(p.To)
	for _, year := range slices.Backward(p.Years) {
		if !p.HasYear(year) {
			continue
		}
		series := catalogue.Series{Kind: p.Kind.Key, Year: year}
		gone, err := r.lostIn(series)
		if err != nil {
			return nil, err
		}
		for _, row := range cache.Rows(r.scope, series) {
			for len(gone) > 0 && gone[0].Serial < row.Serial {
				found, gone = append(found, gone[0]), gone[1:]
			}
			units[row.Unit] = true
			if (from == "" || row.Day >= from) && (to == "" || row.Day <= to) && (p.Unit == "" || row.Unit == p.Unit) {
				found = append(found, foundRow{Row: row})
			}
		}
		found = append(found, gone...)
	}
	p.Units = unitChoices(p.Selection, units)
	// A record of which nothing is left bears no day.
	return slices.DeleteFunc(found, func(f foundRow) bool {
		return f.loss != nil && (from != "" || to != "" || p.Unit != "" && f.Unit != p.Unit)
	}), nil
}

// lostIn are the records of a series that the catalogue has no more, as far as the reader
// may know of them, by serial.
func (r *request) lostIn(of catalogue.Series) (lost []foundRow, err error) {
	c := r.server.workspace.Catalogue
	losses, err := c.LossesIn(r.Context(), of)
	if err != nil || len(losses) == 0 {
		return nil, err
	}
	there, err := c.Numbered(r.Context(), slices.Collect(maps.Keys(losses))...)
	if err != nil {
		return nil, err
	}
	for number, loss := range losses {
		if _, ok := there[number]; ok {
			continue
		}
		arrival, _, err := c.Arrival(r.Context(), loss.Arrival)
		if err != nil {
			return nil, err
		}
		if known := lostRecord(loss, arrival); r.scope.IncludesRecord(known) {
			row := &statistics.Row{Number: number, Series: of, Serial: loss.Serial, Unit: r.server.ruleset().Units.Canonical(known.Unit), Voided: loss.Voided != nil}
			lost = append(lost, foundRow{row, &loss})
		}
	}
	slices.SortFunc(lost, func(a, b foundRow) int { return cmp.Compare(a.Serial, b.Serial) })
	return lost, nil
}
