package pdf

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	grey "image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gongwen/templates"
)

var contactSheets = flag.String("sheets", "", "folder for contact sheets of every kind's documents")

// TestContactSheets prints every kind's document as its example fills it, with as little
// and with as much as there may be. With -sheets it leaves pictures of all the pages, for
// people to look at, which is what no test can do; the log tells what stands where.
func TestContactSheets(t *testing.T) {
	renderer := testRenderer(t)
	for _, variant := range []struct {
		name string
		data func(k *templates.Kind) Data
	}{
		{"example", func(k *templates.Kind) Data { return exampleData(t, k) }},
		{"emptied", func(k *templates.Kind) Data { return emptied(t, k) }},
		{"full", func(k *templates.Kind) Data { return brimful(t, k, brim{rows: 5, line: 40, paragraph: 240}) }},
	} {
		var pages []image.Image
		for _, k := range builtinKinds(t) {
			template, err := Parse(k)
			if err != nil {
				t.Fatal(err)
			}
			all := []*Template{template}
			for _, f := range template.Further() {
				all = append(all, f.Template)
			}
			for _, template := range all {
				var b bytes.Buffer
				printed, err := renderer.Print(&b, template, variant.data(k))
				if err != nil {
					t.Errorf("%s %s, %s: %v", k.Key, template.name, variant.name, err)
					continue
				}
				if *contactSheets == "" {
					continue
				}
				for page := 1; page <= printed.Pages; page++ {
					t.Logf("%s-%02d, picture %d: %s %s, page %d of %d", variant.name, len(pages)/onSheet+1, len(pages)%onSheet+1, k.Key, template.name, page, printed.Pages)
					pages = append(pages, drawnAt(t, b.Bytes(), page, "60"))
				}
			}
		}
		for i, some := range slices.Collect(slices.Chunk(pages, onSheet)) {
			savePicture(t, filepath.Join(*contactSheets, fmt.Sprintf("%s-%02d.png", variant.name, i+1)), contactSheet(some))
		}
	}
}

// Pictures on a sheet.
const (
	inRow   = 4
	onSheet = 2 * inRow
)

// contactSheet puts pictures of one size beside and below one another.
func contactSheet(pictures []image.Image) image.Image {
	const apart = 8 // dots
	size := pictures[0].Bounds().Size().Add(image.Pt(apart, apart))
	rows := (len(pictures) + inRow - 1) / inRow
	sheet := image.NewRGBA(image.Rect(0, 0, min(len(pictures), inRow)*size.X+apart, rows*size.Y+apart))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(grey.Gray{0x80}), image.Point{}, draw.Src)
	for i, p := range pictures {
		at := image.Pt(i%inRow*size.X+apart, i/inRow*size.Y+apart)
		draw.Draw(sheet, p.Bounds().Add(at), p, p.Bounds().Min, draw.Src)
	}
	return sheet
}

func savePicture(tb testing.TB, path string, picture image.Image) {
	tb.Helper()
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := png.Encode(f, picture); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}
