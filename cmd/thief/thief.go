//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// instructions are what the thief is started with. He is this program again, started
// as another user with his instructions in the environment; he ends when his
// standard input does, and prints his statistics.
type instructions struct {
	Seed    uint64
	Attacks string // pattern of those to try
	Letter  letter // a form of his unit

	Inbox, Issued, Returned string // the folders he may write to
	Home                    string // a folder of his own on the same file system

	Folders []target // with files he would like to have
	Files   []string // he would like to have or to spoil
	Places  []string // folders he would like to make something in
}

// target is a folder that the thief cannot enter, and names of files in it that he
// knows of.
type target struct {
	Path  string
	Names []string
}

const instructionsKey = "GONGWEN_THIEF_ORDERS"

// statistics are what the thief did.
type statistics struct {
	Tried, Done map[string]int // by attack; done where the exchange, the link, the write took place
	Moments     map[string]int // tries by moment
	Opened      []string       // what he could open himself
}

// runThief does all that this process has to do, if it is the thief.
func runThief() bool {
	text := os.Getenv(instructionsKey)
	if text == "" {
		return false
	}
	var o instructions
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		fmt.Fprintln(os.Stderr, "the thief's instructions:", err)
		os.Exit(2)
	}
	sums, err := runAttacks(o)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(sums)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the thief:", err)
		os.Exit(2)
	}
	return true
}

// workers is how many attacks go on at the same time.
const workers = 8

// runAttacks attacks until standard input ends.
func runAttacks(o instructions) (*statistics, error) {
	unix.Umask(0o007) // over the share, the program may read and move what is his
	wanted, err := regexp.Compile(o.Attacks)
	if err != nil {
		return nil, err
	}
	plan := schedule{random: rand.New(rand.NewPCG(o.Seed, 1<<16))}
	for _, a := range attacks {
		if wanted.MatchString(a.name) {
			plan.attacks = append(plan.attacks, a)
		}
	}
	if len(plan.attacks) == 0 {
		return nil, fmt.Errorf("no attack is named like %q", o.Attacks)
	}
	diary, err := os.OpenFile(filepath.Join(o.Home, logName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return nil, err
	}
	defer diary.Close()
	var over atomic.Bool
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		over.Store(true)
	}()
	all := &statistics{Tried: map[string]int{}, Done: map[string]int{}, Moments: map[string]int{}}
	var mu sync.Mutex
	var working sync.WaitGroup
	for n := range workers {
		working.Go(func() {
			t := &thief{instructions: o, worker: n, random: rand.New(rand.NewPCG(o.Seed, uint64(n))), log: diary, over: over.Load}
			for !over.Load() {
				a, m := plan.draw()
				done := t.attack(a, m)
				mu.Lock()
				all.Tried[a.name]++
				all.Moments[m.name]++
				if done {
					all.Done[a.name]++
				}
				mu.Unlock()
			}
			mu.Lock()
			defer mu.Unlock()
			all.Opened = append(all.Opened, t.openedFiles...)
		})
	}
	working.Wait()
	return all, nil
}

// schedule draws the attacks in a random order, each once at first, then each as often
// as its weight says before any comes again.
type schedule struct {
	attacks []attack

	mu       sync.Mutex
	random   *rand.Rand
	upcoming []attack
	rounds   int // how often
}

func (s *schedule) draw() (attack, moment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.upcoming) == 0 {
		for _, a := range s.attacks {
			times := a.weight
			if s.rounds == 0 {
				times = 1
			}
			s.upcoming = append(s.upcoming, slices.Repeat([]attack{a}, times)...)
		}
		s.random.Shuffle(len(s.upcoming), func(i, j int) { s.upcoming[i], s.upcoming[j] = s.upcoming[j], s.upcoming[i] })
		s.rounds++
	}
	a := s.upcoming[0]
	s.upcoming = s.upcoming[1:]
	return a, a.moments[s.random.IntN(len(a.moments))]
}

// logName is the file in which the thief writes what he is about to do.
const logName = "diary"

// thief is one of the thief's workers.
type thief struct {
	instructions
	worker, n   int
	random      *rand.Rand
	log         io.Writer
	over        func() bool
	openedFiles []string
}

// attempt is one attack under way.
type attempt struct {
	*thief
	id      string
	moment  moment
	home    string // his folder, outside the inbox
	place   string // its place in the inbox
	mark    string
	watcher *watch
	aim     string
}

// maxInInbox is with how many things in his inbox the thief waits for the program.
const maxInInbox = 120

// attack tries an attack and reports whether it took place.
func (t *thief) attack(a attack, m moment) bool {
	for deadline := time.Now().Add(2 * time.Second); !t.over() && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if entries, err := os.ReadDir(t.Inbox); err == nil && len(entries) < maxInInbox {
			break
		}
	}
	t.n++
	x := &attempt{thief: t, id: fmt.Sprintf("%s-%d-%d", a.short, t.worker, t.n), moment: m, mark: newMark(thiefMark)}
	x.home, x.place = filepath.Join(t.Home, x.id), filepath.Join(t.Inbox, x.id)
	defer x.cleanUp()
	if err := os.Mkdir(x.home, 0o770); err != nil {
		return false
	}
	done := a.try(x)
	fmt.Fprintf(t.log, "%s %-28s %-50s done %v, aimed at %s\n", time.Now().Format("15:04:05.000"), x.id, m.name, done, x.aim)
	return done
}

// cleanUp removes what an attack left with the thief, and often what it left in the
// inbox; the rest is for the program to deal with.
func (x *attempt) cleanUp() {
	if x.watcher != nil {
		x.watcher.close()
	}
	_ = os.RemoveAll(x.home)
	_ = os.RemoveAll(x.home + ".link")
	if x.random.IntN(3) > 0 {
		x.pause(50 * time.Millisecond)
		_ = os.Chmod(x.place, 0o770)
		_ = os.RemoveAll(x.place)
	}
}

func pick[T any](x *attempt, from []T) T { return from[x.random.IntN(len(from))] }

// pause sleeps for a random time up to most.
func (x *attempt) pause(most time.Duration) {
	time.Sleep(time.Duration(x.random.Int64N(int64(most) + 1)))
}

// write makes a file of the attack's folder, while it is not in the inbox yet.
func (x *attempt) write(name string, data []byte) bool {
	return os.WriteFile(filepath.Join(x.home, name), data, 0o660) == nil
}

const (
	formName   = "表.yaml"
	letterName = "函.txt"
)

// writeForm makes a form and its attachment. At the moment of waiting the attachment is
// held back.
func (x *attempt) writeForm(form, attachment string) bool {
	ok := x.write(form, x.Letter.with(x.mark+"甲案", attachment))
	if x.moment.name != waiting.name {
		ok = ok && x.write(attachment, x.attached())
	}
	return ok
}

func (x *attempt) attached() []byte {
	return []byte("兹介绍我单位" + x.mark + "前往联系。\n")
}

// enterInbox moves the attack's folder into the inbox, watching it.
func (x *attempt) enterInbox() bool {
	var err error
	if x.watcher, err = watchFolders(x.home); err != nil {
		return false
	}
	return os.Rename(x.home, x.place) == nil
}

// awaitMoment waits for the moment to attack; a moment that does not come is let go by
// after a while.
func (x *attempt) awaitMoment() {
	if x.moment.mask != 0 && x.watcher != nil {
		x.watcher.wait(x.moment.mask, 1+x.random.IntN(x.moment.most), "", 700*time.Millisecond)
		if x.moment.name == taken.name {
			x.pause(100 * time.Millisecond) // of what is done in the spool nothing shows
		}
		return
	}
	if x.moment.name == waiting.name {
		x.pause(300 * time.Millisecond)
	}
}

// deliverAttachment brings the attachment that was held back.
func (x *attempt) deliverAttachment(attachment string) {
	if x.moment.name == waiting.name {
		_ = os.WriteFile(filepath.Join(x.place, attachment), x.attached(), 0o660)
	}
}

// linkTo makes a link to a target, for a place in the folder dir: absolute, relative
// to there, or by way of the program's own view of the file system.
func (x *attempt) linkTo(target, dir string) (link string, ok bool) {
	x.aim = target
	link = x.home + ".link"
	_ = os.Remove(link)
	switch x.random.IntN(5) {
	case 0:
		target = "/proc/self/root" + target
	case 1, 2:
		if relative, err := filepath.Rel(dir, target); err == nil {
			target = relative
		}
	}
	return link, os.Symlink(target, link) == nil
}

// exchange puts each of two things into the other's place, in one step.
func exchange(a, b string) bool {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE) == nil
}

// exchangeRepeatedly exchanges two things: once or a few times at a moment, without
// end for a while when there is no moment to wait for. It reports whether it was done
// at all.
func (x *attempt) exchangeRepeatedly(a, b string) bool {
	times, gap, deadline := 1+x.random.IntN(4), 3*time.Millisecond, time.Now().Add(500*time.Millisecond)
	if x.moment.mask == 0 {
		times, gap = 1<<30, time.Duration(x.random.IntN(3))*100*time.Microsecond
	}
	done := false
	for ; times > 0 && time.Now().Before(deadline) && !x.over(); times-- {
		if !exchange(a, b) {
			break
		}
		done = true
		if gap > 0 {
			x.pause(gap)
		}
	}
	return done
}
