package register

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/shared"
	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/tablefile"
)

// Listing is a register or view that files can be had of.
type Listing struct {
	Key     string // of its kind, or its own
	Title   string // 合同台账
	Columns []table.Column
	Years   []int // of the numbers of its records, in order
	// Below is the folder for the whole of it, of all years; empty where each year has a
	// file of its own.
	Below string
	// Table makes it. Its rows can be read more than once.
	Table func(ctx context.Context, b *Book, s Selection) (table.Book, error)
}

// Listings are the registers of the kinds that have records, by their keys; of one kind
// where it is named.
func (b *Book) Listings(ctx context.Context, kind string) ([]Listing, error) {
	all, err := b.Catalogue.Series(ctx)
	if err != nil {
		return nil, err
	}
	var listings []Listing
	for _, s := range all { // by kind and year
		if kind != "" && s.Kind != kind {
			continue
		}
		if last := len(listings) - 1; last >= 0 && listings[last].Key == s.Kind {
			listings[last].Years = append(listings[last].Years, s.Year)
			continue
		}
		of := b.Kinds.Named(s.Kind)
		if of == nil {
			return nil, noKind(s.Kind)
		}
		listings = append(listings, listing(of, s.Year))
	}
	return listings, nil
}

func listing(kind *templates.Kind, year int) Listing {
	return Listing{Key: kind.Key, Title: kind.Title + "台账", Columns: Columns(kind), Years: []int{year},
		Table: func(ctx context.Context, b *Book, s Selection) (table.Book, error) {
			return b.Register(ctx, kind, s, nil)
		}}
}

// Files is where and how listings are written.
type Files struct {
	Dir     string
	Formats []tablefile.Format
	A3      bool // on paper of that size
	// Written is told the path of each. For one that is open elsewhere that is the path of
	// the new one beside it, and inUse says so; otherwise it is nil.
	Written func(path string, inUse *InUse)
}

// WriteFiles writes files of listings: where whole years are selected, for each year that
// has records the register of that year, in a folder of its own, and of a listing over
// years the whole; otherwise one of all that is selected, under a name that says what that
// is. Of what has no rows there is none, unless it leaves some out. A column that a listing
// has not is an error before anything is written.
func (b *Book) WriteFiles(ctx context.Context, f Files, all []Listing, s Selection) error {
	for _, l := range all {
		if _, err := table.Choose(l.Columns, s.Columns); err != nil {
			return fmt.Errorf("%s%w", l.Title, err)
		}
	}
	for _, l := range all {
		if err := b.writeListing(ctx, f, l, s); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) writeListing(ctx context.Context, f Files, l Listing, s Selection) error {
	if !s.Whole() || len(s.Columns) > 0 || s.LastYear > s.Year {
		return b.writeTable(ctx, f, "", l, s)
	}
	if l.Below != "" {
		if s.Year != 0 {
			return b.writeTable(ctx, f, "", l, s)
		}
		return b.writeTable(ctx, f, l.Below, l, s)
	}
	for _, year := range l.Years {
		if s.HasYear(year) {
			of := s
			of.Year = year
			if err := b.writeTable(ctx, f, strconv.Itoa(year), l, of); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeTable writes those of one table, below the folder named.
func (b *Book) writeTable(ctx context.Context, f Files, below string, l Listing, s Selection) error {
	own, links, withheld := *b, Links(nil), 0 // none until it is known where the files will lie
	own.Withheld = func(r archive.Record) {
		withheld++
		tell(b.Withheld, r)
	}
	own.Links = func(ctx context.Context, e catalogue.Entry, stands bool) (string, error) {
		if links == nil {
			return "", nil
		}
		return links(ctx, e, stands)
	}
	s.A3 = f.A3
	book, err := l.Table(ctx, &own, s)
	if err != nil {
		return err
	}
	// One that has nothing else to say may still have to take the place of one that said more.
	if has, err := hasRows(&book.Sheets[0]); !has && withheld == 0 || err != nil {
		return err
	}
	on, err := place(f.Dir, below)
	if err != nil {
		return err
	}
	defer on.Close()
	links = b.FileLinks(on.Folder, on.dir)
	title := book.Name
	if below != "" {
		title = l.Title
	}
	book.A3 = f.A3
	for _, format := range f.Formats {
		name := archive.SafeName(title + format.Extension())
		path, inUse := filepath.Join(on.dir, name), (*InUse)(nil)
		err := on.replace(b.Staging, name, func(w io.Writer) error { return format.Write(w, book) })
		if errors.As(err, &inUse) {
			path, err = inUse.Beside, nil
		}
		if err != nil {
			return err
		}
		f.Written(path, inUse)
	}
	return nil
}

// place opens the folder named below another, which is made where there is none.
func place(dir, below string) (placed, error) {
	if err := durable.MkdirShared(dir); err != nil {
		return placed{}, err
	}
	folder, err := shared.Open(dir)
	if err != nil || below == "" {
		return placed{folder, dir}, err
	}
	defer folder.Close()
	inner, err := folder.MkdirAll(below)
	return placed{inner, filepath.Join(dir, below)}, err
}

func hasRows(s *table.Sheet) (bool, error) {
	for _, err := range s.Rows {
		return err == nil, err
	}
	return false, nil
}
