package xlsx

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/table"
	"gongwen/templates/table/layout"
)

// Paper of ECMA-376, ST_PaperSize.
const (
	paperA3 = 8
	paperA4 = 9
)

// The head of a printed page: the title and under it the scope, in points. Excel prints them
// in their size, LibreOffice makes them smaller with the page, of 11 pt 8.5 at the least.
const (
	titleSize = 16
	scopeSize = 11
	// scopeWide is how many halves of the scope's size a line of the head has room for on A4.
	scopeWide = 140
	// mostHead is how long the text of a head or a foot may be, its codes included.
	mostHead = 255
)

// setPage sets a sheet up to print across, as many pages wide as its columns need, under its
// title and what is in it, and above the number of the page.
func (s *sheet) setPage() error {
	paper, wide := paperA4, scopeWide
	if s.book.A3 {
		paper, wide = paperA3, scopeWide*3/2
	}
	if err := s.f.SetPageLayout(s.name, &excelize.PageLayoutOptions{
		Size: ptr(paper), Orientation: ptr("landscape"), FitToWidth: ptr(s.Pages), FitToHeight: ptr(0),
	}); err != nil {
		return err
	}
	head, lines := pageHead(s.title(), s.book.Scope, wide)
	const inch, side, headAt, footAt, gap = 72.0, 0.3, 0.3, 0.3, 8
	top := headAt + (titleSize+float64(lines)*scopeSize)*1.4/inch + gap/inch
	if err := s.f.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{
		Left: ptr(side), Right: ptr(side), Top: &top, Bottom: ptr(0.75), Header: ptr(headAt), Footer: ptr(footAt),
		Horizontally: ptr(true),
	}); err != nil {
		return err
	}
	return s.f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{
		OddHeader: head, OddFooter: pageFoot(s.book.Foot), ScaleWithDoc: ptr(false),
	})
}

func (s *sheet) title() string {
	if s.Title != "" {
		return s.Title
	}
	return s.book.Title
}

// pageHead is the title over the scope, in lines, cut to what a head may hold.
func pageHead(title, scope string, wide int) (head string, lines int) {
	// The blank keeps the size apart from a text that begins with a figure.
	head = `&C&"` + titleFont + `,Regular"&16 ` + headText(title)
	if scope == "" {
		return shortened(head), 0
	}
	head += "\n" + `&"` + bodyFont + `,Regular"&11 `
	for i, line := range layout.ScopeLines(scope, float64(wide)) {
		if i > 0 {
			head += "\n"
		}
		head += headText(line)
		lines++
	}
	return shortened(head), lines
}

// pageFoot is the number of the page, over what stands below each.
func pageFoot(foot string) string {
	text := `&C&"` + bodyFont + `,Regular"&11第 &P 页，共 &N 页`
	if foot != "" {
		text += "\n&11 " + headText(foot)
	}
	return shortened(text)
}

// headText is a text in a head or foot, where & begins a code.
func headText(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "&", "&&")
}

// shortened cuts a head to the length that there may be.
func shortened(head string) string {
	units := 0
	for i, r := range head {
		if units += utf16.RuneLen(r); units > mostHead-1 {
			return strings.TrimRight(head[:i], "&") + "…"
		}
	}
	return head
}

// setPrinted says what is printed: the columns that are not technical, down to the last
// row; the labels stand on every page, unless they are of a part only, and the first columns where there are several pages
// beside one another.
func (s *sheet) setPrinted() error {
	columns, rows := s.printedArea()
	quoted := "'" + strings.ReplaceAll(s.name, "'", "''") + "'"
	if err := s.f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("%s!$A$1:$%s$%d", quoted, table.ColumnName(columns-1), rows), Scope: s.name,
	}); err != nil {
		return err
	}
	var titles []string
	if s.Repeated > 0 {
		titles = append(titles, fmt.Sprintf("%s!$A:$%s", quoted, table.ColumnName(s.Repeated-1)))
	}
	if !s.Parts {
		titles = append(titles, quoted+"!$1:$1")
	}
	if titles == nil {
		return nil
	}
	return s.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: strings.Join(titles, ","), Scope: s.name})
}
