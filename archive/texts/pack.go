package texts

import (
	"bytes"
	"compress/flate"
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// window is how far back packing looks for what was there before: more would make
// texts no smaller, and takes memory to unpack.
const window = 1 << 20

var encoder = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(window), zstd.WithZeroFrames(true))
	if err != nil {
		panic(err) // the options are wrong
	}
	return e
})

// pack makes a text small: Chinese to less than a third.
func pack(text string) []byte { return encoder().EncodeAll([]byte(text), nil) }

// packedMark begins what is packed; what was packed by version 1, with flate, cannot
// begin so.
const packedMark = "\x28\xb5\x2f\xfd"

// unpack reads a text from its beginning on, and unpacks no more than is read.
func unpack(packed []byte) (io.ReadCloser, error) {
	switch {
	case len(packed) == 0:
		return io.NopCloser(strings.NewReader("")), nil
	case !bytes.HasPrefix(packed, []byte(packedMark)):
		return flate.NewReader(bytes.NewReader(packed)), nil
	}
	d, _ := decoders.Get().(*zstd.Decoder)
	if d == nil {
		var err error
		if d, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window)); err != nil {
			return nil, err
		}
	}
	return &unpacking{d}, d.Reset(bytes.NewReader(packed))
}

// decoders are those that nobody unpacks with just now.
var decoders sync.Pool

// unpacking is a text that is being unpacked.
type unpacking struct{ *zstd.Decoder }

func (u *unpacking) Close() error {
	err := u.Reset(nil)
	decoders.Put(u.Decoder)
	return err
}
