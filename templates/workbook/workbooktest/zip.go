package workbooktest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"maps"
	"slices"
)

// pack packs the parts as archive/zip does, which tells sizes after each part.
func pack(t T, p parts) []byte {
	t.Helper()
	return packBy(t, p, func(w *zip.Writer, name string) (io.Writer, error) {
		return w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	})
}

// packPlain tells sizes before each part, and packs none.
func packPlain(t T, p parts) []byte {
	t.Helper()
	return packBy(t, p, func(w *zip.Writer, name string) (io.Writer, error) {
		size := uint64(len(p[name]))
		return w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(p[name])), CompressedSize64: size, UncompressedSize64: size})
	})
}

// packBy packs parts, each into what create makes for it.
func packBy(t T, p parts, create func(w *zip.Writer, name string) (io.Writer, error)) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		part, err := create(w, name)
		if err == nil {
			_, err = part.Write([]byte(p[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packZip64 tells every size and place in the fields of zip64 (APPNOTE 4.3.14, 4.5.3),
// as programs do that do not know beforehand how large a file will be.
func packZip64(_ T, p parts) []byte {
	const unknown, version = 0xFFFFFFFF, 45
	var b, list bytes.Buffer
	put := func(to *bytes.Buffer, fields ...any) {
		for _, f := range fields {
			_ = binary.Write(to, binary.LittleEndian, f) // to a buffer
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p)) {
		text, at := p[name], uint64(b.Len())
		size, sum := uint64(len(text)), crc32.ChecksumIEEE([]byte(text))
		put(&b, []byte("PK\x03\x04"), uint16(version), uint16(0x800), uint16(0), uint32(0), sum, uint32(unknown), uint32(unknown),
			uint16(len(name)), uint16(20), []byte(name), uint16(1), uint16(16), size, size, []byte(text))
		put(&list, []byte("PK\x01\x02"), uint16(version), uint16(version), uint16(0x800), uint16(0), uint32(0), sum, uint32(unknown), uint32(unknown),
			uint16(len(name)), uint16(28), uint16(0), uint16(0), uint16(0), uint32(0), uint32(unknown), []byte(name),
			uint16(1), uint16(24), size, size, at)
	}
	start, n := uint64(b.Len()), uint64(len(p))
	b.Write(list.Bytes())
	end := uint64(b.Len())
	put(&b, []byte("PK\x06\x06"), uint64(44), uint16(version), uint16(version), uint32(0), uint32(0), n, n, uint64(list.Len()), start)
	put(&b, []byte("PK\x06\x07"), uint32(0), end, uint32(1))
	put(&b, []byte("PK\x05\x06"), uint16(0), uint16(0), uint16(0xFFFF), uint16(0xFFFF), uint32(unknown), uint32(unknown), uint16(0))
	return b.Bytes()
}
