package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

const mostBetween = 16 << 20 // bytes between two tags

// tokens reads XML in the encoding it declares, whose text between two tags is bounded:
// the decoder holds it as a whole.
func tokens(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(&between{r: r})
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return in, nil // it is UTF-8 by now, see opc.Part.Open
		}
		return charset.NewReaderLabel(label, in)
	}
	return d
}

// between reads on as long as there are tags.
type between struct {
	r       io.Reader
	buffer  [8 << 10]byte
	at, end int
	text    int // bytes since the last <
	err     error
}

func (b *between) fill() {
	if b.at < b.end || b.err != nil {
		return
	}
	b.at, b.end = 0, 0
	for b.end == 0 && b.err == nil {
		b.end, b.err = b.r.Read(b.buffer[:])
	}
	if i := bytes.LastIndexByte(b.buffer[:b.end], '<'); i >= 0 {
		b.text = b.end - i
	} else {
		b.text += b.end
	}
	if b.text > mostBetween {
		b.end, b.err = 0, errors.New("一段内容过长")
	}
}

// ReadByte is what the decoder reads by.
func (b *between) ReadByte() (byte, error) {
	if b.at == b.end {
		if b.fill(); b.at == b.end {
			return 0, b.err
		}
	}
	b.at++
	return b.buffer[b.at-1], nil
}

func (b *between) Read(p []byte) (int, error) {
	if b.fill(); b.at == b.end {
		return 0, b.err
	}
	n := copy(p, b.buffer[b.at:b.end])
	b.at += n
	return n, nil
}
