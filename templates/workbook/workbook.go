// Package workbook reads Excel workbooks (.xlsx, ECMA-376) for forms and rosters: what
// stands in the cells of the sheets that people see.
//
// Programs write workbooks in many ways. Parts lie anywhere and are found by their
// relationships; names have prefixes or not; rows and cells say where they stand or
// follow one another; texts stand in the cell, or once for all cells; the standard has a
// strict edition. And a workbook can be far larger than what is in it: formats down to
// the last row, a million empty rows, tens of thousands of named styles, long lists on
// hidden sheets. So reading has two steps:
//
//  1. A scan passes over the parts for what is filled: its place, and what stands there
//     as it stands there. Bounds are for that alone; what is empty costs its bytes.
//  2. Numbers and texts without escapes show what stands there. The rest is written as a
//     small workbook of one form, which excelize reads: it decodes escapes, truth values
//     and shared formulas. What the scan found and the library does not give is an error,
//     never a cell less.
//
// A cell is told as it is stored, with its type and number format (Cell). What that
// means is for those who know what it is for.
package workbook

import (
	"errors"
	"fmt"
	"math"

	"gongwen/templates/opc"
)

// Bounds are how much of a workbook is read.
type Bounds struct {
	Sheets        int // that people see
	Rows, Columns int // of a sheet, within which filled cells must stand
	Cells         int // of a sheet that are filled
	All           int // cells of all sheets that are filled
	Text          int // bytes of what stands in them; 0 for as many as a form may have
}

const (
	maxParts    = 2000     // in the zip file
	maxUnpacked = 64 << 20 // bytes, of the parts that are read, together
	maxRelated  = 1 << 20  // bytes, of the relationships of a part
	maxText     = 8 << 20  // bytes, of what stands in all filled cells of a form; also of format codes
	maxMerged   = 50_000   // merged ranges of a sheet
)

var (
	// ErrTooMuch is the error for more than there is reason to read.
	ErrTooMuch = errors.New("the workbook holds too much")
	// ErrNoWorkbook is the error for a zip file that is no workbook.
	ErrNoWorkbook = errors.New("not a workbook")
)

// TwiceError is the error for a cell that the file holds twice with different contents.
type TwiceError struct{ Sheet, Cell string }

func (e *TwiceError) Error() string { return e.Sheet + "!" + e.Cell + " is there twice" }

// Sheets reads the sheets that people see, in their order. Charts, dialogs and macro
// sheets are no such sheets. Errors other than the above are of a damaged file.
func Sheets(data []byte, most Bounds) ([]*Sheet, error) {
	pack, err := opc.Open(data, opc.Bounds{Parts: maxParts, Unpacked: math.MaxUint64, Part: maxRelated})
	if errors.Is(err, opc.ErrTooLarge) {
		return nil, fmt.Errorf("%w: %w", ErrTooMuch, err)
	}
	if err != nil {
		return nil, err
	}
	b, err := openBook(pack, most)
	if err != nil {
		return nil, err
	}
	if b.count > most.Sheets {
		return nil, &SheetsError{Count: b.count}
	}
	return b.read(most)
}

// SheetsError is the error for more sheets than the bounds allow.
type SheetsError struct{ Count int }

func (e *SheetsError) Error() string { return fmt.Sprintf("%d sheets", e.Count) }
