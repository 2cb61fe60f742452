//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"gongwen/cmd/internal/program"
)

// execute lets everybody do what they do, for the time that was asked for, and then
// looks at what is left.
func (b *testbed) execute(ctx context.Context) error {
	if err := b.prepare(); err != nil {
		return err
	}
	var err error
	if b.thief, err = startThief(b.top, b.instructions()); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, b.time)
	defer cancel()
	all, ctx := errgroup.WithContext(ctx)
	every := func(pause time.Duration, seed uint64, do func(random *rand.Rand, n int) error) {
		random := rand.New(rand.NewPCG(b.seed, seed))
		all.Go(func() error {
			for n := 1; ; n++ {
				select {
				case <-ctx.Done():
					return nil
				case <-time.After(pause/2 + time.Duration(random.Int64N(int64(pause)))):
				}
				if err := do(random, n); err != nil {
					return err
				}
			}
		})
	}
	for unit, of := range map[string]user{thiefUnit: thiefUser, otherUnit: otherUser} {
		every(400*time.Millisecond, 101+uint64(of), func(random *rand.Rand, _ int) error {
			if b.honest.waiting(unit) >= maxWaiting {
				return nil
			}
			return b.honest.drop(random, unit, of)
		})
	}
	every(50*time.Millisecond, 103, func(*rand.Rand, int) error { return b.honest.placeWaitingForm() })
	every(300*time.Millisecond, 104, func(*rand.Rand, int) error {
		_ = b.browser.handIn() // tried again, after a restart
		return nil
	})
	every(60*time.Millisecond, 105, b.pauseBriefly)
	every(500*time.Millisecond, 106, func(random *rand.Rand, n int) error {
		if b.mounts.err != nil {
			return nil
		}
		return b.mounts.once(random, n)
	})
	every(b.campaign.restart, 107, func(random *rand.Rand, _ int) error { return b.restart(random.IntN(2) == 0) })
	every(200*time.Millisecond, 108, func(*rand.Rand, int) error { return b.supervise() })
	every(3*time.Second, 109, func(_ *rand.Rand, n int) error {
		if n%5 == 0 {
			b.progress("%d harms so far", len(b.violations.all()))
		}
		return b.thief.whileSuspended(b.inspect)
	})
	if err := all.Wait(); err != nil {
		return err
	}
	return b.finish()
}

// prepare lets the program do its ordinary work for a while, so that there is
// something to steal, and remembers how everything is.
func (b *testbed) prepare() error {
	if err := b.start(); err != nil {
		return err
	}
	b.honest.restartClock()
	if err := b.browser.signIn(); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(b.seed, 100))
	for range 12 {
		if err := errors.Join(b.honest.drop(random, otherUnit, otherUser), b.honest.drop(random, thiefUnit, thiefUser)); err != nil {
			return err
		}
	}
	if err := b.browser.handIn(); err != nil {
		return err
	}
	if err := b.settle(); err != nil {
		return err
	}
	for _, dir := range []string{b.outside(), b.data("机密"), b.data("rules"), b.data("templates"), b.data("forms"), b.data("issued", otherUnit), b.data("returned", otherUnit)} {
		if err := b.secrets.protectAll(dir); err != nil {
			return err
		}
	}
	for _, dir := range []string{b.data("issued", otherUnit), b.data("returned", otherUnit)} { // these grow
		delete(b.secrets.folders, dir)
		b.secrets.files[dir].grows = true
		b.secrets.files[dir].state, _, _ = stateOf(dir, true)
	}
	bags, err := filepath.Glob(b.data("archive", "2*", "*", "*"))
	for _, bag := range bags {
		err = errors.Join(err, b.secrets.protectAll(bag))
	}
	for _, name := range []string{"gongwen.yaml", "roster.xlsx", "reading/accounts.yaml"} {
		err = errors.Join(err, b.secrets.protect(b.data(name), false))
	}
	for _, name := range []string{b.data() + ".key", b.data("vkeys.txt")} {
		err = errors.Join(err, b.secrets.protect(name, false))
	}
	for _, name := range []string{"catalogue.db", "texts.db", "archive/journal", "spool", "inbox", "inbox/" + otherUnit, "inbox/" + thiefUnit,
		"issued", "issued/" + thiefUnit, "returned", "returned/" + thiefUnit, "archive", "reading", "."} {
		err = errors.Join(err, b.secrets.protect(b.data(name), true))
	}
	return errors.Join(err, b.secrets.watchOpens(b.outside(), b.data("机密")))
}

// instructions are what the thief is started with: he knows the names of what he
// would like, as people do who have seen another office's data folder.
func (b *testbed) instructions() instructions {
	o := instructions{
		Seed: b.seed, Attacks: b.attacks, Letter: b.letters[thiefUnit], Home: filepath.Join(b.top, "thief"),
		Inbox: b.data("inbox", thiefUnit), Issued: b.data("issued", thiefUnit), Returned: b.data("returned", thiefUnit),
		Folders: []target{
			{b.outside(), []string{"机密.yaml", letterName}}, {b.data("机密"), []string{"机密.yaml", letterName}},
			{b.data("reading"), []string{"accounts.yaml"}}, {b.data("rules"), []string{"说明.txt"}}, {b.data("templates"), []string{"说明.txt"}},
			{b.data(), []string{"gongwen.yaml", "catalogue.db", "texts.db", "roster.xlsx"}},
			{b.data("inbox", otherUnit), []string{waitingForm, waitingForm, "诚-99.yaml"}}, {b.data("inbox", otherUnit), []string{waitingForm}},
			{b.data("spool"), []string{".lock"}},
		},
		Files: []string{
			b.outside("机密.yaml"), b.outside(letterName), b.data("机密", "机密.yaml"), b.data("reading", "accounts.yaml"), b.data("gongwen.yaml"),
			b.data("catalogue.db"), b.data() + ".key", b.data("rules", "说明.txt"), b.data("inbox", otherUnit, waitingForm), "/etc/shadow", "/proc/self/environ",
		},
		Places: []string{
			b.data("rules"), b.data("templates"), b.data(), b.outside(), b.data("机密"), b.data("reading"), b.data("archive"),
			b.data("spool"), b.data("inbox", otherUnit), b.data("issued", otherUnit), b.data("returned", otherUnit),
		},
	}
	// And some records: of each of a few the form, of others the attachment.
	const most = 6
	records := 0
	for _, path := range sorted(b.secrets.files) {
		form := strings.HasPrefix(path, b.data("archive")+"/") && strings.HasSuffix(path, ".yaml")
		attachment := filepath.Base(filepath.Dir(path)) == "attachments"
		if records < most && (records%2 == 0 && form || records%2 == 1 && attachment) {
			records++
			o.Folders = append(o.Folders, target{filepath.Dir(path), []string{filepath.Base(path)}})
			o.Files = append(o.Files, path)
		}
	}
	return o
}

// pauseBriefly stops the program for a moment, in the middle of whatever it does.
func (b *testbed) pauseBriefly(random *rand.Rand, _ int) error {
	if !b.running.TryRLock() {
		return nil
	}
	defer b.running.RUnlock()
	if b.delayed {
		return nil
	}
	b.pauses++
	b.signal(syscall.SIGSTOP)
	time.Sleep(time.Duration(random.Int64N(int64(15 * time.Millisecond))))
	b.signal(syscall.SIGCONT)
	return nil
}

// supervise sees to it that the program is alive and works for the other unit.
func (b *testbed) supervise() error {
	b.honest.readEvents()
	if !b.alive() {
		return b.restart(true)
	}
	late := b.honest.overdue(b.patience)
	if len(late) == 0 {
		return nil
	}
	l, err := b.ledger() // it may have printed no more
	if err != nil {
		return err
	}
	b.honest.compareLedger(l, nil)
	if late = b.honest.overdue(b.patience); len(late) == 0 {
		return nil
	}
	b.violations.add(programStalled, "start %d: %s and %d more of %s have waited for %v, and none was done", b.starts.Load(), late[0], len(late)-1, otherUnit, b.patience)
	b.running.Lock()
	b.dump()
	b.running.Unlock()
	if err := b.unblock(); err != nil {
		return err
	}
	if err := b.restart(true); err != nil {
		return err
	}
	b.honest.restartClock() // all that waits has its time anew
	return nil
}

// unblock removes the pipes that hold the program up, as an administrator would who
// knows where to look.
func (b *testbed) unblock() error {
	return b.thief.whileSuspended(func() {
		for _, dir := range []string{b.data("spool"), b.data("inbox", thiefUnit), b.data("issued", thiefUnit), b.data("returned", thiefUnit)} {
			_ = filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
				if err == nil && entry.Type()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
					_ = os.Remove(path)
				}
				return nil
			})
		}
	})
}

// allowedNames are the folders in which the program makes something itself, and how that
// is named.
var allowedNames = func() map[string]*regexp.Regexp {
	units := "^(" + thiefUnit + "|" + otherUnit + ")$"
	patterns := map[string]*regexp.Regexp{}
	for dir, pattern := range map[string]string{
		".":     `^(catalogue\.db.*|texts\.db.*|voiding\.json.*|delegating\.json.*|formats\.json(\.part)?|upgrades|archive|forms|gongwen\.yaml|inbox|index.*|issued|reading|registers|returned|roster\.xlsx|spool|rules|temp|templates|vkeys\.txt(\.part)?|waiting|机密)$`,
		"inbox": units, "issued": units, "returned": units, "waiting": units,
		"archive": `^(\d{4}|journal|\.staging)$`,
		"reading": `^(accounts\.yaml|device\.key|.*\.jsonl|.*\.lock)(\.part)?$|^(staging|tried)$`,
	} {
		patterns[dir] = regexp.MustCompile(pattern)
	}
	return patterns
}()

// inspect looks for violations while the thief is suspended.
func (b *testbed) inspect() {
	for _, line := range b.secrets.takeOpens() {
		b.violations.add(secretRead, "%s", line)
	}
	b.secrets.compareAll(b.violations.add)
	b.secrets.takeOpens() // our own
	for dir, pattern := range allowedNames {
		names, err := namesIn(b.data(dir))
		if err != nil {
			b.violations.add(outsideChanged, "%v", err)
		}
		for _, name := range names {
			if !pattern.MatchString(name) {
				b.violations.add(outsideCreated, "%s", b.data(dir, name))
				_ = os.RemoveAll(b.data(dir, name))
			}
		}
	}
	for _, dir := range []string{b.data("inbox", otherUnit), b.data("issued", otherUnit), b.data("returned", otherUnit), b.data("rules"), b.data("templates")} {
		_ = filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
			if err == nil && attackNames.MatchString(entry.Name()) {
				b.violations.add(outsideCreated, "%s", path)
			}
			return nil
		})
	}
	his := []string{b.data("inbox", thiefUnit), b.data("issued", thiefUnit), b.data("returned", thiefUnit), filepath.Join(b.top, "thief")}
	if err := b.secrets.search(his, func(path string, from []string) {
		for _, where := range from {
			b.violations.add(secretStolen, "%s from %s", strings.TrimPrefix(path, b.top), where)
		}
	}); err != nil {
		b.progress("looking for secrets: %v", err)
	}
}

// settle waits until all honest forms are done.
func (b *testbed) settle() error {
	return program.Within(b.patience, "all honest forms are done", func() (bool, error) {
		b.honest.readEvents()
		if !b.proc.Alive() {
			return false, fmt.Errorf("gongwen ended, see %s", b.log())
		}
		return b.honest.settled(), nil
	})
}
