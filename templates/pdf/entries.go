package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"gongwen/templates"
)

// A slip has its entries in the form's order, two short ones to a row. What belongs
// together – a beginning and its end, a name and its post, a person and the telephone –
// shares a row also where one entry before it is left with a row to itself. What belongs
// together is found out from fields that follow each other, so that any kind's do.

// slipEntry is a field that is filled in, as it stands on a slip.
type slipEntry struct {
	field *templates.Field
	text  string
}

// halfSlip is how many full-width characters fit the value of half a slip's width.
const halfSlip = 11.0

// What sharing a row is worth, and what a row costs that one short entry has to itself.
const (
	worthPair  = 3.0 // they belong together
	worthTopic = 0.5 // they are about the same thing: 项目批复文号, 项目批复日期
	costAlone  = 1.0
)

// entries are the fields that are filled in and no lists, row by row.
func entries(k *templates.Kind, v templates.Values) rows {
	var all []slipEntry
	for i := range k.Fields {
		f := &k.Fields[i]
		text := onSlip(f, v[f.Key])
		if text == "" || f.IsList() || f.Key == templates.Exception.Key { // which stands under the opinions, see reasons
			continue
		}
		all = append(all, slipEntry{f, text})
	}
	lines := rows{}
	for _, row := range paired(all) {
		cells := rows{}
		for _, e := range row {
			cells = append(cells, object{"label": e.field.Label, "text": printable(e.text)})
		}
		lines = append(lines, object{"cells": cells, "pair": len(cells) == 2})
	}
	return lines
}

// paired divides entries into rows of one or two so that the rows are worth most.
func paired(all []slipEntry) [][]slipEntry {
	n := len(all)
	best := make([]float64, n+1) // of the rows of all[i:]
	two := make([]bool, n)       // all[i] and all[i+1] share a row
	for i := n - 1; i >= 0; i-- {
		best[i] = best[i+1]
		if all[i].short() {
			best[i] -= costAlone
		}
		if i+1 == n {
			continue
		}
		if worth := worthTogether(all[i], all[i+1]); worth+best[i+2] >= best[i] {
			best[i], two[i] = worth+best[i+2], true
		}
	}
	var lines [][]slipEntry
	for i := 0; i < n; {
		size := 1
		if two[i] {
			size = 2
		}
		lines = append(lines, all[i:i+size])
		i += size
	}
	return lines
}

func (e slipEntry) short() bool {
	return e.field.Type != templates.TypeParagraph && ems(e.text) <= halfSlip
}

// worthTogether is what it is worth that two entries share a row; minus infinity where
// they cannot.
func worthTogether(a, b slipEntry) float64 {
	pair := a.field.PairsWith(b.field)
	// One of a pair may take a second line, such as a long post beside its name.
	fits := a.short() && b.short() || pair && (a.short() && b.foldable() || a.foldable() && b.short())
	switch {
	case !fits:
		return math.Inf(-1)
	case pair:
		return worthPair
	case commonStart(a.field.Label, b.field.Label) >= 2:
		return worthTopic
	}
	return 0
}

// foldable reports whether an entry may stand on two lines of half a slip.
func (e slipEntry) foldable() bool {
	folds := []templates.Type{templates.TypeText, templates.TypeUnit, templates.TypePeople, templates.TypeChoice}
	return slices.Contains(folds, e.field.Type) && !strings.Contains(e.text, "\n") && ems(e.text) <= 2*halfSlip-1
}

// commonStart is how many characters two labels begin with alike.
func commonStart(a, b string) int {
	n := 0
	for x, y := []rune(a), []rune(b); n < min(len(x), len(y)) && x[n] == y[n]; n++ {
	}
	return n
}

// ems is the width of text in full-width characters.
func ems(text string) float64 {
	sum := 0.0
	for _, c := range text {
		if c < utf8.RuneSelf || width.LookupRune(c).Kind() == width.EastAsianNarrow {
			sum += 0.5
		} else {
			sum++
		}
	}
	return sum
}

// onSlip is a value as a slip shows it: with the unit that no label has to give.
func onSlip(f *templates.Field, v any) string {
	text := templates.Text(v)
	switch v.(type) {
	case templates.Fen:
		text += "元"
	case int64:
		text += f.Counter()
	}
	return text
}
