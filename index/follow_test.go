package index_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/index"
)

// TestFollowMendsEveryFileHarmed does every harm to every file of a real index. Each is
// noticed by a search, which gives no wrong answer, and mended by Follow, without
// waiting for a lock that nobody holds.
func TestFollowMendsEveryFileHarmed(t *testing.T) {
	records := generated(60)
	_, s, whole := built(t, records[:50]...)
	s.add(records[50:]...)
	for _, file := range generationFiles(t, whole) {
		name, err := filepath.Rel(whole, file)
		if err != nil {
			t.Fatal(err)
		}
		for harm, do := range harms {
			t.Run(name+" "+harm, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "index")
				if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
					t.Fatal(err)
				}
				info, err := os.Stat(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				if err := do(filepath.Join(dir, name), info.Size()); err != nil {
					t.Fatal(err)
				}
				x := index.At(dir, nil) // as the next start of the program
				begun := time.Now()
				result, err := x.Search(t.Context(), index.Request{})
				if !errors.Is(err, index.ErrDamaged) && !errors.Is(err, index.ErrMissing) && result.Total != 50 {
					t.Errorf("found %d, %v", result.Total, err)
				}
				status, err := x.Status(t.Context(), s)
				if err != nil || status.Missing == 0 {
					t.Errorf("%+v, %v", status, err)
				}
				follow(t, x, s)
				if took := time.Since(begun); took > 8*time.Second {
					t.Error("took", took)
				}
				if result, err := x.Search(t.Context(), index.Request{}); err != nil || result.Total != len(records) {
					t.Error(result.Total, err)
				}
			})
		}
	}
}

// TestSearchSegmentGoneWhileOpening: a segment that is removed between the look at the
// generation's files and the opening is missed, not taken for an empty index.
func TestSearchSegmentGoneWhileOpening(t *testing.T) {
	t.Parallel()
	_, _, dir := built(t, generated(20)...)
	name := filepath.Join(dir, "current.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var generation map[string]any
	if err := json.Unmarshal(text, &generation); err != nil {
		t.Fatal(err)
	}
	files := generation["files"].(map[string]any)
	for file := range files {
		if filepath.Ext(file) == ".zap" {
			delete(files, file) // nobody looks for it before opening
			if err := os.Remove(filepath.Join(dir, generation["folder"].(string), file)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if text, err = json.Marshal(generation); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o640); err != nil {
		t.Fatal(err)
	}
	if result, err := index.At(dir, nil).Search(t.Context(), index.Request{}); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("found %d, %v", result.Total, err)
	}
}

// TestFollowFormerFormat finds what an earlier version of the program left.
func TestFollowFormerFormat(t *testing.T) {
	t.Parallel()
	records := generated(20)
	dir := filepath.Join(t.TempDir(), "index")
	for _, file := range []string{"index_meta.json", "store/root.bolt", "store/000000000001.zap"} {
		path := filepath.Join(dir, filepath.FromSlash(file))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, []byte("old"), 0o640)); err != nil {
			t.Fatal(err)
		}
	}
	s := &source{id: "first"}
	s.add(records...)
	x := index.At(dir, nil)
	if _, err := x.Search(t.Context(), index.Request{}); !errors.Is(err, index.ErrMissing) {
		t.Error("got", err)
	}
	follow(t, x, s)
	if got := numbers(t, x, "", 100); len(got) != len(records) {
		t.Error(len(got))
	}
	if _, err := os.Stat(filepath.Join(dir, "store")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the old one is still there:", err)
	}

	// One in this shape but of another version.
	name := filepath.Join(dir, "current.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(string(text), `"format": "`, `"format": "0`, 1)
	if err := os.WriteFile(name, []byte(other), 0o640); err != nil {
		t.Fatal(err)
	}
	if status, err := x.Status(t.Context(), s); err != nil || !status.Renewing || status.Missing != len(records) || !x.Outdated() {
		t.Errorf("%+v, %v, %v", status, err, x.Outdated())
	}
	follow(t, x, s)
	if x.Outdated() {
		t.Error("made anew it is still outdated")
	}
	if got := numbers(t, x, "", 100); len(got) != len(records) {
		t.Error(len(got))
	}
}

// TestFollowRenewsBesideTheOld searches while the index is made anew, stops the making
// several times, and starts it again as another program would.
func TestFollowRenewsBesideTheOld(t *testing.T) {
	t.Parallel()
	records := generated(3000)
	x, s, dir := built(t, records...)
	if status, err := x.Status(t.Context(), s); err != nil || status != (index.Status{}) {
		t.Errorf("%+v, %v", status, err)
	}
	rebuilt := &source{id: "second"}
	rebuilt.add(records...)
	stops, reached := 0, int64(0)
	for {
		ctx, stop := context.WithCancel(t.Context())
		another := index.At(dir, nil)
		another.SetBatchRecords(500)
		err := another.Follow(ctx, rebuilt, noTexts, func(seq int64) {
			if seq <= reached {
				t.Errorf("at %d again, after %d", seq, reached)
			}
			reached = seq
			stop()
		})
		stop()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		stops++
		status, err := x.Status(t.Context(), rebuilt)
		if err != nil || !status.Renewing {
			t.Errorf("%+v, %v", status, err)
		}
		if result, err := x.Search(t.Context(), index.Request{}); err != nil || result.Total != len(records) {
			t.Error("the old one gives", result.Total, err)
		}
	}
	if stops < 3 {
		t.Error("stopped only", stops)
	}
	if status, err := x.Status(t.Context(), rebuilt); err != nil || status != (index.Status{}) {
		t.Errorf("%+v, %v", status, err)
	}
	if result, err := x.Search(t.Context(), index.Request{}); err != nil || result.Total != len(records) {
		t.Error(result.Total, err)
	}
}

// TestSearchWhileRenewing has no old index to answer from.
func TestSearchWhileRenewing(t *testing.T) {
	t.Parallel()
	records := generated(1500)
	dir := filepath.Join(t.TempDir(), "index")
	s := &source{id: "first"}
	s.add(records...)
	x := index.At(dir, nil)
	ctx, stop := context.WithCancel(t.Context())
	if err := x.Follow(ctx, s, noTexts, func(int64) { stop() }); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	status, err := x.Status(t.Context(), s)
	result, searchErr := x.Search(t.Context(), index.Request{})
	if err := errors.Join(err, searchErr); err != nil {
		t.Fatal(err)
	}
	if result.Total == 0 || result.Total+status.Missing != len(records) || !status.Renewing {
		t.Errorf("found %d, %+v", result.Total, status)
	}
}

// TestFollowAfterKilledWriter finds what a writer left that was killed in the middle.
func TestFollowAfterKilledWriter(t *testing.T) {
	t.Parallel()
	records := generated(30)
	x, s, dir := built(t, records[:20]...)
	generations, err := filepath.Glob(filepath.Join(dir, "0*"))
	if err != nil || len(generations) != 1 {
		t.Fatal(generations, err)
	}
	for i := range 3 {
		left := filepath.Join(dir, fmt.Sprintf("%09d", i+1))
		if err := os.MkdirAll(filepath.Join(left, "store"), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "current.json.part"), []byte("{"), 0o640); err != nil {
		t.Fatal(err)
	}
	s.add(records[20:]...)
	follow(t, x, s)
	if got := numbers(t, x, "", 100); len(got) != len(records) {
		t.Error(len(got))
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 3 { // a generation, its name, the lock
		t.Error(left, err)
	}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	records := generated(30)
	x, s, _ := built(t, records...)
	if err := x.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status, err := x.Status(t.Context(), s); err != nil || !status.Renewing || status.Missing != 0 {
		t.Errorf("%+v, %v", status, err)
	}
	if result, err := x.Search(t.Context(), index.Request{}); err != nil || result.Total != len(records) {
		t.Error(result.Total, err)
	}
	follow(t, x, s)
	if status, err := x.Status(t.Context(), s); err != nil || status != (index.Status{}) {
		t.Errorf("%+v, %v", status, err)
	}
}

func TestStatusBehind(t *testing.T) {
	t.Parallel()
	records := generated(30)
	x, s, _ := built(t, records[:20]...)
	s.add(records[19]) // voided
	if status, err := x.Status(t.Context(), s); err != nil || status != (index.Status{}) {
		t.Errorf("%+v, %v", status, err)
	}
	s.add(records[20:]...)
	if status, err := x.Status(t.Context(), s); err != nil || status != (index.Status{Missing: 10}) {
		t.Errorf("%+v, %v", status, err)
	}
}

// TestSearchAttachments finds a record by a word that only its attachment has, once
// that has been read, and still after the record changes or the index is renewed.
func TestSearchAttachments(t *testing.T) {
	t.Parallel()
	r := generated(1)[0]
	r.Attachments = []archive.File{{Path: "data/attachments/合同.pdf", SHA256: "aa"}}
	s := &source{id: "first"}
	s.add(r)
	f := &fakeTexts{id: "texts"}
	dir := filepath.Join(t.TempDir(), "index")
	x := index.At(dir, nil)
	found := func(text string, want int) {
		t.Helper()
		if err := x.Follow(t.Context(), s, f, nil); err != nil {
			t.Fatal(err)
		}
		if result, err := x.Search(t.Context(), index.Request{Query: parsed(t, text)}); err != nil || result.Total != want {
			t.Errorf("%s: %d, %v", text, result.Total, err)
		}
	}
	found("合同", 1) // its name
	found("违约金", 0)
	f.read(r.Number, "aa", "逾期支付违约金")
	found("违约金", 1)
	s.add(r) // voided
	found("违约金", 1)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	found("违约金", 1)

	// The texts are read anew, from a store that counts its readings anew. The
	// second is of a record this catalogue does not have.
	f.id, f.texts, f.readings = "new", nil, nil
	f.read(r.Number, "aa", "逾期支付滞纳金")
	f.read("没有的编号", "bb", "")
	found("违约金", 0)
	found("滞纳金", 1)
}

func TestFollowAnotherCatalogue(t *testing.T) {
	t.Parallel()
	records := generated(20)
	x, _, _ := built(t, records...)
	rebuilt := &source{id: "second"}
	rebuilt.add(records[:10]...)
	follow(t, x, rebuilt)
	if result, err := x.Search(t.Context(), index.Request{}); err != nil || result.Total != 10 {
		t.Error(result.Total, err)
	}
	lacking, err := x.Lacking(t.Context(), []string{records[9].Number, records[10].Number})
	if err != nil || !slices.Equal(lacking, []string{records[10].Number}) {
		t.Error(lacking, err)
	}
}

func TestSearchWithoutIndex(t *testing.T) {
	if _, err := index.At(filepath.Join(t.TempDir(), "none"), nil).Search(t.Context(), index.Request{}); !errors.Is(err, index.ErrMissing) {
		t.Error("got", err)
	}
}

// TestSearchWhileFollowing has two handles on one folder, as two programs have.
func TestSearchWhileFollowing(t *testing.T) {
	t.Parallel()
	records := generated(200)
	writer, s, dir := built(t, records[:100]...)
	reader := index.At(dir, nil)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 100; i < 200; i += 20 {
			s := &source{id: "first"}
			s.add(records[:i+20]...)
			if err := writer.Follow(context.Background(), s, noTexts, nil); err != nil {
				t.Error(err)
			}
		}
	})
	for range 5 {
		if result, err := reader.Search(t.Context(), index.Request{}); err != nil || result.Total < 100 {
			t.Error(result.Total, err)
		}
	}
	wg.Wait()
	s.add(records[100:]...)
	follow(t, reader, s)
	if result, err := reader.Search(t.Context(), index.Request{}); err != nil || result.Total != 200 {
		t.Error(result.Total, err)
	}
}

// TestFollowDoesNotPileUpSegments follows in many small turns.
func TestFollowDoesNotPileUpSegments(t *testing.T) {
	t.Parallel()
	records := generated(40)
	x, s, dir := built(t, records[0])
	for _, r := range records[1:] {
		s.add(r)
		follow(t, x, s)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "store", "*.zap"))
	if err != nil || len(files) > 25 {
		t.Error(len(files), "segments", err)
	}
}
