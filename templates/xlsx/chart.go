package xlsx

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// The size of a chart. It is anchored to cells: those beside the rows are set to fit, and
// rows are higher than the library takes them to be, so that it comes out half as high
// again there.
const (
	chartColumns     = 9
	chartColumnWidth = 9   // halves
	chartWide        = 600 // pixels
	chartHigh        = 270 // pixels, 14 rows as high as the library takes them to be
	chartRows        = 15
)

// beside reports whether the chart stands on the right of the rows: where a page has room
// for both. Otherwise it stands below all.
func (s *sheet) beside() bool {
	wide := float64((chartColumns + 1) * chartColumnWidth)
	for _, w := range s.widths {
		wide += w
	}
	return s.Printed == len(s.columns) && wide <= layout.MostOnA4
}

// drawChart draws the chart.
func (s *sheet) drawChart() error {
	if s.Chart == nil || s.Chart.Rows == 0 {
		return nil
	}
	first := s.Chart.First + 2
	last := first + s.Chart.Rows - 1
	var series []excelize.ChartSeries
	for _, column := range s.Chart.Series {
		series = append(series, excelize.ChartSeries{
			Name:       table.Range(s.name, column, 1, 1),
			Categories: table.Range(s.name, s.Chart.Labels, first, last),
			Values:     table.Range(s.name, column, first, last),
		})
	}
	anchor := fmt.Sprint("A", s.row+s.belowRows()+2)
	if s.beside() {
		anchor = fmt.Sprint(table.ColumnName(len(s.columns)+1), 2)
	}
	return s.f.AddChart(s.name, anchor, &excelize.Chart{
		Type: excelize.Col, Series: series, VaryColors: ptr(false),
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: s.Chart.Title}}},
		XAxis:     excelize.ChartAxis{Font: *font(9, ink)},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		YAxis:     excelize.ChartAxis{MajorGridLines: true, Font: *font(9, ink), NumFmt: excelize.ChartNumFmt{CustomNumFmt: "#,##0"}},
		Dimension: excelize.ChartDimension{Width: chartWide, Height: chartHigh},
	})
}

// printedArea is how many columns and rows are printed, the chart's included.
func (s *sheet) printedArea() (columns, rows int) {
	columns, rows = max(s.Printed, 1), s.row
	switch {
	case s.Chart == nil || s.Chart.Rows == 0:
	case s.beside():
		columns = len(s.columns) + 1 + chartColumns
		rows = max(rows, chartRows+2)
	default:
		rows += chartRows + 1
	}
	return columns, rows
}
