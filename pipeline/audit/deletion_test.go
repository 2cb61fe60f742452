package audit_test

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"gongwen/archive/bag"
	"gongwen/archive/holdings"
	"gongwen/archive/journal"
	"gongwen/pipeline"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
)

// TestDeletionIsTold is the property that no deletion is silent about a record: after any
// file or folder of a data folder is deleted, or any two of them, what verify names and
// what is found whole is together what was filed; and so it is once more after a rebuild,
// after which the ledger's sums are what they were. What is derived can be deleted without
// any loss. What cannot be told in principle, forgotten says.
//
//	go test -count=1 -run DeletionIsTold -v ./pipeline/audit -pairs 300
//
// prints what was deleted and what was told, and tries every file; under -short one of
// each sort, and a few pairs.
func TestDeletionIsTold(t *testing.T) {
	truth := newFiled(t)
	paths := truth.paths(t)
	pairs := *pairsTried
	if testing.Short() {
		sorts := map[string]bool{}
		paths = slices.DeleteFunc(paths, func(name string) bool {
			sort := sortOf(name)
			seen := sorts[sort]
			sorts[sort] = true
			return seen
		})
		pairs = min(pairs, 12)
	}
	table := map[string]*row{}
	random := rand.New(rand.NewPCG(1, 2))
	try := func(names ...string) {
		var sorts []string
		for _, name := range names {
			sorts = append(sorts, sortOf(name))
		}
		slices.Sort(sorts)
		sort := strings.Join(sorts, " + ")
		if len(names) > 1 {
			sort = "two at once"
		}
		if table[sort] == nil {
			table[sort] = &row{codes: map[string]bool{}}
		}
		truth.try(t, table[sort], names)
	}
	for _, name := range paths {
		try(name)
	}
	all := truth.paths(t)
	for range pairs {
		try(all[random.IntN(len(all))], all[random.IntN(len(all))])
	}
	for _, pair := range [][]string{{"archive", "catalogue.db"}, {"archive/journal", "catalogue.db"}, {"archive/journal", truth.bags[truth.numbers[0]]}, {truth.bags[truth.numbers[0]], "catalogue.db"}} {
		try(pair...)
	}
	t.Logf("%d records filed, %d of them void; %d files and folders\n%s", len(truth.numbers), len(truth.void), len(all), render(table))
}

// row is a line of the table.
type row struct {
	tried, found, told int // deletions; records over all of them
	codes              map[string]bool
	rebuilt            int // records found or told after the rebuild
	stopped            int // rebuilds that wait for a damaged bag
}

func render(table map[string]*row) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "deleted\ttimes\trecords found\tnamed by verify\tunaccounted for\tafter rebuild\trebuild waits\tfindings")
	for _, sort := range slices.Sorted(maps.Keys(table)) {
		r := table[sort]
		codes := strings.Join(slices.Sorted(maps.Keys(r.codes)), " ")
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t0\t%d\t%d\t%s\n", sort, r.tried, r.found, r.told, r.rebuilt, r.stopped, codes)
	}
	_ = w.Flush()
	return b.String()
}

// filed is a data folder in which all is in order, and what was filed in it.
type filed struct {
	folder  workspace.Folder
	numbers []string
	bags    map[string]string // path below the data folder, by number
	seals   map[string]string
	void    map[string]bool
	ended   int // returned or duplicate
}

// newFiled works through forms of two kinds and two years, of which one is returned, one
// is a duplicate and one is made void.
func newFiled(t *testing.T) *filed {
	t.Helper()
	f := workspace.Folder(t.TempDir())
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	put := func(name, text string) {
		t.Helper()
		file := filepath.Join(string(f), filepath.FromSlash(name))
		must(os.MkdirAll(filepath.Dir(file), 0o700))
		must(os.WriteFile(file, []byte(text), 0o600))
	}
	example := func(kind string, changes ...string) string {
		t.Helper()
		text, err := fs.ReadFile(templates.Builtin(samples.Office()), kind+"/example.yaml")
		must(err)
		return strings.NewReplacer(changes...).Replace(string(text))
	}
	put(workspace.ConfigName, "settle: 0s\nattachment_wait: 0s\n")
	put("roster.yaml", string(samples.Roster()))
	letter := func(name, what string, changes ...string) {
		put("inbox/区财政局/"+name+"/介绍信.yaml", example("letter", append(changes, "核对2026年度市级转移支付资金下达情况", what)...))
		put("inbox/区财政局/"+name+"/区财政局介绍信.txt", "兹介绍沈望舒前往办理。")
	}
	letter("一", "核对资金")
	letter("二", "查阅档案")
	letter("三", "办理变更", "2026-", "2025-")
	letter("退", "少一栏", "经办人: 林知远\n", "")
	put("inbox/区卫生健康局/变更.yaml", example("contact", "2026-", "2025-"))
	truth := &filed{folder: f, bags: map[string]string{}, seals: map[string]string{}, void: map[string]bool{}}
	work := func() {
		t.Helper()
		o, err := workspace.Open(f)
		must(err)
		p, err := pipeline.New(o, func(pipeline.Event) {})
		must(err)
		must(p.Once(t.Context()))
		must(o.Close())
	}
	work()
	// One after the other: the rules hold the same person's forms against each other.
	put("inbox/区卫生健康局/又变更.yaml", example("contact", "13904590126", "18645961738", "18645961738", "18645961739"))
	letter("重", "核对资金")
	work()
	o, err := workspace.Open(f)
	must(err)
	l, err := o.Catalogue.Ledger(t.Context())
	must(err)
	for _, a := range l.List {
		if a.State == "filed" {
			truth.numbers = append(truth.numbers, a.Number)
		} else {
			truth.ended++
		}
	}
	slices.Sort(truth.numbers)
	_, err = pipeline.Void(t.Context(), o, truth.numbers[0], "填错单位")
	must(err)
	truth.void[truth.numbers[0]] = true
	for _, number := range truth.numbers {
		e, err := o.Catalogue.Record(t.Context(), number)
		must(err)
		truth.bags[number] = "archive/" + e.Folder()
		truth.seals[number], err = o.Archive.Seal(e.Folder())
		must(err)
	}
	must(o.Close())
	truth.splitJournal(t)
	if len(truth.numbers) != 5 || truth.ended != 2 {
		t.Fatalf("filed %q, ended otherwise %d", truth.numbers, truth.ended)
	}
	if found, told, findings := truth.look(t, f); len(found) != 5 || len(told) > 0 || len(findings) > 0 {
		t.Fatalf("not in order: found %v, told %v, %+v", found, told, findings)
	}
	return truth
}

// splitJournal parts the journal into two years.
func (truth *filed) splitJournal(t *testing.T) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(truth.folder.Archive(), "journal", "*.jsonl"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	for name, some := range map[string][]string{"2025.jsonl": lines[:3], filepath.Base(names[0]): lines[3:]} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(names[0]), name), []byte(strings.Join(some, "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// paths are all files and folders of the data folder.
func (truth *filed) paths(t *testing.T) (all []string) {
	t.Helper()
	err := filepath.WalkDir(string(truth.folder), func(at string, _ fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(string(truth.folder), at)
		if rel = filepath.ToSlash(rel); rel != "." && rel != workspace.ConfigName { // without its settings it is no data folder
			all = append(all, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// sortOf is a path with what differs from record to record left out.
func sortOf(name string) string {
	for _, r := range []struct{ pattern, with string }{
		{`^(archive/)\d{4}(/[a-z]+)/[^/]+`, "$1<year>$2/<number>"}, {`^(archive|registers)/\d{4}`, "$1/<year>"}, {`journal/\d{4}`, "journal/<year>"},
		{`/龙政[^/]+号\.pdf$`, "/<number>.pdf"}, {`(<year>/)(letter|contact)`, "$1<kind>"}, {`^(index/)\d+(/.*)?$`, "$1…"}, {`attachments/.+`, "attachments/<file>"},
		{`(data/)[^/]+\.yaml$`, "$1<form>"}, {`^((?:issued|returned|inbox)/)[^/]+`, "$1<unit>"}, {`^(returned/<unit>/)[^/]+(/.*)?$`, "$1…"}, {`[^/]+台账\.xlsx$`, "<register>"},
	} {
		name = regexp.MustCompile(r.pattern).ReplaceAllString(name, r.with)
	}
	return name
}

// look is what of the records is found whole in a copy of the data folder, which verify
// names, and all that it says.
func (truth *filed) look(t *testing.T, f workspace.Folder) (found, told map[string]bool, findings []audit.Finding) {
	t.Helper()
	findings, err := audit.VerifyFolder(t.Context(), f, f.Reading(), 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, told = map[string]bool{}, map[string]bool{}
	for number, folder := range truth.bags {
		dir := filepath.Join(string(f), filepath.FromSlash(folder))
		if problems, err := bag.Validate(dir); err == nil && len(problems) == 0 {
			seal, err := bag.Seal(dir)
			found[number] = err == nil && seal == truth.seals[number]
		}
		for _, finding := range findings {
			named := finding.Number == number || strings.HasPrefix("archive/"+finding.Path+"/", folder+"/")
			told[number] = told[number] || named
		}
	}
	absent := func(_ string, is bool) bool { return !is }
	maps.DeleteFunc(found, absent)
	maps.DeleteFunc(told, absent)
	return found, told, findings
}

// lost are the numbers that stand in losses.
func lostNumbers(lost []holdings.Loss) map[string]bool {
	numbers := map[string]bool{}
	for _, l := range lost {
		numbers[l.Number] = true
	}
	return numbers
}

// voidTold reports whether the journal still tells of a void.
func voidTold(t *testing.T, f workspace.Folder, number string) bool {
	t.Helper()
	for e := range journal.All(filepath.Join(f.Archive(), "journal")) {
		if e.Type == journal.Voided && e.Number == number {
			return true
		}
	}
	return false
}
