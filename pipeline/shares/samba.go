package shares

import (
	"fmt"
	"path"
	"strings"
)

// sambaHead begins the file that smb.conf includes.
const sambaHead = `# 各单位的共享文件夹，由 gongwen shares 生成，setup.sh 把它装到 smb.conf 旁边并写进一行 include。
# 不要改这个文件，下次生成会覆盖；要改的，在 smb.conf 里 include 那一行的后面再写一遍 [共享名] 和要改的那一项。
# 谁能进哪个文件夹由文件夹的组和权限定（见 setup.sh），这里是第二道门。
`

// settings of every share. Each has a line that says why; those of the first share only,
// for all have the same.
var everyShare = []struct{ why, setting string }{
	{"不许匿名", "guest ok = no"},
	{"名单里只列出本人进得去的共享", "access based share enum = yes"},
	{"文件夹里只列出本人读得了的：看不见别的单位", "hide unreadable = yes"},
	{"不跟着链接走出去", "follow symlinks = no"},
	{"", "wide links = no"},
	{"传输加密（SMB 3）；Windows 7 等做不到的，用 gongwen shares --encryption desired 放行", "server smb encrypt = %s"},
	{"程序在服务器上收走、放进、替换文件，客户端不能当成只有自己在用而把写的内容缓着", "oplocks = no"},
	{"", "level2 oplocks = no"},
	{"客户端不留脱机副本", "csc policy = disable"},
	{"Windows 的“安全”页不能改权限", "nt acl support = no"},
}

// unitShare is what a share has besides in which units have folders of their own.
var unitShare = []struct{ why, setting string }{
	{"本单位的人能放、能取走；别的单位进不去", "read only = no"},
	{"新文件同组可读写、别人不能；组随文件夹（setgid）", "create mask = 0660"},
	{"", "force create mode = 0660"},
	{"新文件夹同组可进可写，组接着往下传", "directory mask = 2770"},
	{"", "force directory mode = 2770"},
	{"放进来的归程序所有：它由此看得出文件还在写，不会收走半份", "inherit owner = unix only"},
}

// Samba is the text of the file that smb.conf includes: sections of shares, and nothing
// of the server's own.
func (p Plan) Samba() string {
	var b strings.Builder
	b.WriteString(sambaHead)
	told := map[string]bool{}
	say := func(why, setting string) {
		if why != "" && !told[why] {
			told[why] = true
			fmt.Fprintf(&b, "\t# %s\n", why)
		}
		fmt.Fprintf(&b, "\t%s\n", setting)
	}
	for _, s := range p.Shares {
		fmt.Fprintf(&b, "\n[%s]\n", s.Name)
		say("", "comment = "+s.about)
		say("", "path = "+path.Join(p.Data, s.Folder))
		say("只有这个组的人进得来", "valid users = +"+s.Group)
		if s.Own {
			for _, each := range unitShare {
				say(each.why, each.setting)
			}
		} else {
			say("只读", "read only = yes")
		}
		for _, each := range everyShare {
			if strings.Contains(each.setting, "%s") {
				each.setting = fmt.Sprintf(each.setting, p.Encryption)
			}
			say(each.why, each.setting)
		}
	}
	return b.String()
}
