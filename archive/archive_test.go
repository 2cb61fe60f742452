package archive_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/templates"
)

// letter is the n-th letter of introduction of 2026.
func letter(n int) archive.Record {
	return archive.Record{
		Number: fmt.Sprintf("龙政办介字〔2026〕%d号", n), Kind: "letter", Title: "介绍信", Year: 2026, Serial: n,
		Subject: "沈望舒赴大庆市财政局联系核对资金", Date: templates.NewDate(2026, 5, 11), Unit: "区财政局",
		Values:  templates.Values{"issue_date": templates.NewDate(2026, 5, 11), "people": int64(2)},
		Fields:  []archive.LabelledText{{Label: "人数", Text: "2"}},
		Text:    "大庆市财政局：\n兹介绍……",
		Arrival: fmt.Sprintf("arrival-%d", n), DroppedAs: "区财政局/介绍信.yaml", Submission: fmt.Sprintf("packet-%d", n),
		Arrived: time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC), Filed: time.Date(2026, 5, 11, 9, 0, 1, 0, time.UTC),
	}
}

// dropped are files as an arrival brings them.
func dropped(t *testing.T, form string, attachments ...string) archive.Files {
	t.Helper()
	dir := t.TempDir()
	source := func(i int, name string) archive.Source {
		path := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(path, []byte("contents of "+name), 0o640); err != nil {
			t.Fatal(err)
		}
		return archive.Source{Name: name, Path: path}
	}
	files := archive.Files{Form: source(0, form), Document: []byte("%PDF-1.4")}
	for i, name := range attachments {
		files.Attachments = append(files.Attachments, source(i+1, name))
	}
	return files
}

func open(t *testing.T) *archive.Archive {
	t.Helper()
	a, err := archive.Open(filepath.Join(t.TempDir(), "archive"))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPut(t *testing.T) {
	a := open(t)
	files := dropped(t, "record.json", "a.txt", "A.TXT", "区财政局:介绍信?.txt")
	got, err := a.Put(t.Context(), letter(12), files)
	if err != nil {
		t.Fatal(err)
	}
	if got.Folder() != "2026/letter/龙政办介字〔2026〕12号" {
		t.Error("folder", got.Folder())
	}
	var paths []string
	for _, f := range append([]archive.File{got.Form, got.Document}, got.Attachments...) {
		paths = append(paths, f.Path)
		if info, err := os.Stat(a.Path(got.Folder(), f.Path)); err != nil || info.Size() != f.Size {
			t.Error(f, err)
		}
	}
	want := []string{"data/record(2).json", "data/龙政办介字〔2026〕12号.pdf",
		"data/attachments/a.txt", "data/attachments/A(2).TXT", "data/attachments/区财政局：介绍信？.txt"}
	if !slices.Equal(paths, want) {
		t.Errorf("files\n%q\nwant\n%q", paths, want)
	}
	if problems, err := bag.Validate(a.Path(got.Folder())); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}

	read, err := a.Read(got.Folder())
	if err != nil {
		t.Fatal(err)
	}
	wrote, err := got.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := read.JSON(); err != nil || string(again) != string(wrote) {
		t.Errorf("record.json came back as\n%s\n%v\nwant\n%s", again, err, wrote)
	}
}

// Whatever was on the disk when the power failed, calling Put again ends with
// the same single bag.
func TestPutAgain(t *testing.T) {
	a := open(t)
	stale := filepath.Join(a.Path(".staging"), "left over", "data")
	if err := os.MkdirAll(stale, 0o750); err != nil {
		t.Fatal(err)
	}
	first, err := a.Put(t.Context(), letter(1), dropped(t, "表.yaml"))
	if err != nil {
		t.Fatal(err)
	}

	again := letter(1)
	again.Filed = again.Filed.Add(time.Hour)
	files := dropped(t, "表.yaml")
	files.Document = []byte("rendered by a newer program")
	second, err := a.Put(t.Context(), again, files)
	if err != nil {
		t.Fatal(err)
	}
	if !second.Filed.Equal(first.Filed) || second.Document != first.Document {
		t.Errorf("the bag on disk did not win: %+v", second)
	}

	other := letter(1)
	other.Submission = "another form"
	if _, err := a.Put(t.Context(), other, files); err == nil || !strings.Contains(err.Error(), "一个编号不能给两份") {
		t.Error("another form took the number:", err)
	}
	pdf := a.Path(first.Folder(), first.Document.Path)
	if err := errors.Join(os.Chmod(pdf, 0o640), os.WriteFile(pdf, []byte("forged"), 0o640)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Put(t.Context(), letter(1), files); err == nil || !strings.Contains(err.Error(), "不完好") {
		t.Error("a changed bag was confirmed:", err)
	}

	if err := a.Sweep(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(a.Path(".staging")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("staging is not swept:", err)
	}
}

func TestPutFailsWhole(t *testing.T) {
	a := open(t)
	files := dropped(t, "表.yaml", "附件.txt")
	if err := os.Remove(files.Attachments[0].Path); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Put(t.Context(), letter(1), files); !errors.Is(err, fs.ErrNotExist) {
		t.Error("got", err)
	}
	if folders, err := a.Folders(); err != nil || len(folders) > 0 {
		t.Error(folders, err)
	}
	if left, err := os.ReadDir(a.Path(".staging")); err != nil || len(left) > 0 {
		t.Error("left in staging:", left, err)
	}
	if runtime.GOOS == "windows" {
		return // links need rights there
	}
	if err := os.Symlink("/etc/hostname", files.Attachments[0].Path); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Put(t.Context(), letter(1), files); err == nil || !strings.Contains(err.Error(), "不是普通文件") {
		t.Error("a link was archived:", err)
	}
}

func TestPutRefuses(t *testing.T) {
	a := open(t)
	undated, nameless := letter(1), letter(1)
	undated.Date = templates.Date{}
	nameless.Submission = ""
	for _, r := range []archive.Record{undated, nameless} {
		if _, err := a.Put(t.Context(), r, dropped(t, "表.yaml")); err == nil {
			t.Errorf("archived %+v", r)
		}
	}
}

func TestFoldersInOrder(t *testing.T) {
	a := open(t)
	for _, n := range []int{10, 9, 1, 100, 2} {
		if _, err := a.Put(t.Context(), letter(n), dropped(t, "表.yaml")); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"journal", "2026.bak", "0x26/letter/1"} {
		if err := os.MkdirAll(a.Path(dir), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	folders, err := a.Folders()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, n := range []int{1, 2, 9, 10, 100} {
		want = append(want, letter(n).Folder())
	}
	if !slices.Equal(folders, want) {
		t.Errorf("got  %q\nwant %q", folders, want)
	}
}

func TestReadRefusesNewerVersion(t *testing.T) {
	_, err := archive.ParseRecord([]byte(`{"version": 99}`))
	if err == nil || !strings.Contains(err.Error(), "请使用更新的程序") {
		t.Error("got", err)
	}
}

func TestReadRefusesTheTooLarge(t *testing.T) {
	a := open(t)
	r, err := a.Put(t.Context(), letter(1), dropped(t, "表.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	file := a.Path(r.Folder(), "data", "record.json")
	if err := errors.Join(os.Chmod(file, 0o640), os.Truncate(file, 1<<33)); err != nil { // takes no room on the disk
		t.Fatal(err)
	}
	var wrong *archive.NoRecord
	if _, err := a.Read(r.Folder()); !errors.As(err, &wrong) || !strings.Contains(err.Error(), "太大") {
		t.Error("got", err)
	}
}

// FuzzRecord: what is read as a record is the same when written and read again,
// and its bag's place is inside the archive.
func FuzzRecord(f *testing.F) {
	text, err := letter(1).JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":1,"number":"../..","kind":"..","year":-1,"values":{"a":[{"b":1e3}]},"date":"2026-02-30"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := archive.ParseRecord(text)
		if err != nil {
			return
		}
		if !filepath.IsLocal(filepath.FromSlash(r.Folder())) {
			t.Errorf("%q leads out", r.Folder())
		}
		once, err := r.JSON()
		if err != nil {
			return // such as a year beyond 9999, which nobody writes
		}
		again, err := archive.ParseRecord(once)
		if err != nil {
			t.Fatalf("%v\n%s", err, once)
		}
		if twice, err := again.JSON(); err != nil || string(twice) != string(once) {
			t.Errorf("%v\n%s\n%s", err, once, twice)
		}
	})
}

func TestSafeName(t *testing.T) {
	long := strings.Repeat("长", 200)
	for name, want := range map[string]string{
		"龙政办介字〔2026〕12号":    "龙政办介字〔2026〕12号",
		"a/b\\c:d*e?f\"<>|": "a／b＼c：d＊e？f＂＜＞｜",
		"":                  "_",
		".":                 "_",
		"..":                "_",
		"../../etc/passwd":  "..／..／etc／passwd",
		"CON":               "_CON",
		"nul.txt":           "_nul.txt",
		"console":           "console",
		"表. ":               "表_",
		" 表.yaml ":          "表.yaml",
		"a\x00b\nc":         "a_b_c",
		"exe\u202efdp.txt":  "exe_fdp.txt",
		"bad\xffutf8":       "bad_utf8",
		long + ".pdf":       strings.Repeat("长", 75) + "~dd46dcf8.pdf",
	} {
		if got := archive.SafeName(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	f.Add("龙政办介字〔2026〕12号")
	f.Add("con.")
	f.Add(strings.Repeat("𠮷", 90) + ".pdf")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, name string) {
		safe := archive.SafeName(name)
		if archive.SafeName(safe) != safe {
			t.Errorf("%q is safe, yet becomes %q", safe, archive.SafeName(safe))
		}
		if !filepath.IsLocal(safe) || filepath.Base(safe) != safe || len(safe) > 255 {
			t.Errorf("%q is no file name", safe)
		}
		if err := os.WriteFile(filepath.Join(dir, safe), nil, 0o640); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkPut is what a bag with one attachment costs, on the disk for good.
func BenchmarkPut(b *testing.B) {
	a, err := archive.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	source := filepath.Join(b.TempDir(), "form")
	if err := os.WriteFile(source, make([]byte, 12<<10), 0o640); err != nil {
		b.Fatal(err)
	}
	files := archive.Files{
		Form: archive.Source{Name: "介绍信.xlsx", Path: source}, Document: make([]byte, 60<<10),
		Attachments: []archive.Source{{Name: "附件.txt", Path: source}},
	}
	var n atomic.Int64
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := a.Put(b.Context(), letter(int(n.Add(1))), files); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bags/s")
}
