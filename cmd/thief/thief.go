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

// orders are what the thief is told. He is this program again, started as another
// user with his orders in the environment; he ends when his standard input does,
// and prints his sums.
type orders struct {
	Seed    uint64
	Attacks string // pattern of those to try
	Letter  letter // a form of his unit

	Inbox, Issued, Returned string // the folders he may write to
	Home                    string // a folder of his own on the same file system

	Folders []prey   // with files he would like to have
	Files   []string // he would like to have or to spoil
	Places  []string // folders he would like to make something in
}

// prey is a folder that the thief cannot enter, and names of files in it that he
// knows of.
type prey struct {
	Path  string
	Names []string
}

const ordersKey = "GONGWEN_THIEF_ORDERS"

// sums are what the thief did.
type sums struct {
	Tried, Done map[string]int // by attack; done where the exchange, the link, the write took place
	Moments     map[string]int // tries by moment
	Opened      []string       // what he could open himself
}

// theThief is the thief's life, if this process is the thief.
func theThief() bool {
	text := os.Getenv(ordersKey)
	if text == "" {
		return false
	}
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		fmt.Fprintln(os.Stderr, "the thief's orders:", err)
		os.Exit(2)
	}
	sums, err := steal(o)
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

// steal attacks until standard input ends.
func steal(o orders) (*sums, error) {
	unix.Umask(0o007) // over the share, the program may read and move what is his
	wanted, err := regexp.Compile(o.Attacks)
	if err != nil {
		return nil, err
	}
	deck := deck{random: rand.New(rand.NewPCG(o.Seed, 1<<16))}
	for _, a := range attacks {
		if wanted.MatchString(a.name) {
			deck.attacks = append(deck.attacks, a)
		}
	}
	if len(deck.attacks) == 0 {
		return nil, fmt.Errorf("no attack is named like %q", o.Attacks)
	}
	diary, err := os.OpenFile(filepath.Join(o.Home, diaryName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return nil, err
	}
	defer diary.Close()
	var over atomic.Bool
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		over.Store(true)
	}()
	all := &sums{Tried: map[string]int{}, Done: map[string]int{}, Moments: map[string]int{}}
	var mu sync.Mutex
	var working sync.WaitGroup
	for n := range workers {
		working.Go(func() {
			t := &thief{orders: o, worker: n, random: rand.New(rand.NewPCG(o.Seed, uint64(n))), diary: diary, over: over.Load}
			for !over.Load() {
				a, m := deck.draw()
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

// deck gives the attacks in a random order, each once at first, then each as often
// as its weight says before any comes again.
type deck struct {
	attacks []attack

	mu      sync.Mutex
	random  *rand.Rand
	left    []attack
	shuffle int // how often
}

func (d *deck) draw() (attack, moment) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.left) == 0 {
		for _, a := range d.attacks {
			times := a.weight
			if d.shuffle == 0 {
				times = 1
			}
			d.left = append(d.left, slices.Repeat([]attack{a}, times)...)
		}
		d.random.Shuffle(len(d.left), func(i, j int) { d.left[i], d.left[j] = d.left[j], d.left[i] })
		d.shuffle++
	}
	a := d.left[0]
	d.left = d.left[1:]
	return a, a.moments[d.random.IntN(len(a.moments))]
}

// diaryName is the file in which the thief writes what he is about to do.
const diaryName = "diary"

// thief is one of the thief's hands.
type thief struct {
	orders
	worker, n   int
	random      *rand.Rand
	diary       io.Writer
	over        func() bool
	openedFiles []string
}

// try is one attack under way.
type try struct {
	*thief
	id     string
	moment moment
	home   string // his folder, outside the inbox
	place  string // its place in the inbox
	mark   string
	watch  *watch
	aim    string
}

// full is with how many things in his inbox the thief waits for the program.
const full = 120

// attack tries an attack and tells whether it came to pass.
func (t *thief) attack(a attack, m moment) bool {
	for deadline := time.Now().Add(2 * time.Second); !t.over() && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if entries, err := os.ReadDir(t.Inbox); err == nil && len(entries) < full {
			break
		}
	}
	t.n++
	x := &try{thief: t, id: fmt.Sprintf("%s-%d-%d", a.short, t.worker, t.n), moment: m, mark: newMark(thiefMark)}
	x.home, x.place = filepath.Join(t.Home, x.id), filepath.Join(t.Inbox, x.id)
	defer x.tidy()
	if err := os.Mkdir(x.home, 0o770); err != nil {
		return false
	}
	done := a.try(x)
	fmt.Fprintf(t.diary, "%s %-28s %-50s done %v, aimed at %s\n", time.Now().Format("15:04:05.000"), x.id, m.name, done, x.aim)
	return done
}

// tidy removes what an attack left with the thief, and often what it left in the
// inbox; the rest is for the program to deal with.
func (x *try) tidy() {
	if x.watch != nil {
		x.watch.close()
	}
	_ = os.RemoveAll(x.home)
	_ = os.RemoveAll(x.home + ".link")
	if x.random.IntN(3) > 0 {
		x.pause(50 * time.Millisecond)
		_ = os.Chmod(x.place, 0o770)
		_ = os.RemoveAll(x.place)
	}
}

func pick[T any](x *try, from []T) T { return from[x.random.IntN(len(from))] }

// pause sleeps for a random time up to most.
func (x *try) pause(most time.Duration) { time.Sleep(time.Duration(x.random.Int64N(int64(most) + 1))) }

// write makes a file of the attack's folder, while it is not in the inbox yet.
func (x *try) write(name string, data []byte) bool {
	return os.WriteFile(filepath.Join(x.home, name), data, 0o660) == nil
}

const (
	formName   = "表.yaml"
	letterName = "函.txt"
)

// pack makes a form and its attachment. At the moment of waiting the attachment is
// held back.
func (x *try) pack(form, attachment string) bool {
	ok := x.write(form, x.Letter.with(x.mark+"甲案", attachment))
	if x.moment.name != waiting.name {
		ok = ok && x.write(attachment, x.attached())
	}
	return ok
}

func (x *try) attached() []byte { return []byte("兹介绍我单位" + x.mark + "前往联系。\n") }

// enter moves the attack's folder into the inbox, watching it.
func (x *try) enter() bool {
	var err error
	if x.watch, err = watchFolders(x.home); err != nil {
		return false
	}
	return os.Rename(x.home, x.place) == nil
}

// await waits for the moment to strike; a moment that does not come is let go by
// after a while.
func (x *try) await() {
	if x.moment.mask != 0 && x.watch != nil {
		x.watch.wait(x.moment.mask, 1+x.random.IntN(x.moment.most), "", 700*time.Millisecond)
		if x.moment.name == taken.name {
			x.pause(100 * time.Millisecond) // of what is done in the spool nothing shows
		}
		return
	}
	if x.moment.name == waiting.name {
		x.pause(300 * time.Millisecond)
	}
}

// deliver brings the attachment that was held back.
func (x *try) deliver(attachment string) {
	if x.moment.name == waiting.name {
		_ = os.WriteFile(filepath.Join(x.place, attachment), x.attached(), 0o660)
	}
}

// linkTo makes a link to a target, for a place in the folder dir: absolute, relative
// to there, or by way of the program's own view of the file system.
func (x *try) linkTo(target, dir string) (link string, ok bool) {
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

// flip exchanges two things: once or a few times at a moment, without end for a
// while when there is no moment to wait for. It tells whether it was done at all.
func (x *try) flip(a, b string) bool {
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
