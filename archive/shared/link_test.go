//go:build linux

package shared_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/archive/shared"
)

// TestOpenInboxFollowsTheAdministratorsLinks and no others: not those that somebody else
// could have made or lead elsewhere, and none below.
func TestOpenInboxFollowsTheAdministratorsLinks(t *testing.T) {
	for _, test := range []struct {
		name    string
		set     func(must func(error), data, share string)
		follows bool
		refuses string // why it is not opened, though it is his
	}{
		{"a link to a share", func(func(error), string, string) {}, true, ""},
		{"a share into which all may write", func(must func(error), _, share string) { must(os.Chmod(share+"/财", 0o777)) }, true, ""},
		{"a relative link", func(must func(error), data, share string) {
			must(os.Remove(data + "/inbox/财"))
			must(os.Symlink("../../share/财", data+"/inbox/财"))
		}, true, ""},
		{"a link to a link", func(must func(error), data, share string) {
			must(os.Symlink("财", share+"/财政"))
			must(os.Remove(data + "/inbox/财"))
			must(os.Symlink(share+"/财政", data+"/inbox/财"))
		}, true, ""},
		{"an inbox into which others may write", func(must func(error), data, _ string) { must(os.Chmod(data+"/inbox", 0o770)) }, false, ""},
		{"a share whose folder others may exchange", func(must func(error), _, share string) { must(os.Chmod(share, 0o777)) }, false, "换掉"},
		{"a share that is not mounted", func(must func(error), _, share string) { must(os.RemoveAll(share + "/财")) }, false, "现在不能用"},
		{"a link to a file", func(must func(error), _, share string) {
			must(os.RemoveAll(share + "/财"))
			must(os.WriteFile(share+"/财", nil, 0o600))
		}, false, "不是文件夹"},
		{"a link into the data folder", func(must func(error), data, _ string) {
			must(os.Remove(data + "/inbox/财"))
			must(os.Mkdir(data+"/archive", 0o700))
			must(os.Symlink(data+"/archive", data+"/inbox/财"))
		}, false, "数据文件夹"},
		{"a link around the data folder", func(must func(error), data, _ string) {
			must(os.Remove(data + "/inbox/财"))
			must(os.Symlink(filepath.Dir(data), data+"/inbox/财"))
		}, false, "数据文件夹"},
		{"links in a ring", func(must func(error), data, _ string) {
			must(os.Remove(data + "/inbox/财"))
			must(os.Symlink("政", data+"/inbox/财"))
			must(os.Symlink("财", data+"/inbox/政"))
		}, false, "现在不能用"},
	} {
		t.Run(test.name, func(t *testing.T) {
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			root := t.TempDir()
			data, share := root+"/data", root+"/share"
			must(os.MkdirAll(data+"/inbox", 0o755))
			must(os.MkdirAll(share+"/财", 0o755))
			must(os.Chmod(root, 0o755))
			must(os.WriteFile(share+"/财/信.yaml", []byte("信"), 0o644))
			must(os.Symlink("/etc", share+"/财/里"))
			must(os.Symlink(share+"/财", data+"/inbox/财"))
			test.set(must, data, share)

			inbox, err := shared.OpenInbox(data + "/inbox")
			must(err)
			defer inbox.Close()
			entries, err := fs.ReadDir(inbox.FS(), ".")
			must(err)
			his := test.follows || test.refuses != ""
			for _, e := range entries {
				if e.IsDir() != his {
					t.Errorf("%s is listed as %s", e.Name(), e.Type())
				}
			}
			sub, err := inbox.Sub("财")
			if (err == nil) != test.follows {
				t.Fatalf("opened: %v", err)
			}
			if err != nil {
				if his && (!strings.Contains(err.Error(), test.refuses) || errors.Is(err, fs.ErrNotExist)) {
					t.Errorf("%v", err)
				}
				if _, err := inbox.Lstat("财"); (err != nil) != his || errors.Is(err, fs.ErrNotExist) {
					t.Errorf("looked at: %v", err)
				}
				return
			}
			defer sub.Close()
			if info, err := inbox.Lstat("财"); err != nil || !info.IsDir() || info.Name() != "财" {
				t.Errorf("looked at: %v, %v", info, err)
			}
			if to := inbox.LinkOf("财"); !strings.HasSuffix(to, "share/财") && !strings.HasSuffix(to, "share/财政") {
				t.Errorf("leads to %q", to)
			}
			// Below it nothing is followed.
			if inner, err := inbox.Sub("财/里"); err == nil {
				inner.Close()
				t.Error("a link below was followed")
			}
			if info, err := inbox.Lstat("财/里"); err != nil || info.Mode()&fs.ModeSymlink == 0 {
				t.Errorf("a link below: %v, %v", info, err)
			}
			if err := inbox.Take("财/信.yaml", nil, root+"/taken"); err != nil {
				t.Error(err)
			}
			plain, err := shared.Open(data + "/inbox")
			must(err)
			defer plain.Close()
			if other, err := plain.Sub("财"); err == nil {
				other.Close()
				t.Error("Open follows it, too")
			}
		})
	}
}

// TestOpenInboxKnowsWhoseALinkIs: one that belongs to another account is nobody's we
// trust, neither in the inbox nor on the way.
func TestOpenInboxKnowsWhoseALinkIs(t *testing.T) {
	if os.Geteuid() != 0 {
		return // only root can give a link to another; CI runs as root
	}
	root := t.TempDir()
	for _, dir := range []string{root + "/data/inbox", root + "/share/财"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, at string, uid int) {
		t.Helper()
		if err := errors.Join(os.Symlink(to, at), os.Lchown(at, uid, uid)); err != nil {
			t.Fatal(err)
		}
	}
	link(root+"/share/财", root+"/data/inbox/甲", 1234)
	link(root+"/share/财", root+"/share/乙", 1234)
	link(root+"/share/乙", root+"/data/inbox/乙", 0)
	inbox, err := shared.OpenInbox(root + "/data/inbox")
	if err != nil {
		t.Fatal(err)
	}
	defer inbox.Close()
	for _, name := range []string{"甲", "乙"} {
		if sub, err := inbox.Sub(name); err == nil {
			sub.Close()
			t.Errorf("%s was followed", name)
		}
	}
	if inbox.LinkOf("甲") != "" || inbox.LinkOf("乙") == "" {
		t.Errorf("%q, %q", inbox.LinkOf("甲"), inbox.LinkOf("乙"))
	}
}
