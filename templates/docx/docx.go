package docx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/opc"
)

// The most a document may hold. A hundred printed pages are some 150,000 characters.
const (
	MaxSize       = 20 << 20 // bytes of the file, pictures and all
	maxPart       = 8 << 20  // bytes of each part that is read
	maxUnpacked   = 200 << 20
	maxParts      = 2000
	maxBlocks     = 5000
	maxCharacters = 300_000
)

var (
	// ErrNotDocx is the error for a file that is no docx: another format under its name.
	ErrNotDocx = errors.New("不是 Word 的 .docx 文件")
	// ErrLocked is the error for a file that opens only with a password.
	ErrLocked = errors.New("文件有打开密码")
	// ErrTooLarge is the error for a document beyond the bounds.
	ErrTooLarge = errors.New("文件太大")
	// ErrDamaged is the error for a docx that cannot be read to its end.
	ErrDamaged = errors.New("文件不完整或已损坏")
)

// Document is what a docx says.
type Document struct {
	Blocks   []Block
	Troubles []Trouble
}

// Block is a paragraph that has text, or a table.
type Block struct {
	At      int        // its number among the blocks, from 1
	Text    string     // as one reads it, with the number; several lines where it was broken by hand
	Number  string     // the part of Text that Word draws by itself: 一、; empty for none
	Level   int        // of a heading, from 1; 0 for text
	Centred bool       // stands in the middle, as titles do
	Caption bool       // of a table
	Table   [][]string // texts, with the marks of templates.Tabular for merged cells; all rows of one length
}

// Trouble is something that cannot be read as text.
type Trouble struct {
	What string // 图片
	At   int    // number of the block; 0 before the first
	Near string // how that block begins
}

// Load gives what Read reads of a file, no more of it than tells that it is too large.
// The error is the file system's.
func Load(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, MaxSize+1))
}

// Read reads a document. The error is one of this package's.
func Read(data []byte) (*Document, error) {
	const compound = "\xD0\xCF\x11\xE0" // what files of Office with a password, and .doc, begin with
	if len(data) > MaxSize {
		return nil, ErrTooLarge
	}
	if strings.HasPrefix(string(data[:min(len(data), 4)]), compound) {
		return nil, ErrLocked
	}
	p, err := opc.Open(data, opc.Bounds{Parts: maxParts, Unpacked: maxUnpacked, Part: maxPart})
	if errors.Is(err, opc.ErrTooLarge) {
		return nil, ErrTooLarge
	}
	if err != nil {
		return nil, ErrNotDocx
	}
	main, err := p.Document()
	if err != nil {
		return nil, ErrNotDocx
	}
	r := &reader{document: &Document{}, seen: map[Trouble]bool{}}
	if r.styles, err = readStyles(main); err == nil {
		r.numbering, err = readNumbering(main)
	}
	if err == nil {
		err = r.body(main)
	}
	switch {
	case errors.Is(err, ErrNotDocx), errors.Is(err, ErrTooLarge):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w：%w", ErrDamaged, err)
	}
	return r.document, nil
}

// reader is a document being read.
type reader struct {
	styles     styles
	numbering  *numbering
	document   *Document
	seen       map[Trouble]bool
	at         int    // paragraphs with text so far
	near       string // how the last of them begins
	pending    []Trouble
	fields     []field
	characters int
}

// body reads the blocks of the main part.
func (r *reader) body(main *opc.Part) error {
	part, err := open(main)
	if err != nil {
		return err
	}
	defer part.Close()
	d := newDecoder(part)
	found := false
	for elements := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if !found {
				return ErrNotDocx
			}
			if slices.ContainsFunc(r.fields, func(f field) bool { return !f.result }) {
				r.trouble("没有结束的域") // all after its beginning was taken for its instruction
			}
			r.settle()
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case !found && start.Name.Local == "body":
			found = true
		case found:
			e, err := tree(d, start, &elements)
			if err != nil {
				return err
			}
			if err := r.block(e); err != nil {
				return err
			}
		case start.Name.Local != "document":
			if err := d.Skip(); err != nil {
				return err
			}
		}
	}
}

// block reads a child of the body, or of what only holds such.
func (r *reader) block(e *element) error {
	switch e.name {
	case "p":
		r.paragraph(e)
	case "tbl":
		r.table(e)
	case "sdt", "sdtContent", "customXml", "smartTag":
		for _, kid := range e.kids {
			if err := r.block(kid); err != nil {
				return err
			}
		}
	case "AlternateContent": // the same for newer and older programs
		if choice := e.kid("Choice"); choice != nil {
			e = choice
		}
		for _, kid := range e.kids {
			if err := r.block(kid); err != nil {
				return err
			}
		}
	case "ins", "moveTo", "del", "moveFrom":
		r.trouble("修订痕迹")
		for _, kid := range e.kids {
			if err := r.block(kid); err != nil {
				return err
			}
		}
	case "altChunk", "subDoc":
		r.trouble("嵌入的文件")
	case "oMath", "oMathPara":
		r.trouble("公式")
	}
	if len(r.document.Blocks) > maxBlocks || r.characters > maxCharacters {
		return ErrTooLarge
	}
	return nil
}

// add takes a block into the document; what was found on the way belongs to it.
func (r *reader) add(b Block) {
	r.at++
	b.At = r.at
	first := b.Text
	if b.Table != nil {
		first = "表格"
		for _, cell := range b.Table[0] {
			if cell != "" && cell != templates.CellLeft {
				first = cell
				break
			}
		}
	}
	r.near = beginning(first)
	r.characters += len([]rune(b.Text))
	r.document.Blocks = append(r.document.Blocks, b)
	r.settle()
}

// trouble notes what cannot be read, for the block that is being read.
func (r *reader) trouble(what string) { r.pending = append(r.pending, Trouble{What: what}) }

// settle gives what was noted its place: the block just read. Each sort is told once
// for a block.
func (r *reader) settle() {
	for _, t := range r.pending {
		t.At, t.Near = r.at, r.near
		if !r.seen[t] {
			r.seen[t] = true
			r.document.Troubles = append(r.document.Troubles, t)
		}
	}
	r.pending = nil
}

// beginning is how a text begins, for pointing at it.
func beginning(s string) string {
	const letters = 12
	s, _, _ = strings.Cut(strings.ReplaceAll(s, templates.CellBreak, "\n"), "\n")
	if runes := []rune(s); len(runes) > letters {
		return string(runes[:letters]) + "…"
	}
	return s
}
