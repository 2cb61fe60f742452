package shares_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/pipeline/shares"
)

func TestNew(t *testing.T) {
	for name, tt := range map[string]struct {
		data, user string
		encryption shares.Encryption
		units      []string
		want       string // in the error
	}{
		"a path with a percent sign": {"/srv/100%", "gongwen", shares.Required, []string{"区财政局"}, "百分号"},
		"a path with a line's end":   {"/srv/a\nb", "gongwen", shares.Required, []string{"区财政局"}, "不能共享"},
		"a user":                     {"/srv/a", "gong wen; rm", shares.Required, []string{"区财政局"}, "--user"},
		"an option for a user":       {"/srv/a", "-gongwen", shares.Required, []string{"区财政局"}, "--user"},
		"an encryption":              {"/srv/a", "gongwen", "off", []string{"区财政局"}, "--encryption"},
		"no units":                   {"/srv/a", "gongwen", shares.Required, nil, "没有单位"},
		"a unit that leads out":      {"/srv/a", "gongwen", shares.Required, []string{"区财政局", "../archive"}, "“../archive”不能用作文件夹名"},
		"a unit with a tab":          {"/srv/a", "gongwen", shares.Required, []string{"区\t局"}, "不能用作文件夹名"},
		"a unit that is passed over": {"/srv/a", "gongwen", shares.Required, []string{"desktop.ini"}, "不能用作文件夹名"},
		"a unit like the registers":  {"/srv/a", "gongwen", shares.Required, []string{"台账"}, "不能用作文件夹名"},
		"a unit twice":               {"/srv/a", "gongwen", shares.Required, []string{"区财政局", "区财政局"}, "组同名"},
	} {
		if _, err := shares.New(tt.data, tt.user, tt.encryption, tt.units); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// TestGroupsStay: a unit keeps its group whatever else is on the roster, for its folders
// have it.
func TestGroupsStay(t *testing.T) {
	one, err := shares.New("/srv/a", "gongwen", shares.Required, []string{"青山区财政局"})
	if err != nil {
		t.Fatal(err)
	}
	more, err := shares.New("/srv/b", "other", shares.Desired, []string{"青山区教育局", "青山区财政局"})
	if err != nil || one.Units[0] != more.Units[1] || one.Units[0].Group != "gw-4d15d938" {
		t.Error(one.Units, more.Units, err)
	}
}

func TestWrite(t *testing.T) {
	p, err := shares.New("/srv/它's 数据", "gongwen", shares.Desired, []string{"青山区财政局"})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "etc", "shares")
	if written, err := p.Write(dir); len(written) != 6 || err != nil {
		t.Fatal(written, err)
	}
	members := filepath.Join(dir, "members.csv")
	if err := os.WriteFile(members, []byte("filled in\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if written, err := p.Write(dir); len(written) != 4 || err != nil {
		t.Fatal(written, err)
	}
	if text, err := os.ReadFile(members); string(text) != "filled in\n" || err != nil {
		t.Errorf("what was filled in is now %q, %v", text, err)
	}
	out, err := exec.Command("sh", "-c", `. "$1/settings.sh" && printf '%s|%s' "$data" "$user" && sh -n "$1/setup.sh"`, "sh", dir).CombinedOutput()
	if string(out) != "/srv/它's 数据|gongwen" || err != nil {
		t.Errorf("a shell reads %q, %v", out, err)
	}
}

// TestSamba: nothing of the data folder but six of its folders, each for a group, and no
// share that anybody may enter.
func TestSamba(t *testing.T) {
	p, err := shares.New("/srv/a", "gongwen", shares.Required, []string{"青山区财政局"})
	if err != nil {
		t.Fatal(err)
	}
	sections := strings.Split(p.Samba(), "\n[")[1:]
	if len(sections) != 6 {
		t.Fatal(sections)
	}
	for _, s := range sections {
		for _, setting := range []string{"\tguest ok = no\n", "\thide unreadable = yes\n", "\tserver smb encrypt = required\n", "\tfollow symlinks = no\n", "\tvalid users = +gw-", "\tpath = /srv/a/"} {
			if strings.Count(s, setting) != 1 {
				t.Errorf("[%s has %q %d times", s, setting, strings.Count(s, setting))
			}
		}
		own := strings.Contains(s, "待签") || strings.Contains(s, "公文收件") || strings.Contains(s, "公文办结") || strings.Contains(s, "公文退件")
		if writable := strings.Contains(s, "\tread only = no\n"); writable != own {
			t.Errorf("[%s may be written to: %v", s, writable)
		}
	}
	if strings.Contains(p.Samba(), "[global]") {
		t.Error("the server's own settings are changed")
	}
}
