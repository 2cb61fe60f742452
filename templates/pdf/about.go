package pdf

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"gongwen/templates"
)

// about is what the file says about itself.
type about struct {
	title, subject, author, number string
	date                           templates.Date
	stamp                          Stamp
}

// maker is the name this program signs with.
const maker = "gongwen"

// moment is the day of the document as its files carry it: its midnight in
// China, whose time the office keeps.
func (a about) moment() time.Time {
	if a.date.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	y, m, d := a.date.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.FixedZone("", 8*60*60))
}

// describe writes what the document says about itself, once in the information
// dictionary (ISO 32000-1, 14.3.3) and once as metadata for the archive (XMP,
// ISO 19005-2, 6.6); both say the same. The catalog leads to it and to the
// output intent, to the outline if there is one, and to what pages are called.
func (f *pdfFile) describe(a about, outline int, labels string) {
	day := a.moment().Format("20060102150405")
	_, offset := a.moment().Zone()
	zone := fmt.Sprintf("+%02d'00'", offset/3600)
	var info strings.Builder
	info.WriteString("<<")
	for _, entry := range []struct{ key, value string }{
		{"Title", a.title}, {"Subject", a.subject}, {"Author", a.author}, {"Keywords", a.number}, {"Creator", maker}, {"Producer", maker},
	} {
		if entry.value != "" {
			fmt.Fprintf(&info, "/%s <%s>\n", entry.key, hexText(entry.value))
		}
	}
	fmt.Fprintf(&info, "/CreationDate (D:%s%s)\n/ModDate (D:%[1]s%[2]s)>>", day, zone)
	f.objects[f.info] = []byte(info.String())

	sideBar := labels
	if outline != 0 {
		sideBar += fmt.Sprintf("/Outlines %d 0 R /PageMode /UseOutlines\n", outline)
	}
	metadata := a.xmp()
	f.objects[f.catalog] = fmt.Appendf(nil, "<</Type /Catalog /Pages 1 0 R /Lang (zh-CN)\n%s/Metadata %d 0 R\n"+
		"/OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) /DestOutputProfile %d 0 R>>]\n"+
		"/ViewerPreferences <</DisplayDocTitle true>>>>",
		sideBar, f.add(fmt.Appendf(nil, "<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%s\nendstream", len(metadata), metadata)),
		f.add(srgbStream()))
}

// hexText is a text string of a PDF file, in UTF-16.
func hexText(s string) []byte {
	b := []byte("FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		b = appendHex(b, unit)
	}
	return b
}

// xmp is the metadata as an XMP packet (ISO 16684-1). The document's number is
// its identifier and, as in the information dictionary, its keyword.
func (a about) xmp() []byte {
	day := a.moment().Format("2006-01-02T15:04:05-07:00")
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"` +
		` xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">` + "\n")
	say := func(before, value, after string) {
		if value != "" {
			b.WriteString(before)
			_ = xml.EscapeText(&b, []byte(value)) // a builder takes everything
			b.WriteString(after + "\n")
		}
	}
	say("<pdfaid:part>", "2", "</pdfaid:part>")
	say("<pdfaid:conformance>", "B", "</pdfaid:conformance>")
	say("<dc:format>", "application/pdf", "</dc:format>")
	say(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">`, a.title, "</rdf:li></rdf:Alt></dc:title>")
	say(`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">`, a.subject, "</rdf:li></rdf:Alt></dc:description>")
	say("<dc:creator><rdf:Seq><rdf:li>", a.author, "</rdf:li></rdf:Seq></dc:creator>")
	say("<dc:identifier>", a.number, "</dc:identifier>")
	say("<pdf:Keywords>", a.number, "</pdf:Keywords>")
	say("<pdf:Producer>", maker, "</pdf:Producer>")
	say("<xmp:CreatorTool>", maker, "</xmp:CreatorTool>")
	say("<xmp:CreateDate>", day, "</xmp:CreateDate>")
	say("<xmp:ModifyDate>", day, "</xmp:ModifyDate>")
	say("<xmp:MetadataDate>", day, "</xmp:MetadataDate>")
	b.WriteString("</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>")
	return []byte(b.String())
}
