package workspace

import (
	"cmp"
	"fmt"
	"path/filepath"
	"time"

	"gongwen/archive/backup"
)

// Backups is where the data folder is backed up to, every day while the program runs, and
// by gongwen backup without --out.
type Backups struct {
	To   string `yaml:"to"`   // a folder on another disk, which is there; empty for none
	At   string `yaml:"at"`   // the time of day, as 02:30; empty for that
	Keep string `yaml:"keep"` // see backup.ParseKeep; empty for the default
}

// DefaultKeep are the states that stay where nothing is said.
const DefaultKeep = "daily=14,weekly=8,monthly=12"

// usualTime is when an office sleeps.
const usualTime = "02:30"

// Kept are the states that stay.
func (b Backups) Kept() (backup.Keep, error) { return backup.ParseKeep(cmp.Or(b.Keep, DefaultKeep)) }

// Time is how long after midnight the backup is made.
func (b Backups) Time() (time.Duration, error) {
	t, err := time.Parse("15:04", cmp.Or(b.At, usualTime))
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err
}

// Next is when the next backup is due, if the last one was made at last; before now where
// one was missed, as by a machine that was off. Where none is known of, the coming night.
func (b Backups) Next(last, now time.Time) time.Time {
	after, err := b.Time()
	if last.IsZero() || last.After(now) || err != nil {
		last = now
	}
	of := func(days int) time.Time {
		year, month, day := last.Local().Date()
		return time.Date(year, month, day+days, 0, int(after/time.Minute), 0, 0, time.Local)
	}
	if today := of(0); today.After(last) {
		return today
	}
	return of(1)
}

func (b Backups) mistake(folder Folder) string {
	if b.To == "" {
		if b.At != "" || b.Keep != "" {
			return "backup 没有写 to，不知道备份到哪里"
		}
		return ""
	}
	if !filepath.IsAbs(b.To) {
		return fmt.Sprintf("backup 的 to “%s”要写完整的路径", b.To)
	}
	if real := Real(b.To); within(real, folder.real()) || within(folder.real(), real) {
		return fmt.Sprintf("backup 的 to “%s”不能在数据文件夹里面，也不能包着它，请用另一块磁盘", b.To)
	}
	if _, err := b.Time(); err != nil {
		return fmt.Sprintf("backup 的 at “%s”不是时间，请写成 02:30 的样子", b.At)
	}
	if _, err := b.Kept(); err != nil {
		return "backup 的 keep：" + err.Error()
	}
	return ""
}
