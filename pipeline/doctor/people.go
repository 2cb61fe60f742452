package doctor

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"gongwen/pipeline/web/account"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// units looks for units of the roster that have no inbox, and inboxes of nobody.
func (e *Examination) units(context.Context) {
	if e.ruleset == nil || e.ruleset.Roster.Empty() {
		return
	}
	units, _, _ := e.ruleset.Roster.Listed(today(e.now))
	has := map[string]bool{}
	var strange []string
	for _, dir := range e.inboxes {
		name, known := e.ruleset.Units.Named(filepath.Base(dir))
		has[normal.Key(name)] = known
		if !known {
			strange = append(strange, filepath.Base(dir))
		}
	}
	var without []string
	for _, unit := range units {
		if name := e.ruleset.Units.Canonical(unit); e.ruleset.Units.Local(unit) && !has[normal.Key(name)] {
			without = append(without, unit)
		}
	}
	if len(e.inboxes) == 0 {
		e.add(Warning, "unit-inbox", "还没有一个单位有收件文件夹", e.Folder.Inbox(), "", "请在 inbox/ 里给要放表单进来的单位各建一个同名的文件夹，共享给它；都在阅览室送交的不必建")
		return
	}
	if len(without) > 0 {
		e.add(Warning, "unit-inbox", "花名册上有的单位没有收件文件夹，只能在阅览室送交", e.Folder.Inbox(), some(without), "要放表单进来的，请在 inbox/ 里建一个与单位同名的文件夹，共享给它")
	}
	if len(strange) > 0 {
		e.add(Warning, "unit-unknown", "有的收件文件夹不是花名册上的单位，里面的表单会请你们核实", e.Folder.Inbox(), some(strange), "写法不同的，把它写进花名册“单位”表的“简称”；不再用的，空了以后删去")
	}
	if len(without)+len(strange) == 0 {
		e.ok("unit-inbox", "各单位都有收件文件夹", e.Folder.Inbox(), "")
	}
}

// signers looks whether those who must sign at the desk have accounts.
func (e *Examination) signers(context.Context) {
	if e.ruleset == nil {
		return
	}
	day := today(e.now)
	var titles []string
	for _, kind := range e.ruleset.Kinds.All() {
		if kind.Approved() && e.ruleset.Manner(kind) == templates.Desk {
			titles = append(titles, e.ruleset.Regulation.SigningTitles(kind.Key, day)...)
		}
	}
	if slices.Sort(titles); len(titles) == 0 {
		return
	}
	file := e.Folder.Accounts()
	var accounts []account.Account
	store, err := account.Open(file)
	if err == nil {
		accounts, err = store.All()
	}
	if err != nil {
		e.unknown("signers", "阅览室的账号", file, err)
		return
	}
	signs := map[string]bool{}
	for _, a := range accounts {
		signs[a.Person] = signs[a.Person] || !a.Disabled && a.Person != ""
	}
	var vacant, without []string
	for _, title := range slices.Compact(titles) {
		holders := e.holders(title, day)
		if len(holders) == 0 {
			vacant = append(vacant, title)
		}
		for _, name := range holders {
			if said := name + "（" + title + "）"; !signs[name] && !slices.ContainsFunc(without, func(s string) bool { return strings.HasPrefix(s, name+"（") }) {
				without = append(without, said)
			}
		}
	}
	if len(without) > 0 {
		e.add(Warning, "signer-account", "要在网上签批的人有的没有账号，轮到他时签不了", file, some(without), "请在阅览室的“账号”页添加，或运行 gongwen account add 用户名 --role signer --person 姓名")
	}
	if len(vacant) > 0 {
		e.add(Warning, "signer-vacant", "要签批的职务今天没有人担任", e.Folder.Roster(), some(vacant), "请核对花名册上的任职和起止日期；由别人代行的，登记委托")
	}
	if len(without)+len(vacant) == 0 {
		e.ok("signer-account", "要在网上签批的人都有账号", file, "")
	}
}

// holders are the people who have a title on a day; 分管 is anybody's who is in charge of a
// unit.
func (e *Examination) holders(title string, day templates.Date) []string {
	if title != "分管" {
		return e.ruleset.Roster.Holders(title, day)
	}
	var names []string
	for _, a := range e.ruleset.Roster.All() {
		if a.On(day) && len(a.Portfolio) > 0 {
			names = append(names, a.Name)
		}
	}
	return names
}
