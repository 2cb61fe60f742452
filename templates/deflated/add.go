package deflated

import (
	"archive/zip"
	"io"
)

// Piece is a text and, unless nil, a stream that has come to its end behind it.
type Piece struct {
	Text   []byte
	Stream *Stream
}

// ended is a deflate stream (RFC 1951) with nothing in it, to end one that was only flushed.
const ended = "\x03\x00"

// Add writes a part of a zip file that consists of the pieces, in their order.
func Add(z *zip.Writer, name string, pieces ...Piece) error {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Flags: 0x8} // sizes behind the data: they may pass 4 GB
	header.CompressedSize64 = uint64(len(ended))
	texts := make([]block, len(pieces))
	for i, p := range pieces {
		texts[i].raw = p.Text
		texts[i].compress()
		if texts[i].err != nil {
			return texts[i].err
		}
		add := func(sum uint32, size, packed int64) {
			header.CRC32 = joinedSum(header.CRC32, sum, size)
			header.UncompressedSize64 += uint64(size)
			header.CompressedSize64 += uint64(packed)
		}
		add(texts[i].sum, int64(len(p.Text)), int64(texts[i].packed.Len()))
		if p.Stream != nil {
			add(p.Stream.sum, p.Stream.size, p.Stream.length)
		}
	}
	w, err := z.CreateRaw(header)
	if err != nil {
		return err
	}
	for i, p := range pieces {
		_, err := texts[i].packed.WriteTo(w)
		if err == nil && p.Stream != nil {
			err = p.Stream.writeTo(w)
		}
		if err != nil {
			return err
		}
	}
	_, err = io.WriteString(w, ended)
	return err
}
