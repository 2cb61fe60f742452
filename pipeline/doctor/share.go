package doctor

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gongwen/pipeline/inbox"
	"gongwen/pipeline/workspace"
)

// remote are the file systems of other machines: of what these change no event comes.
var remote = []string{"cifs", "smb3", "smbfs", "nfs", "nfs4", "ncpfs", "afs", "ceph", "glusterfs", "9p", "fuse.sshfs", "fuse.glusterfs", "fuse.rclone", "davfs", "fuse.davfs2", "lustre", "vboxsf", "fuse.vmhgfs-fuse"}

// mounts are the mounted file systems by where they are, as Linux tells.
type mounts map[string]string

func mountsOf(root fs.FS) mounts {
	m := mounts{}
	file, err := root.Open("proc/self/mountinfo")
	if err != nil {
		return m
	}
	defer file.Close()
	for in := bufio.NewScanner(file); in.Scan(); {
		before, after, ok := strings.Cut(in.Text(), " - ")
		at, kind := strings.Fields(before), strings.Fields(after)
		if ok && len(at) > 4 && len(kind) > 0 {
			m[unescape.Replace(at[4])] = kind[0]
		}
	}
	return m
}

// unescape is for what mountinfo writes in octal.
var unescape = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)

// is reports whether something is mounted just there.
func (m mounts) is(dir string) bool { _, ok := m[workspace.Real(dir)]; return ok }

// of is the kind of file system that a folder lies on; empty where that is not known.
func (m mounts) of(dir string) string {
	for at := workspace.Real(dir); ; at = filepath.Dir(at) {
		if kind, ok := m[at]; ok {
			return kind
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}

func (m mounts) network(dir string) bool { return slices.Contains(remote, m.of(dir)) }

// shares looks whether inboxes on other machines are looked through, and whether what must
// not lie there does.
func (e *Examination) shares(context.Context) {
	m := e.mounts
	ill := false
	var far []string
	for _, dir := range append(slices.Clone(e.inboxes), e.Folder.Inbox()) {
		if !m.network(dir) {
			continue
		}
		unit := ""
		if dir != e.Folder.Inbox() {
			unit = filepath.Base(dir)
		}
		far = append(far, filepath.Base(dir))
		o := e.config.InboxOf(unit)
		switch o.Watch {
		case inbox.Events:
			ill = true
			e.add(Problem, "share-watch", "收件文件夹在网络共享上，却只靠系统通知：放进来的表单没有人看见", dir, m.of(dir)+"，watch: events",
				"请在 gongwen.yaml 里写 watch: poll，或只给这个单位写 inboxes: {"+unit+": {watch: poll}}")
		case inbox.Both:
			if unit != "" || len(e.inboxes) == 0 {
				e.ok("share-watch", "收件文件夹在网络共享上，靠巡查", dir, fmt.Sprintf("%s，每%s一次", m.of(dir), lasted(o.Rescan)))
			}
		}
	}
	for _, file := range []struct{ what, path string }{{"目录数据库", e.Folder.Catalogue()}, {"检索索引", e.Folder.Index()}, {"在办的文件", e.Folder.Spool()}} {
		if m.network(file.path) {
			ill = true
			e.add(Problem, "share-data", file.what+"在网络共享上：锁和断电保护靠不住，可能损坏", file.path, m.of(file.path),
				"请把数据文件夹放在本机的磁盘上，只把 inbox、issued、returned、waiting 里各单位的文件夹挂成共享")
			break
		}
	}
	if !ill && len(far) == 0 && len(m) > 0 {
		e.ok("share-data", "数据文件夹在本机的磁盘上", string(e.Folder), m.of(string(e.Folder)))
	}
}

// watches looks whether the kernel lets the program watch all inboxes.
func (e *Examination) watches(context.Context) {
	if e.config.Watch == inbox.Poll {
		return
	}
	most, err := number(e.Machine.Root, "proc/sys/fs/inotify/max_user_watches")
	if err != nil {
		return // no Linux
	}
	folders := 1
	for _, dir := range e.inboxes {
		folders += 1 + foldersIn(dir, 10_000)
	}
	// Other programs of the same user watch, too.
	if value := fmt.Sprintf("收件文件夹有%d个，系统最多通知%d个", folders, most); most < 2*folders {
		e.add(Problem, "inotify", "系统通知的名额不够，有的收件文件夹只能靠巡查", "fs.inotify.max_user_watches", value,
			fmt.Sprintf("请在 /etc/sysctl.d/ 里写 fs.inotify.max_user_watches=%d 并运行 sysctl --system；或在 gongwen.yaml 里写 watch: poll", max(65536, 8*folders)))
	} else {
		e.ok("inotify", "系统通知的名额", "fs.inotify.max_user_watches", value)
	}
}

func number(root fs.FS, name string) (int, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}
