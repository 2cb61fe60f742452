package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"testing"

	clientproof "github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/tlog"
)

// text is a proof as the format has it.
func (p inclusionProof) text() []byte {
	b := bytes.NewBufferString(inclusionHeader)
	fmt.Fprintf(b, "extra %s\nindex %d\n", base64.StdEncoding.EncodeToString(p.line), p.index)
	for _, h := range p.path {
		fmt.Fprintln(b, h)
	}
	b.WriteString("\n")
	b.Write(p.checkpoint)
	return b.Bytes()
}

// FuzzInclusion: there is one text for a proof, which another reader of the format reads
// as the same; and only the line that is in the tree is ever proved, at its place.
func FuzzInclusion(f *testing.F) {
	g := newGiven(f)
	for _, name := range []string{"record.tlog-proof", "first.tlog-proof"} {
		text, err := os.ReadFile(g.at(name))
		g.must(err)
		f.Add(text)
	}
	record, err := os.ReadFile(g.at("record.tlog-proof"))
	g.must(err)
	honest, err := parseInclusion(record)
	g.must(err)
	head := g.sign().Head
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := parseInclusion(text)
		if err != nil {
			return
		}
		if !bytes.Equal(p.text(), text) {
			t.Errorf("%q is read, and written as %q", text, p.text())
		}
		var other clientproof.TLogProof
		if err := other.Unmarshal(text); err == nil && len(text) < 4096 {
			if int64(other.Index) != p.index || !bytes.Equal(other.ExtraData, p.line) || len(other.Hashes) != len(p.path) {
				t.Errorf("%+v, elsewhere %+v", p, other)
			}
		}
		if tlog.CheckRecord(p.path, head.Size, head.Root, p.index, tlog.RecordHash(p.line)) == nil && p.index == honest.index && !bytes.Equal(p.line, honest.line) {
			t.Errorf("line %d is taken for %q", p.index, p.line)
		}
	})
}
