package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// running looks whether gongwen run is at work.
func (e *Examination) running(context.Context) {
	said := e.Folder.Status().Intake()
	if info, err := os.Stat(said); err == nil {
		e.heard = info.ModTime()
	}
	intake, err := e.Folder.Status().ReadIntake()
	if err != nil {
		e.unknown("run", "gongwen run 的情况", said, err)
		return
	}
	e.intake = intake
	how := "请运行 gongwen run；要一直运行的，装成系统服务。只开阅览室、不再收件的，删去 " + said
	switch {
	case !intake.Known():
		e.add(Warning, "run", "gongwen run 没有运行过", string(e.Folder), "", how)
	case intake.Once && e.now.Sub(e.heard) > 7*24*time.Hour:
		e.add(Warning, "run", "gongwen run --once 很久没有运行了", string(e.Folder), "上次 "+clock(e.heard), "请查看定时任务是不是还在")
	case intake.Once:
		e.ok("run", "gongwen run --once 上次运行", string(e.Folder), clock(e.heard))
	case !intake.Stopped.IsZero():
		e.add(Problem, "run", "gongwen run 停着，没有人收件", string(e.Folder), clock(intake.Stopped)+" 停止", how)
	case e.now.Sub(e.heard) > fresh:
		e.add(Problem, "run", "gongwen run 没有应答，可能已被杀死或者停住", string(e.Folder), "最后一次 "+clock(e.heard), "请查看它的日志；已经退出的重新启动，接着办。"+how)
	default:
		e.ok("run", "gongwen run 正在运行", string(e.Folder), "从 "+clock(intake.Begun))
	}
	e.leftovers()
}

// leftovers looks for what no start has cleared away: that of a program that never came
// to its end.
func (e *Examination) leftovers() {
	left, err := os.ReadDir(e.Folder.Aside())
	if err == nil && len(left) > 0 && !e.atWork() {
		e.add(Warning, "cleaning", "清理到一半停下了", e.Folder.Aside(), fmt.Sprintf("%d处", len(left)), "请启动 gongwen run 或运行 gongwen clean，移开的会放回原处")
	}
}

func (e *Examination) atWork() bool {
	return e.intake.Stopped.IsZero() && e.now.Sub(e.heard) <= fresh
}

// versions tells which program this is, and whether an older one made the catalogue.
func (e *Examination) versions(context.Context) {
	e.ok("version", "本程序", "", fmt.Sprintf("版本 %s，%s，%s/%s", e.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH))
	if e.opened != nil && e.opened.Catalogue.Outdated() {
		e.add(Warning, "schema", "目录数据库是旧版程序的", e.Folder.Catalogue(), "", "停下旧的，用本程序运行一次 gongwen run，自动升级；先备份一次")
	}
}

// blind looks whether each inbox is looked at.
func (e *Examination) blind(context.Context) {
	if !e.intake.Known() {
		return
	}
	var stopped int
	var names []string
	blind := e.intake.Blind(e.now)
	for _, each := range blind {
		names = append(names, each.Unit)
		if each.Fault == "" { // told of gongwen run as a whole
			stopped++
			continue
		}
		e.add(Problem, "inbox", "收件文件夹看不了", filepath.Join(e.Folder.Inbox(), each.Unit), each.Fault, "请检查这个文件夹的权限、所在的磁盘和网络")
	}
	if len(blind) == 0 {
		e.ok("inbox", "收件文件夹都有人查看", e.Folder.Inbox(), fmt.Sprintf("%d个", len(e.intake.Inboxes)))
	} else if stopped > 0 && e.atWork() {
		e.add(Problem, "inbox", "有的收件文件夹很久没有查看", e.Folder.Inbox(), strings.Join(names, "、"), "gongwen run 可能停住了：请看它的日志和 /healthz，必要时重新启动")
	}
}
