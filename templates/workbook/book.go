package workbook

import (
	"cmp"
	"errors"
	"fmt"

	"gongwen/templates/opc"
)

// book is a workbook's parts: what of it is read.
type book struct {
	part     *opc.Part
	sheets   []listed // that people see, as far as they are read
	count    int      // of them all
	date1904 bool     // days count from 1904, as on old Macintoshes
	left     uint64   // bytes that may still be unpacked
}

// listed is a sheet as the workbook lists it.
type listed struct {
	name string
	part *opc.Part
}

// openBook finds the workbook in a package and reads its list of sheets.
func openBook(pack *opc.Package, most Bounds) (*book, error) {
	part, err := pack.Document()
	switch {
	case errors.Is(err, opc.ErrTooLarge):
		return nil, fmt.Errorf("%w: %w", ErrTooMuch, err)
	case errors.Is(err, opc.ErrNoPackage):
		return nil, fmt.Errorf("%w: %w", ErrNoWorkbook, err)
	case err != nil:
		return nil, err
	}
	b := &book{part: part, left: maxUnpacked}
	if err := b.take(part); err != nil {
		return nil, err
	}
	return b, b.list(most)
}

// take counts a part that is going to be read. One that is not there costs nothing.
func (b *book) take(part *opc.Part) error {
	if part == nil {
		return nil
	}
	size := part.File.UncompressedSize64
	if size > b.left {
		return fmt.Errorf("%w: %s", ErrTooMuch, part.Name)
	}
	b.left -= size
	return nil
}

// list reads which sheets there are to be seen.
func (b *book) list(most Bounds) error {
	related, err := b.part.Related()
	if errors.Is(err, opc.ErrTooLarge) {
		return fmt.Errorf("%w: %w", ErrTooMuch, err)
	}
	if err != nil {
		return err
	}
	byID := make(map[string]opc.Relationship, len(related))
	for _, r := range related {
		byID[r.ID] = r
	}
	r, err := b.part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	s, root, in := tokens(r), false, false
	for s.Scan() {
		t, is := tagOf(s.Bytes())
		if !is {
			continue
		}
		if !root {
			if root = t.is("workbook"); !root {
				return fmt.Errorf("%w: %s begins with %s", ErrNoWorkbook, b.part.Name, t.name)
			}
		}
		switch {
		case t.is("workbookPr"):
			b.date1904 = t.on("date1904")
		case string(t.name) == "sheets":
			in = !t.end && !t.empty
		case in && t.is("sheet"):
			if state := string(t.attr("state")); state != "" && state != "visible" {
				continue
			}
			to := byID[t.text("id")]
			if to.Type != "worksheet" && to.Type != "" {
				continue
			}
			if to.Part == nil {
				return fmt.Errorf("the sheet %s is not there", t.text("name"))
			}
			if b.count++; b.count <= most.Sheets {
				b.sheets = append(b.sheets, listed{t.text("name"), to.Part})
			}
		}
	}
	if err := s.Err(); err != nil {
		return err
	}
	if !root {
		return ErrNoWorkbook
	}
	return nil
}

// read reads the sheets.
func (b *book) read(most Bounds) ([]*Sheet, error) {
	texts, err := b.part.One("sharedStrings")
	if err != nil {
		return nil, err
	}
	styles, err := b.part.One("styles")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(b.take(texts), b.take(styles)); err != nil {
		return nil, err
	}
	shared, err := scanStrings(texts)
	if err != nil {
		return nil, err
	}
	var sheets []*Sheet
	left := most.All
	wanted, formats := map[int][]byte{}, map[int]Format{}
	for i, l := range b.sheets {
		cells, err := b.scan(l, shared, most)
		if err != nil {
			return nil, err
		}
		if left -= len(cells.filled); left < 0 {
			return nil, fmt.Errorf("%w: in its cells", ErrTooMuch)
		}
		for _, c := range cells.filled {
			formats[c.style] = Format{}
			if c.shared >= 0 {
				wanted[c.shared] = nil
			}
		}
		sheets = append(sheets, &Sheet{Name: l.name, First: i == 0, Date1904: b.date1904, Excess: cells.excess, cells: cells, formats: formats})
	}
	if err := errors.Join(shared.texts(wanted), scanFormats(styles, formats)); err != nil {
		return nil, err
	}
	return sheets, decode(sheets, wanted, cmp.Or(most.Text, maxText))
}

// scan reads one sheet's filled cells.
func (b *book) scan(l listed, shared *sharedStrings, most Bounds) (*sheetCells, error) {
	if err := b.take(l.part); err != nil {
		return nil, err
	}
	r, err := l.part.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cells, err := scanCells(r, shared, most)
	var twice *TwiceError
	if errors.As(err, &twice) {
		twice.Sheet = l.name
	}
	return cells, err
}
