package shares

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed setup.sh
var setupScript string

// The two files that an administrator fills in; they are never written over.
const (
	members = `# 谁是哪个单位的，一行一个：用户名,单位。单位照花名册写（见 units.tsv）；看台账的写“台账”；一人可以有几行。
# 系统里没有的用户由 setup.sh 建（不能登录系统）；域用户照 getent passwd 列出的写。
# 这里一行也没有的，setup.sh 不管组里有谁；有了，就以这里为准，不在这里的移出各单位的组。
# 例：
# zhangsan,青山区财政局
# zhangsan,台账
`
	networks = `# 用 NFS 的单位，一行一个：单位,网段或主机。没有就不写。看台账的写“台账”。
# 网段里的每一台机器、机器上的每一个人都当作这个单位的，请写得尽量窄。
# 例：
# 青山区财政局,10.20.30.0/24
`
)

// Write writes the plan into a folder, made if it is missing, and tells the names of the
// files it wrote: samba.conf, settings.sh, setup.sh, units.tsv, and members.csv and
// nfs.csv unless they are there.
func (p Plan) Write(dir string) (written []string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for _, file := range []struct {
		name, text string
		mode       fs.FileMode
		filledIn   bool // by people
	}{
		{"units.tsv", p.unitsTable(), 0o644, false},
		{"settings.sh", p.settings(), 0o644, false},
		{"samba.conf", p.Samba(), 0o644, false},
		{"setup.sh", setupScript, 0o755, false},
		{"members.csv", members, 0o644, true},
		{"nfs.csv", networks, 0o644, true},
	} {
		flag := os.O_TRUNC
		if file.filledIn {
			flag = os.O_EXCL
		}
		path := filepath.Join(dir, file.name)
		f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|flag, file.mode)
		if file.filledIn && errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return written, err
		}
		_, err = f.WriteString(file.text)
		if err := errors.Join(err, f.Close()); err != nil {
			return written, err
		}
		written = append(written, path)
	}
	return written, nil
}

// unitsTable has a line for each unit: its group, a tab, its name.
func (p Plan) unitsTable() string {
	var b strings.Builder
	for _, u := range p.Units {
		fmt.Fprintf(&b, "%s\t%s\n", u.Group, u.Name)
	}
	return b.String()
}

// settings are what setup.sh reads besides, in the shell's own words.
func (p Plan) settings() string {
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
	return fmt.Sprintf("# 由 gongwen shares 生成\ndata=%s\nkeys=%s\nuser=%s\neverybody=%s\nregisters=%s\n",
		quote(p.Data), quote(p.Keys), quote(p.User), quote(Everybody), quote(Registers))
}
