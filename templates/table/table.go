// Package table is what a register, or any other list that people take along, says, apart
// from the file it is written to. The packages xlsx, ods and csv write the same tables.
//
//	Book   a file: some sheets, and what stands in its properties
//	Sheet  columns under their labels, rows, and what the rows come to
//	Row    the cells of one record
//
// Rows are read once, as they are written, and never all held.
package table

import (
	"iter"
	"time"

	"gongwen/templates"
)

// Book is a file.
type Book struct {
	// Name is the file's without its extension: 2026年合同台账（3月，区财政局）.
	Name  string
	Title string // of the whole, for the properties
	// Scope is what is in it, in one line: which records, by which date, when it was made
	// and by whom: 按签订日期，2026年3月1日至3月31日，区财政局；2026年4月2日9时30分，贺知秋.
	Scope  string
	By     string    // who asked for it; may be empty
	Made   time.Time // in the office's zone
	Sheets []Sheet   // at least one
	// Foot stands below each printed page; empty for nothing but the page's number.
	Foot string
	// A3 prints on A3 instead of A4, both across.
	A3 bool
}

// Sheet is one list. The first row of the file's sheet has the labels, the rows follow at
// once, so that programs find them without looking; what else is to be said stands below
// the rows or on the printed page.
type Sheet struct {
	Name    string // at most 31 characters are kept
	Title   string // above every printed page; Book.Scope stands below it
	Columns []Column
	Rows    Rows
	// Totals tells to write what the columns with Total come to: one figure that follows
	// the filter and a fixed one to compare it with, in figures and in capitals.
	Totals bool
	// Notes, unless nil, stand below all that; they are asked for when the rows have come
	// to an end.
	Notes func() []string
	Chart *Chart // may be nil
	// Bare sheets are no table with a filter: they are short and made to be read.
	Bare bool
	// Parts tells that other lists stand below the first, under labels of their own: those in
	// the first row are not repeated on every printed page.
	Parts bool
}

// Rows are those of a sheet. A row and its cells are only looked at until the next is asked
// for, so they may be used again. The first error ends the writing, which returns it.
type Rows = iter.Seq2[*Row, error]

// Row is one line.
type Row struct {
	// Cells are by column, each nil for an empty one, string, int64, templates.Fen, Date,
	// Moment, Link or Formula.
	Cells []any
	// Counted are what the row adds to each column with Total, in their order. Rows of
	// sheets without Totals have none.
	Counted []templates.Fen
	Struck  bool // does not count any more: struck through
	Strong  bool // a heading or a sum among the rows
	Level   int  // 0, or how deep it stands below another row, to be folded away
}

// Column is one column.
type Column struct {
	Label string
	Type  templates.Type // of its cells, by which they are aligned and formatted
	Width float64        // in characters, of which Han take two, where there are no rows to measure; may be 0
	// Technical columns are for programs and auditors. They come last, and are not printed.
	Technical bool
	// OnA3 columns are printed on A3 only, see Sheet.Printed. They come after those that are
	// always printed and before technical ones.
	OnA3  bool
	Total bool // its amounts are added up
	// Unstruck columns are not struck through with their rows: they say why these are.
	Unstruck bool
}

// Link is a text that opens something.
type Link struct{ Text, Target string }

// OpenText is the text of a link that says no more than that there is something to open.
const OpenText = "查看"

// Formula is a cell that is worked out by the program that shows it, with what it comes to
// for those that do not calculate. Its text has no = and refers to other sheets of the same
// book as Range writes.
type Formula struct {
	Text  string
	Value any
}

// Chart draws columns of a sheet as bars beside it.
type Chart struct {
	Title  string
	Labels int   // column of the names, from 0
	Series []int // columns of the amounts
	First  int   // row of the sheet, from 0 for the first below the labels
	Rows   int
}
