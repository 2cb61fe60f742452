package workbook

import (
	"bytes"

	"gongwen/templates/opc"
)

// runFormat is how a run of a text looks. It is nothing that is read, and far longer than
// the text.
const runFormat = "rPr"

// sharedStrings are the texts that cells show by their number. A sheet that nobody sees
// may have any number of them, so they are not kept: the part is read once for which of
// them are blank, and again for those that the filled cells show.
type sharedStrings struct {
	part  *opc.Part // nil for a workbook without any
	blank []bool    // of each
}

func (s *sharedStrings) has(i int) bool { return 0 <= i && i < len(s.blank) }

// scanStrings reads which strings there are, and which of them are blank.
func scanStrings(part *opc.Part) (*sharedStrings, error) {
	s := &sharedStrings{part: part}
	if part == nil {
		return s, nil
	}
	return s, s.each(func(_ int, _ []byte, blank bool) bool {
		s.blank = append(s.blank, blank)
		return true
	}, false)
}

// texts are the strings of these numbers as they stand, without prefixes.
func (s *sharedStrings) texts(wanted map[int][]byte) error {
	left := len(wanted)
	if left == 0 {
		return nil
	}
	return s.each(func(i int, inner []byte, _ bool) bool {
		if _, is := wanted[i]; is {
			wanted[i] = bytes.Clone(inner)
			left--
		}
		return left > 0
	}, true)
}

// each calls do with each string until that says no. What stands in the string is told
// only if asked for.
func (s *sharedStrings) each(do func(i int, inner []byte, blank bool) bool, keep bool) error {
	r, err := s.part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	scan := tokens(r)
	var inner bytes.Buffer
	i, in, text, reading, empty, format := 0, false, false, false, true, false
	for scan.Scan() {
		token := scan.Bytes()
		t, is := tagOf(token)
		switch {
		case is && string(t.name) == "si":
			if in = !t.end && !t.empty; in {
				empty = true
				continue
			}
			if !do(i, inner.Bytes(), empty) {
				return nil
			}
			i++
			inner.Reset()
			empty = true
		case !in:
			continue
		case is && string(t.name) == "rPh":
			reading = !t.end && !t.empty
		case is && string(t.name) == "t":
			text = !t.end && !t.empty
		case !is:
			empty = empty && (!text || reading || blank(plain(token)))
		}
		if is && string(t.name) == runFormat {
			format = !t.end && !t.empty
			continue
		}
		switch {
		case !keep || !in || format:
		case is:
			t.write(&inner)
		default:
			inner.Write(token)
		}
	}
	return scan.Err()
}
