package checkpoint

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongwen/archive/journal"
	"gongwen/templates/bounded"
)

// Hashes of this level and above are kept in memory. Below each stands a tile, so many
// lines, of which they are made again when they are needed.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// ErrChanged is the error for lines that are no longer as a tree read them.
var ErrChanged = errors.New("以前的行被改动、删除或插入过")

// Tree is the Merkle tree over the lines of files that are only added to. Its methods may
// not be called at the same time.
type Tree struct {
	list func() ([]string, error)

	paths  []string // of the files looked at so far
	end    place    // behind the last line
	size   int64
	levels [][]tlog.Hash // from tileHeight up
	tiles  []place       // where each begins
	tail   []tlog.Hash   // leaves of the last one, while it is not full

	again       int64 // the tile whose leaves were made again last
	againLeaves []tlog.Hash
}

// place is where a line begins.
type place struct {
	file int
	at   int64
}

// Of is the tree of the journal in a folder. It has no lines before Extend.
func Of(dir string) *Tree {
	return &Tree{list: func() ([]string, error) { return journal.Files(dir) }, again: -1}
}

// OfFiles is the tree of files that are a journal's, in their order.
func OfFiles(paths []string) *Tree {
	return &Tree{list: func() ([]string, error) { return paths, nil }, again: -1}
}

// Size is how many lines the tree has.
func (t *Tree) Size() int64 { return t.size }

// Files are the paths of the files the tree was made of.
func (t *Tree) Files() []string { return t.paths }

// Extend reads the lines that were added since. Where ctx ends, the next call goes on.
// After ErrChanged the tree is of no more use.
func (t *Tree) Extend(ctx context.Context) error {
	paths, err := t.list()
	if err != nil {
		return err
	}
	if len(paths) < len(t.paths) || !slices.Equal(paths[:len(t.paths)], t.paths) {
		return ErrChanged
	}
	t.paths = slices.Clone(paths)
	for ; ; t.end = (place{t.end.file + 1, 0}) {
		if t.end.file < len(paths) {
			if err := t.read(ctx); err != nil {
				return err
			}
		}
		if t.end.file >= len(paths)-1 {
			return nil
		}
	}
}

// read reads to the end of the file that it is at.
func (t *Tree) read(ctx context.Context) error {
	return t.each(t.end, func(line line) (bool, error) {
		if len(t.tail) == 0 {
			t.tiles = append(t.tiles, t.end)
		}
		t.tail = append(t.tail, line.leaf)
		t.size++
		t.end.at = line.end
		if len(t.tail) == tileWidth {
			t.push(0, root(t.tail))
			t.tail = t.tail[:0]
		}
		if t.size%4096 == 0 {
			return true, ctx.Err()
		}
		return true, nil
	})
}

// push adds a hash to a level, and those above that it completes.
func (t *Tree) push(level int, h tlog.Hash) {
	if level == len(t.levels) {
		t.levels = append(t.levels, nil)
	}
	t.levels[level] = append(t.levels[level], h)
	if n := len(t.levels[level]); n%2 == 0 {
		t.push(level+1, tlog.NodeHash(t.levels[level][n-2], h))
	}
}

// root is the root of a tree whose size is a power of two.
func root(leaves []tlog.Hash) tlog.Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	half := len(leaves) / 2
	return tlog.NodeHash(root(leaves[:half]), root(leaves[half:]))
}

// Root is the root of the tree when it had so many lines, of those it has.
func (t *Tree) Root(size int64) (tlog.Hash, error) {
	if size < 0 || size > t.size {
		return tlog.Hash{}, fmt.Errorf("no root at %d of %d lines", size, t.size)
	}
	return tlog.TreeHash(size, t)
}

// extends reports whether the tree begins with what a head stands for.
func (t *Tree) extends(h Head) (bool, error) {
	if h.Size > t.size {
		return false, nil
	}
	root, err := t.Root(h.Size)
	return root == h.Root, err
}

// ReadHashes makes a tree a tlog.HashReader. The error is ErrChanged where the lines are
// no longer those that the tree has read.
func (t *Tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if level >= tileHeight {
			hashes[i] = t.levels[level-tileHeight][n]
			continue
		}
		leaves, err := t.leaves(n >> (tileHeight - level))
		if err != nil {
			return nil, err
		}
		from := (n << level) % tileWidth
		hashes[i] = root(leaves[from : from+1<<level])
	}
	return hashes, nil
}

// leaves are those of a tile.
func (t *Tree) leaves(tile int64) ([]tlog.Hash, error) {
	if tile == t.size/tileWidth {
		return t.tail, nil
	}
	if tile == t.again {
		return t.againLeaves, nil
	}
	var leaves []tlog.Hash
	err := t.from(t.tiles[tile], func(line line) (bool, error) {
		leaves = append(leaves, line.leaf)
		return len(leaves) < tileWidth, nil
	})
	if err != nil {
		return nil, err
	}
	if len(leaves) < tileWidth || root(leaves) != t.levels[0][tile] {
		return nil, ErrChanged
	}
	t.again, t.againLeaves = tile, leaves
	return leaves, nil
}

// Find looks for a line that will do, first among those written at about a time or
// later, then among all. It gives its index, from 0, and the line without its break;
// the index is negative when none will do.
func (t *Tree) Find(ctx context.Context, about time.Time, will func(line []byte) bool) (index int64, text []byte, err error) {
	after := sort.Search(len(t.tiles), func(i int) bool {
		at, _ := t.Time(int64(i) * tileWidth)
		return at.After(about)
	})
	begins := []int{max(0, after-2), 0} // first near: clocks are set back by a little more often than by much
	if after <= 2 {
		begins = begins[1:]
	}
	for _, from := range begins {
		if len(t.tiles) == 0 {
			break
		}
		index = int64(from)*tileWidth - 1
		found := false
		err := t.from(t.tiles[from], func(line line) (bool, error) {
			if index++; index >= t.size {
				return false, nil // added since
			}
			if found = will(line.text); found {
				text = bytes.Clone(line.text)
			}
			return !found, ctx.Err()
		})
		if err != nil || found {
			return index, text, err
		}
	}
	return -1, nil, nil
}

// Time is when a line of the tree was written, as far as it tells.
func (t *Tree) Time(index int64) (at time.Time, err error) {
	if index < 0 || index >= t.size {
		return time.Time{}, fmt.Errorf("no line %d of %d", index, t.size)
	}
	skip := index % tileWidth
	err = t.from(t.tiles[index/tileWidth], func(line line) (bool, error) {
		at = line.time()
		skip--
		return skip >= 0, nil
	})
	return at, err
}

// line is one line of a file.
type line struct {
	text []byte // without its break, valid until the next; the beginning of one that is too long
	leaf tlog.Hash
	end  int64 // where the next one begins in the file
}

func (l line) time() time.Time {
	var timed struct {
		Time time.Time `json:"time"`
	}
	_ = json.Unmarshal(l.text, &timed) // what is no JSON has no time
	return timed.Time
}

// from goes through the lines from a place to the end of the last file.
func (t *Tree) from(at place, do func(line) (more bool, err error)) error {
	more := true
	for ; more && at.file < len(t.paths); at = (place{at.file + 1, 0}) {
		err := t.each(at, func(l line) (bool, error) {
			var err error
			more, err = do(l)
			return more, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// maxText is how much of a line is looked at, in bytes. All of it is hashed.
const maxText = 1 << 20

// each goes through the whole lines of one file from a place on.
func (t *Tree) each(from place, do func(line) (more bool, err error)) error {
	f, err := bounded.Open(t.paths[from.file])
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < from.at {
		return ErrChanged
	}
	lines := bufio.NewReaderSize(io.NewSectionReader(f, from.at, info.Size()-from.at), 256<<10)
	hash := sha256.New()
	for end := from.at; ; {
		hash.Reset()
		hash.Write([]byte{0}) // a leaf, RFC 6962, 2.1
		var long []byte       // the line, where it does not fit the buffer
		some, err := lines.ReadSlice('\n')
		for ; errors.Is(err, bufio.ErrBufferFull); some, err = lines.ReadSlice('\n') {
			hash.Write(some)
			end += int64(len(some))
			if len(long) < maxText {
				long = append(long, some...)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil // what is left is not a whole line
		}
		if err != nil {
			return err
		}
		end += int64(len(some))
		some = some[:len(some)-1]
		hash.Write(some)
		l := line{text: some, end: end}
		if long != nil {
			l.text = append(long, some...)
		}
		hash.Sum(l.leaf[:0])
		if more, err := do(l); err != nil || !more {
			return err
		}
	}
}
