package engine

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongwen/index/query"
	"gongwen/index/reading"
)

// repetitive are documents that say much the same, in several orders.
func repetitive(n int) (all []Document) {
	rng := rand.New(rand.NewPCG(3, 4))
	said := []string{"龙凤区人民政府办公室", "会议纪要，", "会议通知。", "纪要会议", "第12次会议议定", "第十二次会议", "12", "。由区", "财政局", "区财政", "人民", "政府，", "（2026）", "，，", "号"}
	say := func(least, more int) string {
		var b strings.Builder
		for range least + rng.IntN(more) {
			b.WriteString(said[rng.IntN(len(said))])
		}
		return reading.Fold(b.String())
	}
	for i := range n {
		text := say(5, 30)
		if i%50 == 0 {
			text += say(3000, 10) // further than places go
		}
		subject := say(1, 8)
		if i%70 == 0 {
			subject += say(40, 9)
		}
		all = append(all, Document{
			Number: fmt.Sprintf("龙政会纪〔2026〕%d号", i+1), Parts: []string{reading.Fold(fmt.Sprintf("龙政会纪〔2026〕%d号", i+1)), subject, text, say(1, 5)},
			Values: []Value{{query.Date, []string{fmt.Sprintf("2026-01-%02d", 1+i%28)}}},
		})
	}
	return all
}

// filled is an index of documents, written so many at a time.
func filled(t *testing.T, documents []Document, atOnce int) *Reader {
	t.Helper()
	dir := t.TempDir()
	if err := Create(dir); err != nil {
		t.Fatal(err)
	}
	err := Write(dir, func(w *Writer) error {
		for some := range slices.Chunk(documents, atOnce) {
			b := w.NewBatch(atOnce)
			for _, d := range some {
				if err := b.Add(d); err != nil {
					return err
				}
			}
			if err := w.Write(b); err != nil {
				return err
			}
		}
		if learnt := w.common != nil; learnt != (atOnce >= fewest) {
			t.Errorf("batches of %d: common bigrams are learnt: %v", atOnce, learnt)
		}
		_, err := w.Finish(t.Context())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir, len(documents))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// contains reports whether a folded part contains a word, as written or by value.
func contains(word string) func(part string) bool {
	return func(part string) bool {
		return strings.Contains(part, word) || reading.ByValue(word) != word && strings.Contains(reading.ByValue(part), reading.ByValue(word))
	}
}

// TestSearchByPlacesIsByTexts: whether an index has the places of bigrams or has to
// read the texts, it finds the same, in the same order.
func TestSearchByPlacesIsByTexts(t *testing.T) {
	t.Parallel()
	documents := repetitive(1200)
	byPlaces, byTexts := filled(t, documents, 600), filled(t, documents, fewest-1)
	rng := rand.New(rand.NewPCG(5, 6))
	placed := 0
	for i := range 500 {
		parts := documents[rng.IntN(len(documents))].Parts
		from := []rune(parts[rng.IntN(len(parts))])
		at := rng.IntN(len(from))
		word := string(from[at:min(len(from), at+1+rng.IntN(12))])
		inNumber := rng.IntN(6) / 5
		if inNumber == 1 {
			from = []rune(documents[rng.IntN(len(documents))].Number)
			at = rng.IntN(len(from))
			word = reading.Fold(string(from[at:min(len(from), at+1+rng.IntN(6))]))
			if i < 60 {
				word = []string{"1", "会", "财", ",", "12", "会议"}[i%6] // in texts more often
			}
		}
		q := query.Query{Root: query.NewWord(word, inNumber == 1)}
		want, err := byTexts.Search(t.Context(), Request{Query: q, Limit: len(documents)})
		if err != nil {
			t.Fatal(err)
		}
		got, err := byPlaces.Search(t.Context(), Request{Query: q, Limit: len(documents)})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %d by places, %d by texts", word, got.Total, want.Total)
		}
		scanned := 0
		for _, d := range documents {
			if slices.ContainsFunc(d.Parts[:len(d.Parts)-3*inNumber], contains(word)) {
				scanned++
			}
		}
		if got.Total != scanned {
			t.Errorf("%q: %d by places, a scan finds %d", word, got.Total, scanned)
		}
		err = byPlaces.shards(func(shards []*shard) error {
			for _, s := range shards {
				found, open, err := s.placed(t.Context(), word, s.live)
				if err != nil {
					return err
				}
				if open.GetCardinality() < s.live.GetCardinality() {
					placed += int(found.size())
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if placed == 0 {
		t.Error("nothing is found by places")
	}
}

// TestWriteLearnsCommonBigrams: an index that has grown learns them anew, from what it
// has, and keeps them.
func TestWriteLearnsCommonBigrams(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := Create(dir); err != nil {
		t.Fatal(err)
	}
	documents := repetitive(fewest + 100)
	for i, part := range [][]Document{documents[:100], documents[100:], nil} {
		err := Write(dir, func(w *Writer) error {
			if learnt := w.common != nil; learnt != (i == 2) {
				t.Errorf("writing %d: common bigrams are learnt: %v", i, learnt)
			}
			if i == 2 && (!w.common.has("人民") || w.common.has("府会") || w.common.documents != len(documents)) {
				t.Errorf("learnt from %d documents: %v", w.common.documents, w.common.bigrams)
			}
			for some := range slices.Chunk(part, 100) {
				b := w.NewBatch(100)
				for _, d := range some {
					if err := b.Add(d); err != nil {
						return err
					}
				}
				if err := w.Write(b); err != nil {
					return err
				}
			}
			_, err := w.Finish(t.Context())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
