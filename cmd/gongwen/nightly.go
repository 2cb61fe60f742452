package main

import (
	"context"
	"fmt"
	"time"

	"gongwen/pipeline/status"
	"gongwen/pipeline/workspace"
)

// backupRetry is how soon a backup is tried again that could not be made.
const backupRetry = time.Hour

// backUpNightly backs the data folder up where and when its settings say, until stop is
// called; a backup that is under way is then cut off, and leaves no state. One that was
// missed, by a machine that was off, is made as soon as the program runs.
func backUpNightly(log *programLog, o *workspace.Workspace) (stop func()) {
	if o.Config.Backup.To == "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		last, err := o.Folder.Status().ReadDone(status.Backup)
		if err != nil {
			log.Warn(fmt.Sprintf("上次备份的时间读不出：%v", err))
		}
		for next := o.Config.Backup.Next(last, time.Now()); sleepUntil(ctx, next); {
			if err := backUp(ctx, log, o); err != nil {
				if ctx.Err() == nil {
					log.Error(fmt.Sprintf("没有备份成，一小时后再试：%v", err), "error", err.Error())
				}
				next = time.Now().Add(backupRetry)
				continue
			}
			now := time.Now()
			next = o.Config.Backup.Next(now, now)
		}
	}()
	return func() { cancel(); <-ended }
}

// sleepUntil reports whether it has become so late before ctx ended. It looks at the clock
// now and then: a machine may sleep, too.
func sleepUntil(ctx context.Context, at time.Time) bool {
	for {
		left := time.Until(at.Round(0)) // by the clock on the wall
		if left <= 0 {
			return ctx.Err() == nil
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(min(left, time.Minute)):
		}
	}
}

func backUp(ctx context.Context, log *programLog, o *workspace.Workspace) error {
	settings := o.Config.Backup
	if err := backupDisk(settings.To, false); err != nil {
		return err
	}
	keep, err := settings.Kept()
	if err != nil {
		return err
	}
	begun := time.Now()
	taken, err := takeBackup(ctx, o.Folder, settings.To, keep, func(text string) { log.Warn("备份：" + text) }, nil)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("已备份到 %s，状态 %s：档案 %d 件（新增 %d），其他文件 %d 个，用了 %s", settings.To, taken.State, taken.Bags, taken.NewBags, taken.Files, time.Since(begun).Round(time.Second))
	if !taken.whole() {
		log.Error(fmt.Sprintf("%s；有 %d 件遗失、%d 件不完好、%d 个读不出，请运行 gongwen backup 看是哪些", text, len(taken.Lost), len(taken.Damaged), len(taken.Unread)))
		return nil
	}
	log.Info(text)
	if err := o.Folder.Status().WriteDone(status.Backup, time.Now()); err != nil {
		log.Warn(fmt.Sprintf("记不下备份的时间，监护的指标里看不到这一次：%v", err))
	}
	return nil
}
