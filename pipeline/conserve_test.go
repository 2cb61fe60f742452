package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
)

// conservation drops packets into an inbox and afterwards looks for every byte.
type conservation struct {
	t       *testing.T
	folder  workspace.Folder
	random  *rand.Rand
	next    func() (samples.Packet, error, bool)
	dropped map[string]string // what was dropped, by its hash: where
	given   map[string]bool   // what the program wrote and gave back
}

func newConservation(t *testing.T, f workspace.Folder, seed uint64) *conservation {
	t.Helper()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	next, stop := iter.Pull2(samples.Packets(kinds.Named("letter"), seed))
	t.Cleanup(stop)
	return &conservation{t: t, folder: f, random: rand.New(rand.NewPCG(seed, 1)), next: next, dropped: map[string]string{}, given: map[string]bool{}}
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// drop drops the next packet: as a folder that comes whole, or loose into the inbox.
func (c *conservation) drop() {
	c.t.Helper()
	p, err, _ := c.next()
	if err != nil {
		c.t.Fatal(err)
	}
	if c.random.IntN(3) == 0 {
		p = p.Loose()
	}
	unit := filepath.Join(c.folder.Inbox(), p.Unit)
	staged := c.t.TempDir()
	for _, f := range p.Files {
		put(c.t, filepath.Join(staged, f.Path), f.Data)
	}
	entries, err := os.ReadDir(staged)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := os.MkdirAll(unit, 0o755); err != nil {
		c.t.Fatal(err)
	}
	for _, e := range entries {
		to := filepath.Join(unit, e.Name())
		if _, err := os.Stat(to); err == nil { // somebody's file is there, and stays
			continue
		}
		if err := os.Rename(filepath.Join(staged, e.Name()), to); err != nil {
			c.t.Fatal(err)
		}
		for _, f := range p.Files {
			if strings.HasPrefix(f.Path, e.Name()) {
				c.dropped[hashOf(f.Data)] = p.What + ": " + f.Path
			}
		}
	}
}

// again drops a returned folder again, whole; sometimes its form is corrected, or the
// marked copy is.
func (c *conservation) again() {
	c.t.Helper()
	folders, err := filepath.Glob(filepath.Join(c.folder.Returned(), "*", "*"))
	if err != nil || len(folders) == 0 {
		return
	}
	from := folders[c.random.IntN(len(folders))]
	entries, err := os.ReadDir(from)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range entries {
		name := filepath.Join(from, e.Name())
		data, err := os.ReadFile(name)
		if err != nil {
			c.t.Fatal(err)
		}
		switch _, theirs := c.dropped[hashOf(data)]; {
		case !theirs:
			c.given[hashOf(data)] = true
		case strings.HasSuffix(name, ".yaml") && c.random.IntN(2) == 0:
			delete(c.dropped, hashOf(data)) // its owner changed it
			data = append(data, "# 改过\n"...)
			put(c.t, name, data)
			c.dropped[hashOf(data)] = "corrected: " + name
		}
	}
	if err := os.Rename(from, filepath.Join(c.folder.Inbox(), filepath.Base(filepath.Dir(from)), "又-"+filepath.Base(from)+hex.EncodeToString([]byte{byte(c.random.Int())}))); err != nil {
		c.t.Log(err) // the same was dropped again before
	}
}

// reconcile looks for all that was dropped.
func (c *conservation) reconcile() {
	c.t.Helper()
	found := map[string]bool{}
	for _, dir := range []string{c.folder.Inbox(), c.folder.Returned(), c.folder.Archive(), c.folder.Spool()} {
		err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) || err == nil && !e.Type().IsRegular() {
				return nil
			}
			if err != nil {
				return err
			}
			data, err := os.ReadFile(name)
			found[hashOf(data)] = true
			return err
		})
		if err != nil {
			c.t.Fatal(err)
		}
	}
	for hash, where := range c.dropped {
		if !found[hash] && !c.given[hash] {
			c.t.Errorf("lost: %s", where)
		}
	}
	sums(c.t, c.folder)
}

// TestOnceKeepsEveryByte: whatever is dropped is somewhere afterwards.
func TestOnceKeepsEveryByte(t *testing.T) {
	t.Parallel()
	for seed, config := range []string{"attachment_wait: 0s\n", "attachment_wait: 1h\n"} {
		c := newConservation(t, dataFolder(t, config), uint64(seed))
		for range 4 {
			for range 12 {
				c.drop()
			}
			for range 6 {
				c.again()
			}
			once(t, c.folder)
			c.reconcile()
		}
	}
}

// TestRunKeepsEveryByte also while packets come one after another, and leaves nothing
// lying.
func TestRunKeepsEveryByte(t *testing.T) {
	t.Parallel()
	c := newConservation(t, dataFolder(t, "attachment_wait: 300ms\nrescan: 100ms\n"), 2)
	r := run(t, c.folder)
	for range 30 {
		c.drop()
	}
	deadline := time.After(2 * time.Minute)
	for tick := time.NewTicker(50 * time.Millisecond); ; {
		left, err := filepath.Glob(filepath.Join(c.folder.Inbox(), "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		keys, err := os.ReadDir(c.folder.Spool())
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 && len(keys) <= 3 { // its lock, its staging and what is signed elsewhere
			break
		}
		select {
		case <-tick.C:
		case <-r.told:
		case <-deadline:
			t.Fatalf("left lying: %q, %v", left, keys)
		}
	}
	c.reconcile()
}
