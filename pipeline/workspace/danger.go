package workspace

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// System is what the safety of a data folder depends on besides itself.
type System struct {
	Root   fs.FS // the machine's files
	User   int   // the account's number; 0 for root, -1 on Windows
	Groups []int // those it is in
}

// ThisSystem is the machine the program runs on.
func ThisSystem() System {
	groups, _ := os.Getgroups()
	return System{os.DirFS("/"), os.Geteuid(), append(groups, os.Getegid())}
}

// Danger is something in the set-up of a data folder that lets others do more than they
// should, or the program and the units less.
type Danger struct{ What, Advice string }

// String is a line for the administrator.
func (d Danger) String() string { return d.What + "。" + d.Advice }

// Dangers are those of a data folder.
func (f Folder) Dangers(system System) []Danger {
	if system.User < 0 {
		return nil
	}
	var found []Danger
	say := func(what, advice string) { found = append(found, Danger{what, advice}) }
	if system.User == 0 {
		say("程序以 root 运行，出了差错什么都拦不住", "请建一个专用用户（如 gongwen），把数据文件夹给它，用它运行")
	}
	for _, name := range []string{"protected_symlinks", "protected_hardlinks"} {
		if value, err := fs.ReadFile(system.Root, "proc/sys/fs/"+name); err == nil && strings.TrimSpace(string(value)) == "0" {
			say(fmt.Sprintf("系统没有打开 fs.%s，收件文件夹里的链接防得不严", name), fmt.Sprintf("请在 /etc/sysctl.d/ 里写 fs.%s=1 并重启", name))
		}
	}
	if mode, ok := modeOf(string(f)); ok && mode&0o022 != 0 {
		say(fmt.Sprintf("别的用户能改动数据文件夹本身（%s），可以把里面的文件夹换掉", mode.Perm()), fmt.Sprintf("请 chmod go-w %s", f))
	}
	for _, name := range slices.Concat(privateFolders, privateFiles) {
		if mode, ok := modeOf(f.at(name)); ok && mode&0o077 != 0 {
			say(fmt.Sprintf("别的用户能读或改动 %s（%s），而里面有他们不该看的", name, mode.Perm()), fmt.Sprintf("请 chmod -R go= %s", f.at(name)))
		}
	}
	for _, dir := range append(f.UnitInboxes(), f.Inbox(), f.Issued(), f.Returned(), f.Waiting(), f.Registers()) {
		if mode, ok := modeOf(dir); ok && mode&0o002 != 0 {
			say(fmt.Sprintf("所有用户都能写 %s（%s），谁都可以冒充这个单位", dir, mode.Perm()), fmt.Sprintf("请 chmod o= %s，把用户加进它的组", dir))
		}
	}
	for _, dir := range append(slices.Concat(f.UnitInboxes(), under(f.Issued()), under(f.Returned()), under(f.Waiting())), f.Registers()) {
		if group, ok := groupOf(dir); ok && system.User != 0 && !slices.Contains(system.Groups, group) {
			say(fmt.Sprintf("程序的用户不在 %s 的组里（%d）：别人放进来的文件夹取不走，程序放进去的别人读不了", dir, group), "请用 usermod -aG 加进去，再重新启动")
			system.Groups = append(system.Groups, group) // told once
		}
	}
	for _, share := range shares(system.Root) {
		if within(f.Archive(), share) {
			say(fmt.Sprintf("共享文件夹 %s 把档案也共享出去了", share), "请只共享 inbox、issued、returned、waiting、registers 里各单位的文件夹")
		}
	}
	return found
}

// UnitInboxes are the inboxes that there are, by their paths.
func (f Folder) UnitInboxes() []string { return under(f.Inbox()) }

// under are the folders in a folder.
func under(dir string) []string {
	entries, _ := os.ReadDir(dir)
	var all []string
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if info, err := os.Stat(path); err == nil && info.IsDir() { // also behind a link to a share
			all = append(all, path)
		}
	}
	return all
}

func modeOf(path string) (fs.FileMode, bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	return info.Mode(), true
}

// shares are the folders this machine gives out by SMB and NFS, by their usual settings
// and what lies beside them to be included.
func shares(root fs.FS) []string {
	var all []string
	for _, name := range files(root, "etc/samba/*.conf") {
		lines(root, name, func(line string) {
			key, value, ok := strings.Cut(line, "=")
			if ok && strings.EqualFold(strings.TrimSpace(key), "path") {
				all = append(all, strings.TrimSpace(value))
			}
		})
	}
	for _, name := range append(files(root, "etc/exports.d/*.exports"), "etc/exports") {
		lines(root, name, func(line string) {
			path, quoted := strings.CutPrefix(line, `"`)
			if quoted {
				path, _, _ = strings.Cut(path, `"`)
			} else {
				path = strings.Fields(line)[0]
			}
			if strings.HasPrefix(path, "/") {
				all = append(all, path)
			}
		})
	}
	return all
}

func files(root fs.FS, pattern string) []string {
	names, _ := fs.Glob(root, pattern) // an error only for a pattern that is none
	return names
}

// lines goes through what a file says; one that cannot be read says nothing.
func lines(root fs.FS, name string, each func(string)) {
	file, err := root.Open(name)
	if err != nil {
		return
	}
	defer file.Close()
	for in := bufio.NewScanner(file); in.Scan(); {
		if line := strings.TrimSpace(in.Text()); line != "" && line[0] != '#' && line[0] != ';' {
			each(line)
		}
	}
}
