package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Version is the version of what this package reads. What an earlier one read is
// read again.
//
//	1  2026-11  first
const Version = 1

// Limits keep one attachment from taking the machine.
type Limits struct {
	Size     int64         // bytes of the file
	Unpacked int64         // bytes of what is packed in it, all told
	Text     int           // bytes of text; what follows is left out
	Pages    int           // of a PDF
	Time     time.Duration // for one attachment
}

// DefaultLimits are wide enough for what an office files, a book included.
var DefaultLimits = Limits{Size: 64 << 20, Unpacked: 256 << 20, Text: 4 << 20, Pages: 2000, Time: time.Minute}

// Extractor reads attachments, one at a time.
type Extractor struct {
	limits Limits
	pdf    sandbox
}

// New prepares an extractor. cache is a folder where PDFium is kept as compiled
// for this machine, 21 MB, so that it is not compiled at every start, which
// takes seconds; it may be empty.
func New(limits Limits, cache string) *Extractor {
	return &Extractor{limits: limits, pdf: sandbox{cache: cache}}
}

// Close lets go of what reading PDFs took. The extractor can be used again.
func (x *Extractor) Close() error { return x.pdf.close() }

// File reads the attachment at path, which people know by name. The error is
// only for what is not the attachment's fault: that the disk does not give it,
// or that ctx has ended.
func (x *Extractor) File(ctx context.Context, path, name string) (Result, error) {
	f, err := os.Open(path)
	if err != nil {
		return Result{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, x.limits.Size+1))
	if err != nil {
		return Result{}, err
	}
	result := x.Data(ctx, name, data)
	return result, ctx.Err()
}

// Data reads an attachment from memory.
func (x *Extractor) Data(ctx context.Context, name string, data []byte) Result {
	if int64(len(data)) > x.limits.Size {
		return Result{State: TooLarge, Reason: fmt.Sprintf("超过 %d MB", x.limits.Size>>20)}
	}
	ctx, cancel := context.WithTimeout(ctx, x.limits.Time)
	defer cancel()
	into := &text{ctx: ctx, limit: x.limits.Text}
	err := x.read(into, name, data)
	// A reader stopped in the middle may tell of it in its own words.
	if ctxErr := ctx.Err(); err != nil && ctxErr != nil && !errors.Is(err, errFull) {
		err = ctxErr
	}
	return into.result(err)
}

// read catches what a library throws at a file it cannot cope with.
func (x *Extractor) read(into *text, name string, data []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("读取程序认为内容有误：%v", r)
		}
	}()
	reader, err := sniff(name, data)
	if err != nil {
		return err
	}
	return reader(x, into, data)
}
