package zipped

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/iotest"
	"time"
)

// folder makes a folder with files, by name.
func folder(t *testing.T, files map[string]string) *os.Root {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600),
			os.Chtimes(path, time.Time{}, time.Unix(1_770_000_000, 0))); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root
}

func open(t *testing.T, root *os.Root) *Reader {
	t.Helper()
	f, err := Of(root, "档案")
	if err != nil {
		t.Fatal(err)
	}
	r := f.Open(root, func() ([]uint32, error) { return f.Checksums(t.Context(), root) })
	t.Cleanup(func() { r.Close() })
	return r
}

// TestReaderGivesAZipOfWhichAnyPartIsTheSame: as long as said, the same each time, and
// each part of it what the whole has there.
func TestReaderGivesAZipOfWhichAnyPartIsTheSame(t *testing.T) {
	files := map[string]string{"bagit.txt": "BagIt", "data/空.txt": "", "data/正文.pdf": string(bytes.Repeat([]byte("%PDF"), 30_000)), "末": "z"}
	root := folder(t, files)
	if err := os.Symlink("bagit.txt", filepath.Join(root.Name(), "link")); err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(open(t, root))
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(open(t, root), whole); err != nil {
		t.Error(err)
	}
	r := open(t, root)
	for range 300 {
		from := rand.Int64N(int64(len(whole)) + 1)
		n := rand.Int64N(int64(len(whole)) - from + 1)
		if _, err := r.Seek(from, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		part := make([]byte, n)
		if _, err := io.ReadFull(r, part); err != nil || !bytes.Equal(part, whole[from:from+n]) {
			t.Fatalf("%d bytes from %d: %v", n, from, err)
		}
	}
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in) // which holds it against the checksum
		name := f.Name[len("档案/"):]
		if err != nil || string(text) != files[name] || !f.Modified.Equal(time.Unix(1_770_000_000, 0)) {
			t.Errorf("%s: %d bytes of %v, %v", f.Name, len(text), f.Modified, err)
		}
		delete(files, name)
	}
	if len(files) > 0 {
		t.Errorf("not in the zip: %v", files)
	}
}

// TestTagIsOfTheBytes: files that are not quite the same have another tag.
func TestTagIsOfTheBytes(t *testing.T) {
	tags := map[string]bool{}
	for _, files := range []map[string]string{{"a": "1"}, {"a": "12"}, {"b": "1"}, {"a": "1", "b": "1"}} {
		for range 2 {
			tags[open(t, folder(t, files)).folder.Tag()] = true
		}
	}
	later := folder(t, map[string]string{"a": "1"})
	if err := later.Chtimes("a", time.Time{}, time.Unix(1_770_000_001, 0)); err != nil {
		t.Fatal(err)
	}
	tags[open(t, later).folder.Tag()] = true
	if len(tags) != 5 {
		t.Errorf("%d tags of five folders", len(tags))
	}
}

// TestReaderSaysThatAFileIsNotWhatItWas, be it gone or shorter, before or after the
// checksums were made.
func TestReaderSaysThatAFileIsNotWhatItWas(t *testing.T) {
	for name, change := range map[string]func(*os.Root) error{
		"shorter": func(root *os.Root) error { return root.WriteFile("b", []byte("1"), 0o600) },
		"gone":    func(root *os.Root) error { return root.Remove("b") },
	} {
		for _, early := range []bool{true, false} {
			root := folder(t, map[string]string{"a": "11", "b": "22"})
			r := open(t, root)
			if !early {
				if _, err := io.ReadFull(r, make([]byte, 10)); err != nil {
					t.Fatal(err)
				}
			}
			if err := change(root); err != nil {
				t.Fatal(err)
			}
			var path *fs.PathError
			if _, err := io.ReadAll(r); !errors.As(err, &path) || path.Path != "b" {
				t.Errorf("%s, early %t: %v", name, early, err)
			}
		}
	}
}

// TestReaderBeyondFourGigabytes: zips of old have 32 bits for a length. The file is
// one hole, so it takes no room; Python reads the end of the zip, where all is said.
func TestReaderBeyondFourGigabytes(t *testing.T) {
	root := folder(t, map[string]string{"b": "behind"})
	const large = 5<<30 + 1
	if err := errors.Join(root.WriteFile("a", nil, 0o600), os.Truncate(filepath.Join(root.Name(), "a"), large)); err != nil {
		t.Fatal(err)
	}
	f, err := Of(root, "大")
	if err != nil {
		t.Fatal(err)
	}
	r := f.Open(root, func() ([]uint32, error) { return []uint32{0, 0}, nil }) // five gigabytes are not read for this
	defer r.Close()
	z, err := zip.NewReader(readerAt{r}, f.size)
	if err != nil {
		t.Fatal(err)
	}
	if z.File[0].UncompressedSize64 != large || z.File[1].UncompressedSize64 != 6 {
		t.Errorf("sizes %d, %d", z.File[0].UncompressedSize64, z.File[1].UncompressedSize64)
	}
	// A zip with a hole where the large file is, for others to look at.
	path := filepath.Join(t.TempDir(), "large.zip")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for begin, i := int64(0), 0; i < len(r.parts); begin, i = r.parts[i].end, i+1 {
		if _, err := out.WriteAt(r.parts[i].bytes, begin); err != nil {
			t.Fatal(err)
		}
	}
	said, err := exec.Command("/usr/bin/python3", "-c", `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print([(i.filename, i.file_size) for i in z.infolist()]); z.open("大/a").read(10); z.open("大/b")`, path).CombinedOutput()
	if want := fmt.Sprintf("[('大/a', %d), ('大/b', 6)]\n", large); err != nil || string(said) != want {
		t.Errorf("Python: %v %s, want %s", err, said, want)
	}
}

type readerAt struct{ *Reader }

func (r readerAt) ReadAt(b []byte, at int64) (int, error) {
	if _, err := r.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	return io.ReadFull(r, b)
}
