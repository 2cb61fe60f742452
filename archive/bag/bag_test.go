package bag

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// newBag writes a bag with awkward names and returns its folder.
func newBag(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	w, err := Create(filepath.Join(root, "staging"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"form.yaml":                  "表单种类: 介绍信\n",
		"attachments/100%25 完成.txt":  "百分号",
		"attachments/deep/空 格.txt":   "",
		"attachments/100%0A.txt":     "不是换行",
		"龙政办介字〔2026〕1号.pdf":          "%PDF",
		"attachments/two  blanks.md": "x",
	} {
		if _, err := w.Add(name, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(root, "2026", "letter", "1号")
	if err := w.Finish(dir, []Tag{{"External-Description", "第一行\n第二行"}}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFinishGivesAValidBag(t *testing.T) {
	dir := newBag(t)
	problems, err := Validate(dir)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	info, err := os.ReadFile(filepath.Join(dir, "bag-info.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "External-Description: 第一行 第二行\nPayload-Oxum: 50.6\n"; string(info) != want {
		t.Errorf("bag-info.txt\n%s\nwant\n%s", info, want)
	}
	if _, err := os.Stat(filepath.Join(dir, "../../../staging")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the staging folder is still there:", err)
	}
}

func TestAddManyFiles(t *testing.T) {
	root := t.TempDir()
	w, err := Create(filepath.Join(root, "staging"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5*maxOpen + 3 {
		if _, err := w.Add(strconv.Itoa(i), strings.NewReader("x")); err != nil || len(w.open) >= maxOpen {
			t.Fatal(err, len(w.open), "files open")
		}
	}
	dir := filepath.Join(root, "bag")
	if err := w.Finish(dir, nil); err != nil || len(w.open) > 0 {
		t.Fatal(err, len(w.open), "files open")
	}
	if problems, err := Validate(dir); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}

// What may not have reached the disk is not given its place.
func TestFinishRefusesWhatIsNotOnTheDisk(t *testing.T) {
	root := t.TempDir()
	w, err := Create(filepath.Join(root, "staging"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Add("form.yaml", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if err := w.open[0].Close(); err != nil { // so that it cannot be fsynced
		t.Fatal(err)
	}
	dir := filepath.Join(root, "bag")
	if err := w.Finish(dir, nil); !errors.Is(err, os.ErrClosed) {
		t.Error("finished:", err)
	}
	if err := w.Discard(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(root); err != nil || len(left) > 0 {
		t.Error("left:", left, err)
	}
}

// Anyone can check a bag without this program. Names with % are escaped in the
// manifest, as RFC 8493 wants, so sha256sum is asked about those without.
func TestFormatManifestIsAcceptedBySha256sum(t *testing.T) {
	root := t.TempDir()
	w, err := Create(filepath.Join(root, "staging"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"申请 表.xlsx", "attachments/区财政局介绍信.txt", "龙政办介字〔2026〕1号.pdf"} {
		if _, err := w.Add(name, strings.NewReader(name)); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(root, "bag")
	if err := w.Finish(dir, nil); err != nil {
		t.Fatal(err)
	}
	for _, manifest := range []string{"manifest-sha256.txt", "tagmanifest-sha256.txt"} {
		cmd := exec.Command("sha256sum", "--strict", "-c", manifest)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("sha256sum -c %s (Debian: coreutils): %v\n%s", manifest, err, out)
		}
	}
}

func TestValidateFinds(t *testing.T) {
	for _, tt := range []struct {
		name string
		harm func(dir string) error
		want []Problem
	}{
		{"missing", func(dir string) error { return os.Remove(filepath.Join(dir, "data/form.yaml")) },
			[]Problem{{Missing, "data/form.yaml", nil}}},
		{"changed", func(dir string) error { return overwrite(filepath.Join(dir, "data/form.yaml"), "另一份") },
			[]Problem{{Changed, "data/form.yaml", nil}}},
		{"extra", func(dir string) error { return os.WriteFile(filepath.Join(dir, "data/new.txt"), nil, 0o644) },
			[]Problem{{Extra, "data/new.txt", nil}}},
		{"extra beside the payload", func(dir string) error { return os.WriteFile(filepath.Join(dir, "note.txt"), nil, 0o644) },
			[]Problem{{Extra, "note.txt", nil}}},
		{"renamed", func(dir string) error {
			return os.Rename(filepath.Join(dir, "data/form.yaml"), filepath.Join(dir, "data/表.yaml"))
		}, []Problem{{Missing, "data/form.yaml", nil}, {Extra, "data/表.yaml", nil}}},
		{"replaced by a link", func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, "data/form.yaml")), os.Symlink("/etc/hostname", filepath.Join(dir, "data/form.yaml")))
		}, []Problem{{Changed, "data/form.yaml", nil}}},
		{"manifest adapted", func(dir string) error {
			return overwrite(filepath.Join(dir, manifestName), strings.Repeat("0", 64)+"  data/form.yaml\n")
		}, []Problem{
			{Extra, "data/attachments/100%0A.txt", nil}, {Extra, "data/attachments/100%25 完成.txt", nil},
			{Extra, "data/attachments/deep/空 格.txt", nil}, {Extra, "data/attachments/two  blanks.md", nil},
			{Changed, "data/form.yaml", nil}, {Extra, "data/龙政办介字〔2026〕1号.pdf", nil},
			{Changed, manifestName, nil}}},
		{"info adapted", func(dir string) error { return overwrite(filepath.Join(dir, infoName), "") },
			[]Problem{{Changed, infoName, nil}}},
		{"no manifest", func(dir string) error { return os.Remove(filepath.Join(dir, manifestName)) },
			[]Problem{{Missing, manifestName, nil}}},
		{"manifest without end", func(dir string) error {
			file := filepath.Join(dir, manifestName)
			return errors.Join(os.Chmod(file, 0o640), os.Truncate(file, 1<<33)) // takes no room on the disk
		}, []Problem{{Fault: Broken, Path: manifestName}}},
		{"manifest of nonsense", func(dir string) error { return overwrite(filepath.Join(dir, manifestName), "hello\n") },
			[]Problem{{Fault: Broken, Path: manifestName}}},
		{"manifest leading out", func(dir string) error {
			return overwrite(filepath.Join(dir, manifestName), strings.Repeat("0", 64)+"  ../../secret\n")
		}, []Problem{{Fault: Broken, Path: manifestName}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := newBag(t)
			if err := tt.harm(dir); err != nil {
				t.Fatal(err)
			}
			got, err := Validate(dir)
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				got[i].Err = nil
			}
			slices.SortStableFunc(tt.want, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %v\nwant %v", got, tt.want)
			}
		})
	}
}

func overwrite(path, text string) error {
	return errors.Join(os.Chmod(path, 0o640), os.WriteFile(path, []byte(text), 0o640))
}

func TestFinishReplacesNothing(t *testing.T) {
	dir := newBag(t)
	w, err := Create(filepath.Join(t.TempDir(), "staging"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Finish(dir, nil); !errors.Is(err, fs.ErrExist) {
		t.Fatal("got", err)
	}
	if err := w.Discard(); err != nil {
		t.Fatal(err)
	}
	if problems, err := Validate(dir); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}

func FuzzManifest(f *testing.F) {
	f.Add("data/a%b\r\nc")
	f.Add("data/%25%0A%")
	f.Fuzz(func(t *testing.T, path string) {
		if !fs.ValidPath(path) || strings.HasPrefix(path, " ") || strings.HasPrefix(path, "*") || strings.HasPrefix(path, "\t") {
			return
		}
		sum := strings.Repeat("a", 64)
		sums, err := parseManifest(formatManifest([]File{{Path: path, SHA256: sum}}))
		if err != nil || len(sums) != 1 || sums[path] != sum {
			t.Fatalf("%q came back as %v, %v", path, sums, err)
		}
	})
}

// FuzzManifestText: a manifest from anywhere leads nowhere but into its bag, and
// reads the same when written again.
func FuzzManifestText(f *testing.F) {
	sum := strings.Repeat("0a", 32)
	f.Add([]byte(sum + "  data/a%0Ab\n" + sum + " *data/表.yaml\r\n"))
	f.Add([]byte(sum + "  ../secret\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		sums, err := parseManifest(text)
		if err != nil {
			return
		}
		var files []File
		for path, sum := range sums {
			if !fs.ValidPath(path) || len(sum) != 64 {
				t.Errorf("%q %q", path, sum)
			}
			files = append(files, File{Path: path, SHA256: sum})
		}
		if again, err := parseManifest(formatManifest(files)); err != nil || !maps.Equal(again, sums) {
			t.Errorf("%q came back as %q, %v", sums, again, err)
		}
	})
}
