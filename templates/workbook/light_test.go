package workbook

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"gongwen/templates/bounded/boundedtest"
)

func TestLight(t *testing.T) {
	sound := onSheet(`<row r="1"><c r="A1"><v>1</v></c></row>`)
	for name, tt := range map[string]struct {
		part, markup string
		light        bool
	}{
		"as usual":                        {"xl/worksheets/sheet1.xml", sound, true},
		"a row at the very end":           {"xl/worksheets/sheet1.xml", onSheet(`<row r="1048576"/>`), true},
		"the last column of some rows":    {"xl/worksheets/sheet1.xml", boundedtest.Rows(`<row r="#"><c r="XFD#" s="1"/></row>`, 30), true},
		"the last column of many rows":    {"表/一.xml", boundedtest.Rows(`<row r="#"><c r="XFD#" s="1"/></row>`, 3000), false},
		"tags by the million":             {"xl/styles.xml", "<styleSheet>" + strings.Repeat("<xf/>", 1_000_000) + "</styleSheet>", false},
		"more bytes than may be unpacked": {"xl/media/image1.png", strings.Repeat("\x00", maxUnpacked+1), false},
	} {
		data := made(t, map[string]string{tt.part: tt.markup})
		if err := Light(data); (err == nil) != tt.light || err != nil && !errors.Is(err, ErrTooMuch) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSheetsPassOverWhatIsEmpty: what a sheet has besides content costs little, however
// much of it there is.
func TestSheetsPassOverWhatIsEmpty(t *testing.T) {
	const first = `<row r="1"><c r="A1"><v>1</v></c></row>`
	for name, sheet := range map[string]string{
		"a million empty rows":                onSheet(first + strings.Repeat(`<row ht="15" s="3"/>`, 1_000_000)),
		"the last column of every row":        onSheet(first + strings.Repeat(`<row><c r="A2" s="1"/><c r="XFD2" s="3"/></row>`, 300_000)),
		"two million empty cells":             onSheet(first + strings.Repeat(`<row>`+strings.Repeat(`<c s="3"/>`, 2000)+`</row>`, 1000)),
		"filled cells beyond the last column": onSheet(first + strings.Repeat(`<row><c r="XFD2"><v>1</v></c></row>`, 300_000)),
		"merged cells by the million":         onSheet(first, "<mergeCells>"+strings.Repeat(`<mergeCell ref="AD100:AD101"/>`, 1_000_000)+"</mergeCells>"),
		"rules by the hundred thousand":       onSheet(first, strings.Repeat(`<conditionalFormatting sqref="A1"><cfRule type="x"/></conditionalFormatting>`, 300_000)),
	} {
		data := made(t, map[string]string{"xl/worksheets/sheet1.xml": sheet})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		sheets, err := Sheets(data, small)
		runtime.ReadMemStats(&after)
		if err != nil || sheets[0].Text(0, 0) != "1" {
			t.Errorf("%s: %v", name, err)
		}
		if cost := after.TotalAlloc - before.TotalAlloc; cost > 16<<20 {
			t.Errorf("%s: %d KB took %d MB", name, len(data)>>10, cost>>20)
		}
	}
}
