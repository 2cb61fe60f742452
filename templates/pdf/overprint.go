package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"

	"github.com/klauspost/compress/zlib"
)

// ErrNotOurs is the error of Overprint for a file that Print did not write.
var ErrNotOurs = errors.New("不是本程序印制的 PDF")

// Overprint stamps a document that was printed before, whatever has become of its
// template since: each page is what it was, with the stamp on it as Print would have put
// it there. The same document, stamp and fonts give the same bytes.
//
// What is drawn over a page is drawn on a sheet of its own. What draws it is added to what
// draws the page, and its fonts to those of the pages; all else stays as it is.
func (p *Renderer) Overprint(w io.Writer, document []byte, s Stamp) error {
	f, err := readBack(document)
	if err != nil {
		return err
	}
	numbers, pages, err := f.pages()
	if err != nil {
		return err
	}
	c := &composer{typesetter: typesetter{fonts: p.fonts}}
	sheets := c.sheets(pages, s)
	if len(c.missing) > 0 {
		return &MissingError{c.missing}
	}
	drawn, cuts, err := drawPages(sheets, "stamp")
	if err != nil {
		return err
	}
	stamp, err := takeApart(drawn)
	if err != nil {
		return err
	}
	for _, cut := range cuts {
		if err := stamp.embed(cut); err != nil {
			return err
		}
	}
	if err := f.overprint(numbers, stamp); err != nil {
		return err
	}
	_, err = w.Write(f.bytes())
	return err
}

var (
	// ourTrailer is how bytes ends a file.
	ourTrailer = regexp.MustCompile(`trailer\n<</Size \d+ /Root (\d+) 0 R /Info (\d+) 0 R /ID \[<[0-9a-f]+> <[0-9a-f]+>\]>>\nstartxref\n\d+\n%%EOF\n$`)
	// What a page leads to, the fonts that its resources have, and any object.
	resources = regexp.MustCompile(`/Resources (\d+) 0 R`)
	contents  = regexp.MustCompile(`/Contents (\d+) 0 R`)
	fontList  = regexp.MustCompile(`/Font <<\n((?:/F[0-9a-f]+ \d+ 0 R\n)*)>>`)
	reference = regexp.MustCompile(`(\d+) 0 R`)
)

const pageBegins = "<</Type /Page\n"

// readBack is a file that bytes put together.
func readBack(file []byte) (*pdfFile, error) {
	trailer := ourTrailer.FindSubmatch(file[max(0, len(file)-500):])
	if trailer == nil {
		return nil, ErrNotOurs
	}
	objects, err := split(file)
	if err != nil {
		return nil, ErrNotOurs
	}
	f := &pdfFile{objects: objects}
	for text, to := range map[string]*int{string(trailer[1]): &f.catalog, string(trailer[2]): &f.info} {
		if *to, err = strconv.Atoi(text); err != nil || *to >= len(objects) {
			return nil, ErrNotOurs
		}
	}
	return f, nil
}

// overprint draws the pages of another file on the pages of these numbers, one on each.
func (f *pdfFile) overprint(numbers []int, stamp *pdfFile) error {
	fonts, err := f.takeFonts(stamp)
	if err != nil {
		return err
	}
	done := map[int]bool{} // contents and resources that have the stamp
	for i, number := range numbers {
		object := f.objects[number]
		content, err := f.follow(object, contents)
		if err != nil {
			return err
		}
		drawing, err := stamp.drawing(stamp.objects[pageObject(i)])
		if err != nil {
			return err
		}
		if !done[content] {
			err = f.drawBehind(content, drawing)
		}
		if err != nil {
			return err
		}
		shared, err := f.follow(object, resources)
		if err != nil {
			return err
		}
		if !done[shared] {
			list := fontList.FindSubmatchIndex(f.objects[shared])
			if list == nil {
				return ErrNotOurs
			}
			f.objects[shared] = slices.Insert(slices.Clone(f.objects[shared]), list[3], fonts...)
		}
		done[content], done[shared] = true, true
	}
	return nil
}

// takeFonts adds the fonts of another file's pages, which share them, and gives the lines
// that name them in a list of fonts.
func (f *pdfFile) takeFonts(from *pdfFile) ([]byte, error) {
	shared, err := from.follow(from.objects[pageObject(0)], resources)
	if err != nil {
		return nil, err
	}
	list := fontList.FindSubmatch(from.objects[shared])
	if list == nil {
		return nil, errNoObjects
	}
	taken := map[int]int{}
	return reference.ReplaceAllFunc(list[1], func(to []byte) []byte { return f.take(from, to, taken) }), nil
}

// drawing is what draws a page.
func (f *pdfFile) drawing(page []byte) ([]byte, error) {
	content, err := f.follow(page, contents)
	if err != nil {
		return nil, err
	}
	return inflated(f.objects[content])
}

// follow is the object that another leads to; it is ErrNotOurs where there is none.
func (f *pdfFile) follow(object []byte, way *regexp.Regexp) (number int, err error) {
	if m := way.FindSubmatch(object); m != nil {
		number, err = strconv.Atoi(string(m[1]))
	}
	if err != nil || number < 1 || number >= len(f.objects) {
		return 0, ErrNotOurs
	}
	return number, nil
}

// drawBehind adds to what draws a page. What that has set, such as colours, ends first.
func (f *pdfFile) drawBehind(content int, drawing []byte) error {
	before, err := inflated(f.objects[content])
	if err != nil {
		return err
	}
	f.objects[content] = matching.stream(nil, slices.Concat([]byte("q\n"), before, []byte("\nQ\n"), drawing))
	return nil
}

// mostDrawn is how many bytes may draw a page.
const mostDrawn = 64 << 20

// inflated is the data of a compressed stream.
func inflated(object []byte) ([]byte, error) {
	_, data, ok := bytes.Cut(object, []byte(">>\nstream\n"))
	if !ok {
		return nil, ErrNotOurs
	}
	r, err := zlib.NewReader(bytes.NewReader(bytes.TrimSuffix(data, []byte("\nendstream"))))
	if err != nil {
		return nil, ErrNotOurs
	}
	inflated, err := io.ReadAll(io.LimitReader(r, mostDrawn+1))
	if err != nil || len(inflated) > mostDrawn {
		return nil, ErrNotOurs
	}
	return inflated, nil
}

// take adds what a reference in another file leads to, with all that it refers to in
// turn, and gives the reference to it here. Taken are the new numbers of what was added.
func (f *pdfFile) take(from *pdfFile, to []byte, taken map[int]int) []byte {
	old, err := from.follow(to, reference)
	if err != nil {
		return to // gofpdf writes no such
	}
	if _, ok := taken[old]; !ok {
		number := f.add(nil)
		taken[old] = number
		dictionary, stream, isStream := bytes.Cut(from.objects[old], []byte(">>\nstream\n"))
		object := reference.ReplaceAllFunc(dictionary, func(to []byte) []byte { return f.take(from, to, taken) })
		if isStream {
			object = slices.Concat(object, []byte(">>\nstream\n"), stream)
		}
		f.objects[number] = object
	}
	return fmt.Appendf(nil, "%d 0 R", taken[old])
}
