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
	"iter"
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
		lost, err := b.lost(ctx, s)
		if err != nil {
			return err
		}
		return xlsx.Register(w, kind, s.Year, b.extras(lost), b.rows(ctx, kind, s.Year, lost))
	})
}

// Print writes to w what a register would have of the records that are chosen and
// that within, unless nil, holds true of. The days to choose by are those on which
// the register counts, see CountedOn; what is lost bears none. Nothing is linked to: it
// may be read anywhere.
func (b *Book) Print(ctx context.Context, w io.Writer, chosen catalogue.Filter, within func(archive.Record) bool) error {
	kind := b.Kinds.Named(chosen.Kind)
	if kind == nil {
		return fmt.Errorf("没有“%s”这种表单的定义", chosen.Kind)
	}
	lost, err := b.lost(ctx, catalogue.Series{Kind: chosen.Kind, Year: chosen.Year})
	if err != nil {
		return err
	}
	chosenRow := func(l listed) bool {
		if within != nil && !within(l.record) {
			return false
		}
		if l.lost {
			return chosen.From == "" && chosen.To == ""
		}
		day := CountedOn(kind, l.record).ISO()
		return (chosen.From == "" || day >= chosen.From) && (chosen.To == "" || day <= chosen.To)
	}
	return xlsx.Register(w, kind, chosen.Year, b.extras(lost), func(yield func(xlsx.Row, error) bool) {
		for l, err := range b.listed(ctx, kind, chosen.Year, lost) {
			if err == nil && !chosenRow(l) {
				continue
			}
			if !yield(l.Row, err) {
				return
			}
		}
	})
}

// extras are what the registers have beside their records.
func (b *Book) extras(l lost) xlsx.Extras { return xlsx.Extras{Lost: l.any(), Foot: b.Foot} }

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

// rows are the rows of a register.
func (b *Book) rows(ctx context.Context, kind *templates.Kind, year int, lost lost) iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		for l, err := range b.listed(ctx, kind, year, lost) {
			if !yield(l.Row, err) {
				return
			}
		}
	}
}

// listed is a row with the record it is of. Of a record that is lost, and that the
// catalogue has no more, that is no more than what the ledger knows.
type listed struct {
	xlsx.Row
	record archive.Record
	lost   bool
}

// listed are the records of a register, and the lost ones among them, by serial.
func (b *Book) listed(ctx context.Context, kind *templates.Kind, year int, lost lost) iter.Seq2[listed, error] {
	return func(yield func(listed, error) bool) {
		gone := lost.gone
		for entry, err := range b.Catalogue.Records(ctx, catalogue.Filter{Kind: kind.Key, Year: year}) {
			for err == nil && len(gone) > 0 && gone[0].record.Serial < entry.Serial {
				if !yield(gone[0], nil) {
					return
				}
				gone = gone[1:]
			}
			l := listed{record: entry.Record}
			if err == nil {
				l.Row, err = b.row(ctx, kind, entry)
				l.Lost = lost.told[entry.Number]
			}
			if !yield(l, err) {
				return
			}
		}
		for _, l := range gone {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func (b *Book) row(ctx context.Context, kind *templates.Kind, entry catalogue.Entry) (xlsx.Row, error) {
	values, err := kind.Decode(entry.Values)
	if err != nil {
		return xlsx.Row{}, fmt.Errorf("%s：%w", entry.Number, err)
	}
	row := xlsx.Row{Number: entry.Number, Subject: entry.Subject, FormSHA: entry.Form.SHA256, Values: values}
	if entry.Voided != nil {
		row.Voided = entry.Voided.Reason
	}
	row.Document, err = b.link(ctx, entry, entry.Voided == nil)
	return row, err
}
