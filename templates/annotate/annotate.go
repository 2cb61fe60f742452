package annotate

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Note is a remark on one cell of a form. Cell is as the reader of forms writes
// places: B7 on the first visible sheet, or 介绍信!B7.
type Note struct {
	Cell string
	Text string
}

// Workbook writes the marked copy of a workbook. The same workbook and notes give the
// same bytes.
//
// It fails on what is no workbook, on a note whose place there is not, and on a
// workbook that is too odd or too large to be changed in place. What was written by
// then is of no use; the original then has to do without a marked copy.
func Workbook(w io.Writer, original []byte, notes []Note) error {
	b, err := open(original)
	if err != nil {
		return fmt.Errorf("annotate: %w", err)
	}
	marks, err := b.place(notes)
	if err != nil {
		return fmt.Errorf("annotate: %w", err)
	}
	for _, s := range b.sheets {
		if err := b.mark(s, marks[s]); err != nil {
			return fmt.Errorf("annotate: %s: %w", s.name, err)
		}
	}
	return b.write(w)
}

// cell is a place on a sheet, counting from 1.
type cell struct{ row, col int }

func cellNamed(name string) (cell, error) {
	col, row, err := excelize.CellNameToCoordinates(name)
	return cell{row, col}, err
}

func (c cell) String() string {
	name, _ := excelize.CoordinatesToCellName(c.col, c.row) // which it came from
	return name
}

func compareCells(a, b cell) int { return cmp.Or(a.row-b.row, a.col-b.col) }

// mark is a cell with all that is to be noted on it: there is one note a cell.
type mark struct {
	cell  cell
	texts []string
}

// maxText is how many characters of a note are shown; Excel takes 32,767.
const maxText = 5000

// text is what the note says. Several remarks are numbered.
func (m *mark) text() string {
	text := m.texts[0]
	if len(m.texts) > 1 {
		text = "1. " + text
		for i, t := range m.texts[1:] {
			text += "\n" + strconv.Itoa(i+2) + ". " + t
		}
	}
	if runes := []rune(text); len(runes) > maxText {
		text = string(runes[:maxText]) + "……"
	}
	return text
}

// place finds for each note its sheet.
func (b *book) place(notes []Note) (map[*sheet][]Note, error) {
	placed := map[*sheet][]Note{}
	for _, n := range notes {
		on := b.first
		if i := strings.LastIndex(n.Cell, "!"); i >= 0 {
			name := n.Cell[:i]
			n.Cell = n.Cell[i+1:]
			on = nil
			if k := slices.IndexFunc(b.sheets, func(s *sheet) bool { return s.name == name }); k >= 0 {
				on = b.sheets[k]
			}
		}
		if on == nil {
			return nil, fmt.Errorf("no sheet for the note on %s", n.Cell)
		}
		placed[on] = append(placed[on], n)
	}
	return placed, nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// gather puts the notes on one cell together, in the order of the sheet. A merged
// range is one cell to people: its first has the note.
func gather(notes []Note, g *grid) ([]*mark, error) {
	var marks []*mark
	for _, n := range notes {
		at, err := cellNamed(n.Cell)
		if err != nil {
			return nil, err
		}
		at = g.merged(at).first
		i := slices.IndexFunc(marks, func(m *mark) bool { return m.cell == at })
		if i < 0 {
			i = len(marks)
			marks = append(marks, &mark{cell: at})
		}
		if text := lineEnds.Replace(n.Text); !slices.Contains(marks[i].texts, text) {
			marks[i].texts = append(marks[i].texts, text)
		}
	}
	slices.SortFunc(marks, func(a, b *mark) int { return compareCells(a.cell, b.cell) })
	return marks, nil
}

// mark puts the notes on one sheet, in place of those an earlier return put there.
func (b *book) mark(s *sheet, notes []Note) error {
	comments, err := b.comments(s)
	if err != nil {
		return err
	}
	earlier := comments.takeOurs()
	if len(notes)+len(earlier) == 0 {
		return nil
	}
	doc, err := b.document(s.part)
	if err != nil {
		return err
	}
	g, err := readGrid(doc)
	if err != nil {
		return err
	}
	marks, err := gather(notes, g)
	if err != nil {
		return err
	}
	if err := b.fill(g, marks, earlier); err != nil {
		return err
	}
	boxes, err := b.note(s, comments, marks)
	if err != nil {
		return err
	}
	empty := slices.DeleteFunc(earlier, func(at cell) bool { return comments.on(at) != nil })
	return b.draw(s, g, boxes, empty)
}
