package extract

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/bounded"
	"gongwen/templates/opc"
	"gongwen/templates/workbook"
)

const (
	// mostStyleTags is what the styles of a workbook may hold, counted in tags and
	// attributes: each becomes a struct of excelize's. mostStyles is how many bytes.
	mostStyleTags = 300_000
	mostStyles    = 32 << 20
)

// numbers shows numbers as a workbook's styles do.
type numbers struct {
	styles *opc.Part // nil for none, and once opened
	file   *excelize.File
}

// scratch is the sheet whose first cell is given each number in turn.
var scratch = workbook.SmallName(0)

// shown is a number as the cell shows it. One that is not known how to be shown is
// shown as it is.
func (b *book) shown(style, raw string) string {
	if style == "" || style == "0" {
		return general(raw)
	}
	if b.numbers.styles != nil {
		b.openStyles()
	}
	index, err := strconv.Atoi(style)
	if b.numbers.file == nil || err != nil {
		return general(raw)
	}
	shown := ""
	err = guarded(func() (err error) {
		f := b.numbers.file
		if err := errors.Join(f.SetCellStyle(scratch, "A1", "A1", index), f.SetCellDefault(scratch, "A1", raw)); err != nil {
			return err
		}
		shown, err = f.GetCellValue(scratch, "A1")
		return err
	})
	if err != nil || shown == "" || strings.Contains(shown, "!") { // a sign that excelize does not know: 0!.0,"万元"
		return general(raw)
	}
	return shown
}

// general is a number without a format. Excel keeps fifteen digits of a fraction;
// the figures of a long whole number are left, so that it can be found.
func general(raw string) string {
	if len(raw) <= 15 || !strings.Contains(raw, ".") {
		return raw
	}
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return raw
	}
	return strconv.FormatFloat(n, 'G', 15, 64)
}

// shownDate is a day or time of ISO 8601, as strict workbooks may have them.
func (b *book) shownDate(style, iso string) string {
	for _, layout := range []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"} {
		at, err := time.Parse(layout, iso)
		if err != nil {
			continue
		}
		first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
		if b.date1904 {
			first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		days := float64(at.Unix()-first.Unix()) / (24 * 60 * 60)
		if shown := b.shown(style, strconv.FormatFloat(days, 'f', -1, 64)); style != "" && style != "0" {
			return shown
		}
		break
	}
	return iso
}

// openStyles gives excelize the styles of this workbook.
func (b *book) openStyles() {
	part := b.numbers.styles
	b.numbers.styles = nil
	lost := func(s State, why string) {
		b.into.miss(s, tables["styles"]+"（"+part.Name+"）"+why+"，数字按原值收录")
	}
	if part.File.UncompressedSize64 > mostStyles {
		lost(TooLarge, "过大")
		return
	}
	if tags, err := bounded.Markup(part.File, mostStyleTags); err != nil || tags > mostStyleTags {
		lost(TooLarge, "过大")
		return
	}
	var styles []byte
	if err := b.raw(part, tables["styles"], func(r io.Reader) (err error) {
		styles, err = io.ReadAll(r)
		return err
	}); err != nil || len(styles) == 0 {
		return // stream has noted it, or the next part will
	}
	err := guarded(func() (err error) {
		small, err := workbook.Small([][]byte{nil}, styles, b.date1904)
		if err != nil {
			return err
		}
		b.numbers.file, err = excelize.OpenReader(bytes.NewReader(small), excelize.Options{
			UnzipSizeLimit: 2 * mostStyles, UnzipXMLSizeLimit: 2 * mostStyles,
			CultureInfo: excelize.CultureNameZhCN, ShortDatePattern: "yyyy/m/d", LongDatePattern: `yyyy"年"m"月"d"日"`,
		})
		return err
	})
	if err != nil {
		b.numbers.file = nil
		lost(Damaged, "不完整或已损坏")
	}
}
