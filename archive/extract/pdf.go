package extract

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// readPDF reads the text of the pages, then what is noted on them or filled in, and
// then the files that lie in the PDF.
func readPDF(x *Extractor, into *text, data []byte) error {
	// PDFium is let go of first: one of the files may be a PDF.
	files, err := x.readPages(into, data)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := x.embedded(into, f.name, f.data); err != nil {
			return err
		}
	}
	return nil
}

// pdfFile is a PDF being read.
type pdfFile struct {
	pdfium.Pdfium
	document  references.FPDF_DOCUMENT
	form      references.FPDF_FORMHANDLE // empty: there are no fields
	texts     []string                   // of the pages
	notes     []string                   // what is on the pages beside their text
	notesLeft int                        // bytes that more notes may have
	files     []pdfAttachment
	room      int64 // bytes that more files may have
	lost      bool  // there is a file that cannot be taken out
	// Pages that could not be read, of which the notes could not, that have no text but
	// something else, are pictures but for a few letters, or are set in a font that does
	// not say what its characters are.
	broken, unnoted, silent, pictures, mute pageList
}

type pdfAttachment struct {
	name string
	data []byte
}

// readPages reads all but the files that lie in the PDF, which it gives.
func (x *Extractor) readPages(into *text, data []byte) ([]pdfAttachment, error) {
	inside, err := x.pdf.instance(context.WithoutCancel(into.ctx))
	if err != nil {
		return nil, err
	}
	killed := make(chan struct{})
	stop := context.AfterFunc(into.ctx, func() {
		defer close(killed)
		_ = inside.Kill() // what was at work ends with an error
	})
	defer func() {
		if stop() {
			_ = inside.Close()
		} else {
			<-killed
		}
	}()
	opened, err := inside.OpenDocument(&requests.OpenDocument{File: &data})
	if errors.Is(err, pdfiumerrors.ErrPassword) || errors.Is(err, pdfiumerrors.ErrSecurity) {
		return nil, errEncrypted
	}
	if err != nil {
		return nil, fmt.Errorf("PDF 打不开：%w", err)
	}
	count, err := inside.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return nil, err
	}
	p := &pdfFile{Pdfium: inside, document: opened.Document, room: into.room, notesLeft: x.limits.Text}
	pages := min(count.PageCount, x.limits.Pages)
	leave := p.enterForm(into)
	size := 0
	for i := range pages {
		text, err := p.page(i)
		if into.ctx.Err() != nil {
			break
		} else if err != nil {
			p.broken = append(p.broken, i+1)
		}
		p.texts = append(p.texts, text)
		if size += len(text); size > x.limits.Text {
			break
		}
	}
	leave()
	// What was read is kept, also when the time is over.
	if err := into.add(bodyOf(p.texts)); err != nil {
		return nil, err
	}
	if err := into.ctx.Err(); err != nil {
		return nil, err
	}
	if count.PageCount > 0 && len(p.broken) == pages {
		return nil, errors.New("PDF 没有一页读得出")
	}
	if err := p.readBeside(into); err != nil {
		return nil, err
	}
	if count.PageCount > pages {
		into.lack(fmt.Sprintf("共 %d 页，只读了前 %d 页", count.PageCount, pages))
	}
	p.broken.lack(into, "页读不出")
	p.unnoted.lack(into, "页的批注和填写的内容读不出")
	p.mute.lack(into, "页的字体没有文字对照，取不出文字")
	p.silent.lack(into, "页没有文字，可能是扫描页")
	p.pictures.lack(into, "页大半是图片，图片里的文字没有读")
	return p.files, into.ctx.Err()
}

// fewLetters are those on a page that is a scan all the same: a heading, a running
// head, the line the scanner's program adds.
const fewLetters = 100

// page is the text of a page.
func (p *pdfFile) page(index int) (string, error) {
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: p.document, Index: index}}
	read, err := p.pageText(page)
	if err != nil {
		return "", err
	}
	if read.mute {
		p.mute = append(p.mute, index+1)
	}
	if n := letters(read.text); n < fewLetters && !read.mute {
		// An empty page has no text; a scanned one has something that is no text.
		objects, err := p.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
		switch {
		case err != nil:
			return read.text, err
		case n == 0 && objects.Count > 0:
			p.silent = append(p.silent, index+1)
		case n > 0 && p.pictured(page, objects.Count) >= 0.5:
			p.pictures = append(p.pictures, index+1)
		}
	}
	if err := p.readNotes(page, read); err != nil {
		p.unnoted = append(p.unnoted, index+1)
	}
	return read.text, nil
}

// pageText is the text of a page.
type pageText struct {
	text, notes string // as it is laid out; footnotes apart
	mute        bool   // it is none: the glyphs are drawn from a font that does not say what characters they are
}

func (p *pdfFile) pageText(page requests.Page) (t pageText, err error) {
	loaded, err := p.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return t, err
	}
	defer func() {
		_, closeErr := p.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage})
		err = errors.Join(err, closeErr)
	}()
	chars, err := p.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: loaded.TextPage})
	if err != nil || chars.Count <= 0 {
		return t, err
	}
	// Twice the room: a character beyond U+FFFF takes two units.
	got, err := p.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: loaded.TextPage, Count: 2 * chars.Count})
	if err != nil {
		return t, err
	}
	mute, err := p.mapless(loaded.TextPage, chars.Count)
	if err != nil || mute {
		return pageText{mute: mute}, err
	}
	body, notes := p.withoutNotes(loaded.TextPage, got.Text)
	return pageText{text: body, notes: notes}, nil
}

// samples is how many characters of a page are asked whether they are known.
const samples = 32

// mapless reports whether PDFium guessed at half the characters of a page.
func (p *pdfFile) mapless(page references.FPDF_TEXTPAGE, count int) (bool, error) {
	guessed, asked := 0, 0
	for i := 0; i < count; i += max(1, count/samples) {
		asked++
		got, err := p.FPDFText_HasUnicodeMapError(&requests.FPDFText_HasUnicodeMapError{TextPage: page, Index: i})
		if err != nil {
			return false, err
		}
		if got.HasUnicodeMapError {
			guessed++
		}
	}
	return guessed*2 >= asked, nil
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			n++
		}
	}
	return n
}

// bare is a text without blanks and line ends, as search compares it.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}

// pageList are page numbers from 1, told to people.
type pageList []int

// lack notes what is the matter with the pages, if there are any.
func (p pageList) lack(into *text, what string) {
	if len(p) > 0 {
		into.lack("第 " + p.String() + " " + what)
	}
}

func (p pageList) String() string {
	const most = 10
	var b strings.Builder
	for i, n := range p {
		if i == most {
			fmt.Fprintf(&b, " 等 %d", len(p))
			break
		}
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}
