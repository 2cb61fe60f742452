package engine

import "github.com/RoaringBitmap/roaring/v2"

// union gathers the documents of thousands of terms, most of which are in few. Bitmaps,
// joined one by one, would be copied again and again.
type union struct {
	words []uint64 // a bit for each document
	some  [256]uint32
}

// union is an empty one.
func (s *shard) union() *union { return &union{words: make([]uint64, (s.segment.Count()+63)/64)} }

func (u *union) add(docs *roaring.Bitmap) {
	all := docs.ManyIterator()
	for n := all.NextMany(u.some[:]); n > 0; n = all.NextMany(u.some[:]) {
		for _, doc := range u.some[:n] {
			u.set(doc)
		}
	}
}

func (u *union) set(doc uint32) { u.words[doc/64] |= 1 << (doc % 64) }

// docs are what was gathered; nothing may be added any more.
func (u *union) docs() *roaring.Bitmap { return roaring.FromDense(u.words, false) }
