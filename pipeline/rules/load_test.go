package rules

import (
	"cmp"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/samples"
	"gongwen/templates"
)

var update = flag.Bool("update", false, "write the golden files anew")

// builtinKinds, builtinRegulation and samplePeople are what the program and its
// samples come with. Nothing changes them, so all tests share them.
var (
	builtinKinds      = sync.OnceValue(func() *templates.Set { return must(templates.Load(templates.Builtin(samples.Office()))) })
	builtinRegulation = sync.OnceValue(func() *Regulation { return must(Load(builtinKinds(), Builtin())) })
	samplePeople      = sync.OnceValue(func() *roster.Roster { return must(roster.Load(os.DirFS("../../samples"))) })
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// load is the built-in regulation, with other folders over it, the built-in kinds
// and the sample roster, on which examples and cases rest. Of what other folders
// change, the rules of the kinds that the test judges are compiled.
func load(t testing.TB, over ...fstest.MapFS) (*Regulation, *templates.Set, *roster.Roster) {
	t.Helper()
	if len(over) == 0 {
		return builtinRegulation(), builtinKinds(), samplePeople()
	}
	folders := []fs.FS{Builtin()}
	for _, f := range over {
		folders = append(folders, f)
	}
	r, mistakes, err := readBooks(builtinKinds(), folders)
	if err := cmp.Or(err, mistakes.err()); err != nil {
		t.Fatal(err)
	}
	return r, builtinKinds(), samplePeople()
}

// read reads a form that may have things wrong with it.
func read(t testing.TB, kinds *templates.Set, source string) (*form.Form, []form.Finding) {
	t.Helper()
	f, found, err := form.Read("form.yaml", []byte(source), kinds)
	if err != nil {
		t.Fatal(err)
	}
	return f, found
}

// judge judges a form with nothing in the archive but what the example of its
// kind rests on.
func judge(t testing.TB, r *Regulation, f *form.Form, found []form.Finding, people *roster.Roster) Verdict {
	t.Helper()
	before, err := r.before(r.Latest(), f.Kind, example{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := r.Judge(f, found, Facts{Roster: people, Archive: before})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run with -update to see the change in git):\n%s", file, got)
	}
}

// BenchmarkLoad: what a command waits for that has one form to judge, where every rule
// is compiled and where only those of the form's kind are.
func BenchmarkLoad(b *testing.B) {
	kinds := builtinKinds()
	f, _ := read(b, kinds, kinds.Named("minutes").Example)
	for name, load := range map[string]func() (*Regulation, error){
		"every kind": func() (*Regulation, error) { return Load(kinds, Builtin()) },
		"one kind":   func() (*Regulation, error) { return LoadBuiltin(kinds) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r, err := load()
				if err != nil {
					b.Fatal(err)
				}
				if _, err := r.Judge(f, nil, Facts{Roster: samplePeople()}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
