package extract

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/klippa-app/go-pdfium/webassembly"
)

// Version is the version of what this package reads. What an earlier one read is
// read again.
//
//	1  2026-11  first
//	2  2026-11  what lies beside the text of a page or a sheet: notes, fields, files
//	            inside files; mail and saved web pages; running heads out of sentences
//	3  2026-11  footnotes and their marks out of sentences in PDFs and web pages;
//	            documents of one file of XML as the packages they are
const Version = 3

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
	pdf    *sandbox
}

// New prepares an extractor.
func New(limits Limits) *Extractor {
	return &Extractor{limits: limits, pdf: &sandbox{init: webassembly.Init}}
}

// Close lets go of what reading PDFs took. The extractor can be used again.
func (x *Extractor) Close() error { return x.pdf.close() }

// Limits are those it reads within.
func (x *Extractor) Limits() Limits { return x.limits }

// Data reads an attachment, which people know by name. The error is only for what
// is not the attachment's fault: that ctx has ended, or that this machine cannot
// run what reads PDFs.
func (x *Extractor) Data(ctx context.Context, name string, data []byte) (Result, error) {
	return x.with(ctx, data, func(x *Extractor, into *text, data []byte) error {
		read, err := sniff(name, data)
		if err != nil {
			return err
		}
		return read(x, into, data)
	})
}

// MustStart reports whether reading a file will first start what reads PDFs, which takes
// long where it has to be compiled. Of a PDF within another file it cannot tell.
func (x *Extractor) MustStart(data []byte) bool { return isPDF(data) && !x.pdf.running() }

// Start starts what reads PDFs. That it does not is no fault of an attachment.
func (x *Extractor) Start() error {
	x.pdf.mu.Lock()
	defer x.pdf.mu.Unlock()
	return x.pdf.start()
}

// with lets a reader read within the limits.
func (x *Extractor) with(ctx context.Context, data []byte, read reader) (Result, error) {
	if int64(len(data)) > x.limits.Size {
		return Result{State: TooLarge, Reason: fmt.Sprintf("超过 %d MB", x.limits.Size>>20)}, nil
	}
	starts := x.pdf.started()
	result, err := x.once(ctx, data, read)
	// What reads PDFs is compiled at its first start on a machine, which may take minutes
	// where there is much else to do, and is not the attachment's time.
	if err == nil && result.State == TimedOut && x.pdf.started() != starts {
		result, err = x.once(ctx, data, read)
	}
	return result, err
}

// once lets a reader read within Limits.Time.
func (x *Extractor) once(ctx context.Context, data []byte, read reader) (Result, error) {
	whole := ctx
	ctx, cancel := context.WithTimeout(ctx, x.limits.Time)
	defer cancel()
	into := &text{ctx: ctx, limit: x.limits.Text, room: x.limits.Unpacked}
	err := guarded(func() error { return read(x, into, data) })
	if whole.Err() != nil {
		return Result{}, whole.Err()
	}
	if errors.Is(err, errSandbox) {
		return Result{}, err
	}
	// A reader stopped in the middle may tell of it in its own words.
	if ctxErr := ctx.Err(); err != nil && ctxErr != nil && !errors.Is(err, errFull) {
		err = ctxErr
	}
	return into.result(err), nil
}

// guarded catches what a library throws at a file it cannot cope with.
func guarded(read func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return read()
}
