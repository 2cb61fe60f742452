package deflated

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestAdd: texts and streams one behind the other are read back as they were, whatever
// fits into memory, and the same text is always the same file.
func TestAdd(t *testing.T) {
	defer func(most int) { mostHeld = most }(mostHeld)
	var want strings.Builder
	var first []byte
	for _, mostHeld = range []int{16 << 20, 10_000} {
		var file bytes.Buffer
		z := zip.NewWriter(&file)
		var pieces []Piece
		want.Reset()
		for part, lines := range []int{3, 0, 60_000} {
			text := fmt.Sprintf("<part %d>", part)
			want.WriteString(text)
			stream := new(Stream)
			defer stream.Close()
			for line := range lines {
				row := fmt.Sprintf("第%d行%s\n", line, strings.Repeat("字", line%30))
				want.WriteString(row)
				stream.Raw = append(stream.Raw, row...)
				stream.Next()
			}
			if err := stream.End(); err != nil {
				t.Fatal(err)
			}
			pieces = append(pieces, Piece{[]byte(text), stream})
		}
		want.WriteString("<end>")
		if err := Add(z, "content.xml", append(pieces, Piece{Text: []byte("<end>")})...); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = bytes.Clone(file.Bytes())
		}
		if !bytes.Equal(first, file.Bytes()) {
			t.Error("through a file it is another than in memory")
		}
	}
	r, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f) // checks the sum and the size
	if err != nil || string(got) != want.String() {
		t.Errorf("%d bytes, %v; want %d", len(got), err, want.Len())
	}
}
