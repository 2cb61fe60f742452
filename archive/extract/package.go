package extract

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"gongwen/templates/opc"
)

// packageNames are the suffixes whose files must be zip files.
var packageNames = set(".docx .docm .dotx .dotm .xlsx .xlsm .xltx .xltm .xlsb .pptx .pptm .potx .potm .ppsx .ppsm .odt .ott .ods .ots .odp .otp .odg .ofd .zip")

// names are names of some sort.
type names map[string]bool

func set(all string) names {
	set := names{}
	for _, name := range strings.Fields(all) {
		set[name] = true
	}
	return set
}

const (
	// mostParts is how many files a package may have: a document of thousands of
	// pages has some for each.
	mostParts = 50_000
	// mostPart is how many bytes a part may have that is read as a whole, such as the
	// list of a part's relationships.
	mostPart = 4 << 20
)

// pack is a package being read: a document that is parts, most of them XML, in a zip
// file. A part that cannot be read is a gap; the others are read all the same.
type pack struct {
	*opc.Package
	x    *Extractor
	into *text
	done map[*opc.Part]bool // parts read

	document *opc.Part // of Office: the one the package is about
}

// sniffPackage tells by the parts in a zip file what it is.
func sniffPackage(data []byte) (reader, error) {
	// What is unpacked is counted as it is read: pictures and films are not.
	zip, err := opc.Open(data, opc.Bounds{Parts: mostParts, Unpacked: math.MaxUint64, Part: mostPart})
	switch {
	case errors.Is(err, opc.ErrTooLarge):
		return nil, errTooLarge
	case err != nil:
		return nil, errors.New("压缩结构不完整")
	}
	var document *opc.Part // of Office
	as := func(read func(*pack) error) reader {
		return func(x *Extractor, into *text, _ []byte) error {
			return read(&pack{Package: zip, x: x, into: into, done: map[*opc.Part]bool{}, document: document})
		}
	}
	if zip.Part("OFD.xml") != nil {
		return as((*pack).readOFD), nil
	}
	if zip.Part("META-INF/manifest.xml") != nil {
		return as((*pack).readOpenDocument), nil
	}
	document = officeDocument(zip)
	switch {
	case document == nil:
		return nil, unsupportedError("压缩包")
	case strings.HasSuffix(strings.ToLower(document.Name), ".bin"):
		return nil, unsupportedError("二进制工作簿（xlsb），请另存为 xlsx")
	}
	switch kind(document) {
	case "xl":
		return as((*pack).readWorkbook), nil
	case "ppt":
		return as((*pack).readPresentation), nil
	case "word":
		return as((*pack).readDocument), nil
	}
	return nil, unsupportedError("压缩包")
}

// usualDocuments are where the document lies, in a package that does not say so any
// more.
var usualDocuments = []string{"word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"}

func officeDocument(zip *opc.Package) *opc.Part {
	if document, err := zip.Document(); err == nil {
		return document
	}
	for _, name := range usualDocuments {
		if part := zip.Part(name); part != nil {
			return part
		}
	}
	return nil
}

// kinds are the first elements of documents, by the folder such a document usually
// lies in.
var kinds = map[string]string{"document": "word", "workbook": "xl", "presentation": "ppt"}

// kind tells what a document is, by the folder it lies in, or where that is not a usual
// one by its first element.
func kind(document *opc.Part) string {
	folder, _, _ := strings.Cut(strings.ToLower(document.Name), "/")
	if folder == "word" || folder == "xl" || folder == "ppt" {
		return folder
	}
	r, err := document.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	for d := tokens(io.LimitReader(r, 64<<10)); ; {
		token, err := d.RawToken()
		if err != nil {
			return ""
		}
		if s, ok := token.(xml.StartElement); ok {
			return kinds[s.Name.Local]
		}
	}
}

// read reads one part as a vocabulary means it. title says in Chinese what it is. The
// error means: stop reading the file.
func (p *pack) read(part *opc.Part, title string, words vocabulary, loose bool) error {
	if err := p.stream(part, title, func(r io.Reader) error { return walk(p.into, r, words, loose) }); err != nil {
		return err
	}
	return p.into.breakLine()
}

// stream gives the markup of a part to read, once, and takes its bytes from those that
// may be unpacked. What goes wrong in it is a gap.
func (p *pack) stream(part *opc.Part, title string, read func(io.Reader) error) error {
	return p.opened(part, title, part.Open, read)
}

// raw is stream for the bytes of a part, as they are.
func (p *pack) raw(part *opc.Part, title string, read func(io.Reader) error) error {
	return p.opened(part, title, part.File.Open, read)
}

func (p *pack) opened(part *opc.Part, title string, open func() (io.ReadCloser, error), read func(io.Reader) error) error {
	if p.done[part] {
		return nil
	}
	p.done[part] = true
	if part.File.Flags&1 != 0 {
		return errEncrypted
	}
	packed, err := open()
	if err != nil {
		p.into.miss(Damaged, damaged(title, part))
		return nil
	}
	defer packed.Close()
	limited := &io.LimitedReader{R: packed, N: p.into.room}
	err = read(limited)
	if p.into.room = limited.N; p.into.room <= 0 {
		return errTooLarge
	}
	if stops(err) {
		return err
	}
	if err != nil {
		p.into.miss(Damaged, damaged(title, part))
	}
	return nil
}

// stops tells what ends the reading of a file, and not only of a part.
func stops(err error) bool {
	return errors.Is(err, errFull) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errSandbox)
}

func damaged(title string, part *opc.Part) string {
	return fmt.Sprintf("%s（%s）不完整或已损坏", title, part.Name)
}
