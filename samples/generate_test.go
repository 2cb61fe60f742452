package samples

import (
	"bytes"
	"fmt"
	"path"
	"sync"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// Nothing changes what the program comes with, so all tests share it.
var loadKinds = sync.OnceValues(func() (*templates.Set, error) { return templates.Load(templates.Builtin(Office())) })

func builtinKinds(t testing.TB) *templates.Set {
	t.Helper()
	kinds, err := loadKinds()
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

func collect(t testing.TB, kind *templates.Kind, seed uint64, n int, o Options) []Sample {
	t.Helper()
	var all []Sample
	for s, err := range Generate(kind, seed, n, o) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if len(all) != n {
		t.Fatalf("%d samples, want %d", len(all), n)
	}
	return all
}

// many is a number of forms of a kind. The next is made like the last: all of them are
// for make trials, and go test -short does with fewer.
func many(n int) int {
	if testing.Short() {
		return max(1, n/20)
	}
	return n
}

// Every kind of the program has a recipe, and what it gives reads back as it
// was meant, with nothing found.
func TestGenerateGivesFormsThatReadBack(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds(t)
	for _, kind := range kinds.All() {
		for _, s := range collect(t, kind, 1, many(300), Options{}) {
			checkReads(t, kinds, s)
		}
		for _, s := range collect(t, kind, 1, many(3), Options{Format: XLSX}) {
			checkReads(t, kinds, s)
		}
	}
}

func checkReads(t *testing.T, kinds *templates.Set, s Sample) {
	t.Helper()
	read, findings, err := form.Read(path.Base(s.Files[0].Path), s.Files[0].Data, kinds)
	if err != nil {
		t.Fatalf("%s: %v\n%s", s.Files[0].Path, err, s.Files[0].Data)
	}
	for _, f := range findings {
		t.Errorf("%s: %s %s：%s", s.Files[0].Path, f.Field, f.Cell, f.Message)
	}
	if got, want := fmt.Sprint(read.Values), fmt.Sprint(s.Values); got != want {
		t.Errorf("%s: reads back as\n%s\nwant\n%s", s.Files[0].Path, got, want)
	}
	for _, name := range read.Kind.Attachments(read.Values) {
		if !hasFile(s, path.Join(path.Dir(s.Files[0].Path), name)) {
			t.Errorf("%s: attachment %s is missing", s.Files[0].Path, name)
		}
	}
}

func hasFile(s Sample, name string) bool {
	for _, f := range s.Files {
		if f.Path == name {
			return true
		}
	}
	return false
}

func TestGenerateGivesTheSameFormsForTheSameSeed(t *testing.T) {
	t.Parallel()
	for _, kind := range builtinKinds(t).All() {
		long := collect(t, kind, 7, 60, Options{})
		for i, s := range collect(t, kind, 7, 20, Options{}) {
			if fmt.Sprint(s) != fmt.Sprint(long[i]) {
				t.Errorf("%s %d differs between a run of 20 and one of 60", kind.Key, i)
			}
		}
		other := collect(t, kind, 8, 1, Options{})
		if bytes.Equal(other[0].Files[0].Data, long[0].Files[0].Data) {
			t.Errorf("%s: another seed gives the same form", kind.Key)
		}
	}
}

// Not only the files differ: no two letters ask for the same person on the
// same errand.
func TestGenerateGivesLettersThatDiffer(t *testing.T) {
	t.Parallel()
	letter := builtinKinds(t).Named("letter")
	seen := map[string]string{}
	for s, err := range Generate(letter, 1, many(20_000), Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		key := s.Values.Joined("bearer") + s.Values.Joined("errand")
		if first, ok := seen[key]; ok {
			t.Errorf("%s repeats %s: %s", s.Files[0].Path, first, key)
		}
		seen[key] = s.Files[0].Path
	}
}

func TestGenerateGivesFormsThatDifferInEveryKind(t *testing.T) {
	t.Parallel()
	for _, kind := range builtinKinds(t).All() {
		seen := map[string]bool{}
		for _, s := range collect(t, kind, 3, many(1000), Options{}) {
			if seen[string(s.Files[0].Data)] {
				t.Errorf("%s repeats an earlier form", s.Files[0].Path)
			}
			seen[string(s.Files[0].Data)] = true
		}
	}
}

func BenchmarkLetters(b *testing.B) {
	letter := builtinKinds(b).Named("letter")
	for _, err := range Generate(letter, 1, b.N, Options{}) {
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
}
