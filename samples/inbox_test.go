package samples

import (
	"io/fs"
	"os"
	"path"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// written is the sample inbox as Write leaves it.
func written(t *testing.T, kinds *templates.Set) fs.FS {
	t.Helper()
	dir := t.TempDir()
	if err := Write(dir, kinds); err != nil {
		t.Fatal(err)
	}
	return os.DirFS(dir)
}

func TestWriteGivesGoodSamplesThatReadWithoutFindings(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds(t)
	inbox := written(t, kinds)
	expected, err := Expected()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range expected {
		if want.Outcome != Filed && want.Outcome != Duplicate {
			continue
		}
		data, err := fs.ReadFile(inbox, name)
		if err != nil {
			t.Error(err)
			continue
		}
		if _, findings, err := form.Read(path.Base(name), data, kinds); err != nil || len(findings) > 0 {
			t.Errorf("%s: %v %+v", name, err, findings)
		}
	}
}

// Every file of the inbox is either listed in expected.yaml or the attachment
// of a form listed there.
func TestExpectedAccountsForEveryFile(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds(t)
	inbox := written(t, kinds)
	expected, err := Expected()
	if err != nil {
		t.Fatal(err)
	}
	attachments := map[string]bool{}
	for name := range expected {
		data, err := fs.ReadFile(inbox, name)
		if err != nil {
			t.Fatal(err)
		}
		read, _, err := form.Read(path.Base(name), data, kinds)
		if err != nil {
			continue
		}
		for _, a := range read.Kind.Attachments(read.Values) {
			attachments[path.Join(path.Dir(name), a)] = true
		}
	}
	err = fs.WalkDir(inbox, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if _, ok := expected[name]; !ok && !attachments[name] {
			t.Errorf("%s: neither in expected.yaml nor an attachment", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestExpectedOutcomesAreKnown(t *testing.T) {
	t.Parallel()
	expected, err := Expected()
	if err != nil {
		t.Fatal(err)
	}
	count := map[Outcome]int{}
	for name, want := range expected {
		count[want.Outcome]++
		if want.Why == "" {
			t.Errorf("%s: no why", name)
		}
		if want.Outcome != Returned && len(want.Articles) > 0 {
			t.Errorf("%s: %s, but cites articles", name, want.Outcome)
		}
	}
	for _, o := range []Outcome{Filed, Returned, Duplicate, Pending} {
		if count[o] == 0 {
			t.Errorf("no sample is %s", o)
		}
		delete(count, o)
	}
	for o, n := range count {
		t.Errorf("%d samples with the unknown outcome %q", n, o)
	}
}
