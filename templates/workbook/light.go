package workbook

import (
	"archive/zip"
	"fmt"
	"strings"

	"gongwen/templates/bounded"
	"gongwen/templates/opc"
)

// What a library may be given that reads a workbook as a whole.
const (
	mostMarkup   = 300_000 // as bounded.Markup weighs it; a blank form has nine thousand
	mostUnfolded = 500_000 // cells, of a hundred bytes and more each
)

// Light returns ErrTooMuch for a workbook that a library would unfold to more than there
// is memory, as it does that keeps every row as wide as its last cell, however empty.
// Reading forms and rosters does without; changing a workbook cannot.
func Light(data []byte) error {
	pack, err := opc.Open(data, opc.Bounds{Parts: maxParts, Unpacked: maxUnpacked, Part: maxRelated})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTooMuch, err)
	}
	markup, cells := mostMarkup, mostUnfolded
	for _, part := range pack.Files() {
		if !bounded.IsMarkup(strings.ToLower(part.Name)) {
			continue
		}
		weight, err := bounded.Markup(part, markup)
		if err != nil {
			return err
		}
		unfolded, err := unfolds(part)
		if err != nil {
			return err
		}
		if markup, cells = markup-weight, cells-unfolded; markup < 0 || cells < 0 {
			return fmt.Errorf("%w: in %s", ErrTooMuch, part.Name)
		}
	}
	return nil
}

// unfolds is how many cells the rows of a sheet have, were each as wide as its last.
func unfolds(part *zip.File) (cells int, err error) {
	r, err := part.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	s, col, last := tokens(r), 0, 0
	for s.Scan() {
		switch t, is := tagOf(s.Bytes()); {
		case !is:
		case t.is("row"):
			cells, col, last = cells+last, 0, 0
		case t.is("c"):
			col++
			if _, at, ok := parseRef(t.attr("r")); ok {
				col = at + 1
			}
			last = max(last, col)
		}
	}
	return cells + last, s.Err()
}
