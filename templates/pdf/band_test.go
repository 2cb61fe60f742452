package pdf

import (
	"strings"
	"testing"
)

// bandOf is a table's first band.
func bandOf(t *testing.T, table string) (*composer, slab) {
	t.Helper()
	n, err := parseMarkup(strings.NewReader(`<document><headline>审批单</headline>` + table + `</document>`))
	if err != nil {
		t.Fatal(err)
	}
	c := &composer{typesetter: typesetter{fonts: testRenderer(t).fonts}}
	c.table(n.children[1])
	return c, c.slabs[0]
}

// Where not a line of the next row has room, a band is divided at the row's edge, and
// nothing of the row stands above it.
func TestBandCutDividesBetweenRows(t *testing.T) {
	rows := strings.Repeat(`<row><cell>第一项</cell></row>`, 20)
	_, s := bandOf(t, `<table cols="5 9"><row><label rows="21">事项</label><cell>第一项</cell></row>`+rows+`</table>`)
	tops := s.band.rowTops()
	for _, more := range []float64{1, 10, 0.9 * s.band.textHeight(1)} {
		upper, lower, ok := s.cut(tops[12] + more)
		if !ok || len(upper.band.rows) != 12 || len(lower.band.rows) != 9 {
			t.Fatalf("%.0f pt beyond the twelfth row: %v, %d and %d rows", more, ok, len(upper.band.rows), len(lower.band.rows))
		}
		if off := upper.height + lower.height - s.height; abs(off) > 0.1 {
			t.Errorf("the parts are %.1f pt higher than the band", off)
		}
		for _, b := range []*band{upper.band, lower.band} {
			for _, c := range b.cells {
				if len(c.lines) == 0 {
					t.Error("an empty cell")
				}
			}
		}
	}
}

// What goes on on another page says again what it is, but not that it is nothing.
func TestBandCutRepeatsLabelsThatSaySomething(t *testing.T) {
	for first, want := range map[string]string{"3": "3（续）", "推进落实情况": "推进落实|情况（续）", "—": "", "": "", "12": "12|续"} {
		cols := "5 23"
		if strings.Contains(want, "|续") {
			cols = "1 13"
		}
		_, s := bandOf(t, `<table cols="`+cols+`"><row><cell>`+first+`</cell><cell>`+strings.Repeat("污水管网改造，", 300)+`</cell></row></table>`)
		_, lower, ok := s.cut(areaHeight)
		if !ok {
			t.Fatal("a row of more than a page is not divided")
		}
		var lines []string
		for _, l := range lower.band.cells[0].lines {
			lines = append(lines, chars(l.glyphs))
		}
		if got := strings.Join(lines, "|"); got != want {
			t.Errorf("%q goes on as %q, want %q", first, got, want)
		}
	}
}

// A head as high as the page leaves its rows their room.
func TestComposeRepeatsNoHeadWithoutRoomForRows(t *testing.T) {
	n, err := parseMarkup(strings.NewReader(`<document><headline>审批单</headline><table cols="5 23"><row repeat="yes"><label>项</label><label>` +
		strings.Repeat("污水管网改造", 250) + `</label></row>` + strings.Repeat(`<row><cell>1</cell><cell>甲</cell></row>`, 60) + `</table></document>`))
	if err != nil {
		t.Fatal(err)
	}
	n.attrs["number"], n.attrs["subject"] = "龙政办发〔2026〕12号", "污水管网改造"
	if faults := pageFaults(compose(testRenderer(t).fonts, n, Stamp{})); len(faults) > 0 {
		t.Error(strings.Join(faults, "\n"))
	}
}

// A character that no font has is told of once, also where further pages say it again.
func TestComposeNamesWhatIsMissingOnce(t *testing.T) {
	for name, document := range map[string]string{
		"in the table": `<document subject="甲&#x3FFFE;"><headline>审批单</headline><table cols="5 23"><row><label>事由</label><cell>甲&#x3FFFE;</cell></row>` +
			strings.Repeat(`<row><label>项</label><cell>甲</cell></row>`, 40) + `</table></document>`,
		"in the subject alone": `<document subject="甲&#x3FFFE;"><headline>审批单</headline><table cols="5 23">` +
			strings.Repeat(`<row><label>项</label><cell>甲</cell></row>`, 80) + `</table></document>`,
	} {
		n, err := parseMarkup(strings.NewReader(document))
		if err != nil {
			t.Fatal(err)
		}
		if c := compose(testRenderer(t).fonts, n, Stamp{}); len(c.pages) < 2 || string(c.missing) != "\U0003FFFE" {
			t.Errorf("%s: %d pages, missing %q", name, len(c.pages), c.missing)
		}
	}
}
