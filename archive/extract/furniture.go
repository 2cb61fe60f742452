package extract

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// pageNumber is a line that only numbers a page, as GB/T 9704-2012, 7.5 has it
// (— 1 —) and otherwise. A bare figure is in the first group.
var pageNumber = regexp.MustCompile(`^(?:[-—–－―~～·•] *` + figure + ` *[-—–－―~～·•]|第 *` + figure + ` *页(?:[ ，,/|]*共 *` + figure + ` *页)?|[Pp](?:age|\.)? *[0-9]{1,4}(?: *(?:of|/) *[0-9]{1,4})?|([0-9]{1,4})(?: */ *[0-9]{1,4})?)$`)

const figure = `[0-9〇零一二三四五六七八九十百]{1,5}`

// deepest is how many lines from an edge of a page running heads and feet may take,
// besides numbers.
const deepest = 3

// bodyOf is the text of pages without what stands between a sentence that runs over
// from one to the next: the number of the page, and running heads and feet, which
// are lines that come again at the same edge of the next page or of the next but one
// (left and right pages may differ). Nothing is lost: the first page keeps its head,
// and what was taken from between follows the body, once.
func bodyOf(texts []string) string {
	pages := make([][]string, len(texts))
	for i, text := range texts {
		pages[i] = linesOf(text)
	}
	found := newEdges(pages)
	kept := running{lines: map[string][]placed{}}
	var b strings.Builder
	last := "" // line of the page before
	wide := 0  // of that page's lines
	for i, page := range pages {
		top, bottom := found.of(i, deepest)
		if top+bottom == len(page) && kept.hold(page, i+1) {
			continue // nothing on it is new
		}
		for depth := 1; top+bottom == len(page) && depth >= 0; depth-- {
			top, bottom = found.of(i, depth)
		}
		if top+bottom == len(page) {
			top, bottom = 0, 0
		}
		if i == 0 {
			kept.begin(page[:top])
			page = slices.DeleteFunc(slices.Clone(page), func(line string) bool { return isNumber(line, 1) && slices.Contains(page[:top], line) })
			top, bottom = 0, min(bottom, len(page))
		}
		body := page[top : len(page)-bottom]
		kept.add(page[:top], i+1)
		kept.add(page[len(page)-bottom:], i+1)
		if len(body) == 0 {
			continue
		}
		if last != "" && !runsOn(last, wide, body[0]) {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Join(body, "\n"))
		last, wide = body[len(body)-1], widest(body)
	}
	for _, line := range kept.distinct() {
		b.WriteString("\n" + line)
	}
	return b.String()
}

// placed is a line of a page, as it is compared with those of others.
type placed struct {
	line    string
	frame   string // without blanks and figures
	figures []string
	page    int
}

var figures = regexp.MustCompile(`[0-9]+`)

func place(line string, page int) placed {
	compared := bare(norm.NFKC.String(line))
	return placed{line, figures.ReplaceAllString(compared, "#"), figures.FindAllString(compared, -1), page}
}

// same reports whether two lines differ at most as the numbers of their pages do.
func (p placed) same(other placed) bool {
	if p.frame != other.frame || len(p.figures) != len(other.figures) {
		return false
	}
	for i, figure := range p.figures {
		a, errA := strconv.Atoi(figure)
		b, errB := strconv.Atoi(other.figures[i])
		if figure != other.figures[i] && (errA != nil || errB != nil || a-b != p.page-other.page) {
			return false
		}
	}
	return true
}

// isOnlyNumber reports whether a line is nothing but a figure that counts with the pages.
func (p placed) isOnlyNumber() bool { return p.frame == "#" }

// running are running heads and feet.
type running struct {
	frames []string // in the order they came in
	lines  map[string][]placed
	began  int // so many of the frames have their first line where it was
}

// begin takes the head that stays where it is, on the first page.
func (r *running) begin(lines []string) {
	r.add(lines, 1)
	r.began = len(r.frames)
}

// hold reports whether every line of page n but its number is there already.
func (r *running) hold(page []string, n int) bool {
	return !slices.ContainsFunc(page, func(line string) bool {
		return !isNumber(line, n) && !slices.ContainsFunc(r.lines[place(line, n).frame], func(p placed) bool { return p.line == line })
	})
}

func (r *running) add(lines []string, n int) {
	for _, line := range lines {
		p := place(line, n)
		if isNumber(line, n) || p.isOnlyNumber() || slices.ContainsFunc(r.lines[p.frame], func(other placed) bool { return other.line == line }) {
			continue
		}
		if len(r.lines[p.frame]) == 0 {
			r.frames = append(r.frames, p.frame)
		}
		r.lines[p.frame] = append(r.lines[p.frame], p)
	}
}

// distinct are those to keep. Of what comes with the number of its page one says it
// all; two may be figures that happen to be those of their pages.
func (r *running) distinct() (lines []string) {
	for i, frame := range r.frames {
		all := r.lines[frame]
		counted := len(all) > 2
		for _, p := range all[1:] {
			counted = counted && p.same(all[0])
		}
		if counted {
			all = all[:1]
		}
		if i < r.began {
			all = all[1:]
		}
		for _, p := range all {
			lines = append(lines, p.line)
		}
	}
	return lines
}

func linesOf(text string) (lines []string) {
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("\r\n\v\f\u2028\u2029", r) }) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// edges are the lines at the edges of pages.
type edges struct {
	pages         [][]string
	above, below  [][]placed     // by page, from the edge inwards
	often         map[string]int // how many pages have a frame at a place of an edge
	widestOfPages []int
}

// farthest is how many lines from an edge are looked at, numbers included.
const farthest = deepest + 2

func newEdges(pages [][]string) *edges {
	e := &edges{pages: pages, often: map[string]int{}}
	for i, page := range pages {
		var above, below []placed
		for n := range min(len(page), farthest) {
			above = append(above, place(page[n], i+1))
			below = append(below, place(page[len(page)-1-n], i+1))
			e.often[fmt.Sprint("above", n, above[n].frame)]++
			e.often[fmt.Sprint("below", n, below[n].frame)]++
		}
		e.above, e.below = append(e.above, above), append(e.below, below)
		e.widestOfPages = append(e.widestOfPages, widest(page))
	}
	return e
}

// of is how many lines at the top and at the bottom of page i are running ones, at
// most so many besides numbers.
func (e *edges) of(i, depth int) (top, bottom int) {
	top = e.at(e.above, "above", i, depth)
	return top, min(e.at(e.below, "below", i, depth), len(e.pages[i])-top)
}

func (e *edges) at(edge [][]placed, name string, i, depth int) int {
	for n, here := range edge[i] {
		if isNumber(here.line, i+1) {
			continue
		}
		again := slices.ContainsFunc([]int{i - 2, i - 1, i + 1, i + 2}, func(other int) bool {
			return other >= 0 && other < len(edge) && n < len(edge[other]) && here.same(edge[other][n])
		})
		if full(here.line, e.widestOfPages[i]) { // it may be of a sentence, and come again for another reason
			again = again && n == 0 && e.often[fmt.Sprint(name, n, here.frame)] > 2
		}
		if depth == 0 || !again || strings.ContainsRune("。！？；，、", lastRune(here.line)) {
			return n
		}
		depth--
	}
	return len(edge[i])
}

// isNumber reports whether a line only numbers page n. A bare figure counts as one
// when it is n, the page's place in the file: it might be the last cell of a table.
func isNumber(line string, n int) bool {
	at := pageNumber.FindStringSubmatch(strings.ReplaceAll(norm.NFKC.String(line), "\u2015", "—"))
	return at != nil && (at[1] == "" || at[1] == strconv.Itoa(n))
}

// width is how wide a line is: a Han character is twice a letter.
func width(line string) (w int) {
	for _, r := range line {
		w++
		if r >= 0x2E80 {
			w++
		}
	}
	return w
}

func widest(lines []string) (wide int) {
	for _, line := range lines {
		wide = max(wide, width(line))
	}
	return wide
}

// full reports whether a line ends because it is full, on a page the widest line of
// which is so wide.
func full(line string, wide int) bool {
	return width(line) >= narrowest && width(line)*5 >= wide*4
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// runsOn reports whether the sentence in the last line of a page, the widest of which
// is so wide, goes on in the first line of the next. Rows of a table do not.
func runsOn(last string, wide int, next string) bool {
	end := lastRune(last)
	begin, _ := utf8.DecodeRuneInString(next)
	switch {
	case !full(last, wide), strings.ContainsAny(last, " \t\u3000") && !strings.ContainsAny(last, "，、；："),
		numbered.MatchString(next):
		return false
	}
	return (unicode.Is(unicode.Han, end) || strings.ContainsRune("，、；：“（《〔", end)) && (unicode.Is(unicode.Han, begin) || unicode.IsDigit(begin) || strings.ContainsRune("，。、；：”）》〕！？", begin))
}

// narrowest is how wide a line is at least that ends because it is full.
const narrowest = 24

// numbered is the beginning of a paragraph (GB/T 9704-2012, 7.3.3).
var numbered = regexp.MustCompile(`^(?:[一二三四五六七八九十]+[、．.]|[（(][一二三四五六七八九十0-9]+[)）]|[0-9]+[、．.]|第[一二三四五六七八九十百0-9]+[章节条]|附件)`)
