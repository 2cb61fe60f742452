//go:build linux

package index_test

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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

// engines are those that are measured, each in a folder.
var engines = map[string]func(dir string) engine{
	"bleve": func(dir string) engine { return &bleveEngine{index.At(filepath.Join(dir, "index"), nil)} },
	"fts5":  func(dir string) engine { return &fts5{path: filepath.Join(dir, "fts.db")} },
}

// filled is what the filling of an engine tells.
type filled struct {
	Records int
	Corpus  string
	Time    time.Duration
	Work    time.Duration // of the processors, in Time
	Disk    int64         // bytes
	Memory  int64         // most bytes resident
}

// searched is what searching tells, in a process that does nothing else.
type searched struct {
	Queries map[string][]time.Duration
	Totals  []int
	Asked   []asked
	Memory  int64 // most bytes resident that belong to no file
}

type asked struct {
	Query string
	Took  time.Duration
	Work  time.Duration // of the processors
}

type measured struct {
	filled
	searched
}

// keep is where the indexes are kept, to be searched again without filling them.
var keep = flag.String("keep", "", "folder to keep the indexes of BenchmarkBesideFTS5 in, for the next time")

// perClass is how many queries there are of each.
const perClass = 60

// BenchmarkBesideFTS5 measures this index and SQLite's FTS5 with the trigram
// tokenizer on the same records and queries, filling and searching each in a process
// of its own, and prints what the one takes as a part of what the other takes.
func BenchmarkBesideFTS5(b *testing.B) {
	switch name := os.Getenv("GONGWEN_ENGINE"); os.Getenv("GONGWEN_STEP") {
	case "fill":
		fill(b, name, os.Getenv("GONGWEN_FOLDER"))
		return
	case "search":
		search(b, engines[name](os.Getenv("GONGWEN_FOLDER")))
		return
	}
	dir := *keep
	if dir == "" {
		dir = b.TempDir()
	}
	for b.Loop() {
		ours, theirs := run(b, "bleve", dir), run(b, "fts5", dir)
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

// run has an engine filled, unless it was before, and searched.
func run(b *testing.B, name, dir string) (m measured) {
	dir = filepath.Join(dir, fmt.Sprintf("%s-%d", name, *records))
	told := filepath.Join(dir, "filled.json")
	if _, err := os.Stat(told); err != nil {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			b.Fatal(err)
		}
		step(b, "fill", name, dir, &m.filled)
		text, err := json.Marshal(m.filled)
		if err == nil {
			err = os.WriteFile(told, text, 0o640)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	listen(b, told, &m.filled)
	step(b, "search", name, dir, &m.searched)
	return m
}

// step has another process do a step, and reads what it tells.
func step(b *testing.B, step, name, dir string, what any) {
	cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=BesideFTS5", "-test.benchtime=1x", "-test.timeout=0", fmt.Sprintf("-records=%d", *records))
	out := filepath.Join(b.TempDir(), "told")
	cmd.Env = append(os.Environ(), "GONGWEN_STEP="+step, "GONGWEN_ENGINE="+name, "GONGWEN_FOLDER="+dir, "GONGWEN_TOLD="+out)
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", name, err, text)
	}
	listen(b, out, what)
}

func listen(b *testing.B, file string, what any) {
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, what)
	}
	if err != nil {
		b.Fatal(err)
	}
}

func tell(b *testing.B, what any) {
	text, err := json.Marshal(what)
	if err == nil {
		err = os.WriteFile(os.Getenv("GONGWEN_TOLD"), text, 0o640)
	}
	if err != nil {
		b.Fatal(err)
	}
}

func fill(b *testing.B, name, dir string) {
	c := newCorpus(b, *records)
	begun := time.Now()
	if err := engines[name](dir).fill(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	f := filled{Records: c.n, Corpus: c.name, Time: time.Since(begun), Disk: size(b, dir)}
	f.Work, f.Memory = processors(b), usage(b).Maxrss*1024
	tell(b, f)
}

func search(b *testing.B, e engine) {
	c := newCorpus(b, *records)
	s := searched{Queries: map[string][]time.Duration{}}
	for _, class := range classes {
		rng := rand.New(rand.NewPCG(8, 9))
		for range perClass {
			phrases := class.make(c, rng)
			begun, worked := time.Now(), processors(b)
			total, err := e.find(b.Context(), phrases)
			if err != nil {
				b.Fatalf("%q: %v", phrases, err)
			}
			took := time.Since(begun)
			s.Queries[class.name] = append(s.Queries[class.name], took)
			s.Totals = append(s.Totals, total)
			s.Asked = append(s.Asked, asked{strings.Join(phrases, " "), took, processors(b) - worked})
			s.Memory = max(s.Memory, anonymous(b))
		}
	}
	if ours, ok := e.(*bleveEngine); ok {
		ours.office(b, c, &s)
	}
	tell(b, s)
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
	row("indexing, time of day", ours.filled.Time.Seconds(), theirs.filled.Time.Seconds(), "s ")
	row("indexing, time of processors", ours.Work.Seconds(), theirs.Work.Seconds(), "s ")
	row("on disk", float64(ours.Disk)/(1<<20), float64(theirs.Disk)/(1<<20), "MB")
	row("indexing, most memory resident", float64(ours.filled.Memory)/(1<<20), float64(theirs.filled.Memory)/(1<<20), "MB")
	row("searching, most memory of no file", float64(ours.searched.Memory)/(1<<20), float64(theirs.searched.Memory)/(1<<20), "MB")
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
	row("all queries p99, of processors", quantile(works(ours), .99), quantile(works(theirs), .99), "ms")
	for _, class := range officeClasses {
		x := ours.Queries[class.name]
		fmt.Printf("%-34s p50 %.2f ms, p99 %.2f ms\n", class.name, quantile(x, .5), quantile(x, .99))
	}
	slices.SortFunc(ours.Asked, func(a, b asked) int { return cmp.Compare(b.Took, a.Took) })
	fmt.Println("the slowest here:")
	for _, a := range ours.Asked[:min(len(ours.Asked), 10)] {
		fmt.Printf("  %7.2f ms, %7.2f of processors: %s\n", a.Took.Seconds()*1000, a.Work.Seconds()*1000, a.Query)
	}
	b.ReportMetric(ours.filled.Time.Seconds()/theirs.filled.Time.Seconds(), "indexing-ratio")
	b.ReportMetric(float64(ours.Disk)/float64(theirs.Disk), "disk-ratio")
	b.ReportMetric(quantile(all[0], .5)/quantile(all[1], .5), "p50-ratio")
	b.ReportMetric(quantile(all[0], .99)/quantile(all[1], .99), "p99-ratio")
}

// works are the times of the processors that the queries took.
func works(m measured) (all []time.Duration) {
	for _, a := range m.Asked {
		all = append(all, a.Work)
	}
	return all
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

func (e *fts5) open() (*sql.DB, error) {
	if e.db != nil {
		return e.db, nil
	}
	db, err := sql.Open("sqlite", e.path+"?_pragma=journal_mode(wal)&_pragma=synchronous(normal)")
	if err == nil {
		db.SetMaxOpenConns(1)
		e.db = db
	}
	return db, err
}

func (e *fts5) fill(ctx context.Context, c corpus) error {
	db, err := e.open()
	if err != nil {
		return err
	}
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
	db, err := e.open()
	if err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM record WHERE `+condition, args...).Scan(&total); err != nil {
		return 0, err
	}
	rows, err := db.QueryContext(ctx, `SELECT number FROM record WHERE `+condition+` ORDER BY `+order+` LIMIT 20`, args...)
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
