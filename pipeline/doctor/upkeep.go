package doctor

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"gongwen/pipeline/status"
)

// How old the last backup and the last verification may be.
const (
	lateBackup = 2 * 24 * time.Hour
	noBackup   = 8 * 24 * time.Hour
	lateVerify = 40 * 24 * time.Hour
)

// backups looks when the last backup ended well.
func (e *Examination) backups(context.Context) {
	at, ok := e.done(status.Backup, "备份")
	how := fmt.Sprintf("请运行 gongwen backup -d %s --out 另一块磁盘上的文件夹，并设成每天的定时任务", e.Folder)
	switch {
	case !ok:
	case at.IsZero():
		e.add(Warning, "backup", "没有成功备份的记录", string(e.Folder), "", how)
	case e.now.Sub(at) > noBackup:
		e.add(Problem, "backup", "很久没有成功备份", string(e.Folder), "上次 "+clock(at)+"，"+lasted(e.now.Sub(at))+"前", how+"；定时任务还在的，看它上次说了什么")
	case e.now.Sub(at) > lateBackup:
		e.add(Warning, "backup", "备份晚了", string(e.Folder), "上次 "+clock(at)+"，"+lasted(e.now.Sub(at))+"前", how)
	default:
		e.ok("backup", "上次备份", string(e.Folder), clock(at))
	}
}

// verifications looks when the last verification ended without findings.
func (e *Examination) verifications(context.Context) {
	at, ok := e.done(status.Verify, "查验")
	how := fmt.Sprintf("请运行 gongwen verify -d %s，并设成每月的定时任务", e.Folder)
	switch {
	case !ok:
	case at.IsZero():
		e.add(Warning, "verify", "没有查验通过的记录", string(e.Folder), "", how)
	case e.now.Sub(at) > lateVerify:
		e.add(Warning, "verify", "很久没有查验通过", string(e.Folder), "上次 "+clock(at)+"，"+lasted(e.now.Sub(at))+"前", how)
	default:
		e.ok("verify", "上次查验通过", string(e.Folder), clock(at))
	}
}

func (e *Examination) done(task status.Task, what string) (time.Time, bool) {
	at, err := e.Folder.Status().ReadDone(task)
	if err != nil {
		e.unknown(string(task), what+"的记录", filepath.Join(string(e.Folder.Status()), string(task)+".json"), err)
	}
	return at, err == nil
}
