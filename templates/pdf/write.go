package pdf

import (
	"fmt"
	"io"
)

// write makes the file: gofpdf draws the pages; then the file is taken apart
// into its objects, and what the library leaves out or gets wrong, and an
// archive that keeps files for thirty years cares about, is put right before
// they are put together again: the fonts, what the document says about itself,
// bookmarks, colours.
func write(w io.Writer, pages []*page, a about) error {
	file, err := assemble(pages, a)
	if err != nil {
		return fmt.Errorf("PDF 未能生成：%w", err)
	}
	_, err = w.Write(file)
	return err
}

func assemble(pages []*page, a about) ([]byte, error) {
	drawn, cuts, err := drawPages(pages, "face")
	if err != nil {
		return nil, err
	}
	f, err := takeApart(drawn)
	if err != nil {
		return nil, err
	}
	for _, c := range cuts {
		if err := f.embed(c); err != nil {
			return nil, err
		}
	}
	f.annotate(pages)
	f.describe(a, f.outline(pages), pageLabels(pages))
	return f.bytes(), nil
}
