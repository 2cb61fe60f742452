package extract

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// fuzz holds a reader to what the package promises for every file: it ends, with
// a state, within its limits, and gives clean text. Data goes to the reader
// itself, so that the mutations are not spent on passing sniff.
func fuzz(f *testing.F, read reader) {
	limits := Limits{Size: 1 << 20, Unpacked: 4 << 20, Text: 1 << 10, Pages: 3, Time: 10 * time.Second}
	x := within(limits)
	f.Fuzz(func(t *testing.T, data []byte) {
		begun := time.Now()
		r, err := x.with(t.Context(), data, read)
		if err != nil {
			t.Fatal(err)
		}
		checkClean(t, r)
		if len(r.Text) > limits.Text || strings.Contains(r.Text, "\n\n") {
			t.Errorf("%d bytes of text: %q", len(r.Text), r.Text)
		}
		if took := time.Since(begun); took > 2*limits.Time {
			t.Errorf("took %s", took)
		}
	})
}

func FuzzPlain(f *testing.F) {
	f.Add([]byte("区财政局\r\n,\x00\xff"))
	f.Add(encoded(f, "区财政局𠮷", "gb18030"))
	f.Add(encoded(f, "区财政局𠮷", "utf-16le"))
	fuzz(f, readPlain)
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<meta charset=gb2312><title>\xb9\xfa</title><p>a<br/>b<script>x</script>&#0;&#xfffe;"))
	fuzz(f, readHTML)
}

func FuzzMail(f *testing.F) {
	f.Add(eml("Subject: =?gb2312?B?t8DRtA==?= =?x?q?=?=", "Content-Type: multipart/mixed; boundary=\"b\"; a*0*=u''%E5; a*1=x", "", "--b", "Content-Type: text/html", "Content-Transfer-Encoding: quoted-printable", "", "<p>=E5=8C=BA=", "--b", "Content-Type: message/rfc822", "", "Subject: x", "", "y", "--b--"))
	f.Add(eml("Content-Type: text/plain; charset=hz-gb-2312", "Content-Transfer-Encoding: base64", "", "fns3QFE0fn0="))
	fuzz(f, readMail)
}

// FuzzFlat mutates documents of one file of XML, of any sort.
func FuzzFlat(f *testing.F) {
	f.Add([]byte(`<w:wordDocument><w:p><w:t>区</w:t><w:footnote><w:p><w:t>注</w:t></w:p></w:footnote></w:p></w:wordDocument>`))
	f.Add([]byte(`<?xml encoding="gbk"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet Name="a"><Row><Cell><Data>b</Data></Cell></Row></Worksheet></Workbook>`))
	fuzz(f, func(x *Extractor, into *text, data []byte) error {
		for _, format := range flats {
			if err := format.readFile(x, into, data); err != nil {
				return err
			}
		}
		return anyData.read(into, data)
	})
}

// FuzzDecode: what is decoded is UTF-8, and what was UTF-8 stays as it is.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("区财政局\x00\xff"), "gbk")
	f.Add([]byte("\xff\xfe:S"), "utf-16")
	f.Fuzz(func(t *testing.T, data []byte, declared string) {
		d, err := decode(data, declared)
		if err != nil {
			return
		}
		if !utf8.Valid(d.text) {
			t.Errorf("%q is not UTF-8", d.text)
		}
		text := "开头的文字" + strings.ToValidUTF8(strings.Map(func(r rune) rune {
			if r < ' ' || r == utf8.RuneError {
				return -1
			}
			return r
		}, string(data)), "")
		if d, err := decode([]byte(text), "gb2312"); err != nil || string(d.text) != text {
			t.Errorf("%q became %q, %v", text, d.text, err)
		}
	})
}

// FuzzDecodeWords: a line without encoded words is as it was, and a value is found
// whatever parameters follow it.
func FuzzDecodeWords(f *testing.F) {
	f.Add("=?gb2312?B?t8DRtA==?= =?gb2312?q?=b7?= x", "text/plain; a*=gbk''%B7; b=\"c;\"")
	f.Fuzz(func(t *testing.T, line, typed string) {
		if got := decodeWords(line); !strings.Contains(line, "=?") && got != line {
			t.Errorf("%q became %q", line, got)
		}
		if value, params := mediaType("text/plain;" + typed); value != "text/plain" || params == nil {
			t.Errorf("%q, %v", value, params)
		}
	})
}

func FuzzPackage(f *testing.F) {
	f.Add(docx(f, "<w:p><w:r><w:t>区财政局</w:t></w:r></w:p>"))
	f.Add(officeFile(f, "ppt/presentation.xml", "<presentation/>", relationships("ppt/presentation.xml", related("a", "slide", "a.xml")), []string{"ppt/a.xml", slide("sld", shape("", "甲"))}))
	f.Add(openFile(f, `<text:p>甲<draw:object xlink:href="Object 1"/></text:p>`, "Object 1/content.xml", "<p>乙</p>"))
	f.Add(ofdFile(f, ofdPage(piece(1, 2, "版式"))))
	fuzz(f, readPackage)
}

func readPackage(x *Extractor, into *text, data []byte) error {
	read, err := sniffPackage(data)
	if err != nil {
		return err
	}
	return read(x, into, data)
}

// FuzzXML mutates the part inside the package. No reading of it may make up text: of
// letters and figures there are no more than in the part.
func FuzzXML(f *testing.F) {
	f.Add([]byte("<w:p><w:r><w:t>区财政局</w:t><w:tab/></w:r></w:p>"))
	f.Add([]byte("<AlternateContent><Choice/><Fallback><w:t>旧</w:t></Fallback></AlternateContent><w:delText>删</w:delText>"))
	f.Add([]byte("<p><t>甲</t><txbxContent><p><t>乙</t><textbox>丙</textbox></p></txbxContent><pPr><rPr><del/></rPr></pPr></p><p><t>丁</t></p>"))
	f.Add([]byte(`<spreadsheet><table name="表"><p>甲<note><p>乙</p></note>丙</p></table></spreadsheet><chart><g/></chart>`))
	f.Add([]byte(`<sym font="Symbol" char="F061"/><ddList><result val="1"/><listEntry val="甲"/><listEntry val="乙"/></ddList><docPr descr="丙"/>`))
	f.Add([]byte(ofdPage(piece(1, 2, "版式") + `<Remark>注</Remark><Glyphs>1 2</Glyphs>`)))
	readings := []func(*text, io.Reader) error{
		func(into *text, r io.Reader) error { return (&placedText{into: into}).read(r) },
	}
	for _, words := range []vocabulary{office, master, openDocument, properties} {
		readings = append(readings, func(into *text, r io.Reader) error { return walk(into, r, words, false) },
			func(into *text, r io.Reader) error { return walk(into, r, words, true) })
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		most := signs(string(data))
		for i, read := range readings {
			into := &text{ctx: t.Context(), limit: 1 << 10, room: 1 << 20}
			r := into.result(read(into, bytes.NewReader(data)))
			checkClean(t, r)
			if n := signs(r.Text); n > most || len(r.Text) > into.limit {
				t.Errorf("%d: %d letters in %d bytes of %d: %q", i, n, len(r.Text), most, r.Text)
			}
		}
	})
}

// signs is how many letters and figures a text has, those of entities among them.
func signs(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || r == utf8.RuneError {
			n++
		}
	}
	return n
}

func FuzzWorkbook(f *testing.F) {
	f.Add(xlsxFile(f))
	fuzz(f, readPackage)
}

// FuzzSheet mutates the sheet inside the workbook.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>区</t></is></c><c r="XFD1"><v>1</v></c></row><row r="1048576"/></sheetData></worksheet>`))
	fuzz(f, func(x *Extractor, into *text, sheet []byte) error {
		return readPackage(x, into, packedFile(f,
			"xl/workbook.xml", `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml", string(sheet)))
	})
}

func FuzzPDF(f *testing.F) {
	f.Add(gbkPDF(f, "区财政局"))
	f.Add(scan(f, 1, 1))
	f.Add(pdfParts{
		pages:   []pdfPage{{drawn(f, "正文"), "/Annots[30 0 R 31 0 R]"}, {drawn(f, "正文"), ""}},
		catalog: "/AcroForm<</Fields[30 0 R]/XFA[(datasets)33 0 R]>>/Outlines 34 0 R/Names<</EmbeddedFiles<</Names[(a)32 0 R]>>>>",
		objects: []string{"<</Type/Annot/Subtype/Widget/FT/Ch/T(a)/Opt[(x)(y)]/V(y)/Rect[0 0 9 9]>>", "<</Type/Annot/Subtype/FreeText/Contents(b)/Rect[0 0 9 9]>>",
			"<</Type/Filespec/F(a.txt)/EF<</F 33 0 R>>>>", stream("", "<a>b</a>"), "<</First 35 0 R>>", "<</Title(c)/Next 35 0 R>>"},
	}.file(f))
	fuzz(f, readPDF)
}
