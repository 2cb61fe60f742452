package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
)

// flat is a sort of document that is one file of XML.
type flat struct {
	root  string            // local name of the outermost element
	space string            // part of the file's beginning, which tells it from others with that root
	text  names             // the elements whose characters are text; nil for all
	line  names             // those that end a line
	blank names             // those that stand for a blank
	skip  names             // those to pass over with all that is in them
	aside names             // those that lie in a line and are none of it: they follow it
	named map[string]string // elements with an attribute that is shown
}

// flats are those known. A number in a sheet is found as it is stored, and not as
// its format shows it.
var flats = []flat{
	{ // Word 2003 XML
		root: "wordDocument", text: set("t"), line: set("p br cr tr pict"), blank: set("tab tc"), aside: set("footnote endnote annotation.comment"),
		skip: set("binData docOleData docSuppData delText instrText styles fonts lists DocumentProperties CustomDocumentProperties"),
	},
	{ // Excel 2003 XML (XML Spreadsheet)
		root: "Workbook", space: "urn:schemas-microsoft-com:office:spreadsheet",
		text: set("Data"), line: set("Row Worksheet"), blank: set("Cell"), aside: set("Comment"), skip: set("Styles DocumentProperties"),
		named: map[string]string{"Worksheet": "Name", "Header": "Data", "Footer": "Data"},
	},
	{ // the parts of a docx or pptx in one file (Flat OPC)
		root: "package", space: "http://schemas.microsoft.com/office/2006/xmlPackage",
		text: set("t"), line: set("p br cr tr"), blank: set("tab tc"), skip: set("Fallback delText instrText binaryData"),
	},
	{ // ODF 1.3 part 3, 3.1.2: fodt, fods, fodp
		root: "document", space: "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
		line: set("p h line-break table-row"), blank: set("tab s table-cell"), aside: set("note annotation"),
		skip:  set("tracked-changes scripts font-face-decls automatic-styles styles settings meta binary-data note-citation creator date"),
		named: map[string]string{"table": "name"},
	},
	{ // UOF 1.0: GB/T 20916-2007
		root: "UOF", text: set("文本串"), line: set("段落 行 工作表"), blank: set("单元格 制表符 空格符"), aside: set("脚注 尾注 批注"),
	},
	{root: "svg", text: set("text title desc"), line: set("text title desc tspan")},
}

var declaration = regexp.MustCompile(`^\s*<\?xml[^>]{0,400}\?>`)

// beginning is how much of a file is looked at to tell what marks are in it.
const beginning = 8 << 10

// sniffMarkup tells by its beginning whether a file is a page, or a document of XML
// that is known; nil for what is read as it stands.
func sniffMarkup(data []byte) reader {
	begin, err := decode(data[:min(len(data), beginning)], "utf-8")
	if err != nil {
		return nil
	}
	head := bytes.TrimSpace(begin.text)
	if strings.HasPrefix(http.DetectContentType(head), "text/html") {
		return readHTML
	}
	if !bytes.HasPrefix(head, []byte("<")) {
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(declaration.ReplaceAll(head, nil)))
	d.Strict = false
	for {
		token, err := d.RawToken()
		if err != nil {
			return nil
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if strings.EqualFold(root.Name.Local, "html") {
			return readHTML
		}
		for _, f := range flats {
			if f.root == root.Name.Local && bytes.Contains(head, []byte(f.space)) {
				return f.readFile
			}
		}
		return nil
	}
}

// readFile reads a document in the encoding it declares.
func (f flat) readFile(_ *Extractor, into *text, data []byte) error {
	plain, err := decode(data, declaredIn(data))
	if err != nil {
		return err
	}
	plain.lack(into)
	return f.read(into, bytes.NewReader(declaration.ReplaceAll(plain.text, nil)))
}

// readData reads XML that is data: each element is a line.
func readData(into *text, r io.Reader) error { return flat{}.read(into, r) }

// read reads a document. Sets that are nil hold: every element's characters are
// text, and where there are no lines told every element is one.
func (f flat) read(into *text, r io.Reader) error {
	d := xml.NewDecoder(r)
	depth, wanted := 0, 0 // how many elements deep, and how many of these are text
	within := 0           // how many of these are asides
	var aside strings.Builder
	write := func(s string) error {
		if within > 0 && aside.Len() < into.limit {
			aside.WriteString(s)
			return into.ctx.Err()
		}
		return into.write(s)
	}
	end := func() error { // of a line
		if within > 0 {
			return write("\n")
		}
		text := "\n" + aside.String() + "\n"
		aside.Reset()
		return into.write(text)
	}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return io.ErrUnexpectedEOF
			}
			return end()
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if f.skip[name] {
				if err := skip(into, d); err != nil {
					return err
				}
				continue
			}
			depth++
			if f.line == nil {
				if err := end(); err != nil {
					return err
				}
			}
			if f.text[name] {
				wanted++
			}
			if f.aside[name] {
				within++
			}
			if f.blank[name] {
				if err := write(" "); err != nil {
					return err
				}
			}
			for _, a := range token.Attr {
				if f.named[name] == a.Name.Local && a.Value != "" {
					if err := into.write("\n" + a.Value + "\n"); err != nil {
						return err
					}
				}
			}
		case xml.EndElement:
			name := token.Name.Local
			depth--
			if f.text[name] {
				wanted--
			}
			if f.aside[name] {
				within--
			}
			if f.line[name] || f.line == nil {
				if err := end(); err != nil {
					return err
				}
			}
		case xml.CharData:
			if wanted <= 0 && f.text != nil {
				continue
			}
			if err := write(string(token)); err != nil {
				return err
			}
		}
	}
}
