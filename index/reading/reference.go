package reading

import (
	"strings"
	"unicode/utf8"
)

// Reference is the number of a record (编号、文号) in its parts, in full or as much of it
// as people write: 青政会纪〔2026〕3号, 会纪2026-3, 2026年第3号会议纪要, 3号. Brackets, 第
// and idle zeros make no difference.
type Reference struct {
	// Before are the letters before the serial, folded: the series (青政会纪), or what it is
	// called for short. Behind are those behind 号. Either may be the title of the
	// kind, and both may be empty.
	Before, Behind string
	Year           string // in figures; empty where it is not written
	Serial         string // in figures
}

// mostLetters is how many letters there are on either side of the serial at most.
const mostLetters = 20

// ParseReference reads a text that is nothing but a reference. Without 号 it must have a
// year in brackets, or two letters before it: 2026-3 alone could be a month. What is read
// is a reference by its form only; which records there are, the index tells.
func ParseReference(text string) (r Reference, ok bool) {
	folded := foldApart(text)
	serial, year, ok := serialAndYear(folded)
	if !ok {
		return Reference{}, false
	}
	r.Serial, r.Year = serial.value, year.value
	before, behind := folded[:serial.from], folded[serial.to:]
	switch {
	case r.Year == "":
	case year.to <= serial.from:
		before = folded[:year.from] + " " + folded[year.to:serial.from]
	default:
		behind = folded[serial.to:year.from] + " " + folded[year.to:]
	}
	behind, numbered := strings.CutPrefix(behind, "号")
	r.Before = lettersOf(strings.TrimSuffix(before, "第"))
	if r.Behind = lettersOf(behind); (r.Behind == "文" || r.Behind == "文件") && r.Before+r.Year != "" {
		r.Behind = "" // 青政发3号文; but 一号文件 is what it is called
	}
	n := utf8.RuneCountInString(r.Before)
	switch {
	case n > mostLetters || utf8.RuneCountInString(r.Behind) > mostLetters:
		return Reference{}, false
	case numbered || year.bracketed:
		return r, true
	}
	return r, n >= 2 && r.Behind == "" && (r.Year != "" || !looksLikeYear(r.Serial))
}

// foldApart is a folded text in which a blank still parts figures: 会纪 2026 3号.
func foldApart(text string) string {
	var folded string
	for word := range strings.FieldsSeq(text) {
		word = Fold(word)
		last, _ := utf8.DecodeLastRuneInString(folded)
		if first, _ := utf8.DecodeRuneInString(word); inNumbers(last) && inNumbers(first) {
			folded += "-"
		}
		folded += word
	}
	return folded
}

// numberIn is a number that is a part of a folded text.
type numberIn struct {
	from, to  int
	value     string
	bracketed bool
}

// serialAndYear are the serial of a reference and its year, with 年; ok is false where
// there is no serial.
func serialAndYear(folded string) (serial, year numberIn, ok bool) {
	var numbers []numberIn
	Numbers(folded, func(from, to int, value string) {
		if whole, decimals, parted := strings.Cut(value, "."); parted && looksLikeYear(whole) && strings.HasPrefix(folded[from:], whole+".") {
			numbers = append(numbers, numberIn{from: from, to: from + len(whole), value: whole}) // 2026.3
			from, value = from+len(whole)+1, strings.TrimLeft(decimals, "0")
		}
		numbers = append(numbers, numberIn{from: from, to: to, value: value})
	})
	at := -1
	for i, n := range numbers {
		rest := folded[n.to:]
		if strings.HasPrefix(rest, "号") || i == len(numbers)-1 && lettersOf(rest) == "" && !(at >= 0 && strings.HasPrefix(folded[numbers[at].to:], "号")) {
			at = i
		}
	}
	if at < 0 || !isSerial(numbers[at].value) {
		return serial, year, false
	}
	serial = numbers[at]
	for i, n := range numbers {
		if i > at && year.value != "" {
			break
		}
		if n, is := asYear(folded, n); is && i != at {
			year = n // the nearest before the serial, unless there is only one behind it
		}
	}
	if serial.bracketed = isBracketed(folded, serial); serial.bracketed { // 会纪〔2026〕
		return serial, year, false
	}
	return serial, year, true
}

func isSerial(value string) bool {
	return len(value) <= 7 && value != "" && value != "0" && !strings.Contains(value, ".")
}

func looksLikeYear(value string) bool {
	return len(value) == 4 && !strings.Contains(value, ".") && value >= "1900" && value < "2200"
}

func isBracketed(folded string, n numberIn) bool {
	return strings.HasSuffix(folded[:n.from], "(") && strings.HasPrefix(folded[n.to:], ")")
}

// asYear is a number as the year that it is, with the 年 behind it. One of two figures
// is one with 年 or in brackets: 26年3号.
func asYear(folded string, n numberIn) (year numberIn, ok bool) {
	n.bracketed = isBracketed(folded, n)
	said := n.bracketed
	for _, word := range []string{"年度", "年"} {
		if strings.HasPrefix(folded[n.to:], word) {
			n.to += len(word)
			said = true
			break
		}
	}
	if len(n.value) == 2 && said {
		n.value = "20" + n.value
	}
	return n, looksLikeYear(n.value)
}

// lettersOf are the letters and figures of a folded text.
func lettersOf(folded string) string {
	return strings.Map(func(r rune) rune {
		if breaks(r) {
			return -1
		}
		return r
	}, folded)
}

// Series is what the records of a kind are numbered by (青政会纪), and the title of the
// kind (会议纪要), both folded.
type Series struct{ Name, Title string }

// SeriesOf is the series of a number, of a kind with the title. It is the zero Series for
// a number without a serial.
func SeriesOf(number, title string) Series {
	r, ok := ParseReference(number)
	if !ok {
		return Series{}
	}
	return Series{Name: r.Before + r.Behind, Title: FoldLetters(title)}
}

// Term is the series as one string, which ParseSeries reads.
func (s Series) Term() string { return s.Name + Boundary + s.Title }

// ParseSeries reads what Term gives.
func ParseSeries(term string) Series {
	name, title, _ := strings.Cut(term, Boundary)
	return Series{Name: name, Title: title}
}

// Closeness is how much the words of a reference are like a series.
type Closeness int

// From not at all to the same.
const (
	Unlike  Closeness = iota
	Letters           // letters of the series and of the title, in their order: 介字, 青政会议纪要
	Piece             // a piece of one of them: 会纪, 政会纪
	Same
)

// Like is how much the words are like a series. Of several series a reference means
// those that it is the most like: 青政发2026-5 is not 青政办宣字〔2026〕5号 (讲话印发) where there
// is a series 青政发. One letter before the serial must be the last of the series. Words
// behind it are the end of either: 第3号会议纪要, 3号纪要, but not 3号会议室.
func (r Reference) Like(s Series) Closeness {
	before, behind := Same, Same
	if r.Before != "" {
		before = likeSeries(r.Before, s)
		if short := strings.TrimSuffix(r.Before, "字"); short != "" { // people write 会纪字 of a series without it
			before = max(before, likeSeries(short, s))
		}
	}
	switch {
	case r.Behind == "" || r.Behind == s.Title:
	case strings.HasSuffix(s.Name, r.Behind), strings.HasSuffix(s.Title, r.Behind) && utf8.RuneCountInString(r.Behind) >= 2:
		behind = Piece
	default:
		behind = Unlike
	}
	return min(before, behind)
}

func likeSeries(words string, s Series) Closeness {
	switch {
	case words == s.Name || words == s.Title:
		return Same
	case utf8.RuneCountInString(words) == 1:
		if strings.HasSuffix(s.Name, words) {
			return Piece
		}
		return Unlike
	case strings.Contains(s.Name, words) || strings.Contains(s.Title, words):
		return Piece
	case inOrder(words, s.Name+s.Title):
		return Letters
	}
	return Unlike
}

// inOrder reports whether a text has all the letters, in their order.
func inOrder(letters, text string) bool {
	for _, r := range letters {
		at := strings.IndexRune(text, r)
		if at < 0 {
			return false
		}
		text = text[at+utf8.RuneLen(r):]
	}
	return true
}
