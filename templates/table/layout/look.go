package layout

import (
	"gongwen/templates"
	"gongwen/templates/table"
)

// Look is all that the look of a cell of a row depends on.
type Look struct {
	Type      templates.Type // of its column
	Technical bool
	Unstruck  bool
	Row       RowState
	Kind      CellKind
}

// RowState is how a row looks.
type RowState int

const (
	PlainRow RowState = iota
	StruckRow
	StrongRow
	RowStates
)

// StateOf is how a row is to look.
func StateOf(row *table.Row) RowState {
	switch {
	case row.Struck:
		return StruckRow
	case row.Strong:
		return StrongRow
	}
	return PlainRow
}

// CellKind is the sort of what a cell holds, as far as that looks different.
type CellKind int

const (
	EmptyCell CellKind = iota
	ShortCell
	LongCell // with a text too long for the format of texts, where there is such a bound
	LinkCell
	WholeCell // a number without decimals
	AmountCell
	DayCell
	MomentCell
	CellKinds
)

// Side is where in its cell something stands.
type Side int

const (
	Start Side = iota
	Middle
	End
)

// Side is where the text of the cell stands: numbers below one another, short words in the
// middle.
func (l Look) Side() Side {
	if l.Type == templates.TypeParagraph { // texts and numbers among them
		return Start
	}
	switch l.Kind {
	case AmountCell:
		return End
	case DayCell, MomentCell, LinkCell:
		return Middle
	case WholeCell:
		if l.Type == templates.TypeMoney {
			return End
		}
		return Middle
	}
	switch l.Type {
	case templates.TypeInteger, templates.TypeDate, templates.TypeTime, templates.TypeYesNo, templates.TypeChoice, templates.TypePerson:
		return Middle
	case templates.TypeMoney:
		return End
	}
	return Start
}
