package reconcile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gongwen/templates/normal"
)

// headLines is how far down the labels can stand: titles, the account and the period come
// before them.
const headLines = 50

// headed is a sheet whose columns are known.
type headed struct {
	sheet
	at     map[string]int // by the keys of Columns; of those that are there
	texts  []int          // the columns of Text
	keep   []wordColumn
	drop   []wordColumn
	scale  map[string]int64 // of the columns of amounts: 10000 under 金额（万元）
	lines  []line           // below the labels
	before []line           // the labels and what stands above them
	labels map[int]string   // by column
}

// wordColumn is a column of which lines are kept or passed over for their words.
type wordColumn struct {
	column int
	label  string
	words  []string
}

// find finds the sheets that have the labels, in their order: all of them, since a workbook
// often has one for each month. Of the ways to part a text the one counts that has most of
// the columns, of equal ones the first.
func (m *Mapping) find(variants []*export) (*export, []*headed, error) {
	var best *export
	var found []*headed
	var flaw error
	for _, e := range variants {
		var of []*headed
		for _, s := range e.sheets {
			if m.File.Sheet != "" && s.name != "" && normal.Key(s.name) != normal.Key(m.File.Sheet) {
				continue
			}
			h, err := m.findIn(s)
			if err != nil && flaw == nil {
				flaw = err
			}
			if h != nil {
				of = append(of, h)
			}
		}
		if len(of) > 0 && (found == nil || len(of[0].at) > len(found[0].at)) {
			best, found = e, of
		}
	}
	switch {
	case found != nil:
		return best, found, nil
	case flaw != nil:
		return nil, nil, flaw
	}
	return nil, nil, m.notFound(variants)
}

// notFound is the error for a file without the labels, with those that may be meant.
func (m *Mapping) notFound(variants []*export) error {
	var sheets, widest []string
	for _, e := range variants {
		for _, s := range e.sheets {
			sheets = append(sheets, s.name)
			for _, l := range s.lines[:min(headLines, len(s.lines))] {
				var labels []string
				for _, cell := range l.cells {
					if text := shown(cell); text != "" {
						labels = append(labels, clip(text))
					}
				}
				if len(labels) > len(widest) {
					widest = labels
				}
			}
		}
	}
	amounts := slices.Concat(m.Columns.Out, m.Columns.Amount)
	if m.in() {
		amounts = slices.Concat(m.Columns.In, m.Columns.Amount)
	}
	err := fmt.Errorf("里找不到“%s”要的栏名：前%d行里要有一行写着日期（%s）和金额（%s）；文件里的栏名像是：%s。请换一种对账方式，或在数据文件夹的 reconcile 里写一份自己的",
		m.Title, headLines, strings.Join(m.Columns.Date, "、"), strings.Join(amounts, "、"), strings.Join(widest[:min(12, len(widest))], "、"))
	if m.File.Sheet != "" && len(variants) > 0 && variants[0].sheets != nil && !slices.Contains(sheets, "") {
		err = fmt.Errorf("%w（只看工作表“%s”；文件里看得见的有：%s）", err, m.File.Sheet, strings.Join(sheets, "、"))
	}
	return err
}

// findIn finds the labels in a sheet: in one line, or, as in printed ledgers, in two, the
// upper one with what several columns have in common.
func (m *Mapping) findIn(s sheet) (best *headed, flaw error) {
	for _, lines := range []int{1, 2} { // two only where they have more of the columns
		for i := range s.lines[:min(headLines, len(s.lines))] {
			last := i + lines - 1
			if last >= len(s.lines) {
				break
			}
			labels := labelsOf(s.lines[i], s.lines[last])
			if m.File.Header != "" && !slices.ContainsFunc(labels, func(l label) bool { return l.is(m.File.Header) }) {
				continue
			}
			h, err := m.columns(labels)
			if err != nil && flaw == nil {
				flaw = err
			}
			if h == nil || best != nil && len(h.at) <= len(best.at) {
				continue
			}
			h.sheet, h.before, h.lines = s, s.lines[:last+1], s.lines[last+1:]
			best = h
		}
	}
	if best != nil {
		flaw = nil
	}
	return best, flaw
}

// label is what stands above a column: alone, and with what stands above or below that.
type label struct {
	column int
	texts  []string
	keys   []string // of them, and of them without what stands in brackets behind
}

// inBrackets is what people put behind a label: 金额（元）.
var inBrackets = regexp.MustCompile(`[(（\[【][^)）\]】]*[)）\]】]$`)

// is reports whether the column has a name, whatever stands in brackets behind it.
func (l label) is(name string) bool { return slices.Contains(l.keys, labelKey(name)) }

// labelKey is what two spellings of a label have in common.
func labelKey(text string) string {
	return strings.ReplaceAll(strings.Trim(normal.Key(text), "*:_"), "帐", "账")
}

func (l label) tenThousands() bool {
	return slices.ContainsFunc(l.texts, func(text string) bool { return strings.Contains(normal.Key(text), "万元") })
}

func labelsOf(upper, lower line) (labels []label) {
	above := ""
	for column := range max(len(upper.cells), len(lower.cells)) {
		l := label{column: column}
		up, down := shown(upper.cell(column)), ""
		if up != "" {
			above = up
		}
		if upper.number == lower.number {
			l.texts = []string{up}
		} else if down = shown(lower.cell(column)); down != "" && up != "" && down != up {
			l.texts = []string{up + down, down, up}
		} else if down != "" {
			l.texts = []string{down, above + down}
		} else {
			l.texts = []string{up}
		}
		if l.texts[0] == "" {
			continue
		}
		for _, text := range l.texts {
			key := labelKey(text)
			l.keys = append(l.keys, key)
			if short := strings.TrimSuffix(inBrackets.ReplaceAllString(key, ""), "/元"); short != "" {
				l.keys = append(l.keys, short)
			}
		}
		labels = append(labels, l)
	}
	return labels
}

// columns finds the columns by their labels; nil if they are not these. The error is for
// labels of which nobody knows which is meant.
func (m *Mapping) columns(labels []label) (*headed, error) {
	t := &headed{at: map[string]int{}, scale: map[string]int64{}, labels: map[int]string{}}
	taken := map[int]bool{}
	var twice error
	for _, list := range m.Columns.lists() {
		for _, name := range *list.labels {
			var fits []label
			for _, l := range labels {
				if l.is(name) && !taken[l.column] {
					fits = append(fits, l)
				}
			}
			if len(fits) == 0 {
				continue
			}
			if len(fits) > 1 && twice == nil && list.key != "text" {
				twice = fmt.Errorf("里有%d栏都叫“%s”，不知以哪一栏为准，请删去用不着的", len(fits), name)
			}
			taken[fits[0].column] = true
			t.labels[fits[0].column] = fits[0].texts[0]
			t.at[list.key] = fits[0].column
			if fits[0].tenThousands() {
				t.scale[list.key] = 10_000
			}
			if list.key != "text" {
				break
			}
			t.texts = append(t.texts, fits[0].column)
		}
	}
	counted := "out"
	if m.in() {
		counted = "in"
	}
	_, day := t.at["date"]
	_, split := t.at[counted]
	_, one := t.at["amount"]
	if !day || !split && !one {
		return nil, nil
	}
	if twice != nil {
		return nil, twice
	}
	var err error
	if t.keep, err = wordColumns(labels, m.Keep, true); err != nil {
		return nil, err
	}
	t.drop, _ = wordColumns(labels, m.Drop, false)
	return t, nil
}

func wordColumns(labels []label, by map[string][]string, needed bool) (all []wordColumn, err error) {
	for _, names := range sortedKeys(by) {
		found := false
		for name := range strings.SplitSeq(names, "|") {
			i := slices.IndexFunc(labels, func(l label) bool { return l.is(name) })
			if i >= 0 {
				all, found = append(all, wordColumn{labels[i].column, name, by[names]}), true
				break
			}
		}
		if !found && needed {
			return nil, fmt.Errorf("里没有“%s”一栏，不知道哪些行要核对", strings.ReplaceAll(names, "|", "”或“"))
		}
	}
	return all, nil
}
