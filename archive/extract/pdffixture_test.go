package extract

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// pdfParts is a PDF to be written by hand: its pages have the first objects, and
// what they and the catalogue point to follows.
type pdfParts struct {
	pages   []pdfPage
	catalog string   // more entries of the catalogue
	objects []string // from number firstObject on
}

// pdfPage is a page: what is drawn on it, and more entries of it.
type pdfPage struct{ content, entries string }

// firstObject is the number of the first of pdfParts.objects: below are the
// catalogue, the tree of pages, two fonts, and up to eight pages with their contents.
const firstObject = 30

// file is the PDF. /F1 is a Chinese font that it does not carry, for codes of GBK,
// as the programs of the 2000s did; /F2 the same for numbers of glyphs, of which
// nothing says what character one is.
func (p pdfParts) file(t testing.TB) []byte {
	t.Helper()
	all := map[int]string{
		3: "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[4 0 R]>>",
		4: "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 5 0 R>>",
		5: "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93/FontBBox[-25 -254 1000 880]>>",
		6: "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Own/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
		7: "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Own/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 8 0 R>>",
		8: "<</Type/FontDescriptor/FontName/ABCDEF+Own/Flags 4/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93/FontBBox[-25 -254 1000 880]>>",
	}
	var kids strings.Builder
	for i, page := range p.pages {
		n := 10 + 2*i
		fmt.Fprintf(&kids, "%d 0 R ", n)
		entries := page.entries
		if !strings.Contains(entries, "/Resources") {
			entries += "/Resources<</Font<</F1 3 0 R/F2 6 0 R>>>>"
		}
		all[n] = fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R%s>>", n+1, entries)
		all[n+1] = stream("", page.content)
	}
	all[1] = "<</Type/Catalog/Pages 2 0 R" + p.catalog + ">>"
	all[2] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(p.pages))
	for i, object := range p.objects {
		all[firstObject+i] = object
	}
	b := bytes.NewBufferString("%PDF-1.7\n")
	offsets := map[int]int{}
	size := firstObject + len(p.objects)
	for n := range size {
		if object, ok := all[n]; ok {
			offsets[n] = b.Len()
			fmt.Fprintf(b, "%d 0 obj%s endobj\n", n, object)
		}
	}
	xref := b.Len()
	fmt.Fprintf(b, "xref\n0 %d\n", size)
	for n := range size {
		if offset, ok := offsets[n]; ok {
			fmt.Fprintf(b, "%010d 00000 n \n", offset)
		} else {
			fmt.Fprintf(b, "0000000000 65535 f \n")
		}
	}
	fmt.Fprintf(b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", size, xref)
	return b.Bytes()
}

func stream(entries, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", entries, len(content), content)
}

// drawn sets lines in the font /F1, from the top down.
func drawn(t testing.TB, lines ...string) string {
	t.Helper()
	var b strings.Builder
	for i, line := range lines {
		fmt.Fprintf(&b, "BT /F1 12 Tf 1 0 0 1 72 %d Tm <%x> Tj ET\n", 780-18*i, must(simplifiedchinese.GBK.NewEncoder().Bytes([]byte(line)))(t))
	}
	return b.String()
}

// pdfString is a text string (ISO 32000-1, 7.9.2.2).
func pdfString(t testing.TB, s string) string {
	t.Helper()
	return fmt.Sprintf("<%x>", must(xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM).NewEncoder().Bytes([]byte(s)))(t))
}

// pdfPages is a PDF of pages of lines.
func pdfPages(t testing.TB, pages ...[]string) []byte {
	t.Helper()
	var p pdfParts
	for _, lines := range pages {
		p.pages = append(p.pages, pdfPage{content: drawn(t, lines...)})
	}
	return p.file(t)
}

func gbkPDF(t testing.TB, words string) []byte { return pdfPages(t, []string{words}) }
