package annotate_test

import (
	"io"
	"testing"

	"gongwen/templates/annotate"
)

func BenchmarkWorkbook(b *testing.B) {
	form := filled(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := annotate.Workbook(io.Discard, form, notes); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIsMarked(b *testing.B) {
	form := filled(b)
	for name, book := range map[string][]byte{"marked": annotated(b, form, notes...), "form": form} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if annotate.IsMarked(book) != (name == "marked") {
					b.Fatal("taken for the other")
				}
			}
		})
	}
}
