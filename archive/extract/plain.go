package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// readPlain reads text without marks, such as txt and csv.
func readPlain(_ *Extractor, into *text, data []byte) error { return readPlainIn(into, data, "") }

// readPlainIn reads text that says what encoding it is in.
func readPlainIn(into *text, data []byte, declared string) error {
	plain, err := decode(data, declared)
	if err != nil {
		return err
	}
	plain.lack(into)
	// Piece by piece, so that it can be stopped.
	for left := plain.text; len(left) > 0; {
		n := min(len(left), 64<<10)
		for n < len(left) && !utf8.RuneStart(left[n]) {
			n++
		}
		if err := into.write(string(left[:n])); err != nil {
			return err
		}
		left = left[n:]
	}
	return nil
}

// readJSON reads the names and values of JSON in which characters stand as numbers
// (RFC 8259, 7), each a line.
func readJSON(_ *Extractor, into *text, data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, ok := token.(json.Delim); ok || token == nil {
			continue
		}
		if err := into.write(fmt.Sprint(token) + "\n"); err != nil {
			return err
		}
	}
}
