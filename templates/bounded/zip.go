package bounded

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
)

// Parts reports whether a zip file lists at most so many parts. Reading the list
// of a million costs more memory than the file has bytes.
func Parts(zip []byte, most int) bool {
	return bytes.Count(zip, []byte("PK\x01\x02")) <= most
}

// Markup is what the XML in a part of a zip file weighs: two for each tag, one for
// each attribute. A tag of four bytes becomes a struct of hundreds, and a thousand
// such tags are packed into one byte, so it is this that tells what a library
// makes of a part. It stops counting beyond most. The reader holds the part to the
// size that it declares.
func Markup(part *zip.File, most int) (weight int, err error) {
	r, err := part.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	chunk := make([]byte, 32<<10)
	for weight <= most {
		n, err := r.Read(chunk)
		weight += 2*bytes.Count(chunk[:n], []byte("<")) + bytes.Count(chunk[:n], []byte("="))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return weight, err
		}
	}
	return weight, nil
}
