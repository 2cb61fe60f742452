// Package deflated writes long parts of zip files of which the beginning is known only when
// the end is: the rows of a sheet come before all that depends on them, how wide its columns
// are, where its table ends, what stands below it.
package deflated

import (
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"sync"

	"github.com/klauspost/compress/flate"
)

// Stream holds a long text, compressed, until the part that it belongs in is written, see
// Add. Whoever writes it fills Raw and calls Next now and then, after each row. The zero
// value is empty.
//
// Blocks are compressed apart from one another, by several goroutines while the next rows
// are written, and put together in their order: a deflate stream (RFC 1951) may be cut
// wherever it was flushed. Their length does not depend on the machine, so that the same
// rows are always the same bytes.
type Stream struct {
	Raw  []byte // what is not yet compressed
	sum  uint32 // CRC-32 of what is
	size int64  // of what is, before compression

	packed bytes.Buffer // as long as it is short
	file   *os.File     // then here
	length int64        // of what is compressed

	todo, order chan *block // to the workers, and to the collector; nil until there are any
	free        chan *block
	running     sync.WaitGroup
	err         error // the collector's, to be read when it has ended
}

// block is a piece of the text on its way.
type block struct {
	raw    []byte
	packed bytes.Buffer
	sum    uint32
	err    error
	ready  chan struct{}
}

// blockSize is that of blocks before compression.
const blockSize = 512 << 10

// mostHeld is how many bytes of compressed text are in memory.
var mostHeld = 16 << 20

// Next is called after each row.
func (s *Stream) Next() {
	if len(s.Raw) < blockSize {
		return
	}
	if s.todo == nil {
		s.start(runtime.GOMAXPROCS(0))
	}
	b := <-s.free
	s.Raw, b.raw = b.raw[:0], s.Raw
	s.order <- b
	s.todo <- b
}

func (s *Stream) start(workers int) {
	blocks := workers + 2
	s.todo, s.order, s.free = make(chan *block, blocks), make(chan *block, blocks), make(chan *block, blocks)
	for range blocks {
		s.free <- &block{ready: make(chan struct{}, 1)}
	}
	for range workers {
		s.running.Go(func() {
			for b := range s.todo {
				b.compress()
				b.ready <- struct{}{}
			}
		})
	}
	s.running.Go(func() {
		for b := range s.order {
			<-b.ready
			if s.err == nil {
				s.err = s.take(b)
			}
			s.free <- b
		}
	})
}

// compressors are kept: each takes more than a megabyte.
var compressors = sync.Pool{New: func() any {
	// The rows of a register are much alike: the quickest compression is enough.
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is one that there is
	}
	return w
}}

func (b *block) compress() {
	b.sum = crc32.ChecksumIEEE(b.raw)
	b.packed.Reset()
	w := compressors.Get().(*flate.Writer)
	w.Reset(&b.packed)
	_, err := w.Write(b.raw)
	b.err = errors.Join(err, w.Flush())
	compressors.Put(w)
}

// take puts a block behind those before it.
func (s *Stream) take(b *block) error {
	if b.err != nil {
		return b.err
	}
	s.sum = joinedSum(s.sum, b.sum, int64(len(b.raw)))
	s.size += int64(len(b.raw))
	s.length += int64(b.packed.Len())
	if s.file == nil && s.packed.Len()+b.packed.Len() <= mostHeld {
		_, err := b.packed.WriteTo(&s.packed)
		return err
	}
	if s.file == nil {
		file, err := os.CreateTemp("", "gongwen-*.tmp")
		if err != nil {
			return err
		}
		s.file = file
		if _, err := s.packed.WriteTo(file); err != nil {
			return err
		}
		s.packed = bytes.Buffer{}
	}
	_, err := b.packed.WriteTo(s.file)
	return err
}

// End compresses what is left. Nothing may follow.
func (s *Stream) End() error {
	s.stop()
	if s.err != nil || len(s.Raw) == 0 {
		return s.err
	}
	last := block{raw: s.Raw}
	s.Raw = nil
	last.compress()
	return s.take(&last)
}

// stop waits for the goroutines to end.
func (s *Stream) stop() {
	if s.todo != nil {
		close(s.todo)
		close(s.order)
		s.running.Wait()
		s.todo, s.order, s.free = nil, nil, nil
	}
}

// writeTo writes the compressed text.
func (s *Stream) writeTo(w io.Writer) error {
	if s.file == nil {
		_, err := w.Write(s.packed.Bytes())
		return err
	}
	_, err := io.Copy(w, io.NewSectionReader(s.file, 0, s.length))
	return err
}

// Close gives up what it holds.
func (s *Stream) Close() error {
	s.stop()
	if s.file == nil {
		return nil
	}
	return errors.Join(s.file.Close(), os.Remove(s.file.Name()))
}
