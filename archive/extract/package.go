package extract

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// format is a sort of document that is XML parts in a zip file.
type format struct {
	mark  *regexp.Regexp   // a part that only this format has
	parts []*regexp.Regexp // those to read, in this order
	text  names            // the elements whose characters are text; nil for all
	line  names            // those that end a line
	blank names            // those that stand for a blank
	skip  names            // those to pass over with all that is in them
}

// names are local names of elements. The prefix's namespace is not looked at:
// the same element has several, by edition of the standard.
type names map[string]bool

func set(all string) names {
	set := names{}
	for _, name := range strings.Fields(all) {
		set[name] = true
	}
	return set
}

func parts(patterns ...string) []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, p := range patterns {
		all = append(all, regexp.MustCompile(p))
	}
	return all
}

// packages are the formats known. Fallback repeats, for old programs, what
// stands beside it; delText and tracked-changes were struck out.
var packages = []format{
	{ // docx: ECMA-376 part 1, 17
		mark: regexp.MustCompile(`^word/document\d*\.xml$`),
		parts: parts(`^word/document\d*\.xml$`, `^word/(header|footer)\d*\.xml$`, `^word/(footnotes|endnotes|comments)\d*\.xml$`,
			`^word/(charts|diagrams)/(chart|data)\d*\.xml$`),
		text: set("t v"), line: set("p br cr tr pt"), blank: set("tab tc"), skip: set("Fallback delText instrText"),
	},
	{ // pptx: ECMA-376 part 1, 19
		mark:  regexp.MustCompile(`^ppt/presentation\.xml$`),
		parts: parts(`^ppt/slides/slide\d+\.xml$`, `^ppt/notesSlides/notesSlide\d+\.xml$`, `^ppt/comments/.*\.xml$`),
		text:  set("t text"), line: set("p br tr"), blank: set("tab tc"), skip: set("Fallback"),
	},
	{ // odt, ods, odp: ODF 1.3 part 3, 5 and 6
		mark:  regexp.MustCompile(`^META-INF/manifest\.xml$`),
		parts: parts(`^content\.xml$`, `^styles\.xml$`),
		line:  set("p h line-break table-row"), blank: set("tab s table-cell"), skip: set("tracked-changes scripts font-face-decls automatic-styles"),
	},
	{ // ofd, the national standard for fixed pages: GB/T 33190-2016, 11
		mark:  regexp.MustCompile(`^OFD\.xml$`),
		parts: parts(`/Pages/.*Content\.xml$`, `/Tpls/.*Content\.xml$`),
		text:  set("TextCode"), line: set("TextObject"),
	},
}

// packageNames are the suffixes whose files must be zip files.
var packageNames = set(".docx .docm .xlsx .xlsm .pptx .pptm .odt .ods .odp .ofd .zip")

// read reads the parts of a document.
func (f format) read(x *Extractor, into *text, archive *zip.Reader) error {
	left := x.limits.Unpacked
	for _, pattern := range f.parts {
		var some []*zip.File
		for _, file := range archive.File {
			if pattern.MatchString(file.Name) {
				some = append(some, file)
			}
		}
		slices.SortFunc(some, func(a, b *zip.File) int { // slide2 before slide10
			return cmp.Or(cmp.Compare(len(a.Name), len(b.Name)), cmp.Compare(a.Name, b.Name))
		})
		for _, file := range some {
			if file.Flags&1 != 0 {
				return errEncrypted
			}
			err := f.readPart(into, file, &left)
			if left <= 0 {
				return errTooLarge
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// readPart reads one part and takes its bytes from what is left.
func (f format) readPart(into *text, file *zip.File, left *int64) error {
	r, err := file.Open()
	if err != nil {
		return fmt.Errorf("%s：%w", file.Name, err)
	}
	defer r.Close()
	limited := &io.LimitedReader{R: r, N: *left}
	defer func() { *left = limited.N }()
	if err := f.readXML(into, limited); err != nil {
		return fmt.Errorf("%s：%w", file.Name, err)
	}
	return into.breakLine()
}

func (f format) readXML(into *text, r io.Reader) error {
	d := xml.NewDecoder(r)
	depth, wanted := 0, 0 // how many elements deep, and how many of these are text
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
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
			if f.text[name] {
				wanted++
			}
			if f.blank[name] {
				if err := into.write(" "); err != nil {
					return err
				}
			}
		case xml.EndElement:
			name := token.Name.Local
			depth--
			if f.text[name] {
				wanted--
			}
			if f.line[name] {
				if err := into.breakLine(); err != nil {
					return err
				}
			}
		case xml.CharData:
			if wanted <= 0 && f.text != nil {
				continue
			}
			if err := into.write(string(token)); err != nil {
				return err
			}
		}
	}
}

// skip passes over the rest of an element.
func skip(into *text, d *xml.Decoder) error {
	for depth := 1; depth > 0; {
		token, err := d.RawToken()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if err := into.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}
