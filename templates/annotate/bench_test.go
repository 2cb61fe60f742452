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
	form := annotated(b, filled(b), notes...)
	b.ReportAllocs()
	for b.Loop() {
		if !annotate.IsMarked(form) {
			b.Fatal("not known")
		}
	}
}
