package pdf

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"gongwen/templates/font"
)

// mend puts right what gofpdf leaves out or gets wrong, and an archive that
// keeps files for thirty years cares about:
//
//   - fonts carry their own names, tagged as cut (ISO 32000-1, 9.6.4);
//   - every code leads back to its character, so that text beyond U+FFFF is
//     found and copied like any other (9.10.3);
//   - the file says its language and has an identifier made from its content.
//
// It takes the file apart into objects and puts them together again.
func mend(file []byte, c *codes) ([]byte, error) {
	f, err := takeApart(file)
	if err != nil {
		return nil, err
	}
	for _, face := range c.faces {
		if err := f.mendFont(c.family[face], face, c.used[face]); err != nil {
			return nil, err
		}
	}
	f.replace("/Type /Catalog\n", "/Type /Catalog\n/Lang (zh-CN)\n")
	return f.bytes(), nil
}

// pdfFile is a PDF file in pieces.
type pdfFile struct {
	objects map[int][]byte // by number, from "1 0 obj" to "endobj"
	order   []int          // object numbers as they stand in the file
	trailer string         // the trailer's dictionary
}

var (
	crossReference = regexp.MustCompile(`xref\n0 \d+\n0000000000 65535 f \n((?:\d{10} 00000 n \n)*)trailer\n<<\n((?s:.*))>>\nstartxref\n\d+\n%%EOF`)
	toUnicode      = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
)

func takeApart(file []byte) (*pdfFile, error) {
	tail := bytes.LastIndex(file, []byte("\nxref\n"))
	m := crossReference.FindSubmatch(file[max(tail, 0):])
	if tail < 0 || m == nil {
		return nil, errors.New("gofpdf wrote no table of objects")
	}
	f := &pdfFile{objects: map[int][]byte{}, trailer: string(m[2])}
	const entry = len("0000000000 00000 n \n")
	offsets := map[int]int{}
	for i := range len(m[1]) / entry {
		offset, err := strconv.Atoi(string(m[1][i*entry : i*entry+10]))
		if err != nil {
			return nil, err
		}
		offsets[i+1] = offset
		f.order = append(f.order, i+1)
	}
	slices.SortFunc(f.order, func(a, b int) int { return cmp.Compare(offsets[a], offsets[b]) })
	for i, number := range f.order {
		end := tail + 1
		if i+1 < len(f.order) {
			end = offsets[f.order[i+1]]
		}
		f.objects[number] = file[offsets[number]:end]
	}
	return f, nil
}

func (f *pdfFile) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n") // four bytes beyond ASCII: not to be treated as text
	offsets := make([]int, len(f.order))
	for _, number := range f.order {
		offsets[number-1] = b.Len()
		b.Write(f.objects[number])
	}
	start := b.Len()
	id := sha256.Sum256(b.Bytes())
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<<\n%s/ID [<%x> <%[2]x>]\n>>\nstartxref\n%d\n%%%%EOF\n", f.trailer, id[:16], start)
	return b.Bytes()
}

// replace changes text in all objects but streams.
func (f *pdfFile) replace(old, new string) {
	for number, object := range f.objects {
		if !bytes.HasSuffix(bytes.TrimSpace(object), []byte("endstream\nendobj")) {
			f.objects[number] = bytes.ReplaceAll(object, []byte(old), []byte(new))
		}
	}
}

// mendFont gives a font the name it should have and a table of its characters.
func (f *pdfFile) mendFont(family string, face *font.Face, used map[uint16]rune) error {
	called := "/utf8" + family + "\n" // as gofpdf calls it
	for _, object := range f.objects {
		m := toUnicode.FindSubmatch(object)
		if m == nil || !bytes.Contains(object, []byte(called)) {
			continue
		}
		number, err := strconv.Atoi(string(m[1]))
		if err != nil {
			return err
		}
		f.objects[number] = characterMap(number, used)
		f.replace(called, "/"+cutName(face, used)+"\n")
		return nil
	}
	return fmt.Errorf("gofpdf did not write font %s", face.Name)
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9-]`)

// cutName is a font's name after the tag of six letters that tells apart
// different cuts of the same font.
func cutName(face *font.Face, used map[uint16]rune) string {
	h := sha256.New()
	for _, code := range slices.Sorted(maps.Keys(used)) {
		fmt.Fprintln(h, code, used[code])
	}
	sum := h.Sum(nil)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	name := notInNames.ReplaceAllString(face.Name, "")
	return string(tag) + "+" + cmp.Or(name, "Font")
}

// characterMap is the object that tells which character each code stands for.
func characterMap(number int, used map[uint16]rune) []byte {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for block := range slices.Chunk(slices.Sorted(maps.Keys(used)), 100) { // no more are allowed in one
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for _, code := range block {
			fmt.Fprintf(&b, "<%04X> <", code)
			for _, unit := range utf16.Encode([]rune{used[code]}) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")

	return fmt.Appendf(nil, "%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n", number, b.Len(), b.String())
}
