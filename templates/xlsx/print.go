package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// printA4 sets a sheet up to print one page wide, with page numbers and, when
// given, a title above every page and a line at its foot.
func printA4(f *excelize.File, sheet, orientation, title, foot string) error {
	const a4 = 9 // ST_PaperSize of ECMA-376
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: ptr(true)}); err != nil {
		return err
	}
	if err := f.SetPageLayout(sheet, &excelize.PageLayoutOptions{
		Size: ptr(a4), Orientation: &orientation, FitToWidth: ptr(1), FitToHeight: ptr(0),
	}); err != nil {
		return err
	}
	top := 0.6
	header := ""
	if title != "" {
		// The space keeps the size apart from a title that begins with a figure.
		top, header = 0.9, `&C&"`+titleFont+`,Regular"&16 `+title
	}
	if err := f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
		Left: ptr(0.4), Right: ptr(0.4), Top: &top, Bottom: ptr(0.7), Header: ptr(0.4), Footer: ptr(0.35),
		Horizontally: ptr(true),
	}); err != nil {
		return err
	}
	footer := `&C&9第 &P 页，共 &N 页`
	if foot != "" {
		footer += "\n" + `&7` + strings.ReplaceAll(" "+foot, "&", "&&")
	}
	return f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddHeader: header, OddFooter: footer})
}
