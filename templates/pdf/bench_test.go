package pdf

import (
	"io"
	"os"
	"testing"

	"github.com/jung-kurt/gofpdf"

	"gongwen/templates"
	"gongwen/templates/font"
)

// The one-page letter of introduction, and the same text the plain way: with
// gofpdf and the whole font, and with its built-in Helvetica, which has no
// Chinese.
func BenchmarkLetter(b *testing.B) {
	kind, press := letter(b)
	template, err := Parse(kind)
	if err != nil {
		b.Fatal(err)
	}
	data := exampleData(b, kind)
	printed, err := press.Print(io.Discard, template, data)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("gongwen", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := press.Print(io.Discard, template, data); err != nil {
				b.Fatal(err)
			}
		}
	})
	face, _ := press.fonts.Pick(font.Body, '字')
	whole, err := os.ReadFile(face.Path)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("gofpdf-whole-font", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plain(b, printed.Text, "body", whole)
		}
	})
	b.Run("gofpdf-helvetica", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plain(b, "a letter of one page, in a language of twenty-six letters\n", "Helvetica", nil)
		}
	})
}

func plain(b *testing.B, text, family string, whole []byte) {
	out := gofpdf.New("P", "pt", "A4", "")
	if whole != nil {
		out.AddUTF8FontFromBytes(family, "", whole)
	}
	out.AddPage()
	out.SetFont(family, "", 16)
	out.MultiCell(0, 29, text, "", "", false)
	if err := out.Output(io.Discard); err != nil {
		b.Fatal(err)
	}
}

func letter(tb testing.TB) (*templates.Kind, *Press) {
	tb.Helper()
	set, err := templates.Load(templates.Builtin())
	if err != nil {
		tb.Fatal(err)
	}
	return set.Named("letter"), testPress(tb)
}
