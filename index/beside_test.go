//go:build unix

package index_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	_ "modernc.org/sqlite"

	"gongwen/index"
)

// engine is a full-text index that can be measured.
type engine interface {
	// fill indexes a corpus.
	fill(ctx context.Context, c corpus) error
	// find counts what contains all the phrases and fetches the first twenty.
	find(ctx context.Context, phrases []string) (total int, err error)
}

// measured is what a run of an engine tells.
type measured struct {
	Filling time.Duration
	Work    time.Duration // of the processors, in Filling
	Disk    int64         // bytes
	Memory  int64         // most bytes resident
	Queries map[string][]time.Duration
	Totals  []int
}

// perClass is how many queries there are of each.
const perClass = 60

// BenchmarkBesideFTS5 measures this index and SQLite's FTS5 with the trigram
// tokenizer on the same records and queries, each in a process of its own, and
// prints what the one takes as a part of what the other takes.
func BenchmarkBesideFTS5(b *testing.B) {
	if name := os.Getenv("GONGWEN_ENGINE"); name != "" {
		measure(b, name)
		return
	}
	for b.Loop() {
		ours, theirs := run(b, "bleve"), run(b, "fts5")
		if !slices.Equal(ours.Totals, theirs.Totals) {
			for i := range ours.Totals {
				if ours.Totals[i] < theirs.Totals[i] {
					b.Errorf("query %d: found %d, FTS5 %d", i, ours.Totals[i], theirs.Totals[i])
				}
			}
		}
		table(b, ours, theirs)
	}
}

func run(b *testing.B, name string) measured {
	cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=BesideFTS5", "-test.benchtime=1x", fmt.Sprintf("-records=%d", *records))
	out := filepath.Join(b.TempDir(), "measured")
	cmd.Env = append(os.Environ(), "GONGWEN_ENGINE="+name, "GONGWEN_MEASURED="+out)
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", name, err, text)
	}
	var m measured
	text, err := os.ReadFile(out)
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		b.Fatal(err)
	}
	m.Memory = cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * 1024
	return m
}

// measure is the run of one engine.
func measure(b *testing.B, name string) {
	dir := b.TempDir()
	e := map[string]engine{"bleve": &bleveEngine{index.At(filepath.Join(dir, "index"), nil)}, "fts5": &fts5{filepath.Join(dir, "fts.db"), nil}}[name]
	c := newCorpus(b, *records)
	m := measured{Queries: map[string][]time.Duration{}}
	begun, worked := time.Now(), processors(b)
	if err := e.fill(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	m.Filling, m.Work = time.Since(begun), processors(b)-worked
	m.Disk = size(b, dir)
	for _, class := range classes {
		rng := rand.New(rand.NewPCG(8, 9))
		for range perClass {
			phrases := class.make(c, rng)
			begun := time.Now()
			total, err := e.find(b.Context(), phrases)
			if err != nil {
				b.Fatalf("%q: %v", phrases, err)
			}
			m.Queries[class.name] = append(m.Queries[class.name], time.Since(begun))
			m.Totals = append(m.Totals, total)
		}
	}
	text, err := json.Marshal(m)
	if err == nil {
		err = os.WriteFile(os.Getenv("GONGWEN_MEASURED"), text, 0o640)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// processors is the time that this process has had of them.
func processors(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func size(b *testing.B, dir string) (bytes int64) {
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		bytes += info.Size()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return bytes
}

// table prints the comparison.
func table(b *testing.B, ours, theirs measured) {
	c := newCorpus(b, *records)
	text := 0
	for i := range min(c.n, 1000) {
		r := c.record(i)
		text += len(r.Number) + len(r.Subject) + len(r.Text)
	}
	fmt.Printf("\n%d records, %s; %d MB of text\n", c.n, c.name, text*c.n/min(c.n, 1000)>>20)
	fmt.Printf("%-34s %12s %12s %8s\n", "", "this index", "FTS5", "ratio")
	row := func(name string, ours, theirs float64, unit string) {
		fmt.Printf("%-34s %9.2f %s %9.2f %s %8.2f\n", name, ours, unit, theirs, unit, ours/theirs)
	}
	row("indexing, time of day", ours.Filling.Seconds(), theirs.Filling.Seconds(), "s ")
	row("indexing, time of processors", ours.Work.Seconds(), theirs.Work.Seconds(), "s ")
	row("on disk", float64(ours.Disk)/(1<<20), float64(theirs.Disk)/(1<<20), "MB")
	row("most memory resident", float64(ours.Memory)/(1<<20), float64(theirs.Memory)/(1<<20), "MB")
	quantile := func(times []time.Duration, q float64) float64 {
		times = slices.Sorted(slices.Values(times))
		return times[min(len(times)-1, int(q*float64(len(times))))].Seconds() * 1000
	}
	var all, longer [2][]time.Duration
	for i, class := range classes {
		x, y := ours.Queries[class.name], theirs.Queries[class.name]
		row(class.name+" p50", quantile(x, .5), quantile(y, .5), "ms")
		row(class.name+" p99", quantile(x, .99), quantile(y, .99), "ms")
		all[0], all[1] = append(all[0], x...), append(all[1], y...)
		if i >= 2 {
			longer[0], longer[1] = append(longer[0], x...), append(longer[1], y...)
		}
	}
	row("three characters and more p50", quantile(longer[0], .5), quantile(longer[1], .5), "ms")
	row("three characters and more p99", quantile(longer[0], .99), quantile(longer[1], .99), "ms")
	row("all queries p50", quantile(all[0], .5), quantile(all[1], .5), "ms")
	row("all queries p99", quantile(all[0], .99), quantile(all[1], .99), "ms")
	b.ReportMetric(ours.Filling.Seconds()/theirs.Filling.Seconds(), "indexing-ratio")
	b.ReportMetric(float64(ours.Disk)/float64(theirs.Disk), "disk-ratio")
	b.ReportMetric(quantile(all[0], .5)/quantile(all[1], .5), "p50-ratio")
	b.ReportMetric(quantile(all[0], .99)/quantile(all[1], .99), "p99-ratio")
}

type bleveEngine struct{ index *index.Index }

func (e *bleveEngine) fill(ctx context.Context, c corpus) error {
	return e.index.Follow(ctx, c, noTexts, nil)
}

func (e *bleveEngine) find(ctx context.Context, words []string) (int, error) {
	q, err := index.Parse(phrases(words))
	if err != nil {
		return 0, err
	}
	result, err := e.index.Search(ctx, index.Request{Query: q})
	return result.Total, err
}

// fts5 keeps the text as FTS5 does by default; it needs it for queries of one or
// two characters, which have no trigram.
type fts5 struct {
	path string
	db   *sql.DB
}

func (e *fts5) fill(ctx context.Context, c corpus) error {
	db, err := sql.Open("sqlite", e.path+"?_pragma=journal_mode(wal)&_pragma=synchronous(normal)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	e.db = db
	if _, err := db.ExecContext(ctx, `CREATE VIRTUAL TABLE record USING fts5(number, subject, text, tokenize='trigram')`); err != nil {
		return err
	}
	for from := 0; from < c.n; from += 500 {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		insert, err := tx.PrepareContext(ctx, `INSERT INTO record (number, subject, text) VALUES (?, ?, ?)`)
		if err != nil {
			return err
		}
		for i := from; i < min(from+500, c.n); i++ {
			r := c.record(i)
			if _, err := insert.ExecContext(ctx, r.Number, r.Subject, r.Text); err != nil {
				return err
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	_, err = db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}

func (e *fts5) find(ctx context.Context, phrases []string) (total int, err error) {
	var where []string
	var args []any
	match := ""
	for _, phrase := range phrases {
		if utf8.RuneCountInString(phrase) < 3 {
			where = append(where, `(number LIKE ? ESCAPE '\' OR subject LIKE ? ESCAPE '\' OR text LIKE ? ESCAPE '\')`)
			like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(phrase) + "%"
			args = append(args, like, like, like)
			continue
		}
		match += ` "` + strings.ReplaceAll(phrase, `"`, `""`) + `"`
	}
	order := "rowid"
	if match != "" {
		where = append(where, "record MATCH ?")
		args = append(args, match)
		order = "rank"
	}
	condition := strings.Join(where, " AND ")
	if err := e.db.QueryRowContext(ctx, `SELECT count(*) FROM record WHERE `+condition, args...).Scan(&total); err != nil {
		return 0, err
	}
	rows, err := e.db.QueryContext(ctx, `SELECT number FROM record WHERE `+condition+` ORDER BY `+order+` LIMIT 20`, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var number string
		if err := rows.Scan(&number); err != nil {
			return 0, err
		}
	}
	return total, rows.Err()
}
