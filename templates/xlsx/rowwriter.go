package xlsx

import (
	"strconv"

	"gongwen/templates"
	"gongwen/templates/deflated"
	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// rowWriter writes the rows of a table as SpreadsheetML. The library writes all the rest of
// a workbook; of rows there may be a million, and here a cell takes no memory.
type rowWriter struct {
	styles  *cellStyles
	sheet   *layout.Sheet
	columns []rowColumn
	rooms   []float64 // for text, in halves, of the columns that are printed
	spool   *deflated.Stream
	levels  int // how deep rows are folded

	row     int    // of the sheet, from 1, last written
	figures []byte // of row
	err     error  // the first of making styles
}

// rowColumn is a column with what stands in each of its cells.
type rowColumn struct {
	table.Column
	open  string                                     // the beginning of a cell, up to the number of its row
	marks [layout.RowStates][layout.CellKinds]string // what follows that, by what the cell is; empty until used
}

// textFormatMost is how many characters Excel shows in a cell formatted as text; beyond it
// shows ####.
const textFormatMost = 255

// mostLevels is how deep Excel folds rows.
const mostLevels = 7

// add writes a row.
func (r *rowWriter) add(row *table.Row) {
	r.row++
	r.figures = strconv.AppendInt(r.figures[:0], int64(r.row), 10)
	out := append(append(r.spool.Raw, `<row r="`...), r.figures...)
	out = append(out, `" ht="`...)
	out = strconv.AppendInt(out, int64(layout.Height(r.sheet.Lines(row, r.rooms))), 10)
	out = append(out, `" customHeight="1"`...)
	if row.Level > 0 {
		level := min(row.Level, mostLevels)
		r.levels = max(r.levels, level)
		out = append(out, ` outlineLevel="`...)
		out = strconv.AppendInt(out, int64(level), 10)
		out = append(out, '"')
	}
	out = append(out, '>')
	looks := layout.StateOf(row)
	columns := r.columns
	if layout.Free(row) {
		columns = nil
	}
	for i := range columns {
		c := &columns[i]
		if n := i - r.sheet.Counts; n >= 0 && n < min(r.sheet.Counted, len(row.Counted)) {
			out = r.amount(out, c, looks, row.Counted[n])
		} else {
			out = r.cell(out, c, looks, r.sheet.Cell(row, i))
		}
	}
	r.spool.Raw = append(out, `</row>`...)
	r.spool.Next()
}

// cell writes a cell with a value.
func (r *rowWriter) cell(out []byte, c *rowColumn, looks layout.RowState, value any) []byte {
	switch v := value.(type) {
	case nil:
		return r.blank(out, c, looks)
	case string:
		return r.text(out, c, looks, v)
	case templates.Fen:
		return r.amount(out, c, looks, v)
	case int64:
		if v > mostExact || v < -mostExact {
			return r.text(out, c, looks, strconv.FormatInt(v, 10))
		}
		out = append(r.begin(out, c, looks, layout.WholeCell), `<v>`...)
		return append(strconv.AppendInt(out, v, 10), `</v></c>`...)
	case templates.Date:
		if v.IsZero() {
			return r.blank(out, c, looks)
		}
		if v.Before(firstDay) {
			return r.text(out, c, looks, v.ISO())
		}
		out = append(r.begin(out, c, looks, layout.DayCell), `<v>`...)
		return append(appendSerial(out, v.Time), `</v></c>`...)
	case templates.Moment:
		if v.Time.IsZero() {
			return r.blank(out, c, looks)
		}
		if v.Time.Before(firstDay) {
			return r.text(out, c, looks, templates.Text(v))
		}
		out = append(r.begin(out, c, looks, layout.MomentCell), `<v>`...)
		return append(appendSerial(out, v.Time), `</v></c>`...)
	case table.Link:
		return r.link(out, c, looks, v)
	case table.Formula:
		return r.formula(out, c, looks, v)
	}
	return r.text(out, c, looks, templates.Text(value))
}

// begin writes the beginning of a cell, with its style.
func (r *rowWriter) begin(out []byte, c *rowColumn, looks layout.RowState, kind layout.CellKind) []byte {
	mark := &c.marks[looks][kind]
	if *mark == "" {
		id, err := r.styles.of(layout.Look{Type: c.Type, Technical: c.Technical, Unstruck: c.Unstruck, Row: looks, Kind: kind})
		if err != nil && r.err == nil {
			r.err = err
		}
		*mark = `" s="` + strconv.Itoa(id) + `"` + endings[kind]
	}
	return append(append(append(out, c.open...), r.figures...), *mark...)
}

// endings are what ends the opening tag of a cell and comes before its value.
var endings = [layout.CellKinds]string{
	layout.EmptyCell: `/>`, layout.ShortCell: ` t="inlineStr"><is><t>`, layout.LongCell: ` t="inlineStr"><is><t>`, layout.LinkCell: ` t="str"><f>`, layout.WholeCell: `>`, layout.AmountCell: `>`, layout.DayCell: `>`, layout.MomentCell: `>`,
}

func (r *rowWriter) blank(out []byte, c *rowColumn, looks layout.RowState) []byte {
	return r.begin(out, c, looks, layout.EmptyCell)
}

func (r *rowWriter) text(out []byte, c *rowColumn, looks layout.RowState, s string) []byte {
	if s == "" {
		return r.blank(out, c, looks)
	}
	kind := layout.ShortCell
	if isLong(s) {
		kind = layout.LongCell
	}
	out = r.begin(out, c, looks, kind)
	if outerSpace(s) {
		out = append(out[:len(out)-1], ` xml:space="preserve">`...)
	}
	return append(appendText(out, s), `</t></is></c>`...)
}

// amount writes yuan, exactly as they are in fen.
func (r *rowWriter) amount(out []byte, c *rowColumn, looks layout.RowState, fen templates.Fen) []byte {
	out = append(r.begin(out, c, looks, layout.AmountCell), `<v>`...)
	return append(appendYuan(out, fen), `</v></c>`...)
}

// link writes a text that opens something. It is a formula: of real hyperlinks Excel takes
// no more than 65,530 in a sheet, and those of sorted rows do not always follow.
func (r *rowWriter) link(out []byte, c *rowColumn, looks layout.RowState, l table.Link) []byte {
	if l.Target == "" || len(l.Target) > mostTarget {
		return r.text(out, c, looks, l.Text)
	}
	out = r.begin(out, c, looks, layout.LinkCell)
	out = appendText(out, hyperlink(l))
	out = append(out, `</f><v>`...)
	return append(appendText(out, l.Text), `</v></c>`...)
}

// formula writes a formula with what it comes to.
func (r *rowWriter) formula(out []byte, c *rowColumn, looks layout.RowState, f table.Formula) []byte {
	kind := layout.ShortCell
	switch f.Value.(type) {
	case int64:
		kind = layout.WholeCell
	case templates.Fen:
		kind = layout.AmountCell
	case templates.Date:
		kind = layout.DayCell
	case templates.Moment:
		kind = layout.MomentCell
	}
	out = r.begin(out, c, looks, kind)
	if kind == layout.ShortCell {
		out = append(out[:len(out)-len(endings[layout.ShortCell])], ` t="str">`...)
	}
	out = appendText(append(out, `<f>`...), f.Text)
	out = append(out, `</f><v>`...)
	switch v := f.Value.(type) {
	case int64:
		out = strconv.AppendInt(out, v, 10)
	case templates.Fen:
		out = appendYuan(out, v)
	case templates.Date:
		out = appendSerial(out, v.Time)
	case templates.Moment:
		out = appendSerial(out, v.Time)
	case nil:
	default:
		out = appendText(out, templates.Text(v))
	}
	return append(out, `</v></c>`...)
}
