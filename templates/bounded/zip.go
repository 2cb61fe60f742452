package bounded

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
)

// Parts reports whether a zip file lists at most so many parts. Reading the list
// of a million costs more memory than the file has bytes.
func Parts(zip []byte, most int) bool {
	return bytes.Count(zip, []byte("PK\x01\x02")) <= most
}

// IsMarkup tells by its name, in lower case, a part of a workbook that has to be read.
// A library unpacks all it is given, and would do so with pictures, macros and
// embedded files, too, and parse the theme.
func IsMarkup(name string) bool {
	return (strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")) && !strings.HasPrefix(name, "xl/theme/")
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

// Only is the zip file with nothing but the parts that are needed, by their names in
// lower case; they stay packed.
func Only(archive *zip.Reader, needed func(name string) bool) (*bytes.Buffer, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	chunk := make([]byte, 8<<10)
	for _, part := range archive.File {
		if !needed(strings.ToLower(part.Name)) {
			continue
		}
		from, err := part.OpenRaw()
		if err != nil {
			return nil, err
		}
		header := part.FileHeader
		to, err := w.CreateRaw(&header)
		if err != nil {
			return nil, err
		}
		if _, err := io.CopyBuffer(to, from, chunk); err != nil {
			return nil, err
		}
	}
	return &b, w.Close()
}
