package doctor

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongwen/pipeline/pulls"
)

// rights looks at what others could do, as gongwen run does when it starts. Root, who may
// look at all, asks for the user that the folder belongs to.
func (e *Examination) rights(context.Context) {
	system := e.Machine.System
	if info, err := os.Stat(string(e.Folder)); err == nil && system.User == 0 {
		if user, ok := e.Machine.Owner(info); ok && user != 0 {
			system.User, system.Groups = user, e.Machine.GroupsOf(user)
		}
	}
	dangers := e.Folder.Dangers(system)
	for _, danger := range dangers {
		e.add(Warning, "rights", danger.What, "", "", danger.Advice)
	}
	if len(dangers) == 0 && e.Machine.User >= 0 {
		e.ok("rights", "权限", string(e.Folder), "")
	}
}

// inboxRights looks whether units can put something into their inboxes: somebody besides
// the program's own user. A folder of which access lists say more has a + that modes do
// not show, and is a mount, so only plain folders without any group right are told of.
func (e *Examination) inboxRights(context.Context) {
	if e.Machine.User < 0 {
		return
	}
	var shut []string
	for _, dir := range e.inboxes {
		info, err := os.Stat(dir)
		if err == nil && info.Mode().Perm()&0o020 == 0 && !e.mounts.network(dir) && !e.mounts.is(dir) {
			shut = append(shut, filepath.Base(dir))
		}
	}
	if len(shut) > 0 {
		e.add(Warning, "inbox-write", "有的收件文件夹它的组不能写，单位的人放不进表单", e.Folder.Inbox(), some(shut),
			"由共享服务以本程序的用户代写的不必改；不是的，请 chgrp 给这个单位的组，chmod g+ws")
	}
}

// secrets looks for what has a degree of secrecy where all see it who read registers.
func (e *Examination) secrets(context.Context) {
	if found := pulls.Secret(e.Folder.Registers()); len(found) > 0 {
		e.add(Warning, "register-secret", "有的定期台账里有有密级的记录，看得到 registers 的人都看得到", e.Folder.Registers(), some(found),
			"是以前的版本生成的，程序不改动它们。请把这几期的文件夹移到只有有权的人看得到的地方；程序随后生成一份不含有密级的")
	}
}

// owners looks whether all of the program's own belongs to one user: after a command that
// was run as root, gongwen run cannot write what root has made.
func (e *Examination) owners(context.Context) {
	if e.Machine.User < 0 {
		return
	}
	info, err := os.Stat(string(e.Folder))
	if err != nil {
		return
	}
	owner, ok := e.Machine.Owner(info)
	if !ok {
		return
	}
	var foreign []string
	look := func(name string) {
		info, err := os.Lstat(filepath.Join(string(e.Folder), filepath.FromSlash(name)))
		if err != nil {
			return
		}
		if user, ok := e.Machine.Owner(info); ok && user != owner {
			foreign = append(foreign, fmt.Sprintf("%s（%d）", name, user))
		}
	}
	for _, name := range []string{"archive", "archive/journal", "spool", "index", "temp", "temp/status", "reading", "reading/accounts.yaml",
		"catalogue.db", "catalogue.db-wal", "catalogue.db-shm", "texts.db", "texts.db-wal", "inbox", "issued", "returned", "waiting", "registers", "vkeys.txt"} {
		look(name)
	}
	for _, in := range []string{"archive", "archive/journal", "index", "spool"} {
		entries, _ := os.ReadDir(filepath.Join(string(e.Folder), filepath.FromSlash(in)))
		for _, entry := range entries[:min(len(entries), 200)] {
			if entry.Type()&fs.ModeSymlink == 0 {
				look(in + "/" + entry.Name())
			}
		}
	}
	if len(foreign) > 0 {
		slices.Sort(foreign)
		e.add(Problem, "owner", "有的文件不属于数据文件夹的用户，run 改动不了", string(e.Folder), fmt.Sprintf("数据文件夹属于 %d，不是的有 %s", owner, some(slices.Compact(foreign))),
			fmt.Sprintf("多半是用 root 运行过 gongwen 的命令：请 chown -R %d %s（inbox 里各单位的组不要动），以后用同一个用户运行", owner, e.Folder))
		return
	}
	if e.Machine.User != owner && e.Machine.User != 0 {
		e.add(Warning, "owner", "现在的用户不是数据文件夹的用户", string(e.Folder), fmt.Sprintf("数据文件夹属于 %d，现在是 %d", owner, e.Machine.User), "有几项可能看不了，请用运行 gongwen 的用户体检")
		return
	}
	e.ok("owner", "文件的所有者", string(e.Folder), fmt.Sprint(owner))
}

// some names the first of many.
func some(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, "、")
	}
	return strings.Join(names[:most], "、") + fmt.Sprintf(" 等%d个", len(names))
}
