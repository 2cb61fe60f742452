//go:build linux

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongwen/cmd/internal/program"
	"gongwen/pipeline"
	"gongwen/samples"
	"gongwen/templates"
)

// packets drops packets that are hard to sort (see samples.Packets), and returned
// folders again, and kills gongwen meanwhile. What becomes of each is for other tests;
// here every byte that was dropped must be somewhere afterwards.
type packets struct {
	dir             string
	shipped, faulty program.Program
	seed            uint64
	count           int         // of packets, in all
	over            func() bool // true when no other folder may begin
	progress        func(format string, args ...any)

	dropped, again, kills, files int
}

// packetsPerFolder is how many packets one data folder sees, packetsPerKill how many
// are dropped for each kill.
const (
	packetsPerFolder = 240
	packetsPerKill   = 20

	longestPacket = 100 * time.Millisecond // a packet may be thought to take, as slowest for a form
)

// packetSettings let what no form names go back soon.
const packetSettings = "settle: 0s\nrescan: 200ms\nattachment_wait: 500ms\n"

// run goes through all packets, a data folder after another. The error names what was
// lost, and the folder, which is kept.
func (p *packets) run() error {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		return err
	}
	next, stop := iter.Pull2(samples.Packets(kinds.Named("letter"), p.seed))
	defer stop()
	for round := 1; p.dropped < p.count && !p.over(); round++ {
		root := filepath.Join(p.dir, fmt.Sprintf("packets-%d", round))
		if err := p.round(root, rand.New(rand.NewPCG(p.seed, uint64(round))), next); err != nil {
			return fmt.Errorf("packets, round %d: %w\n  kept: %s", round, err, root)
		}
		if err := os.RemoveAll(root); err != nil {
			return err
		}
		p.progress("%d packets, %d kills, %d returned folders dropped again", p.dropped, p.kills, p.again)
	}
	return nil
}

func (p *packets) round(root string, random *rand.Rand, next func() (samples.Packet, error, bool)) error {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	b, err := newTestbed(root, p.shipped, random, packetSettings)
	if err != nil {
		return err
	}
	defer b.kill()
	k := keeping{testbed: b, where: map[string]string{}, given: map[string]bool{}}
	for n := 0; n < packetsPerFolder && p.dropped < p.count; n += packetsPerKill {
		as := p.shipped
		if random.IntN(3) == 0 {
			points := pipeline.FaultPoints()
			as = p.faulty.With(fmt.Sprintf("GONGWEN_FAULTS=%s#%d=kill", points[random.IntN(len(points))], 1+random.IntN(5)))
		}
		if err := b.startAs(as); err != nil {
			return err
		}
		for range min(packetsPerKill, p.count-p.dropped) {
			drawn, err, _ := next()
			if err != nil {
				return err
			}
			if err := k.drop(drawn); err != nil {
				return err
			}
			p.dropped++
		}
		if err := b.watching(); err != nil {
			return err
		}
		time.Sleep(time.Duration(random.Int64N(int64(packetsPerKill * longestPacket))))
		b.kill()
		p.kills++
		for range random.IntN(4) {
			did, err := k.again()
			if err != nil {
				return err
			}
			p.again += did
		}
	}
	if err := b.start(); err != nil {
		return err
	}
	if err := b.drain(); err != nil {
		return err
	}
	if err := errors.Join(b.stop(), b.crashed()); err != nil {
		return err
	}
	p.files += len(k.where)
	return k.reconcile()
}

// watching waits until gongwen looks at the inboxes, or has died.
func (b *testbed) watching() error {
	return program.Eventually("gongwen looks at the inboxes", func() (bool, error) {
		return !b.running() || strings.Contains(b.logFrom(b.started), "Ctrl-C"), nil
	})
}

// keeping is a testbed of which every byte is looked for.
type keeping struct {
	*testbed
	where map[string]string // what was dropped, by its SHA-256
	given map[string]bool   // what gongwen wrote and gave back
}

// drop moves a packet in: its folder whole, or its files into the inbox itself.
func (k *keeping) drop(p samples.Packet) error {
	if k.random.IntN(3) == 0 {
		p = p.Loose()
	}
	k.next++
	staged := filepath.Join(k.staging(), fmt.Sprint(k.next))
	for _, f := range p.Files {
		name := filepath.Join(staged, filepath.FromSlash(f.Path))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, f.Data, 0o644)); err != nil {
			return err
		}
		k.where[sum(f.Data)] = p.What + ": " + f.Path
	}
	unit := k.inbox(p.Unit)
	if err := os.MkdirAll(unit, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(staged)
	if err != nil {
		return err
	}
	for _, e := range entries {
		// A name that is taken is not ours to replace.
		to := filepath.Join(unit, e.Name())
		if _, err := os.Lstat(to); err == nil {
			k.next++
			to = filepath.Join(unit, fmt.Sprintf("%d-%s", k.next, e.Name()))
		}
		if err := os.Rename(filepath.Join(staged, e.Name()), to); err != nil {
			return err
		}
	}
	return os.RemoveAll(staged)
}

// again moves a returned folder into the inbox, while nothing runs.
func (k *keeping) again() (int, error) {
	folders, err := filepath.Glob(k.data("returned", "*", "*"))
	if err != nil || len(folders) == 0 {
		return 0, err
	}
	from := folders[k.random.IntN(len(folders))]
	entries, err := os.ReadDir(from)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			return 0, err
		}
		if _, theirs := k.where[sum(data)]; !theirs {
			k.given[sum(data)] = true
		}
	}
	k.next++
	to := k.inbox(filepath.Base(filepath.Dir(from)), fmt.Sprintf("又-%d", k.next))
	return 1, errors.Join(os.MkdirAll(path.Dir(to), 0o755), os.Rename(from, to))
}

// reconcile looks for all that was dropped, and at the ledger and verify.
func (k *keeping) reconcile() error {
	found := map[string]bool{}
	for _, dir := range []string{"inbox", "returned", "archive", "spool"} {
		err := filepath.WalkDir(k.data(dir), func(name string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(name)
			found[sum(data)] = true
			return err
		})
		if err != nil {
			return err
		}
	}
	var errs []error
	for _, hash := range slices.Sorted(maps.Keys(k.where)) {
		if !found[hash] && !k.given[hash] {
			errs = append(errs, fmt.Errorf("lost: %s", k.where[hash]))
		}
	}
	ledger, err := k.program.Ledger(k.data())
	errs = append(errs, err)
	for _, line := range ledger.Wrong() {
		errs = append(errs, errors.New(line))
	}
	wrong, err := k.program.Verify(k.data())
	errs = append(errs, err)
	for _, line := range wrong {
		errs = append(errs, fmt.Errorf("verify: %s", line))
	}
	return errors.Join(errs...)
}
