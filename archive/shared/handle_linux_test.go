package shared

import (
	"io"
	"io/fs"
	"os"
	"syscall"
	"testing"
)

// TestWhatIsPlacedHasTheGroupOfItsFolder: so that those can read it whom it is for, and
// take a whole folder away who may take anything there.
func TestWhatIsPlacedHasTheGroupOfItsFolder(t *testing.T) {
	group := os.Getegid()
	if os.Geteuid() == 0 {
		group = 54321
	}
	for top, folder := range map[fs.FileMode]fs.FileMode{0o770: 0o770, 0o750: 0o750, 0o751: 0o750} {
		p := at(t)
		p.must(os.Chown(p.dir, -1, group), os.Chmod(p.dir, top|fs.ModeSetgid))
		p.put("spool/退/附件/一.txt", "x")
		p.must(os.Chmod(p.path("spool/退"), 0o700), os.Chmod(p.path("spool/退/附件/一.txt"), 0o600))
		unit, err := p.MkdirAll("财")
		p.must(err)
		p.must(unit.Place(p.path("spool/退"), "退"), unit.WriteFile("", "一.pdf", func(io.Writer) error { return nil }),
			unit.WriteFile(p.path("spool/staging"), "二.pdf", func(io.Writer) error { return nil }), unit.Close())
		folder |= fs.ModeDir | fs.ModeSetgid
		for name, mode := range map[string]fs.FileMode{
			"财": folder, "财/退": folder, "财/退/附件": folder, "财/退/附件/一.txt": 0o640, "财/一.pdf": 0o640, "财/二.pdf": 0o640,
		} {
			info := p.look(name)
			if stat := info.Sys().(*syscall.Stat_t); int(stat.Gid) != group || info.Mode() != mode {
				t.Errorf("in a folder of %v, %s: group %d, %v; want %d, %v", top, name, stat.Gid, info.Mode(), group, mode)
			}
		}
	}
}

// TestOursIsWhatNobodyElseCanChange knows a file of another user and one that
// others may write to.
func TestOursIsWhatNobodyElseCanChange(t *testing.T) {
	p := at(t)
	for name, mode := range map[string]fs.FileMode{"一": 0o644, "二": 0o664, "三": 0o646} {
		p.put("spool/"+name, "x")
		p.must(os.Chmod(p.path("spool/"+name), mode))
		info, err := os.Lstat(p.path("spool/" + name))
		if p.must(err); Ours(info) != (mode == 0o644) {
			t.Errorf("%v: ours %v", mode, Ours(info))
		}
	}
	if os.Geteuid() == 0 {
		p.must(os.Chown(p.path("spool/一"), 12345, -1))
		if info, err := os.Lstat(p.path("spool/一")); err != nil || Ours(info) {
			t.Errorf("another's is taken for ours, %v", err)
		}
	}
}
