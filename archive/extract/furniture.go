package extract

import (
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
	var kept running
	var b strings.Builder
	last := "" // line of the page before
	wide := 0  // of that page's lines
	for i, page := range pages {
		top, bottom := edges(pages, i, deepest)
		if top+bottom == len(page) && kept.hold(page, i+1) {
			continue // nothing on it is new
		}
		for depth := 1; top+bottom == len(page) && depth >= 0; depth-- {
			top, bottom = edges(pages, i, depth)
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

// running are running heads and feet.
type running struct {
	keys  []string // in the order they came in
	lines map[string][]string
	began map[string]bool // the first of these lines is where it was
}

// begin takes the head that stays where it is, on the first page.
func (r *running) begin(lines []string) {
	r.add(lines, 1)
	r.began = map[string]bool{}
	for _, key := range r.keys {
		r.began[key] = true
	}
}

// hold reports whether every line of page n but its number is there already.
func (r *running) hold(page []string, n int) bool {
	return !slices.ContainsFunc(page, func(line string) bool {
		return !isNumber(line, n) && !slices.Contains(r.lines[runningKey(line, n)], line)
	})
}

func (r *running) add(lines []string, n int) {
	if r.lines == nil {
		r.lines = map[string][]string{}
	}
	for _, line := range lines {
		key := runningKey(line, n)
		if isNumber(line, n) || onlyNumber.MatchString(key) || slices.Contains(r.lines[key], line) {
			continue
		}
		if len(r.lines[key]) == 0 {
			r.keys = append(r.keys, key)
		}
		r.lines[key] = append(r.lines[key], line)
	}
}

// distinct are those to keep. Of what comes with the number of its page one says it
// all; two may be figures that happen to be those of their pages.
func (r *running) distinct() (lines []string) {
	for _, key := range r.keys {
		same := r.lines[key]
		if len(same) > 2 {
			same = same[:1]
		}
		if r.began[key] {
			same = same[1:]
		}
		lines = append(lines, same...)
	}
	return lines
}

var onlyNumber = regexp.MustCompile(`^#[0-9]+$`)

func linesOf(text string) (lines []string) {
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("\r\n\v\f\u2028\u2029", r) }) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// fromTop and fromBottom are line n of a page, from 0, counted from an edge.
func fromTop(page []string, n int) (string, bool) {
	if n >= len(page) {
		return "", false
	}
	return page[n], true
}

func fromBottom(page []string, n int) (string, bool) {
	if n >= len(page) {
		return "", false
	}
	return page[len(page)-1-n], true
}

// edges are how many lines at the top and at the bottom of page i are running ones,
// so many at most besides numbers.
func edges(pages [][]string, i, depth int) (top, bottom int) {
	top = edge(pages, i, depth, fromTop)
	return top, min(edge(pages, i, depth, fromBottom), len(pages[i])-top)
}

func edge(pages [][]string, i, depth int, line func([]string, int) (string, bool)) int {
	wide := widest(pages[i])
	for n := 0; ; n++ {
		here, ok := line(pages[i], n)
		switch {
		case !ok:
			return n
		case isNumber(here, i+1):
		case depth == 0, strings.ContainsRune("。！？；，、", lastRune(here)), n > 0 && full(here, wide):
			return n // a line of a sentence, which comes again for another reason
		default:
			depth--
			if !slices.ContainsFunc([]int{i - 2, i - 1, i + 1, i + 2}, func(other int) bool {
				if other < 0 || other >= len(pages) {
					return false
				}
				there, ok := line(pages[other], n)
				return ok && runningKey(here, i+1) == runningKey(there, other+1)
			}) {
				return n
			}
		}
	}
}

// isNumber reports whether a line only numbers page n. A bare figure counts as one
// when it is n, the page's place in the file: it might be the last cell of a table.
func isNumber(line string, n int) bool {
	at := pageNumber.FindStringSubmatch(strings.ReplaceAll(norm.NFKC.String(line), "\u2015", "—"))
	return at != nil && (at[1] == "" || at[1] == strconv.Itoa(n))
}

var figures = regexp.MustCompile(`[0-9]+`)

// runningKey is a line as it is compared with one of another page: without blanks,
// and with the number of its page as a mark. It is told as the page's place in the
// file, and where the counting begins later by how far it is behind that.
func runningKey(line string, n int) string {
	return figures.ReplaceAllStringFunc(bare(norm.NFKC.String(line)), func(f string) string {
		v, err := strconv.Atoi(f)
		if err != nil || len(f) > 4 || v > n || v < n-20 {
			return f
		}
		return "#" + strconv.Itoa(n-v)
	})
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
