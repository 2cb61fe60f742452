//go:build linux

// Command load asks what gongwen is like to work with when everybody works with
// it at once. It starts the real program on a data folder with many records,
// signs readers (读者) in, each a person of the office with an account, a browser
// and a machine of its own, lets forms be dropped into the inboxes meanwhile, and
// prints how long everything took.
//
//	go run ./cmd/load -readers 200 -forms 20 -records 10000 -time 2m
//
// The terms:
//
//   - Dataset: a data folder with so many records. A few hundred were really
//     taken in, so their documents, forms and attachments can be opened; the rest
//     stand in catalogue, index and registers only, which is what makes an
//     archive slow. It takes long, so -data keeps it for the next time. The
//     program always works on a copy.
//   - Think time (思考时间): a reader looks at a page before asking for the next,
//     5 seconds on average. Each asks for one thing at a time, so there are never
//     more requests at once than readers.
//   - Page: a kind of request, by its route, with its share of what a role asks
//     for; pages.go has the table. What a page must answer is part of it: anything
//     else is an error, and so is no answer within -patience.
//   - Backlog (积压): forms that were dropped and are neither issued nor returned.
//     Readers read on until it is gone.
//
// It ends with 1 when a request failed, somebody was kept waiting in vain, the
// backlog did not go, the program would not stop, or the ledger's sums do not
// hold. It has no opinion on how long is too long: that depends on the machine,
// which is why the table says how busy that was with other things. The readers
// work on the same processors as the program.
//
// It wants Linux, whose /proc tells what the program takes.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"gongwen/cmd/internal/harness"
	"gongwen/cmd/internal/program"
	"gongwen/pipeline/workspace"
)

// load is what gongwen is put under.
type load struct {
	readers  int
	forms    float64 // dropped a second
	records  int
	time     time.Duration // how long forms are dropped
	seed     uint64
	think    time.Duration // on average
	patience time.Duration // with a request
	drain    time.Duration // how long the backlog may take to go
	gongwen  string        // executable; empty to build it
	dir      string        // where datasets are kept; empty to keep none
}

func main() {
	var l load
	flag.IntVar(&l.readers, "readers", 50, "how many people read at once")
	flag.Float64Var(&l.forms, "forms", 20, "how many forms are dropped a second")
	flag.IntVar(&l.records, "records", 10000, "how many records there are at first")
	flag.DurationVar(&l.time, "time", 2*time.Minute, "how long forms are dropped")
	flag.Uint64Var(&l.seed, "seed", 1, "seed of forms and of what readers do")
	flag.DurationVar(&l.think, "think", 5*time.Second, "how long a reader looks at a page, on average")
	flag.DurationVar(&l.patience, "patience", 30*time.Second, "how long a reader waits for an answer")
	flag.DurationVar(&l.drain, "drain", 2*time.Minute, "how long the backlog may take to go after the last form")
	flag.StringVar(&l.gongwen, "gongwen", "", "executable to measure; built from the source when empty")
	flag.StringVar(&l.dir, "data", "", "folder where filled data folders are kept for the next time")
	flag.Parse()
	harness.Main(l.run)
}

// run puts gongwen under the load and prints its table on stdout. The error is
// what was found wrong; the data folder then stays, and is named. When ctx ends
// the readers leave early.
func (l load) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	progress := harness.Progress(stderr)
	if l.dir != "" {
		if err := os.MkdirAll(l.dir, 0o755); err != nil {
			return err
		}
	}
	dir, err := os.MkdirTemp(l.dir, "gongwen-load-")
	if err != nil {
		return err
	}
	defer func() {
		if err == nil {
			err = os.RemoveAll(dir)
		} else {
			err = fmt.Errorf("%w\nsee %s", err, dir)
		}
	}()
	gongwen := program.Program{Path: l.gongwen}
	if gongwen.Path == "" {
		gongwen.Path = filepath.Join(dir, "gongwen")
		if err := program.Build(gongwen.Path, ""); err != nil {
			return err
		}
	}
	keep := l.dir
	if keep == "" {
		keep = dir
	}
	filled, err := openDataset(ctx, keep, l.records, l.seed, progress)
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	if out, err := exec.Command("cp", "-a", filled.data(), data).CombinedOutput(); err != nil {
		return fmt.Errorf("cp: %w\n%s", err, out)
	}
	known, err := filled.known()
	if err != nil {
		return err
	}
	people, err := createAccounts(data, known, l.readers)
	if err != nil {
		return err
	}
	ruleset, err := workspace.ReadRuleset(workspace.Folder(data))
	if err != nil {
		return err
	}
	drops, err := makeDrops(ruleset, filepath.Join(dir, "drawn"), l.seed, int(l.forms*l.time.Seconds()))
	if err != nil {
		return err
	}
	supply, err := newSupply(ruleset, known, l.seed)
	if err != nil {
		return err
	}
	t := trial{load: l, program: gongwen, data: data, progress: progress, known: known, people: people, drops: drops, supply: supply}
	report, err := t.run(ctx, filepath.Join(dir, "run.log"))
	if err != nil {
		return err
	}
	report.print(stdout)
	return report.wrong()
}
