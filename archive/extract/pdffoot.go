package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// noteMarkIn is what could be the mark of a footnote in a sentence: a figure or a sign
// right behind a word, in the second group.
var noteMarkIn = regexp.MustCompile(`([\p{Han}”》）」])([\[〔(（]?[0-9]{1,3}[\]〕)）]?|[①-⑳]|[*＊†‡]{1,3})`)

// mostMarks is how many such places of a page are looked at, and mostNoteless for how
// many marks no footnote is found on it: those of endnotes have none.
const (
	mostMarks    = 2000
	mostNoteless = 20
)

// withoutNotes parts the text of a page from the footnotes on it, and takes out their
// marks: both stand in the middle of sentences. What a mark is its size tells, for it is
// small and raised.
func (p *pdfFile) withoutNotes(page references.FPDF_TEXTPAGE, text string) (body, notes string) {
	var b strings.Builder
	done, index := 0, 0 // of the text: bytes written, and characters before the place looked at
	from := 0           // bytes counted in index
	foot := len(text)
	noteless := 0
	for _, m := range noteMarkIn.FindAllStringSubmatchIndex(text, mostMarks) {
		index += utf8.RuneCountInString(text[from:m[2]])
		from = m[2]
		word, mark := p.letter(page, index, text[m[2]:]), p.letter(page, index+1, text[m[4]:])
		if m[5] > foot || !word.known || !mark.known || mark.height > 0.8*word.height || mark.bottom < word.bottom+0.1*word.height {
			continue
		}
		b.WriteString(text[done:m[4]])
		done = m[5]
		if foot < len(text) || noteless == mostNoteless { // the note of the first mark comes first
			continue
		}
		if at := p.footnote(page, text, index, m[5], text[m[4]:m[5]], word); at >= 0 {
			foot = at
		} else {
			noteless++
		}
	}
	b.WriteString(text[done:foot])
	return b.String(), text[foot:]
}

// footnote is where the footnote of a mark begins, or -1: a line behind the mark that
// begins with it and is set smaller than the text. Index is the character before the
// mark, of which the text goes on at a byte.
func (p *pdfFile) footnote(page references.FPDF_TEXTPAGE, text string, index, at int, mark string, word letter) int {
	index += 1 + utf8.RuneCountInString(mark)
	sign := strings.Trim(mark, "[]〔〕()（）")
	for {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			return -1
		}
		index += utf8.RuneCountInString(text[at : at+end+1])
		at += end + 1
		rest, is := strings.CutPrefix(strings.TrimLeft(text[at:], "[〔(（"), sign)
		if !is || strings.IndexAny(rest, "0123456789") == 0 {
			continue
		}
		// The mark is small there too; the note is what follows.
		line, _, _ := strings.Cut(text[at:], "\n")
		han := strings.IndexFunc(line, func(r rune) bool { return r >= 0x2E80 })
		if han < 0 {
			continue
		}
		first := p.letter(page, index+utf8.RuneCountInString(line[:han]), line[han:])
		if first.known && first.height < 0.95*word.height && first.bottom < word.bottom {
			return at
		}
	}
}

// letter is how a character stands on a page, in points.
type letter struct {
	known          bool
	bottom, height float32
}

// letter is the character of a number, if it is the one a text begins with.
func (p *pdfFile) letter(page references.FPDF_TEXTPAGE, index int, text string) letter {
	want, _ := utf8.DecodeRuneInString(text)
	got, err := p.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: page, Index: index})
	if err != nil || rune(got.Unicode) != want {
		return letter{}
	}
	box, err := p.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: page, Index: index})
	if err != nil {
		return letter{}
	}
	return letter{true, box.Rect.Bottom, box.Rect.Top - box.Rect.Bottom}
}
