//go:build linux

package shared

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// place is an inbox beside a folder of our own and one that nobody may look into.
type place struct {
	*Folder
	t                   *testing.T
	dir, ours, archived string
}

func at(t *testing.T) *place {
	t.Helper()
	base := t.TempDir()
	p := &place{t: t, dir: filepath.Join(base, "inbox"), ours: filepath.Join(base, "spool"), archived: filepath.Join(base, "archive")}
	for _, dir := range []string{p.dir, p.ours, p.archived} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p.put("archive/密.yaml", "secret")
	var err error
	if p.Folder, err = Open(p.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func (p *place) path(name string) string {
	return filepath.Join(filepath.Dir(p.dir), filepath.FromSlash(name))
}

func (p *place) put(name, content string) {
	p.t.Helper()
	p.must(os.MkdirAll(filepath.Dir(p.path(name)), 0o755), os.WriteFile(p.path(name), []byte(content), 0o644))
}

func (p *place) must(errs ...error) {
	p.t.Helper()
	if err := errors.Join(errs...); err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) look(name string) fs.FileInfo {
	p.t.Helper()
	info, err := p.Lstat(name)
	p.must(err)
	return info
}

func (p *place) read(name string) string {
	content, err := os.ReadFile(p.path(name))
	if err != nil {
		return err.Error()
	}
	return string(content)
}

func (p *place) has(name string) bool {
	_, err := os.Lstat(p.path(name))
	return err == nil
}

// names are those in a folder.
func (p *place) names(name string) string {
	entries, err := os.ReadDir(p.path(name))
	p.must(err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// exchange puts something else under the name of what was seen.
var exchanges = []struct {
	name string
	do   func(p *place)
	want error
}{
	{"nothing", func(*place) {}, nil},
	{"the file for a link to a secret", func(p *place) {
		p.must(os.Remove(p.path("inbox/财/信.yaml")), os.Symlink(p.path("archive/密.yaml"), p.path("inbox/财/信.yaml")))
	}, ErrChanged},
	{"the file for another", func(p *place) {
		p.put("inbox/财/二.yaml", "other")
		p.must(os.Rename(p.path("inbox/财/二.yaml"), p.path("inbox/财/信.yaml")))
	}, ErrChanged},
	{"the file for a second name of a secret", func(p *place) {
		p.must(os.Remove(p.path("inbox/财/信.yaml")), os.Link(p.path("archive/密.yaml"), p.path("inbox/财/信.yaml")))
	}, ErrChanged},
	{"the file for a folder", func(p *place) {
		p.must(os.Remove(p.path("inbox/财/信.yaml")), os.Mkdir(p.path("inbox/财/信.yaml"), 0o755))
	}, ErrChanged},
	{"the folder for a link to the archive", func(p *place) {
		p.put("archive/信.yaml", "secret")
		p.must(os.Rename(p.path("inbox/财"), p.path("inbox/民")), os.Symlink(p.path("archive"), p.path("inbox/财")))
	}, ErrNotFolder},
	{"the folder for a link to another in the inbox", func(p *place) {
		p.put("inbox/水/信.yaml", "of another unit")
		p.must(os.Rename(p.path("inbox/财"), p.path("inbox/民")), os.Symlink("水", p.path("inbox/财")))
	}, ErrNotFolder},
	{"the folder for another", func(p *place) {
		p.must(os.Rename(p.path("inbox/财"), p.path("inbox/民")))
		p.put("inbox/财/信.yaml", "other")
	}, ErrChanged},
	{"the file taken away", func(p *place) { p.must(os.Remove(p.path("inbox/财/信.yaml"))) }, fs.ErrNotExist},
}
