package pdf

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// pdfFile is a PDF file in pieces: the objects by number (object 0 is never
// used), each without the words around it. gofpdf writes the pages first, from
// object 3 on, and as the last two what the document says about itself and the
// catalog, its root.
type pdfFile struct {
	objects       [][]byte
	info, catalog int
}

// pageObject is the object of a page; its content is the next.
func pageObject(page int) int { return 3 + 2*page }

var errNoObjects = errors.New("gofpdf wrote no table of objects")

// takeApart reads what gofpdf wrote and compresses its pages.
func takeApart(file []byte) (*pdfFile, error) {
	objects, err := split(file)
	if err != nil {
		return nil, err
	}
	for number, object := range objects {
		if _, data, ok := bytes.Cut(object, []byte(">>\nstream\n")); ok {
			objects[number] = matching.stream(nil, bytes.TrimSuffix(data, []byte("\nendstream")))
		}
	}
	return &pdfFile{objects: objects, info: len(objects) - 2, catalog: len(objects) - 1}, nil
}

// split cuts a file of gofpdf's, or of ours, into its objects.
func split(file []byte) ([][]byte, error) {
	const heading, entry = "\nxref\n0 ", len("0000000000 00000 n \n")
	tail := bytes.LastIndex(file, []byte(heading))
	if tail < 0 {
		return nil, errNoObjects
	}
	count, table, _ := bytes.Cut(file[tail+len(heading):], []byte("\n"))
	n, err := strconv.Atoi(string(count))
	if err != nil || n < 5 || len(table)/entry < n {
		return nil, errNoObjects
	}
	type place struct{ number, offset int }
	places := make([]place, 0, n)
	for number := 1; number < n; number++ {
		offset, err := strconv.Atoi(string(table[number*entry : number*entry+10]))
		if err != nil || offset < 0 || offset > tail {
			return nil, errNoObjects
		}
		places = append(places, place{number, offset})
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.offset, b.offset) })
	objects := make([][]byte, n, n+16)
	for i, p := range places {
		end := tail + 1
		if i+1 < len(places) {
			end = places[i+1].offset
		}
		begin := []byte(strconv.Itoa(p.number) + " 0 obj\n")
		object, begins := bytes.CutPrefix(file[p.offset:end], begin)
		object, ends := bytes.CutSuffix(object, []byte("\nendobj\n"))
		if !begins || !ends {
			return nil, errNoObjects
		}
		objects[p.number] = object
	}
	return objects, nil
}

// find is the number of the object that holds the text.
func (f *pdfFile) find(text string) (number int, ok bool) {
	number = slices.IndexFunc(f.objects, func(object []byte) bool { return bytes.Contains(object, []byte(text)) })
	return number, number >= 0
}

// add takes in another object.
func (f *pdfFile) add(object []byte) (number int) {
	f.objects = append(f.objects, object)
	return len(f.objects) - 1
}

// bytes puts the file together. Its identifier is made from all that is in it.
func (f *pdfFile) bytes() []byte {
	size := 1024
	for _, object := range f.objects {
		size += len(object) + 64
	}
	b := append(make([]byte, 0, size), "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...) // four bytes beyond ASCII: not to be treated as text
	table := fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects))
	for number, object := range f.objects[1:] {
		table = fmt.Appendf(table, "%010d 00000 n \n", len(b))
		b = append(strconv.AppendInt(b, int64(number+1), 10), " 0 obj\n"...)
		b = append(append(b, object...), "\nendobj\n"...)
	}
	id := sha256.Sum256(b)
	start := len(b)
	b = append(b, table...)
	return fmt.Appendf(b, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%[4]x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.objects), f.catalog, f.info, id[:16], start)
}

// stream is a compressed stream with the given entries in its dictionary.
func (d *deflaters) stream(entries, data []byte) []byte {
	z := d.pool.Get().(*deflater)
	defer d.pool.Put(z)
	z.Reset()
	z.w.Reset(&z.Buffer)
	_, _ = z.w.Write(data) // a buffer takes everything
	_ = z.w.Close()
	b := make([]byte, 0, z.Len()+len(entries)+64)
	b = append(append(b, "<</Filter /FlateDecode "...), entries...)
	b = fmt.Appendf(b, "/Length %d>>\nstream\n", z.Len())
	return append(append(b, z.Bytes()...), "\nendstream"...)
}

// deflaters are kept, for making one costs more than a page.
type deflaters struct{ pool sync.Pool }

type deflater struct {
	bytes.Buffer
	w *zlib.Writer
}

func newDeflaters(level int) *deflaters {
	return &deflaters{sync.Pool{New: func() any {
		w, err := zlib.NewWriterLevel(nil, level)
		if err != nil {
			panic(err) // no such level
		}
		return &deflater{w: w}
	}}}
}

// What comes again is found where it makes streams much smaller. In outlines it
// hardly does: a letter would be a tenth smaller and cost a quarter more.
var (
	matching = newDeflaters(zlib.BestSpeed)
	huffman  = newDeflaters(zlib.HuffmanOnly)
)
