package xlsx

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/workbook"
)

// Note is a remark on one cell of a form. Cell is as the reader of forms writes
// places: B7 on the first visible sheet, or 介绍信!B7.
type Note struct {
	Cell string
	Text string
}

// noteAuthor signs the comments, so that they can be told from people's own.
const noteAuthor = "表单审核"

// Annotate writes a copy of a workbook with the cells marked and commented. It
// fails on a workbook the library cannot carry over whole; the original then
// has to do without.
func Annotate(w io.Writer, original []byte, notes []Note) (err error) {
	// The library trusts the references inside a workbook.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("annotate: %v", p)
		}
	}()
	if err := workbook.Light(original); err != nil {
		return err
	}
	f, err := excelize.OpenReader(bytes.NewReader(original),
		excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return err
	}
	defer f.Close()
	first, err := firstVisible(f)
	if err != nil {
		return err
	}
	for _, n := range gather(notes, first) {
		if err := n.mark(f); err != nil {
			return fmt.Errorf("%s!%s: %w", n.sheet, n.cell, err)
		}
	}
	return f.Write(w)
}

// cellNotes are all notes on one cell: Excel takes one comment each.
type cellNotes struct {
	sheet, cell string
	texts       []string
}

func gather(notes []Note, first string) []*cellNotes {
	var all []*cellNotes
	at := map[string]*cellNotes{}
	for _, n := range notes {
		sheet, cell := first, n.Cell
		if i := strings.LastIndex(n.Cell, "!"); i >= 0 {
			sheet, cell = n.Cell[:i], n.Cell[i+1:]
		}
		c := at[sheet+"!"+cell]
		if c == nil {
			c = &cellNotes{sheet: sheet, cell: cell}
			at[sheet+"!"+cell] = c
			all = append(all, c)
		}
		c.texts = append(c.texts, n.Text)
	}
	return all
}

func (n *cellNotes) mark(f *excelize.File) error {
	// Keep the cell's number format and borders: only the fill changes.
	id, err := f.GetCellStyle(n.sheet, n.cell)
	if err != nil {
		return err
	}
	style, err := f.GetStyle(id)
	if err != nil {
		return err
	}
	style.Fill = fill(faultFill)
	if id, err = f.NewStyle(style); err != nil {
		return err
	}
	if err := f.SetCellStyle(n.sheet, n.cell, n.cell, id); err != nil {
		return err
	}
	texts, err := n.withPeoples(f)
	if err != nil {
		return err
	}
	text := strings.Join(texts, "\n")
	return f.AddComment(n.sheet, excelize.Comment{
		Cell: n.cell, Author: noteAuthor, Width: 260, Height: uint(30 + 18*linesIn(text, 36)),
		Paragraph: []excelize.RichTextRun{{Text: text, Font: font(10, ink)}},
	})
}

// withPeoples puts the comments people left on the cell before ours; those of
// an earlier return go.
func (n *cellNotes) withPeoples(f *excelize.File) ([]string, error) {
	comments, err := f.GetComments(n.sheet)
	if err != nil {
		return nil, err
	}
	var texts []string
	found := false
	for _, c := range comments {
		if c.Cell != n.cell {
			continue
		}
		found = true
		if c.Author != noteAuthor {
			texts = append(texts, c.Text)
		}
	}
	if found {
		if err := f.DeleteComment(n.sheet, n.cell); err != nil {
			return nil, err
		}
	}
	return append(texts, n.texts...), nil
}

func firstVisible(f *excelize.File) (string, error) {
	for _, name := range f.GetSheetList() {
		if shown, err := f.GetSheetVisible(name); err == nil && shown {
			return name, nil
		}
	}
	return "", fmt.Errorf("annotate: no visible sheet")
}
