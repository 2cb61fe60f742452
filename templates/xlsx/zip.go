package xlsx

import (
	"archive/zip"
	"bytes"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// save writes a workbook with a streamed summary straight to w, where the library
// would hold the whole file in memory first.
func save(f *excelize.File, w io.Writer) error {
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return newPack(w) })
	return f.Write(io.Discard)
}

// pack is the zip file of a workbook. The library writes streamed sheets in no
// order; here the summary, which is small, waits for the end, so that the same
// register is always the same file.
type pack struct {
	*zip.Writer
	summary bytes.Buffer
}

const summaryPart = "xl/worksheets/sheet2.xml"

func newPack(w io.Writer) *pack {
	p := &pack{Writer: zip.NewWriter(w)}
	// The rows of a register are much alike: the quickest compression is enough.
	p.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	return p
}

// Create begins a part of the workbook.
func (p *pack) Create(name string) (io.Writer, error) {
	if name == summaryPart {
		return &p.summary, nil
	}
	return p.Writer.Create(name)
}

// Close ends the file with the summary.
func (p *pack) Close() error {
	if p.summary.Len() > 0 {
		w, err := p.Writer.Create(summaryPart)
		if err != nil {
			return err
		}
		if _, err := p.summary.WriteTo(w); err != nil {
			return err
		}
	}
	return p.Writer.Close()
}
