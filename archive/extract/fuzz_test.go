package extract

import (
	"bytes"
	"strings"
	"testing"
	"time"
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
		return readData(into, bytes.NewReader(data))
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
	f.Add(packedFile(f, "OFD.xml", "<OFD/>", "Doc_0/Pages/Page_0/Content.xml", "<TextCode>版式</TextCode>"))
	fuzz(f, func(x *Extractor, into *text, data []byte) error {
		read, err := sniffPackage(data)
		if err != nil {
			return err
		}
		return read(x, into, data)
	})
}

// FuzzXML mutates the part inside the package.
func FuzzXML(f *testing.F) {
	f.Add([]byte("<w:p><w:r><w:t>区财政局</w:t><w:tab/></w:r></w:p>"))
	f.Add([]byte("<w:p><Fallback><w:t>旧</w:t></Fallback><w:delText>删</w:delText>"))
	fuzz(f, func(_ *Extractor, into *text, data []byte) error {
		return packages[0].readXML(into, bytes.NewReader(data))
	})
}

func FuzzWorkbook(f *testing.F) {
	f.Add(workbook(f))
	fuzz(f, readWorkbook)
}

// FuzzSheet mutates the sheet inside the workbook.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>区</t></is></c><c r="XFD1"><v>1</v></c></row><row r="1048576"/></sheetData></worksheet>`))
	fuzz(f, func(x *Extractor, into *text, sheet []byte) error {
		return readWorkbook(x, into, packedFile(f,
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
