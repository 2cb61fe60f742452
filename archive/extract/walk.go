package extract

import (
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"strings"
)

// walker reads the text of one part as a vocabulary means it.
type walker struct {
	into     *text
	d        *xml.Decoder
	words    vocabulary
	levels   []*level // the last is where the text goes
	depth    int      // elements open
	chars    int      // written while there are variants
	variants []int    // chars when each open isVariants began
	prompt   bool     // the open shape is a place to be filled in
	places   []string // the isPlace elements open
	joined   bool     // the end of the paragraph was struck out
	loose    bool     // tags need not match: VML
}

// level is the text on the page, or of what hangs on a line of the level below.
type level struct {
	depth  int // see sink
	wanted int // elements open that are text
	lines  int // elements open that end a line
	text   strings.Builder
	after  strings.Builder // what hangs on the line being written
}

const (
	mostLevels  = 10      // a text box with a note in a text box
	ctxInterval = 1 << 10 // tokens
)

var errDeep = errors.New("层层嵌套过多")

// walk reads a part.
func walk(into *text, r io.Reader, words vocabulary, loose bool) error {
	w := &walker{into: into, d: tokens(r), words: words, levels: []*level{{}}, loose: loose}
	if loose {
		w.d.Strict = false
		w.d.Entity = xml.HTMLEntity
	}
	err := w.all()
	for len(w.levels) > 1 { // the part is cut short
		if e := w.rise(); e != nil {
			return e
		}
	}
	if e := w.endLine(); e != nil {
		return e
	}
	return err
}

func (w *walker) all() error {
	for token, err := range w.tokens() {
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := w.words.of(token.Name.Local)
			if e.own != nil || w.passes(e.role) {
				own := e.own
				if own == nil {
					own = (*walker).skip
				}
				if err := own(w, token); err != nil {
					return err
				}
				continue
			}
			w.depth++
			if err := w.start(e, token); err != nil {
				return err
			}
		case xml.EndElement:
			if err := w.end(w.words.of(token.Name.Local).role); err != nil {
				return err
			}
			w.depth--
		case xml.CharData:
			if w.level().wanted > 0 {
				for i, c := range token { // its line ends are those of the XML
					if c == '\n' || c == '\r' {
						token[i] = ' '
					}
				}
				if err := w.say(string(token)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// tokens are those of the part, as long as there is time. A part that ends within an
// element is cut short.
func (w *walker) tokens() iter.Seq2[xml.Token, error] {
	return func(yield func(xml.Token, error) bool) {
		for i := 0; ; i++ {
			if i%ctxInterval == 0 {
				if err := w.into.ctx.Err(); err != nil {
					yield(nil, err)
					return
				}
			}
			token, err := w.d.RawToken()
			switch {
			case errors.Is(err, io.EOF) && w.depth != 0 && !w.loose:
				yield(nil, io.ErrUnexpectedEOF)
				return
			case errors.Is(err, io.EOF):
				return
			}
			if !yield(token, err) || err != nil {
				return
			}
		}
	}
}

// passes tells what is passed over.
func (w *walker) passes(r role) bool {
	return r&isSkipped != 0 || r&isBody != 0 && w.prompt ||
		r&isVariant != 0 && len(w.variants) > 0 && w.chars > w.variants[len(w.variants)-1]
}

func (w *walker) start(e element, s xml.StartElement) error {
	for _, name := range e.attrs {
		if value := attribute(s, name); value != "" {
			if err := w.hang(value + "\n"); err != nil {
				return err
			}
		}
	}
	if e.says != "" {
		return w.say(e.says)
	}
	if e.role == 0 {
		return nil
	}
	if e.role&isAside != 0 {
		if err := w.sink(0); err != nil {
			return err
		}
	}
	l := w.level()
	switch {
	case e.role&isVariants != 0:
		w.variants = append(w.variants, w.chars)
	case e.role&isContent != 0:
		w.chars++
	case e.role&isPlace != 0:
		w.places = append(w.places, s.Name.Local)
	case e.role&isShape != 0:
		w.prompt = false
	case e.role&isPrompt != 0:
		w.prompt = true
	}
	if e.role&isText != 0 {
		l.wanted++
	}
	if e.role&isLine != 0 {
		l.lines++
	}
	if e.role&isBlank != 0 {
		return w.say(" ")
	}
	return nil
}

func (w *walker) end(r role) error {
	l := w.level()
	if l.depth == w.depth && l.depth > 0 {
		return w.rise()
	}
	if r == 0 {
		return nil
	}
	if r&isText != 0 && l.wanted > 0 {
		l.wanted--
	}
	if r&isVariants != 0 && len(w.variants) > 0 {
		w.variants = w.variants[:len(w.variants)-1]
	}
	if r&isPlace != 0 && len(w.places) > 0 {
		w.places = w.places[:len(w.places)-1]
	}
	if r&isShape != 0 {
		w.prompt = false
	}
	if r&isLine != 0 {
		if l.lines > 0 {
			l.lines--
		}
		if w.joined {
			w.joined = false
		} else if err := w.endLine(); err != nil {
			return err
		}
	}
	if r&isAside != 0 && len(w.levels) > 1 {
		return w.rise()
	}
	return nil
}

// place is the innermost isPlace element that is open, or empty.
func (w *walker) place() string {
	if len(w.places) == 0 {
		return ""
	}
	return w.places[len(w.places)-1]
}

func (w *walker) level() *level { return w.levels[len(w.levels)-1] }

// say writes text at the level it stands at.
func (w *walker) say(s string) error {
	if len(w.variants) > 0 {
		w.chars += len(strings.TrimSpace(s))
	}
	if len(w.levels) == 1 {
		return w.into.write(s)
	}
	l := w.level()
	if l.text.Len()+len(s) > w.into.limit {
		return errFull
	}
	l.text.WriteString(s)
	return nil
}

// endLine ends the line and lets what hangs on it follow.
func (w *walker) endLine() error {
	l := w.level()
	if err := w.say("\n"); err != nil || l.after.Len() == 0 {
		return err
	}
	after := l.after.String()
	l.after.Reset()
	return w.say(after + "\n")
}

// sink begins what hangs on a line, and ends with the element that lies so deep; with
// the one that isAside for 0.
func (w *walker) sink(depth int) error {
	if len(w.levels) == mostLevels {
		return errDeep
	}
	w.levels = append(w.levels, &level{depth: depth})
	return nil
}

// rise ends what hangs on a line.
func (w *walker) rise() error {
	if err := w.endLine(); err != nil {
		return err
	}
	aside := w.level()
	w.levels = w.levels[:len(w.levels)-1]
	if err := w.hang(aside.text.String()); err != nil {
		return err
	}
	if w.level().lines == 0 {
		return w.endLine()
	}
	return nil
}

// hang lets text follow the line.
func (w *walker) hang(s string) error {
	l := w.level()
	if l.after.Len()+len(s) > w.into.limit {
		return errFull
	}
	l.after.WriteString(s)
	return nil
}

func (w *walker) skip(xml.StartElement) error { return skip(w.into, w.d) }

// skip passes over the rest of an element.
func skip(into *text, d *xml.Decoder) error { return (&walker{into: into, d: d}).inside(nil) }

// passThrough reads an element like any other, although it has a reading of its own.
func (w *walker) passThrough(xml.StartElement) error { w.depth++; return nil }

// inside reads the rest of an element and gives every element in it to see, if any,
// with how deep it lies: 1 for a child.
func (w *walker) inside(see func(depth int, s xml.StartElement)) error {
	depth := 1
	for token, err := range w.tokens() {
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if see != nil {
				see(depth, token)
			}
			depth++
		case xml.EndElement:
			if depth--; depth == 0 {
				return nil
			}
		}
	}
	return io.ErrUnexpectedEOF
}

// elements reads a part and gives every element in it to see.
func elements(into *text, r io.Reader, see func(s xml.StartElement)) error {
	w := &walker{into: into, d: tokens(r)}
	for token, err := range w.tokens() {
		if err != nil {
			return err
		}
		if s, ok := token.(xml.StartElement); ok {
			see(s)
			if err := w.inside(func(_ int, s xml.StartElement) { see(s) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// attribute is the value of an attribute by its local name, or empty.
func attribute(s xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
