package pdf

import (
	"bytes"
	"io"
	"maps"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// varied prints copies of a document on all cores, each with another bearer.
// The names take characters from all over the font, so that whatever is kept of
// a document, or of a character, adds up.
func (j job) varied(tb testing.TB, copies int) {
	tb.Helper()
	var made atomic.Int64
	var wait sync.WaitGroup
	for worker := range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(worker)))
			for made.Add(1) <= int64(copies) {
				d := j.data
				d.Values = maps.Clone(d.Values)
				d.Values["bearer"] = string([]rune{0x4E00 + random.Int32N(20000), 0x4E00 + random.Int32N(20000), '生'})
				if _, err := j.renderer.Print(io.Discard, j.template, d); err != nil {
					tb.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
}

// held is what stays in memory when nothing is being printed.
func held() int64 {
	runtime.GC()
	runtime.GC() // pools let go at the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestPrintKeepsNothingOfADocument(t *testing.T) {
	j := letterJob(t)
	j.varied(t, 100)
	before := held()
	j.varied(t, 1000)
	if grown := held() - before; grown > 1<<20 {
		t.Errorf("a thousand documents left %d KB", grown>>10)
	}
}

// Workers wait for each other next to never, so that work goes on on all cores.
// What is counted is how often one let another wait at a lock of ours or of a
// library's. The runtime's own locks, of the heap above all, are not: how long
// they are waited for says how busy the machine is.
func TestPrintTakesNoLock(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	defer runtime.SetMutexProfileFraction(runtime.SetMutexProfileFraction(1))
	const copies = 500
	j := letterJob(t)
	before := contended(t)
	j.varied(t, copies)
	if waits := contended(t) - before; waits > copies/50 {
		t.Errorf("in printing %d documents a lock was waited for %d times", copies, waits)
	}
}

// contended is how often a lock of package sync was let go with another waiting.
func contended(t *testing.T) int64 {
	n, _ := runtime.MutexProfile(nil)
	records := make([]runtime.BlockProfileRecord, n+100)
	n, ok := runtime.MutexProfile(records)
	if !ok {
		t.Fatal("the profile of locks grew while it was read")
	}
	var waits int64
	for _, r := range records[:n] {
		frame, _ := runtime.CallersFrames(r.Stack()).Next()
		if strings.HasPrefix(frame.Function, "sync.") || strings.HasPrefix(frame.Function, "internal/sync.") {
			waits += r.Count
		}
	}
	return waits
}

// What was printed before, and beside it, leaves no trace in a document.
func TestPrintGivesTheSameBytesWhateverCameBefore(t *testing.T) {
	j := letterJob(t)
	printed := func() []byte {
		var b bytes.Buffer
		if _, err := j.renderer.Print(&b, j.template, j.data); err != nil {
			t.Error(err)
		}
		return b.Bytes()
	}
	want := printed()
	var wait sync.WaitGroup
	wait.Go(func() { j.varied(t, 200) })
	wait.Go(func() {
		for range 100 {
			if !bytes.Equal(printed(), want) {
				t.Error("the same document has other bytes")
				return
			}
		}
	})
	wait.Wait()
}
