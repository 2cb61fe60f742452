package query

import (
	"gongwen/index/reading"
	"gongwen/templates"
)

// Readings are the ways to read one thing that was typed, such as a word and the day
// that it writes. It holds of a record if any of them does, and counts as the best
// that does: a record is no better for having it in two ways.
type Readings []Node

// Reference holds of the record whose number it means and, unless Own is set, of
// those that cite it.
type Reference struct {
	reading.Reference
	Own bool
	// Series are those that it can mean among the ones that are given to records. The
	// index knows them, and puts them in before it answers.
	Series []reading.Series
}

// Day holds of a record that writes this day, or one of this month, in any form.
type Day struct{ reading.Day }

// Money holds of a record whose form names this amount: 1,200,000.00, in a field of
// amounts, is the 120万元 that somebody looks for.
type Money struct{ Fen templates.Fen }

func (Readings) node()  {}
func (Reference) node() {}
func (Day) node()       {}
func (Money) node()     {}

// The fields of a record by which these are found; nobody asks for them by name.
const (
	Serial         Field = "serial"       // of the record's number, in figures
	Series         Field = "series"       // of the record's number, see reading.Series
	Cited          Field = "cited"        // numbers it cites, see reading.Citation
	Written        Field = "days"         // days it writes, see reading.Day
	WrittenSubject Field = "subject.days" // those in its subject
)

// asReadings is the reading of a node that is one, and the best of several.
func asReadings(all []Node) Node {
	if len(all) == 1 {
		return all[0]
	}
	return Readings(all)
}

// word is what a word without quotation marks may be: itself, in all its spellings, the
// day or the amount that it writes, or the record whose number it is.
func word(value string) Node {
	readings := spelt(value, false)
	if fen, ok := reading.OnlyAmount(reading.Fold(value)); ok {
		return asReadings(append(readings, Money{templates.Fen(fen)}))
	}
	if day, ok := reading.OnlyDay(value); ok {
		return asReadings(append(readings, Day{day}))
	}
	if r, ok := reading.ParseReference(value); ok {
		return asReadings(append(readings, Reference{Reference: r}))
	}
	return asReadings(readings)
}

// numbered is what of records' numbers a value may be that is not in quotation marks. A
// number alone is a serial here, and 2026-3 no month.
func numbered(value string) Node {
	readings := spelt(value, true)
	r, ok := reading.ParseReference(value)
	if !ok {
		r, ok = reading.ParseReference(value + "号")
	}
	if ok {
		readings = append(readings, Reference{Reference: r, Own: true})
	}
	return asReadings(readings)
}

// onlyWord is the word without quotation marks that a part just read is, and nothing
// besides, given how many of them there were before it; the zero Typed for anything else.
func (p *parser) onlyWord(part Node, before int) Typed {
	switch part.(type) {
	case Word, Readings: // what has other conditions with the word, in brackets, is an And or an Or
		if p.minus == 0 && len(p.bare) == before+1 {
			return p.bare[before]
		}
	}
	return Typed{}
}

// mostJoined is how many words beside each other are read as one number at most: 青政会纪
// 2026年 第 3号.
const mostJoined = 4

// withReferences is a conjunction that also reads words beside each other as the number
// of one record: 会议纪要 2026年第3号. Typed are the words that its parts are.
func (p *parser) withReferences(all And, typed []Typed) And {
	readings := Readings{all}
	for from := range all {
		for to := from + 1; to < min(len(all), from+mostJoined) && typed[from].To > 0 && typed[to].To > 0; to++ {
			r, ok := reading.ParseReference(p.text[typed[from].From:typed[to].To])
			if !ok || r.Before+r.Behind == "" {
				continue
			}
			instead := append(append(And{}, all[:from]...), Reference{Reference: r})
			readings = append(readings, append(instead, all[to+1:]...))
		}
	}
	if len(readings) == 1 {
		return all
	}
	return And{readings}
}
