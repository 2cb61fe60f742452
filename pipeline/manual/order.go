package manual

import "slices"

// group is pages that stand together under a heading.
type group struct {
	title string
	names []string
}

// order is in which order people read, group by group.
var order = []group{
	{"从这里开始", []string{"start", "install", "office", "faq"}},
	{"天天用的", []string{"forms", "web", "signing", "search", "registers", "formats"}},
	{"管理", []string{"accounts", "shares", "security", "running", "doctor", "capacity", "backup", "recovery", "upgrade", "files"}},
	{"设置和规则", []string{"settings", "rules", "kinds", "reconcile", "register-files"}},
	{"档案和证明", []string{"archive", "proof"}},
	{"命令", []string{"commands"}},
}

// otherPages is the heading of pages that order does not name.
const otherPages = "其他"

// place is where a page stands: its group and where in it. Pages that order does not name
// come last.
func place(name string) (groupTitle string, at int) {
	n := 0
	for _, g := range order {
		if i := slices.Index(g.names, name); i >= 0 {
			return g.title, n + i
		}
		n += len(g.names)
	}
	return otherPages, n
}
