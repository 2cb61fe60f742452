package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"gongwen/archive/backup"
	"gongwen/archive/durable"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/workspace"
)

// Options is what to rehearse.
type Options struct {
	Backup backup.Backup
	State  string           // its name; empty for the newest
	Live   workspace.Folder // the data folder in use; empty for none
	In     string           // the folder, on a disk with room, in which one is restored and removed again
	Sample int              // how many records are compared and searched for
	// Show is told how far it is; the functions may be nil.
	Show Show
}

// Show is what a rehearsal is at.
type Show struct {
	Restore, Verify func(done, total int)
	Rebuild         audit.Progress
}

// rehearsal is one that is under way.
type rehearsal struct {
	Options
	ctx    context.Context
	state  *backup.State
	folder workspace.Folder // what was restored
	report Report
}

// Rehearse restores a state, looks at it, and removes what it restored, whatever comes of
// it. The error is what kept it from finding out; what it found out is in the report.
func Rehearse(ctx context.Context, o Options) (report Report, err error) {
	r := &rehearsal{Options: o, ctx: ctx}
	if r.state, err = o.Backup.State(o.State); err != nil {
		return report, err
	}
	begun := time.Now()
	r.report = Report{State: r.state.Name(), Taken: r.state.Taken, Begun: begun, Files: len(r.state.Files), Against: string(o.Live), Right: true}
	r.report.Bytes = o.Backup.Size(r.state)
	// Catalogue and index take about as much as a quarter of what they are made of.
	if err := durable.Room(o.In, r.report.Bytes+r.report.Bytes/4); err != nil {
		return report, fmt.Errorf("%w：用 --in 指定另一块磁盘上的文件夹", err)
	}
	if err := durable.MkdirAll(o.In); err != nil {
		return report, err
	}
	unlock, err := durable.Lock(ctx, filepath.Join(o.In, ".rehearsal.lock"), 0)
	if errors.Is(err, durable.ErrLocked) {
		err = fmt.Errorf("%s 里另一次演练还没有做完", o.In)
	}
	if err != nil {
		return report, err
	}
	place := filepath.Join(o.In, "gongwen-rehearsal")
	defer func() {
		if removed := os.RemoveAll(place); removed != nil {
			err = errors.Join(err, fmt.Errorf("恢复出来的没有清理干净，请删去 %s：%w", place, removed))
		}
		err = errors.Join(err, unlock())
	}()
	if err := errors.Join(os.RemoveAll(place), durable.MkdirAll(place)); err != nil { // what one that was cut off left
		return report, err
	}
	r.folder = workspace.Folder(filepath.Join(place, "data"))
	whole, err := r.restore()
	if err != nil {
		return report, err
	}
	if whole {
		if err := r.look(); err != nil {
			return report, err
		}
	}
	r.report.Seconds = time.Since(begun).Seconds()
	return r.report, nil
}

// restore reports whether there is something to look at.
func (r *rehearsal) restore() (whole bool, err error) {
	var made audit.Rebuilt
	rebuild := func(part string) (err error) {
		made, err = audit.RebuildFolder(r.ctx, workspace.Folder(part), r.Show.Rebuild)
		return err
	}
	_, err = r.Backup.RestoreWhole(r.ctx, r.state, string(r.folder), false, workspace.IsPrivate, rebuild, r.Show.Restore)
	damaged := (*backup.Damaged)(nil)
	if errors.As(err, &damaged) {
		var wrong []string
		for _, folder := range damaged.Bags {
			wrong = append(wrong, "archive/"+folder+" 不完好")
		}
		for _, file := range damaged.Files {
			wrong = append(wrong, file+" 不完好")
		}
		r.report.add("restored", "恢复", "备份里有不完好的，没有恢复，以下各项没有查", wrong)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	r.report.Records = made.Sums.Filed
	r.report.add("restored", "恢复", fmt.Sprintf("%d 件档案、%d 个文件逐个核对了校验值，目录和索引已重建", len(r.state.Bags), len(r.state.Files)), nil)
	missing, err := r.Backup.Missing(r.state)
	if err != nil {
		return false, err
	}
	var wrong []string
	for _, number := range missing {
		wrong = append(wrong, number+" 归档过，备份里没有")
	}
	r.report.add("complete", "齐全", fmt.Sprintf("归档过的 %d 件", made.Sums.Filed), wrong)
	return true, nil
}
