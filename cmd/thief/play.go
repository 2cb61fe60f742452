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

// play lets everybody do what they do, for the time that was asked for, and then
// looks at what is left.
func (s *scene) play(ctx context.Context) error {
	if err := s.prepare(); err != nil {
		return err
	}
	var err error
	if s.thief, err = startThief(s.top, s.orders()); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.time)
	defer cancel()
	all, ctx := errgroup.WithContext(ctx)
	every := func(pause time.Duration, seed uint64, do func(random *rand.Rand, n int) error) {
		random := rand.New(rand.NewPCG(s.seed, seed))
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
			if s.honest.waiting(unit) >= enough {
				return nil
			}
			return s.honest.drop(random, unit, of)
		})
	}
	every(50*time.Millisecond, 103, func(*rand.Rand, int) error { return s.honest.lay() })
	every(300*time.Millisecond, 104, func(*rand.Rand, int) error {
		_ = s.browser.handIn() // tried again, after a restart
		return nil
	})
	every(60*time.Millisecond, 105, s.stutter)
	every(500*time.Millisecond, 106, func(random *rand.Rand, n int) error {
		if s.mounts.err != nil {
			return nil
		}
		return s.mounts.once(random, n)
	})
	every(s.campaign.restart, 107, func(random *rand.Rand, _ int) error { return s.restart(random.IntN(2) == 0) })
	every(200*time.Millisecond, 108, func(*rand.Rand, int) error { return s.supervise() })
	every(3*time.Second, 109, func(_ *rand.Rand, n int) error {
		if n%5 == 0 {
			s.progress("%d harms so far", len(s.harms.all()))
		}
		return s.thief.still(s.look)
	})
	if err := all.Wait(); err != nil {
		return err
	}
	return s.end()
}

// prepare lets the program do its ordinary work for a while, so that there is
// something to steal, and remembers how everything is.
func (s *scene) prepare() error {
	if err := s.start(); err != nil {
		return err
	}
	s.honest.begin()
	if err := s.browser.signIn(); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(s.seed, 100))
	for range 12 {
		if err := errors.Join(s.honest.drop(random, otherUnit, otherUser), s.honest.drop(random, thiefUnit, thiefUser)); err != nil {
			return err
		}
	}
	if err := s.browser.handIn(); err != nil {
		return err
	}
	if err := s.settle(); err != nil {
		return err
	}
	for _, dir := range []string{s.outside(), s.data("机密"), s.data("rules"), s.data("templates"), s.data("forms"), s.data("issued", otherUnit), s.data("returned", otherUnit)} {
		if err := s.secrets.guardAll(dir); err != nil {
			return err
		}
	}
	for _, dir := range []string{s.data("issued", otherUnit), s.data("returned", otherUnit)} { // these grow
		delete(s.secrets.folders, dir)
		s.secrets.files[dir].grows = true
		s.secrets.files[dir].state, _, _ = stateOf(dir, true)
	}
	bags, err := filepath.Glob(s.data("archive", "2*", "*", "*"))
	for _, bag := range bags {
		err = errors.Join(err, s.secrets.guardAll(bag))
	}
	for _, name := range []string{"gongwen.yaml", "roster.xlsx", "reading/accounts.yaml"} {
		err = errors.Join(err, s.secrets.guard(s.data(name), false))
	}
	for _, name := range []string{"catalogue.db", "texts.db", "archive/journal", "spool", "inbox", "inbox/" + otherUnit, "inbox/" + thiefUnit,
		"issued", "issued/" + thiefUnit, "returned", "returned/" + thiefUnit, "archive", "reading", "."} {
		err = errors.Join(err, s.secrets.guard(s.data(name), true))
	}
	return errors.Join(err, s.secrets.watchOpens(s.outside(), s.data("机密")))
}

// orders are what the thief is told: he knows the names of what he would like, as
// people do who have seen another office's data folder.
func (s *scene) orders() orders {
	o := orders{
		Seed: s.seed, Attacks: s.attacks, Letter: s.letters[thiefUnit], Home: filepath.Join(s.top, "thief"),
		Inbox: s.data("inbox", thiefUnit), Issued: s.data("issued", thiefUnit), Returned: s.data("returned", thiefUnit),
		Folders: []prey{
			{s.outside(), []string{"机密.yaml", letterName}}, {s.data("机密"), []string{"机密.yaml", letterName}},
			{s.data("reading"), []string{"accounts.yaml"}}, {s.data("rules"), []string{"说明.txt"}}, {s.data("templates"), []string{"说明.txt"}},
			{s.data(), []string{"gongwen.yaml", "catalogue.db", "texts.db", "roster.xlsx"}},
			{s.data("inbox", otherUnit), []string{waitingForm, waitingForm, "诚-99.yaml"}}, {s.data("inbox", otherUnit), []string{waitingForm}},
			{s.data("spool"), []string{".lock"}},
		},
		Files: []string{
			s.outside("机密.yaml"), s.outside(letterName), s.data("机密", "机密.yaml"), s.data("reading", "accounts.yaml"), s.data("gongwen.yaml"),
			s.data("catalogue.db"), s.data("rules", "说明.txt"), s.data("inbox", otherUnit, waitingForm), "/etc/shadow", "/proc/self/environ",
		},
		Places: []string{
			s.data("rules"), s.data("templates"), s.data(), s.outside(), s.data("机密"), s.data("reading"), s.data("archive"),
			s.data("spool"), s.data("inbox", otherUnit), s.data("issued", otherUnit), s.data("returned", otherUnit),
		},
	}
	// And some records: of each of a few the form, of others the attachment.
	const most = 6
	records := 0
	for _, path := range sorted(s.secrets.files) {
		form := strings.HasPrefix(path, s.data("archive")+"/") && strings.HasSuffix(path, ".yaml")
		attachment := filepath.Base(filepath.Dir(path)) == "attachments"
		if records < most && (records%2 == 0 && form || records%2 == 1 && attachment) {
			records++
			o.Folders = append(o.Folders, prey{filepath.Dir(path), []string{filepath.Base(path)}})
			o.Files = append(o.Files, path)
		}
	}
	return o
}

// stutter stops the program for a moment, in the middle of whatever it does.
func (s *scene) stutter(random *rand.Rand, _ int) error {
	if !s.running.TryRLock() {
		return nil
	}
	defer s.running.RUnlock()
	if s.slowed {
		return nil
	}
	s.stutters++
	s.signal(syscall.SIGSTOP)
	time.Sleep(time.Duration(random.Int64N(int64(15 * time.Millisecond))))
	s.signal(syscall.SIGCONT)
	return nil
}

// supervise sees to it that the program is alive and works for the other unit.
func (s *scene) supervise() error {
	s.honest.listen()
	if !s.alive() {
		return s.restart(true)
	}
	late := s.honest.overdue(s.patience)
	if len(late) == 0 {
		return nil
	}
	l, err := s.ledger() // it may have been told of no more
	if err != nil {
		return err
	}
	s.honest.compare(l, nil)
	if late = s.honest.overdue(s.patience); len(late) == 0 {
		return nil
	}
	s.harms.add(still, "start %d: %s and %d more of %s have waited for %v, and none was done", s.starts.Load(), late[0], len(late)-1, otherUnit, s.patience)
	s.running.Lock()
	s.dump()
	s.running.Unlock()
	if err := s.unblock(); err != nil {
		return err
	}
	if err := s.restart(true); err != nil {
		return err
	}
	s.honest.begin() // all that waits has its time anew
	return nil
}

// unblock removes the pipes that hold the program up, as an administrator would who
// knows where to look.
func (s *scene) unblock() error {
	return s.thief.still(func() {
		for _, dir := range []string{s.data("spool"), s.data("inbox", thiefUnit), s.data("issued", thiefUnit), s.data("returned", thiefUnit)} {
			_ = filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
				if err == nil && entry.Type()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
					_ = os.Remove(path)
				}
				return nil
			})
		}
	})
}

// grown are the folders in which the program makes something itself, and how that
// is named.
var grown = func() map[string]*regexp.Regexp {
	units := "^(" + thiefUnit + "|" + otherUnit + ")$"
	patterns := map[string]*regexp.Regexp{}
	for dir, pattern := range map[string]string{
		".":     `^(catalogue\.db.*|texts\.db.*|voiding\.json.*|archive|forms|gongwen\.yaml|inbox|index.*|issued|reading|registers|returned|roster\.xlsx|spool|rules|temp|templates|机密)$`,
		"inbox": units, "issued": units, "returned": units,
		"archive": `^(\d{4}|journal|\.staging)$`,
		"reading": `^(accounts\.yaml|device\.key|.*\.jsonl|.*\.lock)(\.part)?$|^staging$`,
	} {
		patterns[dir] = regexp.MustCompile(pattern)
	}
	return patterns
}()

// look looks for harm. The thief stands still.
func (s *scene) look() {
	for _, line := range s.secrets.opens() {
		s.harms.add(read, "%s", line)
	}
	s.secrets.look(s.harms.add)
	s.secrets.opens() // our own
	for dir, pattern := range grown {
		names, err := namesIn(s.data(dir))
		if err != nil {
			s.harms.add(changed, "%v", err)
		}
		for _, name := range names {
			if !pattern.MatchString(name) {
				s.harms.add(planted, "%s", s.data(dir, name))
				_ = os.RemoveAll(s.data(dir, name))
			}
		}
	}
	for _, dir := range []string{s.data("inbox", otherUnit), s.data("issued", otherUnit), s.data("returned", otherUnit), s.data("rules"), s.data("templates")} {
		_ = filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
			if err == nil && attackNames.MatchString(entry.Name()) {
				s.harms.add(planted, "%s", path)
			}
			return nil
		})
	}
	his := []string{s.data("inbox", thiefUnit), s.data("issued", thiefUnit), s.data("returned", thiefUnit), filepath.Join(s.top, "thief")}
	if err := s.secrets.search(his, func(path string, from []string) {
		for _, where := range from {
			s.harms.add(stolen, "%s from %s", strings.TrimPrefix(path, s.top), where)
		}
	}); err != nil {
		s.progress("looking for secrets: %v", err)
	}
}

// settle waits until all honest forms are done.
func (s *scene) settle() error {
	return program.Within(s.patience, "all honest forms are done", func() (bool, error) {
		s.honest.listen()
		if !s.proc.Alive() {
			return false, fmt.Errorf("gongwen ended, see %s", s.log())
		}
		return s.honest.settled(), nil
	})
}
