package doctor

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/templates"
)

func today(now time.Time) templates.Date { return templates.Today(now.Local()) }

// ahead is by how much another clock may go before this one.
const ahead = 2 * time.Minute

// synchronized looks whether the clock is held to the time of others.
func (e *Examination) synchronized(context.Context) {
	is, err := e.Machine.Synchronized()
	switch {
	case err != nil: // nobody knows here
	case !is:
		e.add(Warning, "clock-sync", "电脑的时钟没有与标准时间核对", "", e.now.Format("2006-01-02 15:04:05 -07:00"), "请打开对时（timedatectl set-ntp true，或装 chrony，指向单位的时间服务器），并看上面的时间对不对：公文的日期、时限都按它")
	default:
		e.ok("clock-sync", "时钟已对时", "", e.now.Format("2006-01-02 15:04:05 -07:00"))
	}
}

// future looks for what was made later than now: then this clock is behind, or that of the
// machine on which the folder lies is ahead.
func (e *Examination) future(ctx context.Context) {
	worst, where := time.Duration(0), ""
	later := func(t time.Time, at string) {
		if d := t.Sub(e.now); d > ahead && d > worst {
			worst, where = d, at
		}
	}
	for _, file := range []string{e.Folder.Status().Intake(), e.Folder.Catalogue(), e.Folder.Catalogue() + "-wal", filepath.Join(e.Folder.Archive(), "journal"), e.Folder.Spool()} {
		if info, err := os.Stat(file); err == nil {
			later(info.ModTime(), file)
		}
	}
	for _, dir := range e.inboxes {
		if info, err := os.Stat(dir); err == nil {
			later(info.ModTime(), dir)
		}
	}
	if e.opened != nil {
		for _, state := range []catalogue.State{catalogue.Filed, catalogue.Returned} {
			for a, err := range e.opened.Catalogue.Ended(ctx, state, "", e.now.Add(ahead)) {
				if err == nil {
					later(a.Ended, "收件 "+a.Path)
				}
				break
			}
		}
	}
	if where != "" {
		e.add(Problem, "clock-ahead", "有的时间在将来：电脑的时钟慢了，或者放文件的那台机器快了", where, "晚"+lasted(worst),
			"请核对两边的时钟。时钟拨回去过的，编号和档案不受影响，但收件要等到那个时间以后才算静置")
		return
	}
	e.ok("clock-ahead", "没有将来的时间", string(e.Folder), "")
}

// zone looks at the office's time zone.
func (e *Examination) zone(context.Context) {
	zone, err := e.config.Location()
	if err != nil {
		return // the settings tell
	}
	_, offset := e.now.In(zone).Zone()
	if offset != 8*60*60 {
		e.add(Warning, "zone", "时区不是北京时间", e.Folder.Config(), e.config.Zone, "确实不用北京时间的不必改；否则把 gongwen.yaml 的 zone 写成 Asia/Shanghai")
		return
	}
	e.ok("zone", "时区", "", e.config.Zone+"，现在 "+e.now.In(zone).Format("2006-01-02 15:04:05"))
}
