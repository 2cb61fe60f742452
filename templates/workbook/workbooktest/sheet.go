package workbooktest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sheet is a sheet's markup, its rows apart.
type sheet struct {
	before string // up to the rows
	rows   []row
	after  string // from the end of the rows
}

type row struct {
	number int // from 1; 0 to leave it out
	more   string
	cells  []cell
}

type cell struct {
	ref         string // empty to leave it out
	more, inner string
	col         int // from 1
}

var (
	rowsIn  = regexp.MustCompile(`(?s)<row r="(\d+)"([^>]*)>(.*?)</row>`)
	cellsIn = regexp.MustCompile(`(?s)<c r="([A-Z]+)(\d+)"([^>]*)>(.*?)</c>`)
	merges  = regexp.MustCompile(`(?s)<mergeCells.*?</mergeCells>`)
	lists   = regexp.MustCompile(`(?s)<si>(.*?)</si>`)
	shared  = regexp.MustCompile(`^<v>(\d+)</v>$`)
	day     = regexp.MustCompile(`^<v>(4[0-9]{4}(?:\.\d+)?)</v>$`)
)

func parseSheet(xml string) *sheet {
	from, to := strings.Index(xml, "<sheetData>")+len("<sheetData>"), strings.Index(xml, "</sheetData>")
	if to < 0 { // it has none
		return &sheet{before: xml}
	}
	s := &sheet{before: xml[:from], after: xml[to:]}
	for _, r := range rowsIn.FindAllStringSubmatch(xml[from:to], -1) {
		n, _ := strconv.Atoi(r[1])
		read := row{number: n, more: r[2]}
		for _, c := range cellsIn.FindAllStringSubmatch(r[3], -1) {
			col := 0
			for _, letter := range c[1] {
				col = 26*col + int(letter-'A'+1)
			}
			read.cells = append(read.cells, cell{c[1] + c[2], c[3], c[4], col})
		}
		s.rows = append(s.rows, read)
	}
	return s
}

func (s *sheet) String() string {
	var b strings.Builder
	b.WriteString(s.before)
	for _, r := range s.rows {
		b.WriteString("<row")
		if r.number > 0 {
			fmt.Fprintf(&b, ` r="%d"`, r.number)
		}
		b.WriteString(r.more + ">")
		for _, c := range r.cells {
			b.WriteString("<c")
			if c.ref != "" {
				b.WriteString(` r="` + c.ref + `"`)
			}
			b.WriteString(c.more + ">" + c.inner + "</c>")
		}
		b.WriteString("</row>")
	}
	return b.String() + s.after
}

// each changes every cell.
func (s *sheet) each(change func(c *cell)) {
	for i := range s.rows {
		for j := range s.rows[i].cells {
			change(&s.rows[i].cells[j])
		}
	}
}

// unnumber leaves out where rows and cells stand: what lies between is there, empty.
func (s *sheet) unnumber(rows, cells bool) {
	var all []row
	for _, r := range s.rows {
		for rows && len(all)+1 < r.number {
			all = append(all, row{})
		}
		var filled []cell
		for _, c := range r.cells {
			for cells && len(filled)+1 < c.col {
				filled = append(filled, cell{})
			}
			if cells {
				c.ref = ""
			}
			filled = append(filled, c)
		}
		if r.cells = filled; rows {
			r.number = 0
		}
		all = append(all, r)
	}
	s.rows = all
}

// inline writes shared strings into the cells that show them, and the others anew, each
// by write.
func (s *sheet) inline(p parts, write func(si string) string) {
	texts := lists.FindAllStringSubmatch(p["xl/sharedStrings.xml"], -1)
	s.each(func(c *cell) {
		if m := shared.FindStringSubmatch(c.inner); m != nil && strings.Contains(c.more, `t="s"`) {
			i, _ := strconv.Atoi(m[1])
			c.more, c.inner = strings.Replace(c.more, `t="s"`, `t="inlineStr"`, 1), "<is>"+texts[i][1]+"</is>"
		}
		if si, is := strings.CutPrefix(c.inner, "<is>"); is {
			c.inner = "<is>" + write(strings.TrimSuffix(si, "</is>")) + "</is>"
		}
	})
}

// sheetChanges are the variants of sheets.
var sheetChanges = map[string]func(*sheet, parts){
	"rows without numbers":       func(s *sheet, _ parts) { s.unnumber(true, false) },
	"cells without places":       func(s *sheet, _ parts) { s.unnumber(false, true) },
	"neither numbers nor places": func(s *sheet, _ parts) { s.unnumber(true, true) },
	"the last row first":         func(s *sheet, _ parts) { slices.Reverse(s.rows) },
	"hidden rows":                func(s *sheet, _ parts) { s.eachRow(func(r *row) { r.more += ` hidden="1"` }) },
	"another dimension":          func(s *sheet, _ parts) { s.dimension("B7:C9") },
	"a large dimension":          func(s *sheet, _ parts) { s.dimension("A1:XFD1048576") },
	"the last cell first":        func(s *sheet, _ parts) { s.eachRow(func(r *row) { slices.Reverse(r.cells) }) },
	"places in small letters":    func(s *sheet, _ parts) { s.each(func(c *cell) { c.ref = strings.ToLower(c.ref) }) },
	"texts in the cells":         func(s *sheet, p parts) { s.inline(p, func(si string) string { return si }) },
	"an empty row at the very end": func(s *sheet, _ parts) {
		s.rows = append(s.rows, row{number: 1 << 20, more: ` ht="15" customHeight="1"`})
	},
	"cells twice": func(s *sheet, _ parts) {
		s.eachRow(func(r *row) { r.cells = append(slices.Clone(r.cells), r.cells...) })
	},
	"readings of texts": func(s *sheet, p parts) {
		s.inline(p, func(si string) string {
			return si + `<rPh sb="0" eb="1"><t>ピン</t></rPh><phoneticPr fontId="1"/>`
		})
	},
	"texts in runs": func(s *sheet, p parts) {
		plain := regexp.MustCompile(`(?s)<t(?: xml:space="preserve")?>(\pL)([^<&]+)</t>`)
		s.inline(p, func(si string) string {
			if strings.Contains(si, "<r>") {
				return si
			}
			return plain.ReplaceAllString(si, `<r><rPr><b/></rPr><t>$1</t></r><r><t xml:space="preserve">$2</t></r>`)
		})
	},
	"texts in CDATA": func(s *sheet, p parts) {
		plain := regexp.MustCompile(`(?s)<t([^>]*)>([^<&]+)</t>`)
		s.inline(p, func(si string) string { return plain.ReplaceAllString(si, `<t$1><!-- <c> --><![CDATA[$2]]></t>`) })
	},
	"days from 1904": func(s *sheet, p parts) {
		p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], "<workbookPr ", `<workbookPr date1904="true" `, 1)
		p["xl/workbook.xml"] = strings.ReplaceAll(p["xl/workbook.xml"], `date1904="true" date1904="true"`, `date1904="true"`)
		s.each(func(c *cell) {
			if m := day.FindStringSubmatch(c.inner); m != nil && !strings.Contains(c.more, "t=") {
				n, _ := strconv.ParseFloat(m[1], 64)
				c.inner = "<v>" + strconv.FormatFloat(n-1462, 'f', -1, 64) + "</v>"
			}
		})
	},
	"quotes and blanks in tags": func(s *sheet, _ parts) {
		s.each(func(c *cell) { c.more = strings.NewReplacer(`="`, ` = '`, `"`, `'`).Replace(c.more) + "\n\t" })
	},
	"formats to the last column": func(s *sheet, _ parts) {
		s.before = strings.Replace(s.before, "<sheetData>", `<cols><col min="1" max="16384" style="3"/></cols><sheetData>`, 1)
		s.eachRow(func(r *row) { r.cells = append(r.cells, cell{ref: fmt.Sprint("XFD", r.number), more: ` s="3"`}) })
	},
	"empty rows by the ten thousand": func(s *sheet, _ parts) {
		for n := 4001; n <= 14_000; n++ {
			s.rows = append(s.rows, row{number: n, more: ` s="3" customFormat="1"`, cells: []cell{{ref: fmt.Sprint("A", n), more: ` s="3"`}, {ref: fmt.Sprint("D", n), more: ` s="4" t="s"`}}})
		}
	},
	"blank texts at the foot": func(s *sheet, _ parts) {
		for n := 4001; n <= 4100; n++ {
			s.rows = append(s.rows, row{number: n, cells: []cell{{ref: fmt.Sprint("A", n), more: ` t="inlineStr"`, inner: "<is><t> 　&#160;</t></is>"}, {ref: fmt.Sprint("B", n), more: ` t="str"`, inner: "<v></v>"}}})
		}
	},
	"merged cells without text": func(s *sheet, _ parts) {
		all := strings.TrimSuffix(merges.FindString(s.after), "</mergeCells>")
		if all == "" {
			all = "<mergeCells>"
		}
		for n := range 5000 {
			all += fmt.Sprintf(`<mergeCell ref="AH%d:AK%d"/>`, 2*n+1, 2*n+2)
		}
		s.after = "</sheetData>" + all + "</mergeCells>" + merges.ReplaceAllString(strings.TrimPrefix(s.after, "</sheetData>"), "")
	},
}

func (s *sheet) eachRow(change func(r *row)) {
	for i := range s.rows {
		change(&s.rows[i])
	}
}

func (s *sheet) dimension(ref string) {
	s.before = regexp.MustCompile(`<dimension ref="[^"]*"`).ReplaceAllString(s.before, `<dimension ref="`+ref+`"`)
}
