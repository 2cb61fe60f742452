package producers

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheet is a filled form as cells, for a program to make a workbook of.
type sheet struct {
	Title  string   `json:"title"`
	Cells  []cell   `json:"cells"`
	Merged []string `json:"merged"` // such as B2:D2
}

type cell struct {
	At     string `json:"at"`   // such as B7
	Type   string `json:"type"` // text, number, date, yesno
	Text   string `json:"text"` // a date as 2006-01-02T15:04:05
	Format string `json:"format"`

	row, col int // from 1
}

// cellsOf are the cells of the first sheet of a workbook.
func cellsOf(t *testing.T, workbook []byte) sheet {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetName(0)
	s := sheet{Title: name}
	merged, err := f.GetMergeCells(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range merged {
		s.Merged = append(s.Merged, m.GetStartAxis()+":"+m.GetEndAxis())
	}
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	for row, cells := range rows {
		for col, text := range cells {
			if text == "" {
				continue
			}
			c := cell{Text: text, row: row + 1, col: col + 1}
			if c.At, err = excelize.CoordinatesToCellName(c.col, c.row); err != nil {
				t.Fatal(err)
			}
			if err := c.describe(f, name); err != nil {
				t.Fatal(err)
			}
			s.Cells = append(s.Cells, c)
		}
	}
	return s
}

// describe finds a cell's type and format.
func (c *cell) describe(f *excelize.File, name string) error {
	typ, err := f.GetCellType(name, c.At)
	if err != nil {
		return err
	}
	id, err := f.GetCellStyle(name, c.At)
	if err != nil {
		return err
	}
	style, err := f.GetStyle(id)
	if err != nil {
		return err
	}
	c.Format = "General"
	if style.CustomNumFmt != nil {
		c.Format = *style.CustomNumFmt
	}
	switch {
	case typ == excelize.CellTypeBool:
		c.Type, c.Text = "yesno", strings.ToUpper(c.Text)
	case typ != excelize.CellTypeNumber && typ != excelize.CellTypeUnset:
		c.Type = "text"
	case strings.Contains(c.Format, "yy"):
		var serial float64
		if _, err := fmt.Sscan(c.Text, &serial); err != nil {
			return err
		}
		at, err := excelize.ExcelDateToTime(serial, false)
		if err != nil {
			return err
		}
		c.Type, c.Text = "date", at.Round(time.Second).Format("2006-01-02T15:04:05")
	default:
		c.Type = "number"
	}
	return nil
}

// xml2003 is the sheet as the XML that Excel 2002 to 2003 wrote, which the programs
// without a language of their own can open and save as a workbook.
func (s sheet) xml2003(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	text := func(s string) string {
		var e bytes.Buffer
		if err := xml.EscapeText(&e, []byte(s)); err != nil {
			t.Fatal(err)
		}
		return e.String()
	}
	formats := []string{}
	for _, c := range s.Cells {
		if !slices.Contains(formats, c.Format) {
			formats = append(formats, c.Format)
		}
	}
	b.WriteString("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\n" +
		`<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles>`)
	for i, format := range formats {
		fmt.Fprintf(&b, `<Style ss:ID="s%d"><NumberFormat ss:Format="%s"/></Style>`, i, text(format))
	}
	fmt.Fprintf(&b, `</Styles><Worksheet ss:Name="%s"><Table>`, text(s.Title))
	row := 0
	for _, c := range s.Cells {
		if c.row != row {
			if row > 0 {
				b.WriteString("</Row>")
			}
			row = c.row
			fmt.Fprintf(&b, `<Row ss:Index="%d">`, row)
		}
		across, down := s.extent(t, c)
		kind := map[string]string{"text": "String", "number": "Number", "date": "DateTime", "yesno": "Boolean"}[c.Type]
		value := c.Text
		if c.Type == "yesno" {
			value = map[string]string{"TRUE": "1", "FALSE": "0"}[value]
		}
		fmt.Fprintf(&b, `<Cell ss:Index="%d" ss:StyleID="s%d" ss:MergeAcross="%d" ss:MergeDown="%d"><Data ss:Type="%s">%s</Data></Cell>`,
			c.col, slices.Index(formats, c.Format), across, down, kind, text(value))
	}
	b.WriteString("</Row></Table></Worksheet></Workbook>")
	return b.Bytes()
}

// extent is how many cells a merged cell takes to the right and down, beside its own.
func (s sheet) extent(t *testing.T, c cell) (across, down int) {
	t.Helper()
	for _, area := range s.Merged {
		from, to, _ := strings.Cut(area, ":")
		if from != c.At {
			continue
		}
		right, bottom, err := excelize.CellNameToCoordinates(to)
		if err != nil {
			t.Fatal(err)
		}
		return right - c.col, bottom - c.row
	}
	return 0, 0
}
