// Package register keeps the registers (台账): for every kind and year an Excel
// workbook of all records, registers/<year>/<kind>台账.xlsx.
//
// A register is made anew from the catalogue each time. It appears whole or not
// at all, so someone who opens it never sees half of one. The folder may be written
// to by those who read it, so it is worked in by handle, see package shared. While somebody has it
// open in Excel it is left alone: the new one waits beside it, see InUse.
//
// Compare holds a register that was edited by hand against the archive.
package register

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/shared"
	"gongwen/templates"
	"gongwen/templates/xlsx"
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

// Write writes one register below dir and returns its path. The error is an
// *InUse when the register is open elsewhere.
func (b *Book) Write(ctx context.Context, dir string, s catalogue.Series) (path string, err error) {
	kind := b.Kinds.Named(s.Kind)
	if kind == nil {
		return "", fmt.Errorf("档案中有“%s”的记录，但没有这种表单的定义，请恢复 templates/%s", s.Kind, s.Kind)
	}
	if err := durable.MkdirShared(dir); err != nil {
		return "", err
	}
	registers, err := shared.Open(dir)
	if err != nil {
		return "", err
	}
	defer registers.Close()
	year := strconv.Itoa(s.Year)
	folder, err := registers.MkdirAll(year)
	if err != nil {
		return "", err
	}
	defer folder.Close()
	on := placed{folder, filepath.Join(dir, year)}
	name := archive.SafeName(kind.Title + "台账.xlsx")
	own := *b
	own.Links = b.FileLinks(folder, on.dir)
	b = &own
	return filepath.Join(on.dir, name), on.replace(b.Staging, name, func(w io.Writer) error {
		book, err := b.Register(ctx, kind, Selection{Year: s.Year}, nil)
		if err != nil {
			return err
		}
		return xlsx.Write(w, book)
	})
}

// Print writes to w what a register would have of the records that are chosen and that
// within, unless nil, holds true of. The days to choose by are those on which the register
// counts, see CountedOn.
func (b *Book) Print(ctx context.Context, w io.Writer, chosen catalogue.Filter, within func(archive.Record) bool) error {
	kind := b.Kinds.Named(chosen.Kind)
	if kind == nil {
		return fmt.Errorf("没有“%s”这种表单的定义", chosen.Kind)
	}
	s := Selection{Year: chosen.Year}
	for _, day := range []struct {
		text string
		to   *templates.Date
	}{{chosen.From, &s.From}, {chosen.To, &s.To}} {
		if day.text == "" {
			continue
		}
		var err error
		if *day.to, err = templates.ParseDate(day.text); err != nil {
			return err
		}
	}
	book, err := b.Register(ctx, kind, s, within)
	if err != nil {
		return err
	}
	return xlsx.Write(w, book)
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
