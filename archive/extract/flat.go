package extract

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"regexp"
	"strings"
)

// flat is a sort of document that is one file of XML. What it has in common with the
// packages of its program is read as these are.
type flat struct {
	root  string     // local name of the outermost element
	space string     // part of the file's beginning, which tells it from others with that root
	words vocabulary // nil for the parts of a package, which are read as that
}

// flats are those known. A number in a sheet is found as it is stored, and not as
// its format shows it.
var flats = []flat{
	{root: "wordDocument", words: word2003},
	{root: "Workbook", space: "urn:schemas-microsoft-com:office:spreadsheet", words: excel2003},
	{root: "package", space: "http://schemas.microsoft.com/office/2006/xmlPackage"},
	{root: "document", space: "urn:oasis:names:tc:opendocument:xmlns:office:1.0", words: flatOpenDocument},
	{root: "UOF", words: uof},
	{root: "svg", words: svg},
}

// word2003 are the elements of Word 2003 XML, which has heads, feet, notes and
// comments right where they belong.
var word2003 = office.with(vocabulary{
	"pPr":        {},
	"sectPr":     {},
	"annotation": {own: annotation},
	"docOleData": {own: lacking("嵌入的对象没有读")},
}).
	words(isAside, "footnote endnote").
	words(isSkipped, "binData docSuppData styles fonts lists DocumentProperties CustomDocumentProperties")

// annotation reads a comment, which follows its line; of what is kept of changes it
// passes over what was struck out.
func annotation(w *walker, s xml.StartElement) error {
	switch attribute(s, "type") {
	case "Word.Deletion":
		return w.skip(s)
	case "Word.Comment":
		if err := w.sink(w.depth + 1); err != nil {
			return err
		}
	}
	return w.passThrough(s)
}

// excel2003 are the elements of XML Spreadsheet, Excel's of 2003.
var excel2003 = vocabulary{
	"Worksheet": {own: naming("Name")},
	"Header":    {own: pageHead},
	"Footer":    {own: pageHead},
}.
	words(isText, "Data").
	words(isLine, "Row").
	words(isBlank, "Cell").
	words(isAside, "Comment").
	words(isSkipped, "Styles DocumentProperties")

// pageHead reads what is printed above or below each page.
func pageHead(w *walker, s xml.StartElement) error {
	if err := w.passThrough(s); err != nil {
		return err
	}
	return w.say(withoutCodes(attribute(s, "Data")) + "\n")
}

// flatOpenDocument are the elements of fodt, fods and fodp (ODF 1.3 part 3, 3.1.2).
var flatOpenDocument = openDocument.with(vocabulary{"object-ole": {own: lacking("嵌入的对象没有读")}}).
	words(isText|isLine, "keyword subject description").
	words(isSkipped, "styles settings")

// uof are the elements of UOF 1.0 (GB/T 20916-2007).
var uof = vocabulary{"工作表": {own: naming("名称")}}.
	words(isText, "文本串").
	words(isLine, "段落 行").
	words(isBlank, "单元格 制表符 空格符").
	words(isAside, "脚注 尾注 批注")

// svg are the elements of pictures that are drawn with text; drawing programs put
// pages into them.
var svg = vocabulary{}.
	words(isText|isLine, "text title desc foreignObject").
	words(isLine, "tspan div p li tr br").
	words(isBlank, "td").
	words(isSkipped, "style script")

// anyData are the elements of XML that nothing is known of: each is a line.
var anyData = vocabulary{"": {role: isText | isLine}}

// naming reads an attribute that says what a sheet is called.
func naming(attr string) func(*walker, xml.StartElement) error {
	return func(w *walker, s xml.StartElement) error {
		if err := w.passThrough(s); err != nil {
			return err
		}
		return w.say(attribute(s, attr) + "\n")
	}
}

// lacking passes over an element that holds what is not read.
func lacking(what string) func(*walker, xml.StartElement) error {
	return func(w *walker, s xml.StartElement) error {
		w.into.miss(Unsupported, what)
		return w.skip(s)
	}
}

// read reads a document of one file.
func (v vocabulary) read(into *text, content []byte) error {
	return walk(into, bytes.NewReader(content), v, false)
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
func (f flat) readFile(x *Extractor, into *text, data []byte) error {
	plain, err := decode(data, declaredIn(data))
	if err != nil {
		return err
	}
	plain.lack(into)
	content := declaration.ReplaceAll(plain.text, nil)
	if f.words == nil {
		return readFlatPackage(x, into, content)
	}
	return f.words.read(into, content)
}
