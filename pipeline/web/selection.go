package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"

	registers "gongwen/archive/register"
	"gongwen/templates"
)

// selection is which part of a register or of a view an address asks for, and how it is
// to be shown.
type selection struct {
	registers.Selection
	Wanted registers.Wanted // as the address has it
	Page   int              // from 1
}

// allYears stands for every year in an address.
const allYears = "all"

// mostChosen is how many years, or columns, an address can name.
const mostChosen = 200

// selection reads the address of a register or of a view.
func (r *request) selection() (c selection, err error) {
	if err := r.ParseForm(); err != nil {
		return c, badRequest("网址读不懂，请从“台账”重新选。")
	}
	w := registers.Wanted{Quarter: r.FormValue("quarter"), Month: r.FormValue("month"), From: r.FormValue("from"), To: r.FormValue("to")}
	if w.Year, err = yearsWanted(r.Form["year"]); err != nil {
		return c, err
	}
	if c.Selection, err = w.Selection(); err != nil {
		return c, badRequest("%v。", err)
	}
	if w.Quarter == "" && w.Month == "" || !isWithin(w.Quarter, 4) || !isWithin(w.Month, 12) { // the form offers numbers and days
		w = registers.Wanted{Year: w.Year, From: isoOf(c.From), To: isoOf(c.To)}
	}
	c.Wanted, c.By, c.Page = w, r.account.Name, 1
	if text := r.FormValue("page"); text != "" {
		if c.Page, err = strconv.Atoi(text); err != nil || c.Page < 1 {
			return c, badRequest("没有“%s”这一页。", text)
		}
	}
	c.Unit = r.server.ruleset().Units.Canonical(r.FormValue("unit"))
	c.Columns = columnsWanted(r.Form["column"], r.FormValue("earlier"))
	return c, nil
}

// yearsWanted are the years from the first to the last of those that an address names, as
// they are asked for.
func yearsWanted(texts []string) (string, error) {
	if len(texts) == 0 || len(texts) > mostChosen {
		return "", badRequest("请写明年度，如 2026。")
	}
	if slices.Contains(texts, allYears) {
		return "", nil
	}
	first, last := slices.Min(texts), slices.Max(texts)
	if first == last {
		return cmp.Or(first, "0"), nil // nothing is no year, and not all of them
	}
	return first + "-" + last, nil
}

// isWithin reports whether a text is one of the numbers from 1 on that a form offers, or
// nothing.
func isWithin(text string, most int) bool {
	n, err := strconv.Atoi(text)
	return text == "" || err == nil && n >= 1 && n <= most && text == strconv.Itoa(n)
}

// columnsWanted are the columns that are ticked, each once; earlier is moved before the one
// before it.
func columnsWanted(ticked []string, earlier string) (labels []string) {
	for _, label := range ticked[:min(len(ticked), mostChosen)] {
		if label != "" && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	if i := slices.Index(labels, earlier); i > 0 {
		labels[i-1], labels[i] = labels[i], labels[i-1]
	}
	return labels
}

// values are the selection as an address has it, without the page.
func (c selection) values() url.Values {
	v := url.Values{"year": {strconv.Itoa(c.Year)}}
	switch {
	case c.Year == 0:
		v.Set("year", allYears)
	case c.LastYear > 0:
		v.Add("year", strconv.Itoa(c.LastYear))
	}
	for name, text := range map[string]string{"quarter": c.Wanted.Quarter, "month": c.Wanted.Month, "from": c.Wanted.From, "to": c.Wanted.To, "unit": c.Unit, "set": c.Set} {
		if text != "" {
			v.Set(name, text)
		}
	}
	if len(c.Columns) > 0 {
		v["column"] = c.Columns
	}
	return v
}

// at is an address that asks for the selection, a page of it other than the first.
func (c selection) at(path string, page int) string {
	v := c.values()
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	return path + "?" + v.Encode()
}

func isoOf(d templates.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.ISO()
}

// unitChoices are the units there are records of, and the one asked for.
func unitChoices(s registers.Selection, units map[string]bool) []string {
	if s.Unit != "" {
		units[s.Unit] = true
	}
	return slices.Sorted(maps.Keys(units))
}

// yearChoices are the years that a page lets choose from, newest first, and those chosen.
type yearChoices struct {
	Years            []int
	Earliest, Latest int // chosen
}

// choicesOf are those there are records of, and those asked for.
func choicesOf(s registers.Selection, years []int) yearChoices {
	if s.Year > 0 {
		years = append(slices.Clone(years), s.Year, max(s.Year, s.LastYear))
	}
	slices.Sort(years)
	years = slices.Compact(years)
	slices.Reverse(years)
	c := yearChoices{Years: years, Earliest: s.Year, Latest: max(s.Year, s.LastYear)}
	if s.Year == 0 && len(years) > 0 {
		c.Earliest, c.Latest = years[len(years)-1], years[0]
	}
	return c
}
