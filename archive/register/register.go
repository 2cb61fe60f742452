// Package register keeps the registers (台账): for every kind and year an Excel
// workbook of all records, registers/<year>/<kind>台账.xlsx. Parts of them, see Selection,
// and other formats are written for whoever asks.
//
// A register is made anew from the catalogue each time. It appears whole or not
// at all, so someone who opens it never sees half of one. The folder may be written
// to by those who read it, so it is worked in by handle, see package shared. While somebody has it
// open in Excel it is left alone: the new one waits beside it, see InUse.
//
// What the amounts of a record add to totals is its effect, worked out over all records of
// its kind (package posting); so every part of a register adds up, and all parts together
// come to what there is now. Each register is a table.Book: the records, what they come to
// by month, quarter, year and unit, and a sheet that says what was selected.
//
// Compare holds a register that was edited by hand against the archive.
package register

import (
	"context"
	"fmt"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/templates"
	"gongwen/templates/tablefile"
)

// Book writes registers from an archive.
type Book struct {
	Kinds     *templates.Set
	Archive   *archive.Archive
	Catalogue *catalogue.Catalogue
	Foot      string // printed at the foot of every page; empty for nothing
	Staging   string // where registers are made; may be empty, see shared.Stage

	// Site is the address of the reading room, for links that hold everywhere; empty where
	// there is none, see FileLinks.
	Site string
	// Stamped gives copies of what does not stand, for FileLinks; nil where none can be made.
	Stamped func(context.Context, catalogue.Entry) (StampedCopy, error)
	// Links are those of the file that is written next; Write sees to its own. Nil for none
	// but to the Site.
	Links Links

	// Units gives the name that the roster has for a unit, however a record writes it; nil
	// takes each as it is written.
	Units func(unit string) string
	Now   func() time.Time // nil for time.Now

	// Listed, unless nil, is told of every record that a register or view has in its rows
	// when it is made: number, kind, year, serial, subject, unit, secrecy and the time it
	// was filed.
	Listed func(archive.Record)
	// Withheld, unless nil, is told the same of every record that Selection.NotSecret keeps
	// out of a register or view.
	Withheld func(archive.Record)
	// Given, unless nil, are the records of a kind in the place of the catalogue's for Read,
	// and with it for views: those of the bags, say.
	Given func(*templates.Kind) []*Entry
}

func (b *Book) now() time.Time {
	if b.Now != nil {
		return b.Now()
	}
	return time.Now()
}

func (b *Book) unit(name string) string {
	if b.Units != nil {
		return b.Units(name)
	}
	return name
}

// tell tells one of Listed and Withheld of a record, where there is one.
func tell(of func(archive.Record), r archive.Record) {
	if of != nil {
		of(r)
	}
}

// Write writes the register of a kind and year below dir, without what has a degree of
// secrecy. The error is an *InUse when it is open elsewhere.
func (b *Book) Write(ctx context.Context, dir string, s catalogue.Series) error {
	kind := b.Kinds.Named(s.Kind)
	if kind == nil {
		return noKind(s.Kind)
	}
	var open error
	f := Files{Dir: dir, Formats: []tablefile.Format{tablefile.XLSX}, Written: func(_ string, inUse *InUse) {
		if inUse != nil {
			open = inUse
		}
	}}
	if err := b.writeListing(ctx, f, listing(kind, s.Year), Selection{Year: s.Year, NotSecret: true}); err != nil {
		return err
	}
	return open
}

// noKind is the error for records of a kind that the office has not any more.
func noKind(key string) error {
	return fmt.Errorf("档案中有“%s”的记录，但没有这种表单的定义，请恢复 templates/%[1]s", key)
}

// CountedOn is the day on which the registers of a kind count a record: its
// register_date. It is the day the record bears where the form does not say, and
// where the kind, nil, is not known.
func CountedOn(kind *templates.Kind, r archive.Record) templates.Date {
	if kind == nil || kind.CountedBy() == kind.Date {
		return r.Date
	}
	// That one value alone: what else is there may not be readable any more.
	values, err := kind.Decode(templates.Values{kind.CountedBy(): r.Values[kind.CountedBy()]})
	if day, ok := values[kind.CountedBy()].(templates.Date); ok && err == nil {
		return day
	}
	return r.Date
}
