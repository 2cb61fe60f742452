package query

import (
	"slices"
	"time"

	"gongwen/index/reading"
	"gongwen/templates"
)

// Sought is what of the query stands in texts in many forms. What a word in q.Words may
// stand as besides itself – the day or the amount it writes, the record whose number it
// is, another word for it – goes by the place of the word; the days, amounts, articles
// and numbers that conditions ask for go by places behind those of the words.
func (q Query) Sought() []reading.Sought {
	var all []reading.Sought
	for i, w := range q.Words {
		if readings, ok := w.As.(Readings); ok {
			for _, s := range soughtBeside(readings) {
				s.As = i
				all = append(all, s)
			}
		}
	}
	for i, s := range soughtByConditions(nil, q.Root) {
		s.As = len(q.Words) + i
		all = append(all, s)
	}
	return all
}

// soughtBeside is what a word is looked for as, besides itself, which comes first.
func soughtBeside(readings Readings) (all []reading.Sought) {
	for _, part := range readings[1:] {
		switch part := part.(type) {
		case Word:
			all = append(all, reading.Sought{Word: part.Text})
		case Day:
			all = append(all, reading.Sought{Day: part.Has})
		case Money:
			all = append(all, reading.Sought{Amount: func(fen int64) bool { return templates.Fen(fen) == part.Fen }})
		case Reference:
			all = append(all, reading.Sought{Reference: &part.Reference})
		case Readings: // a word that is a day, an amount or a number, and has other words
			all = append(all, soughtBeside(part)...)
		}
	}
	if first, ok := readings[0].(Readings); ok {
		all = append(all, soughtBeside(first)...)
	}
	return all
}

// soughtByConditions is what is asked for by anything but words, and the numbers that
// several words are together.
func soughtByConditions(all []reading.Sought, n Node) []reading.Sought {
	each := func(parts []Node) {
		for _, part := range parts {
			all = soughtByConditions(all, part)
		}
	}
	switch n := n.(type) {
	case And:
		each(n)
	case Or:
		each(n)
	case Readings:
		words, ok := n[0].(And)
		if !ok { // a word of the query
			break
		}
		each(words) // beside each other, see withReferences
		for _, part := range n[1:] {
			for _, part := range part.(And) {
				if r, ok := part.(Reference); ok {
					all = append(all, reading.Sought{Reference: &r.Reference})
				}
			}
		}
	case Said: // texts are words of the query, amounts are in a span beside this, and integers anywhere
		if n.Word == nil && slices.ContainsFunc(n.Places, func(p Place) bool { return p.comparison() == asDay }) {
			all = append(all, reading.Sought{Day: func(d reading.Day) bool {
				return d.Year > 0 && d.Day > 0 && n.Is(templates.NewDate(d.Year, time.Month(d.Month), d.Day).String())
			}})
		}
	case Term:
		all = append(all, soughtOf(n.Field, n)...)
	case Terms:
		all = append(all, soughtOf(n.Field, n)...)
	}
	return all
}

// soughtOf is what a span of values of a field looks for in texts, if anything.
func soughtOf(field Field, span Node) []reading.Sought {
	has := func(value string) bool { return spans(span, value) }
	switch field {
	case Date:
		return []reading.Sought{{Day: func(d reading.Day) bool { return d.Year > 0 && d.Day > 0 && has(d.String()) }}}
	case Amount:
		return []reading.Sought{{Amount: func(fen int64) bool { return has(AmountTerm(templates.Fen(fen))) }}}
	case Article:
		return []reading.Sought{{Article: func(number int) bool { return has(ArticleTerm(number)) }}}
	}
	return nil
}
