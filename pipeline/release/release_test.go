package release

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/sqlite"
)

var now = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

// TestChangelogHasThisVersionFirst: whoever raises one raises the other.
func TestChangelogHasThisVersionFirst(t *testing.T) {
	text, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	entries := regexp.MustCompile(`(?m)^## (\S+)（\d{4}-\d\d-\d\d）$`).FindAllStringSubmatch(string(text), -1)
	if len(entries) == 0 || entries[0][1] != Version {
		t.Errorf("the newest entry of CHANGELOG.md is %q, the program is %s", entries, Version)
	}
	if headings := strings.Count(string(text), "\n## "); headings != len(entries) {
		t.Errorf("%d of %d headings are not of the form “## 1.0（2026-12-01）”", headings-len(entries), headings)
	}
}

// TestFormatsAreDocumented: each has a page, or a part of one, and its last version there.
func TestFormatsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../archive/FORMATS.md")
	if err != nil {
		t.Fatal(err)
	}
	for key, name := range map[string]string{
		"bag": "Bag", "record": "Record", "sign-offs": "Sign-offs", "journal": "Journal", "accounts": "Accounts", "spool": "Arrival",
		"catalogue": "Catalogue", "texts": "Texts of attachments", "index": "Index", "registers": "Registers", "backup": "Backup", "move": "Move",
	} {
		at := slices.IndexFunc(Formats(), func(f Format) bool { return f.Key == key })
		if at < 0 {
			t.Errorf("%s is no format", key)
			continue
		}
		_, section, found := strings.Cut(string(text), "\n**"+name+"** ")
		if !found {
			t.Errorf("FORMATS.md does not tell of %s", name)
			continue
		}
		section, _, _ = strings.Cut(section, "\n**")
		writes, _, _ := strings.Cut(Formats()[at].Writes, "/")
		if writes != "1" && key != "index" && !strings.Contains(section, "\n| "+writes+" |") {
			t.Errorf("FORMATS.md has no line for version %s of %s", writes, name)
		}
	}
	if n := len(Formats()); n != 12 {
		t.Errorf("%d formats: this test knows 12", n)
	}
}

// dataFolder is one as a program wrote it that had these formats.
func dataFolder(t *testing.T, catalogueVersion string, w Written) string {
	t.Helper()
	dir := t.TempDir()
	if w.Program != "" {
		if err := w.write(dir); err != nil {
			t.Fatal(err)
		}
	}
	if catalogueVersion == "" {
		return dir
	}
	text := `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL); INSERT INTO meta VALUES ('schema', '` + catalogueVersion + `'), ('id', 'x')`
	if dump, err := os.ReadFile("../../archive/catalogue/testdata/version" + catalogueVersion + ".sql"); err == nil {
		text = string(dump)
	} else if !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	db, err := sqlite.Open(filepath.Join(dir, "catalogue.db"), 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(text)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// with is what this program writes, but for some formats.
func with(program string, formats ...string) Written {
	w := current(now)
	w.Program = program
	for i := 0; i < len(formats); i += 2 {
		w.Formats[formats[i]] = formats[i+1]
	}
	return w
}

func TestNewerIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		written   Written
		catalogue string
		want      string // in the error; empty for none
	}{
		"before 1.0":             {Written{}, "", ""},
		"before 1.0, catalogue":  {Written{}, "5", ""},
		"this":                   {with(Version), catalogue.SchemaVersion, ""},
		"older formats":          {with("0.9", "journal", "3", "record", "2"), "", ""},
		"newer, same formats":    {with("9.9"), "", ""},
		"newer journal":          {with("9.9", "journal", "99"), "", "是 gongwen 9.9 写的（流水、查阅登记第 99 版），本程序是 " + Version},
		"newer accounts":         {with("2.0", "accounts", "2"), "", "请用 gongwen 2.0 或更新的程序"},
		"a format unheard of":    {with("2.0", "seals", "1"), "", "“seals”"},
		"not a number":           {with("2.0", "record", "new"), "", "第 new 版"},
		"a catalogue that tells": {Written{}, "99", "更新的程序 写的（目录第 99 版）"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := dataFolder(t, test.catalogue, test.written)
			before := slices.Sorted(maps.Keys(files(t, dir)))
			_, err := Prepare(dir, now)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if newer := (*Newer)(nil); !errors.As(err, &newer) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %s", err, test.want)
			}
			if after := slices.Sorted(maps.Keys(files(t, dir))); !slices.Equal(before, after) {
				t.Errorf("a folder of a newer program was changed: %q, %q", before, after)
			}
		})
	}
}

// files are the files below a folder, but for those that SQLite keeps beside its own.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(at, "-wal") || strings.HasSuffix(at, "-shm") {
			return err
		}
		text, err := os.ReadFile(at)
		rel, _ := filepath.Rel(dir, at)
		all[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestPrepareSavesWhatWillBeChanged of every catalogue there was, and only then.
func TestPrepareSavesWhatWillBeChanged(t *testing.T) {
	for _, version := range []string{"3", "4", "5", "6", "7", "8"} {
		t.Run(version, func(t *testing.T) {
			dir := dataFolder(t, version, Written{})
			p, err := Prepare(dir, now)
			if err != nil || p.Saved == "" {
				t.Fatal(p, err)
			}
			if v, err := catalogue.VersionOf(filepath.Join(p.Saved, "catalogue.db")); err != nil || v != version {
				t.Errorf("saved is version %s, %v", v, err)
			}
			if info, err := os.Stat(p.Saved); err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Error("others may look into what was saved:", info.Mode(), err)
			}
			if _, err := catalogue.Upgrade(filepath.Join(dir, "catalogue.db")); err != nil {
				t.Fatal(err)
			}
			if p, err = Prepare(dir, now.Add(time.Hour)); err != nil || p.Saved != "" || p.From != Version {
				t.Errorf("the second time: %+v, %v", p, err)
			}
		})
	}
}

// TestPrepareSavesOtherThings than the catalogue, and forgets the oldest.
func TestPrepareSavesOtherThings(t *testing.T) {
	dir := dataFolder(t, "", with("0.9", "accounts", "0", "spool", "0"))
	for name, text := range map[string]string{
		"reading/accounts.yaml": "accounts: []\n", "reading/2026.jsonl": "log", "spool/a1/arrival.json": "{}", "spool/a1/form.yaml": "x", "spool/.lock": "",
		"voiding.json": "{}", "gongwen.yaml": "",
	} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	var last string
	for i := range kept + 2 {
		if err := with("0.9", "accounts", "0", "spool", "0").write(dir); err != nil {
			t.Fatal(err)
		}
		p, err := Prepare(dir, now.Add(time.Duration(i)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		last = p.Saved
	}
	want := []string{"formats.json", "reading/accounts.yaml", "spool/a1/arrival.json", "spool/a1/form.yaml", "voiding.json", "说明.txt"}
	got := files(t, last)
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
		t.Errorf("saved %q, want %q", names, want)
	}
	if w, err := Parse([]byte(got[FileName])); err != nil || w.Program != "0.9" {
		t.Error(w, err)
	}
	if all, err := os.ReadDir(filepath.Join(dir, Upgrades)); err != nil || len(all) != kept {
		t.Errorf("%d are kept, %v", len(all), err)
	}
	if w, err := Read(dir); err != nil || w.Program != Version || w.Formats["accounts"] != "1" {
		t.Error(w, err)
	}
}

func TestCompareVersions(t *testing.T) {
	in := []string{"1", "2", "2/3", "2/10", "10", "new"}
	for i, a := range in {
		for j, b := range in {
			if got := compareVersions(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%s and %s: %d", a, b, got)
			}
		}
	}
}
