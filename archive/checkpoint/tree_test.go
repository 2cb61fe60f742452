package checkpoint_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"

	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
)

// TestTreeAgrees holds the root at every size, over the borders of several tiles and of
// files, against another implementation of RFC 6962.
func TestTreeAgrees(t *testing.T) {
	dir := t.TempDir()
	h := rfc6962.DefaultHasher
	other := (&compact.RangeFactory{Hash: h.HashChildren}).NewEmptyRange(0)
	roots := [][]byte{h.EmptyRoot()}
	tree := checkpoint.Of(dir)
	for year, some := range []int{1, 255, 0, 300, 700} {
		file, err := os.Create(filepath.Join(dir, fmt.Sprintf("%d.jsonl", 2024+year)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range some {
			line := fmt.Sprintf(`{"n":%d,"year":%d,"text":"%s"}`, n, year, strings.Repeat("字", n*n%1000))
			if n == 200 {
				line = strings.Repeat("long ", 200_000)
			}
			fmt.Fprintln(file, line)
			if err := other.Append(h.HashLeaf([]byte(line)), nil); err != nil {
				t.Fatal(err)
			}
			root, err := other.GetRootHash(nil)
			if err != nil {
				t.Fatal(err)
			}
			roots = append(roots, root)
		}
		// What is not a whole line does not count, now or when a later file is there.
		fmt.Fprint(file, `{"torn`)
		if err := errors.Join(file.Close(), tree.Extend(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	if int(tree.Size()) != len(roots)-1 {
		t.Fatalf("%d lines, want %d", tree.Size(), len(roots)-1)
	}
	for size, want := range roots {
		got, err := tree.Root(int64(size))
		if err != nil || !bytes.Equal(got[:], want) {
			t.Fatalf("root at %d is %v, %v; want %x", size, got, err, want)
		}
	}
	if _, err := tree.Root(int64(len(roots))); err == nil {
		t.Error("there is a root of lines that are not there")
	}
}

// TestTreeExtendGoesOn: a tree that grows line by line, in the middle of its file too,
// is the tree that is read at once.
func TestTreeExtendGoesOn(t *testing.T) {
	o := newOffice(t)
	grown := checkpoint.Of(o.Journal)
	for _, some := range []int{0, 1, 100, 200, 211, 0, 513} {
		o.file(some)
		o.must(grown.Extend(t.Context()))
		whole := checkpoint.Of(o.Journal)
		o.must(whole.Extend(t.Context()))
		a, err := grown.Root(grown.Size())
		b, otherErr := whole.Root(whole.Size())
		if o.must(errors.Join(err, otherErr)); a != b || grown.Size() != int64(o.lines) {
			t.Fatalf("at %d lines: %d, %s and %s", o.lines, grown.Size(), a, b)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	o.file(5000)
	if err := grown.Extend(ended); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if o.must(grown.Extend(t.Context())); grown.Size() != int64(o.lines) {
		t.Errorf("%d lines after it was interrupted, want %d", grown.Size(), o.lines)
	}
}

// TestTreeNotices: lines that are not as they were read never make a hash.
func TestTreeNotices(t *testing.T) {
	for name, harm := range map[string]func(*office){
		"rewritten": func(o *office) { o.rewrite(3, func(e *journal.Event) { e.Number = "伪〔2026〕3号" }) },
		"shorter":   func(o *office) { o.cut(500) },
		"gone":      func(o *office) { o.must(os.Remove(o.file2026())) },
		"another first": func(o *office) {
			o.must(os.WriteFile(filepath.Join(o.Journal, "2020.jsonl"), []byte("{}\n"), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.file(600)
			tree := checkpoint.Of(o.Journal)
			o.must(tree.Extend(t.Context()))
			harm(o)
			_, rootErr := tree.Root(7)
			if err := tree.Extend(t.Context()); !errors.Is(err, checkpoint.ErrChanged) && !errors.Is(rootErr, checkpoint.ErrChanged) {
				t.Errorf("%v, %v", rootErr, err)
			}
		})
	}
}

// TestTreeFind: a line is found from about when it was written, and also where the clock
// says otherwise.
func TestTreeFind(t *testing.T) {
	o := newOffice(t)
	o.file(2000)
	tree := checkpoint.Of(o.Journal)
	o.must(tree.Extend(t.Context()))
	for _, n := range []int{1, 256, 257, 1000, 2000} {
		for _, about := range []time.Time{{}, filed(n).Time, filed(n).Time.Add(time.Hour), filed(n).Time.Add(-time.Hour)} {
			index, line, err := tree.Find(t.Context(), about, func(line []byte) bool { return bytes.Contains(line, []byte(`"`+number(n)+`"`)) })
			if err != nil || index != int64(n-1) || !bytes.HasSuffix(line, []byte("}")) {
				t.Errorf("%d about %v: %d, %s, %v", n, about, index, line, err)
			}
		}
		if at, err := tree.Time(int64(n - 1)); err != nil || !at.Equal(filed(n).Time) {
			t.Error(n, at, err)
		}
	}
	if index, _, err := tree.Find(t.Context(), morning, func([]byte) bool { return false }); index >= 0 || err != nil {
		t.Error(index, err)
	}
	if _, err := tree.Time(2000); err == nil {
		t.Error("a line that is not there has a time")
	}
}
