package opc

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Rewrite writes the package with other content for the parts of the given names,
// which may also be new ones. All other parts stay packed as they are, byte for byte.
// Only the slashes of their names are mended: few programs find a part behind \.
//
// It fails on a package that has such a part twice, for programs differ in which of
// the two they read.
func (p *Package) Rewrite(w io.Writer, changed map[string][]byte) error {
	type replacement struct {
		name    string
		content []byte
		written bool
	}
	replaced := map[string]*replacement{}
	for name, content := range changed {
		replaced[strings.ToLower(level("", name))] = &replacement{name: name, content: content}
	}
	out := zip.NewWriter(w)
	for _, file := range p.zip.File {
		header := file.FileHeader
		header.Name = strings.TrimLeft(strings.ReplaceAll(file.Name, `\`, "/"), "/")
		r := replaced[strings.ToLower(level("", file.Name))]
		switch {
		case r == nil:
			if err := copyRaw(out, file, header); err != nil {
				return fmt.Errorf("%s: %w", file.Name, err)
			}
			continue
		case r.written:
			return fmt.Errorf("%s stands twice in the package", file.Name)
		}
		r.written = true
		if err := pack(out, &zip.FileHeader{Name: header.Name, NonUTF8: file.NonUTF8, Modified: file.Modified, Method: zip.Deflate}, r.content); err != nil {
			return err
		}
	}
	added := slices.SortedFunc(maps.Values(replaced), func(a, b *replacement) int { return cmp.Compare(a.name, b.name) })
	for _, r := range added {
		if r.written {
			continue
		}
		if err := pack(out, &zip.FileHeader{Name: r.name, Method: zip.Deflate}, r.content); err != nil {
			return err
		}
	}
	return out.Close()
}

// NewPart is a part to be packed.
type NewPart struct {
	Name    string
	Content []byte
}

// Pack is a package of these parts. They are not compressed: it is to be read at once.
// It fails on a name that no zip file can have.
func Pack(parts []NewPart) ([]byte, error) {
	var packed bytes.Buffer
	out := zip.NewWriter(&packed)
	for _, p := range parts {
		if err := pack(out, &zip.FileHeader{Name: p.Name, Method: zip.Store}, p.Content); err != nil {
			return nil, err
		}
	}
	err := out.Close()
	return packed.Bytes(), err
}

func pack(out *zip.Writer, header *zip.FileHeader, content []byte) error {
	w, err := out.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

func copyRaw(out *zip.Writer, file *zip.File, header zip.FileHeader) error {
	from, err := file.OpenRaw()
	if err != nil {
		return err
	}
	header.Extra = withoutSizes(header.Extra)
	to, err := out.CreateRaw(&header)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return err
}

// withoutSizes are a file's extra fields without that of zip64, which the writer puts
// there itself where the sizes need it (APPNOTE 4.5.3).
func withoutSizes(extra []byte) []byte {
	const head, zip64 = 4, 1
	var kept []byte
	for len(extra) >= head {
		size := head + int(binary.LittleEndian.Uint16(extra[2:]))
		if size > len(extra) {
			break
		}
		if binary.LittleEndian.Uint16(extra) != zip64 {
			kept = append(kept, extra[:size]...)
		}
		extra = extra[size:]
	}
	return kept
}
