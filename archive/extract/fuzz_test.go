package extract

import (
	"bytes"
	"strings"
	"testing"
	"time"
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
	fuzz(f, readPDF)
}
