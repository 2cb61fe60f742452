package ods

import (
	"gongwen/templates"
	"gongwen/templates/table/layout"
)

// Names of the formats of what cells show.
const (
	textFormat   = "text"
	wholeFormat  = "whole"
	moneyFormat  = "money"
	dayFormat    = "day"
	momentFormat = "moment"
)

const dayShown = `<number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>`

const formats = `<number:text-style style:name="` + textFormat + `"><number:text-content/></number:text-style>` +
	`<number:number-style style:name="` + wholeFormat + `"><number:number number:decimal-places="0" number:min-decimal-places="0" number:min-integer-digits="1"/></number:number-style>` +
	`<number:number-style style:name="` + moneyFormat + `"><number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:number-style>` +
	`<number:date-style style:name="` + dayFormat + `">` + dayShown + `</number:date-style>` +
	`<number:date-style style:name="` + momentFormat + `">` + dayShown + `<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>`

// formatOf is that of what a cell holds, in a column of whatever type; of an empty one, that of
// what people will type there.
func formatOf(l layout.Look) string {
	switch l.Kind {
	case layout.ShortCell:
		return textFormat
	case layout.WholeCell:
		if l.Type == templates.TypeMoney {
			return moneyFormat
		}
		return wholeFormat
	case layout.AmountCell:
		return moneyFormat
	case layout.DayCell:
		return dayFormat
	case layout.MomentCell:
		return momentFormat
	case layout.LinkCell:
		return ""
	}
	switch l.Type {
	case templates.TypeMoney:
		return moneyFormat
	case templates.TypeInteger:
		return wholeFormat
	case templates.TypeDate:
		return dayFormat
	case templates.TypeTime:
		return momentFormat
	}
	return textFormat
}

// automaticStyles are all that the sheets use.
func (f *file) automaticStyles() string {
	text := formats
	for _, s := range f.sheets {
		for _, w := range s.widths {
			f.styles.column(w)
		}
		text += `<style:style style:name="ta` + itoa(s.index) + `" style:family="table" style:master-page-name="page` + itoa(s.index) +
			`"><style:table-properties table:display="true"/></style:style>`
	}
	return text + f.styles.texts.String()
}
