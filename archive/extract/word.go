package extract

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// paragraphProperties looks whether the end of the paragraph was struck out: then the
// next one goes on in its line (ECMA-376 part 1, 17.13.5.15).
func paragraphProperties(w *walker, _ xml.StartElement) error {
	runs := false
	return w.inside(func(depth int, s xml.StartElement) {
		if depth == 1 {
			runs = s.Name.Local == "rPr"
		}
		if depth == 2 && runs && (s.Name.Local == "del" || s.Name.Local == "moveFrom") {
			w.joined = true
		}
	})
}

// noteMark lets the mark of a note that was chosen for it follow the line: it is the
// rest of the run (17.11.14), and would part the sentence.
func noteMark(w *walker, s xml.StartElement) error {
	if err := w.skip(s); err != nil || !truth[attribute(s, "customMarkFollows")] {
		return err
	}
	return w.sink(w.depth)
}

// dropDown reads what is chosen in a drop-down field (17.16.9).
func dropDown(w *walker, _ xml.StartElement) error {
	var entries []string
	chosen := 0
	err := w.inside(func(_ int, s xml.StartElement) {
		switch s.Name.Local {
		case "result":
			chosen, _ = strconv.Atoi(attribute(s, "val"))
		case "listEntry":
			if len(entries) < 1000 {
				entries = append(entries, attribute(s, "val"))
			}
		}
	})
	if err != nil || chosen < 0 || chosen >= len(entries) {
		return err
	}
	return w.say(entries[chosen])
}

// symbols are the characters of fonts that hold symbols in place of letters, as far
// as they are used as text: ticked boxes, and Greek.
var symbols = map[string]map[rune]rune{
	"wingdings":   {0x6f: '☐', 0xa8: '☐', 0xfb: '✗', 0xfc: '✓', 0xfd: '☒', 0xfe: '☑'},
	"wingdings 2": {0x4f: '✗', 0x50: '✓', 0x51: '☒', 0x52: '☑', 0x53: '☒', 0x54: '☒', 0xa3: '☐'},
	"wingdings 3": {},
	"webdings":    {},
	"symbol":      symbolFont(),
}

func symbolFont() map[rune]rune {
	signs := map[rune]rune{0xa3: '≤', 0xa5: '∞', 0xb0: '°', 0xb1: '±', 0xb3: '≥', 0xb4: '×', 0xb8: '÷', 0xb9: '≠', 0xbb: '≈', 0xe5: '∑'}
	for i, r := range []rune("ΑΒΧ∆ΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ") {
		signs['A'+rune(i)] = r
	}
	for i, r := range []rune("αβχδεφγηιϕκλμνοπθρστυϖωξψζ") {
		signs['a'+rune(i)] = r
	}
	return signs
}

// symbol reads a character that is told by its font and its number there (17.3.3.30).
// Ornaments are no text; a font of letters has its letters at their own numbers.
func symbol(w *walker, s xml.StartElement) error {
	if err := w.inside(nil); err != nil {
		return err
	}
	code, err := strconv.ParseUint(attribute(s, "char"), 16, 21)
	if err != nil {
		return nil
	}
	in, ornaments := symbols[strings.ToLower(attribute(s, "font"))]
	if r, ok := in[rune(code)&0xff]; ok {
		return w.say(string(r))
	}
	if ornaments || code >= 0xf000 && code <= 0xf0ff {
		return nil
	}
	return w.say(string(rune(code)))
}
