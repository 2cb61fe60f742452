package web

import (
	"slices"

	registers "gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/table"
)

// sum adds up the records that are chosen.
func (p *registerPage) sum(rows []foundRow) {
	summed := p.Kind.Summed()
	sums := make([]templates.Fen, len(summed))
	p.Total = len(rows)
	for _, row := range rows {
		if !row.Stands() || row.loss != nil {
			p.Uncounted++
		}
		for i, effect := range row.effects(len(sums)) {
			sums[i] += effect
		}
	}
	for i, c := range summed {
		sum := registerSum{Label: c.Label, Amount: sums[i]}
		if f := p.Kind.At(c.From); i == 0 && f != nil && f.Type == templates.TypeMoney {
			sum.Capitals = templates.MoneyInCapitals(sums[i])
		}
		p.Sums = append(p.Sums, sum)
	}
}

// addFeet adds below the rows what those that are shown come to, and all that are chosen.
func (p *registerPage) addFeet(columns []table.Column, shown []foundRow) {
	summed := p.Kind.Summed()
	totals := make([]int, len(columns))
	for i, c := range columns {
		totals[i] = slices.IndexFunc(summed, func(s templates.Column) bool { return c.Total && s.Label == c.Label })
	}
	if slices.Max(totals) < 0 {
		return
	}
	here, all := make([]templates.Fen, len(summed)), make([]templates.Fen, len(summed))
	for _, row := range shown {
		for i, effect := range row.effects(len(summed)) {
			here[i] += effect
		}
	}
	for i, sum := range p.Sums {
		all[i] = sum.Amount
	}
	if p.Pages > 1 {
		p.addFoot("本页", columns, totals, here)
	}
	p.addFoot("合计", columns, totals, all)
}

// effects are what the record adds to the columns that are added up.
func (f foundRow) effects(n int) []templates.Fen {
	if f.Voided || f.loss != nil {
		return nil
	}
	return f.Money[:min(len(f.Money), n)] // the kind may just have changed
}

// fill fills in the rows that are shown, and what they come to.
func (p *registerPage) fill(r *request, shown []foundRow) error {
	listed := make([]registers.Listed, len(shown))
	n := len(p.Kind.Summed())
	for i, row := range shown {
		listed[i] = registers.Listed{Number: row.Number, Effects: row.effects(n), Loss: row.loss}
	}
	book := r.book(r.Context())
	book.Links = pageLinks
	page, err := book.Page(r.Context(), p.Kind, p.Columns, p.First, listed)
	if err != nil {
		return err
	}
	columns := slices.DeleteFunc(slices.Clone(page.Columns), func(c table.Column) bool { return c.Technical })
	p.Heads = headsOf(columns)
	for i := range page.Rows {
		row := rowOf(columns, &page.Rows[i])
		if page.Number >= 0 {
			row.Cells[page.Number].link(recordURL(shown[i].Number))
		}
		if page.Status >= 0 {
			row.Cells[page.Status].Class += " state"
		}
		p.Rows = append(p.Rows, row)
	}
	p.addFeet(columns, shown)
	return nil
}
