package cleaning

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/shared"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/spool"
)

// packet is a return as it lies in a unit's folder.
type packet struct {
	unit, name string
	arrival    string
	files      []file // all of them
	handedIn   []file // those that are not ours
}

func (p packet) path() string { return path.Join("returned", p.unit, p.name) }

// mostFiles is how many files a return may have that is looked at: more than the program
// takes with one form.
const mostFiles = 2000

// largestRead is how large a file may be, in bytes, that is read to see whether it is ours.
const largestRead = 64 << 20

// returned clears returned/ of returns that went back before a time.
func (c *Cleaner) returned(ctx context.Context, before time.Time) error {
	top, err := c.open(c.Workspace.Folder.Returned(), "returned")
	if top == nil || err != nil {
		return err
	}
	defer top.Close()
	units, err := c.list(top, "returned", ".")
	if err != nil {
		return err
	}
	var errs []error
	var due []packet
	for _, unit := range units {
		if !unit.info.IsDir() {
			continue
		}
		some, err := c.duePackets(ctx, top, unit.name, before)
		due, errs = append(due, some...), append(errs, err)
	}
	if len(due) == 0 {
		return errors.Join(errs...)
	}
	handedIn, err := c.submissions(due)
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	for _, p := range due {
		if err := ctx.Err(); err != nil {
			return err
		}
		if why := p.changed(handedIn[p.arrival]); why != "" {
			c.leave(p.path(), why)
			continue
		}
		errs = append(errs, c.removePacket(top, p, handedIn[p.arrival]))
	}
	return errors.Join(errs...)
}

// duePackets are the returns in a unit's folder that went back before a time.
func (c *Cleaner) duePackets(ctx context.Context, top *shared.Folder, unit string, before time.Time) (due []packet, err error) {
	folders, err := c.list(top, "returned", unit)
	errs := []error{err}
	for _, folder := range folders {
		if shared.IsIgnored(folder.name) || !folder.info.ModTime().Before(before) {
			continue // something was put there or taken since
		}
		p := packet{unit: unit, name: folder.name}
		if !folder.info.IsDir() {
			c.leave(p.path(), "不是程序放在这里的")
			continue
		}
		is, err := c.duePacket(ctx, top, &p, before)
		if is {
			due = append(due, p)
		}
		errs = append(errs, err)
	}
	return due, errors.Join(errs...)
}

// duePacket reads a return, and reports whether it is old enough. What cannot be one is
// named.
func (c *Cleaner) duePacket(ctx context.Context, top *shared.Folder, p *packet, before time.Time) (bool, error) {
	at := path.Join(p.unit, p.name)
	listed, err := c.list(top, "returned", at)
	if err != nil {
		return false, err
	}
	notice := slices.IndexFunc(listed, func(e entry) bool { return e.name == ours.NoticeText && e.info.Mode().IsRegular() })
	if notice < 0 {
		c.leave(p.path(), "里面没有退件通知，看不出是哪一件")
		return false, nil
	}
	text, err := c.see(top, "returned", path.Join(at, ours.NoticeText), listed[notice].info, ours.Largest)
	if err != nil {
		c.leave(p.path(), fmt.Sprintf("退件通知读不了：%v", err))
		return false, nil
	}
	var ok bool
	if p.arrival, ok = ours.Arrival(text.data); !ok {
		c.leave(p.path(), "退件通知被改动过，或者是旧版的，没有收件号")
		return false, nil
	}
	a, known, err := c.Workspace.Catalogue.Arrival(ctx, p.arrival)
	switch {
	case err != nil:
		return false, err
	case !known || a.State != catalogue.Returned && a.State != catalogue.Duplicate || spool.UnitFolder(a.Unit) != p.unit:
		c.leave(p.path(), "收件登记里没有这一件退件")
		return false, nil
	case !a.Ended.Before(before):
		return false, nil
	case len(listed) > mostFiles:
		c.leave(p.path(), fmt.Sprintf("里面有%d个文件，太多，不像是退件", len(listed)))
		return false, nil
	}
	return c.readPacket(top, p, listed), nil
}

// readPacket reads the files of a return; what keeps it from that is named.
func (c *Cleaner) readPacket(top *shared.Folder, p *packet, listed []entry) bool {
	for _, e := range listed {
		if e.info.IsDir() {
			c.leave(p.path(), "里面有文件夹 "+e.name+"，不是退件时的样子")
			return false
		}
		most := int64(0)
		if ours.MayBe(e.name, e.info.Size()) {
			most = largestRead
		}
		f, err := c.see(top, "returned", path.Join(p.unit, p.name, e.name), e.info, most)
		if err != nil {
			c.leave(p.path(), fmt.Sprintf("%s 读不了：%v", e.name, err))
			return false
		}
		if !ours.Is(f.name, f.data) && !shared.IsIgnored(f.name) {
			p.handedIn = append(p.handedIn, f)
		}
		f.data = nil
		p.files = append(p.files, f)
	}
	return true
}

// submissions are what the journal says was handed in, by the arrivals of returns.
func (c *Cleaner) submissions(due []packet) (map[string]string, error) {
	asked := map[string]bool{}
	for _, p := range due {
		asked[p.arrival] = true
	}
	found := map[string]string{}
	for e, err := range journal.Legible(journal.All(c.Workspace.Archive.JournalDir())) {
		if err != nil {
			return nil, err
		}
		if asked[e.Arrival] && (e.Type == journal.Returned || e.Type == journal.Duplicate) {
			found[e.Arrival] = e.Submission
		}
	}
	return found, nil
}

// changed is why a return is not what went back, in Chinese; empty where it is.
func (p packet) changed(submission string) string {
	if len(p.handedIn) == 0 { // whose files they were has taken them
		return ""
	}
	if submission == "" {
		return "流水里没有退回时各文件的校验值，不能确认没有人改动过"
	}
	sums := make([]string, len(p.handedIn))
	for i, f := range p.handedIn {
		sums[i] = f.sum
	}
	for i := range sums { // the form is any of them
		if archive.SubmissionHash(sums[i], slices.Delete(slices.Clone(sums), i, i+1)) == submission {
			return ""
		}
	}
	return "与退回时不同：有文件改动过，或者添了、少了文件"
}

// removePacket removes a return.
func (c *Cleaner) removePacket(top *shared.Folder, p packet, submission string) error {
	var bytes int64
	line := journal.Event{Time: c.Now(), Type: journal.Cleared, Arrival: p.arrival, Submission: submission, Unit: p.unit, Path: p.path(),
		Reason: fmt.Sprintf("清理：退回满%d天", c.report.Returned.Days)}
	a := c.newAside()
	for _, f := range p.files {
		bytes += f.info.Size()
		line.Files = append(line.Files, journal.Removed{Name: f.name, SHA256: f.sum})
		if c.Dry {
			continue
		}
		taken, err := c.take(a, top, "returned", path.Join(p.unit, p.name, f.name), f)
		if err != nil || !taken {
			if err == nil {
				c.leave(p.path(), f.name+" 正在被改动")
			}
			return errors.Join(err, c.restore(a))
		}
	}
	if !c.Dry {
		if err := c.Workspace.Journal.Append(line); err != nil {
			return errors.Join(err, c.restore(a))
		}
		if err := a.remove(); err != nil {
			return err
		}
		// Something new may lie there: then the folder stays.
		_, _ = in(c, path.Join("returned", p.unit), p.name, func() (struct{}, error) {
			return struct{}{}, top.RemoveEmpty(path.Join(p.unit, p.name))
		})
	}
	c.report.Returned.Paths = append(c.report.Returned.Paths, p.path())
	c.report.Returned.Bytes += bytes
	return nil
}
