package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/workspace"
)

// folder looks whether there is a data folder.
func (e *Examination) folder(context.Context) {
	if err := e.Folder.Exists(); err != nil {
		e.absent = true
		e.add(Problem, "folder", "没有数据文件夹", string(e.Folder), err.Error(), "请核对名称，磁盘或共享没有挂上的先挂上；新建的用 gongwen init")
		return
	}
	var lacking []string
	for _, dir := range []string{e.Folder.Inbox(), e.Folder.Issued(), e.Folder.Returned(), e.Folder.Archive()} {
		if info, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
			lacking = append(lacking, filepath.Base(dir))
		}
	}
	if len(lacking) > 0 {
		e.add(Problem, "folder", "数据文件夹里缺少文件夹", string(e.Folder), fmt.Sprint(lacking),
			"从没有运行过的，运行一次 gongwen run 就会建好；原来有的，请查明磁盘是不是没有挂上，确实丢失的由备份恢复")
		return
	}
	e.ok("folder", "数据文件夹", string(e.Folder), "")
}

// settings reads gongwen.yaml.
func (e *Examination) settings(context.Context) {
	config, err := workspace.ReadConfig(e.Folder)
	if err != nil {
		e.add(Problem, "settings", "设置有误", e.Folder.Config(), err.Error(), "请按上面写的改正 gongwen.yaml；改不好的，删去那一行就用默认的")
		return
	}
	e.config = config
	if config.BorrowedPrefix() {
		e.add(Warning, "prefix", "没有写机关代字，编号用的是别的机关的", e.Folder.Config(), config.Prefix,
			"请在 gongwen.yaml 里补上一行 prefix，写本机关的代字；以后的号接着往下编，已经编出的不变")
		return
	}
	e.ok("settings", "设置", e.Folder.Config(), "")
}

// open opens the data folder as it is.
func (e *Examination) open(context.Context) {
	opened, err := workspace.Look(e.Folder)
	if err != nil {
		e.add(Problem, "open", "数据文件夹打不开", string(e.Folder), err.Error(), "请按上面写的处理；打开以前，下面有几项查不了")
		return
	}
	e.opened = opened
}

// rules reads what forms are judged by.
func (e *Examination) rules(ctx context.Context) {
	read := func() (*workspace.Ruleset, error) { return workspace.ReadRuleset(e.Folder) }
	if e.opened != nil {
		read = e.opened.Ruleset
	}
	ruleset, err := read()
	if err != nil {
		e.add(Problem, "ruleset", "规则、表单、花名册或日历有误", string(e.Folder), err.Error(), "请按上面写的改正；run 开着的，改正以前仍按原来的办理")
		return
	}
	e.ruleset = ruleset
	if ruleset.Roster.Empty() {
		e.add(Problem, "roster", "花名册是空的", e.Folder.Roster(), "没有人", "请在 "+roster.WorkbookName+" 里填写单位和人员：要看是谁审批的表单现在都会退回")
	} else {
		e.ok("ruleset", "规则、表单、花名册、日历", string(e.Folder), "")
	}
	if ruleset.Regulation.On(today(e.now)) == nil {
		e.add(Problem, "rulebook", "今天没有在用的规则册", e.Folder.Rules(), e.now.Format("2006-01-02"), "请核对规则册的起止日期和电脑的日期")
	}
}

// fresh is within which time somebody who is at work leaves word of it.
const fresh = 2 * time.Minute
