//go:build linux

// Command thief attacks gongwen as somebody would who may write into the shared
// folders of one unit and into nothing else. It runs the real program, knows it
// only by its command line and by the files on disk, and prints what was tried and
// what came of it.
//
//	go run ./cmd/thief -time 10m -as service,root
//
// Three users take part, all made up, so the harness must run as root:
//
//   - gongwen runs as a user of its own (service), and in another run as root. It
//     may do everything in the data folder; that is what makes a theft worth while.
//   - the thief owns the inbox of one unit and may write into its issued/ and
//     returned/, as over a share. He sees each step the program takes there, by
//     inotify, and answers it: files and folders are exchanged for links, pipes and
//     sockets (renameat2 with RENAME_EXCHANGE: nothing is ever missing in between),
//     links lie where the next document will be written, files are rewritten through
//     handles kept open. Often he does not wait and exchanges in a tight loop.
//   - honest people hand in forms of the thief's unit and of another one all the
//     time, through the folders and through the browser.
//
// The harness helps the thief where luck would decide: it stops the program for
// milliseconds in the middle of whatever it does (SIGSTOP) or lets it come late to
// system calls (strace), kills and restarts it, and mounts file systems over folders
// in the inbox.
//
// What must not happen is looked for from outside. Secrets with marks that are
// found nowhere else lie where the thief has no business; marks, and the inode,
// mode, owner, times and contents of every file in his way, tell what was read,
// moved, changed or made. Files that gongwen never has a reason to open are watched
// (inotify tells of every open). At the end the ledger, verify and every record are
// held against what was handed in.
//
// The order of attacks comes from the seed. How the processes interleave does not,
// so the same seed gives the same attacks but need not hit at the same instruction.
// What an attack leaves carries its name and number, and the thief's log (diary), in the
// folder that is kept after a violation, says when each began and what it aimed at.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"gongwen/cmd/internal/harness"
	"gongwen/cmd/internal/program"
)

// campaign is how gongwen is attacked.
type campaign struct {
	time     time.Duration // how long the thief goes on, for each user
	seed     uint64
	as       string // whom gongwen runs as, parted by commas
	gongwen  string // an executable; empty to build one
	attacks  string // pattern of the attacks to try
	patience time.Duration
	dir      string        // where the data folders are made
	restart  time.Duration // mean time between restarts of the program
}

func main() {
	if runThief() {
		return
	}
	c := campaign{restart: 15 * time.Second}
	flag.DurationVar(&c.time, "time", time.Minute, "how long to attack, for each user")
	flag.Uint64Var(&c.seed, "seed", rand.Uint64N(1e6), "seed of it all")
	flag.StringVar(&c.as, "as", "service,root", "whom gongwen runs as: service, root or both")
	flag.StringVar(&c.gongwen, "gongwen", "", "the executable to attack, instead of one built from the source")
	flag.StringVar(&c.attacks, "attacks", ".", "regular expression of the attacks to try")
	flag.DurationVar(&c.patience, "patience", time.Minute, "how long honest forms may wait, none being done, before the program counts as standing still")
	flag.StringVar(&c.dir, "dir", os.TempDir(), "where to make the data folders")
	flag.Parse()
	harness.Main(c.run)
}

// errNotRoot says what to do where the harness cannot be another user.
var errNotRoot = errors.New("the thief, the program and the honest people are users of their own, which only root can be: run it as root (sudo -E make thief)")

// run attacks gongwen as each user and prints the statistics on stdout. The error names
// the violations.
func (c campaign) run(ctx context.Context, stdout, stderr io.Writer) error {
	if os.Geteuid() != 0 {
		return errNotRoot
	}
	if _, err := regexp.Compile(c.attacks); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "seed %d\n\n", c.seed)
	if c.gongwen == "" {
		dir, err := os.MkdirTemp(c.dir, "gongwen-thief-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		c.gongwen = filepath.Join(dir, "gongwen")
		if err := program.Build(c.gongwen, ""); err != nil {
			return err
		}
	}
	var errs []error
	for user := range strings.SplitSeq(c.as, ",") {
		if errs = append(errs, c.attackAs(ctx, user, stdout, stderr)); ctx.Err() != nil {
			break
		}
	}
	return errors.Join(errs...)
}

// attackAs attacks a gongwen that runs as the user.
func (c campaign) attackAs(ctx context.Context, as string, stdout, stderr io.Writer) error {
	user, known := users[as]
	if !known {
		return fmt.Errorf("-as %q: want service or root", as)
	}
	top, err := os.MkdirTemp(c.dir, "gongwen-thief-")
	if err != nil {
		return err
	}
	progress := harness.Progress(stderr)
	gongwen := filepath.Join(top, "gongwen")
	if err := copyExecutable(c.gongwen, gongwen); err != nil {
		return errors.Join(err, os.RemoveAll(top))
	}
	b, err := newTestbed(c, top, user, program.Program{Path: gongwen, User: user.credential(thiefUser, otherUser)}, progress)
	if err == nil {
		err = b.execute(ctx)
	}
	if b.thief != nil && b.statistics == nil { // broken off: the statistics as far as it went
		b.statistics, _ = b.thief.stop()
	}
	b.cleanUp()
	if err == nil || len(b.violations.all()) > 0 {
		b.print(stdout, as)
		err = errors.Join(err, b.violations.err())
	}
	if err != nil {
		return fmt.Errorf("gongwen as %s: %w\n  kept: %s", as, err, top)
	}
	return os.RemoveAll(top)
}
