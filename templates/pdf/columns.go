package pdf

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongwen/templates/font"
)

// Columns are as wide as the template wishes or, where it says auto, as what stands in
// them asks for. In either case they give and take as much as it needs that no date,
// amount, telephone, number of a document or name is broken over two lines while the
// table has room elsewhere; where it has none the table is set in smaller type.

// column is what is known of a table's column before it has a width; all in pt and with
// the distance of text from the borders.
type column struct {
	wish float64 // in proportion to the others; 0 is auto
	// least is what the column needs so that nothing is broken which must be whole, and
	// enough what it needs to look well, at most its natural width: a short text on one
	// line, a label of four characters.
	least, enough float64
	natural       float64 // every paragraph on one line
}

// columns finds the size a table is set in and the x of its columns' edges from its left.
func (c *composer) columns(n *node, cells []placed) (size float64, edges []float64) {
	size = c.stepsDown(sizes[n.attr("size", "小四")])
	all := c.columnsAt(n, cells, size)
	for _, smaller := range []string{"五号", "小五"} {
		if sizes[smaller] < size && crowded(all, smaller) {
			size = sizes[smaller]
			all = c.columnsAt(n, cells, size)
		}
	}
	edges = []float64{0}
	for _, width := range widths(all) {
		edges = append(edges, edges[len(edges)-1]+width)
	}
	edges[len(edges)-1] = areaWidth
	return size, edges
}

// columnsAt measures the columns for a size of type. What spans several asks nothing
// of any.
func (c *composer) columnsAt(n *node, cells []placed, size float64) []column {
	var all []column
	for _, p := range strings.Fields(n.attrs["cols"]) {
		wish, _ := strconv.ParseFloat(p, 64) // checked by parseMarkup; auto is 0
		all = append(all, column{wish: wish})
	}
	for _, p := range cells {
		if p.colEnd-p.col > 1 {
			continue
		}
		parts := p.children
		if len(parts) == 0 {
			parts = []*node{{text: p.text}}
		}
		for _, part := range parts {
			for _, text := range part.paragraphs() {
				all[p.col].hold(c.demand(p.name == "label", text, size))
			}
		}
	}
	return all
}

func (c *column) hold(least, enough, natural float64) {
	c.least, c.enough, c.natural = max(c.least, least), max(c.enough, enough), max(c.natural, natural)
}

// demand is how much room a paragraph of a cell asks for.
func (c *composer) demand(label bool, text string, size float64) (least, enough, natural float64) {
	const pad = 2*cellPadX + 0.5
	em := pitch(size)
	natural = ems(text)*em + pad
	if label {
		// A label is not broken so that one character stands alone, and rather not at all
		// up to four; a longer one goes into two lines.
		n := float64(utf8.RuneCountInString(text))
		const lines, longest = 2, 6
		half := math.Ceil(n / lines)
		least, enough = min(half, 4), min(max(half, 4), n)
		switch {
		case n <= 3:
			least = n
		case n > 8: // such as 区政府办公室主任意见
			least = min(half+1, longest)
		}
		return least*em + pad, enough*em + pad, min(natural, longest*em+pad)
	}
	// Up to the name of a unit a text rather stands on one line; of a longer one so much.
	const short, some = 10, 6 // full-width characters
	if enough = natural; natural > short*em+pad {
		enough = some*em + pad
	}
	characters := []rune(text)
	for _, piece := range wholePieces(characters) {
		whole := c.single(size, span{string(characters[piece[0]:piece[1]]), font.Body}).width + pad
		if rest := characters[piece[1]:]; len(rest) > 0 && strings.ContainsRune(inkLeft, rest[0]) {
			whole += em / 2 // the mark stays with it
		}
		if whole <= longestWhole {
			least = max(least, whole)
		}
	}
	return least, max(least, enough), max(least, natural)
}

// longestWhole is how wide a piece can be that a column makes room for: beyond it, it is
// no date or number any more.
const longestWhole = areaWidth * 0.4

// crowded reports whether columns need smaller type: something that must be whole has no
// room, or, where it can be had for 五号 and the template leaves the widths open, texts
// would stand in columns of a few characters.
func crowded(all []column, smaller string) bool {
	least, enough := 0.0, 0.0
	for _, c := range all {
		least += c.least
		enough += c.enough
	}
	return least > areaWidth || enough > areaWidth && open(all) && smaller == "五号"
}

// open reports whether the template leaves the width of some column open.
func open(all []column) bool {
	return slices.ContainsFunc(all, func(c column) bool { return c.wish == 0 })
}

// widths divides the table's width among its columns.
func widths(all []column) []float64 {
	if open(all) {
		return byContent(all)
	}
	given := make([]float64, len(all))
	wishes := 0.0
	for i, c := range all {
		given[i] = c.wish
		wishes += c.wish
	}
	for i := range given {
		given[i] *= areaWidth / wishes
	}
	return atLeast(given, all)
}

// byContent gives every column what it must have, then what it needs to look well, then
// its natural width, and what is left over in proportion to that. What does not go round
// is divided in proportion to what each still lacks, so that long texts get the most.
func byContent(all []column) []float64 {
	given, natural := make([]float64, len(all)), make([]float64, len(all))
	room, sum := areaWidth, 0.0
	for i, c := range all {
		natural[i] = max(c.natural, 1)
		sum += natural[i]
	}
	for _, most := range []func(i int) float64{
		func(i int) float64 { return all[i].least },
		func(i int) float64 { return all[i].enough },
		func(i int) float64 { return natural[i] },
		func(i int) float64 { return given[i] + room*natural[i]/sum },
	} {
		lacking := 0.0
		for i := range all {
			lacking += max(0, most(i)-given[i])
		}
		if lacking == 0 {
			continue
		}
		share := min(1, room/lacking)
		after := slices.Clone(given)
		for i := range all {
			after[i] += share * max(0, most(i)-given[i])
		}
		given, room = after, room-share*lacking
	}
	return given
}

// atLeast lifts columns that are narrower than they must be and takes it off those that
// have more than they must, in proportion to what they have more. Where all together must
// be wider than the table, they share it in proportion.
func atLeast(given []float64, all []column) []float64 {
	lacking, spare, sum := 0.0, 0.0, 0.0
	for i, c := range all {
		sum += c.least
		if over := given[i] - c.least; over < 0 {
			lacking -= over
		} else {
			spare += over
		}
	}
	for i, c := range all {
		switch over := given[i] - c.least; {
		case lacking == 0:
		case lacking > spare:
			given[i] = c.least * areaWidth / sum
		case over < 0:
			given[i] = c.least
		default:
			given[i] -= over / spare * lacking
		}
	}
	return given
}

// whole are dates, times, amounts and figures with their letters, telephones and numbers
// of documents.
var whole = regexp.MustCompile(`(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:\d{1,2}时(?:\d{1,2}分)?)?|\d{1,2}时(?:\d{1,2}分)?|\p{Han}{0,6}〔\d{4}〕\d+号|` +
	`[\d-]{7,}转\d+|[0-9A-Za-z][0-9A-Za-z.,/_:·-]*(?:[万亿]?元)?`)

// shortName is how many characters at most a text has that is no more than a name.
const shortName = 4

// wholePieces are the stretches of a cell's text that are not to be broken: half-open
// ranges of characters, in order.
func wholePieces(text []rune) [][2]int {
	if pieces := names(text); pieces != nil {
		return pieces
	}
	var pieces [][2]int
	said := string(text)
	bytes, characters := 0, 0 // counted on from piece to piece, for cells can be long
	until := func(to int) int {
		characters += utf8.RuneCountInString(said[bytes:to])
		bytes = to
		return characters
	}
	for _, at := range whole.FindAllStringIndex(said, -1) {
		pieces = append(pieces, [2]int{until(at[0]), until(at[1])})
	}
	return pieces
}

// names are the stretches of a text that is no more than a name, or names in a row parted
// by 、; none of any other.
func names(text []rune) [][2]int {
	var pieces [][2]int
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] != '、' {
			continue
		}
		if i == start || i-start > shortName {
			return nil
		}
		pieces = append(pieces, [2]int{start, i})
		start = i + 1
	}
	return pieces
}

// keepWhole makes a line end only unwillingly where it would break what is to be whole.
func keepWhole(text []rune, all []reluctance) {
	for _, piece := range wholePieces(text) {
		for i := piece[0]; i < piece[1]-1; i++ {
			all[i] = max(all[i], inFigure)
		}
	}
}

// dividesWhole reports whether lines of a text break what is to be whole.
func dividesWhole(text string, lines []line) bool {
	if len(lines) < 2 {
		return false
	}
	characters := []rune(text)
	pieces := wholePieces(characters)
	at := 0
	for _, l := range lines[:len(lines)-1] {
		for _, g := range l.glyphs { // blanks at the ends of lines are left out
			for at < len(characters) && characters[at] != g.char {
				at++
			}
			at++
		}
		for len(pieces) > 0 && pieces[0][1] <= at {
			pieces = pieces[1:]
		}
		if len(pieces) > 0 && pieces[0][0] < at {
			return true
		}
	}
	return false
}
