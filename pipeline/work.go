package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/archive/journal"
	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/spool"
	"gongwen/templates/bounded"
)

// job is an arrival to be worked on.
type job struct {
	arrival spool.Arrival
	inHand  []string       // inbox paths no one else may take until the arrival is in the spool
	form    *form.Form     // as read in the inbox, if it was in order
	decided *journal.Event // that it goes back, once the journal has said so
	tries   int
	at      *activity // of the worker that has it
}

// postponed is a job that met a fault, such as a full disk, and is tried again.
type postponed struct {
	job
	due time.Time
}

const (
	firstPause   = time.Second
	longestPause = 5 * time.Minute
)

// work brings an arrival to its end: with carry one that has just been taken, with
// takeUp one that may be past the beginning. When that fails for a reason that
// is not the form's, the arrival stays pending and is taken up again, for ever,
// at growing intervals.
func (p *Pipeline) work(ctx context.Context, j job, do func(context.Context, *job) error) {
	// Once begun a form is finished even if the program is being stopped.
	ctx = context.WithoutCancel(ctx)
	if j.at == nil {
		j.at = p.watchdog.begin(j.arrival.Path, "接着办")
		defer j.at.end()
	}
	if err := p.try(ctx, &j, do); err != nil {
		p.postpone(ctx, j, err)
		return
	}
	p.reception.done(j.inHand...)
}

// try makes a fault of what would otherwise end the program, and with it the work
// on all other forms.
func (p *Pipeline) try(ctx context.Context, j *job, do func(context.Context, *job) error) (err error) {
	defer func() {
		if crash := recover(); crash != nil {
			err = fmt.Errorf("程序出错（%v），请把这份表单和这句话发给程序的开发人员\n%s", crash, debug.Stack())
		}
	}()
	return do(ctx, j)
}

// postpone puts off an arrival that met a fault.
func (p *Pipeline) postpone(ctx context.Context, j job, err error) {
	p.checkDamage(err)
	j.at.goOn("登记待办")
	j.form, j.at = nil, nil // there may be many, for long
	why := reason(err)
	pause := pauseAfter(j.tries)
	j.tries++
	p.mu.Lock()
	p.postponed[j.arrival.Key] = postponed{j, p.now().Add(pause)}
	p.mu.Unlock()
	if noteErr := p.office.Catalogue.Hold(ctx, j.arrival.Key, why); noteErr != nil {
		p.fault(noteErr)
	}
	if j.tries == 1 {
		p.tell(Event{Event: string(catalogue.Pending), File: j.arrival.Path, Reason: why})
	}
}

// pauseAfter is how long to wait after so many tries that failed before.
func pauseAfter(tries int) time.Duration { return min(firstPause<<min(tries, 20), longestPause) }

// due takes the postponed jobs whose time has come, and tells when the next will
// have; zero when there is none.
func (p *Pipeline) due() (jobs []job, next time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	for key, later := range p.postponed {
		if !now.Before(later.due) {
			jobs = append(jobs, later.job)
			delete(p.postponed, key)
		} else if next.IsZero() || later.due.Before(next) {
			next = later.due
		}
	}
	return jobs, next
}

// carry leads an arrival the whole way, from the inbox to the archive or back to
// the office.
func (p *Pipeline) carry(ctx context.Context, j *job) error {
	a := j.arrival
	j.at.goOn("收取")
	packet, err := p.fetch(j)
	j.at.goOn("核对")
	if errors.Is(err, fs.ErrNotExist) {
		return p.vanished(ctx, j)
	}
	if err != nil {
		return err
	}
	from := InboxOf(p.law, a.Unit)
	back := returns.Return{Arrival: a, Packet: packet.Hash}
	if back.Findings = irregular(packet); len(back.Findings) > 0 {
		return p.giveBack(ctx, j, back, nil)
	}
	if number, filed, err := p.office.Catalogue.FiledPacket(ctx, packet.Hash); err != nil || filed {
		return p.giveBackDuplicate(ctx, j, back, number, from, err)
	}
	f, findings, err := j.form, []form.Finding(nil), error(nil)
	if f == nil || f.SHA256 != packet.Contents[0].SHA256 {
		f, findings, err = p.read(a, packet)
	}
	var unreadable *form.Unreadable
	switch {
	case errors.As(err, &unreadable):
		back.Findings = []form.Finding{unreadable.Finding()}
		return p.giveBack(ctx, j, back, nil)
	case err != nil:
		return err
	}
	back.Kind, back.Degree = f.Kind.Title, degreeOf(f, findings)
	unit := Attribute(p.law, f, from)
	content := ""
	if len(findings) == 0 { // of a form only half read there is no telling what it says
		content = f.Content(packet.Attachments())
	}
	attached := map[string]bool{}
	for _, file := range a.Files[1:] {
		attached[norm.NFC.String(path.Base(file.From))] = true
	}
	judged, err := p.judge(ctx, a.Key, f, findings, from, packet.Hash, content, func(name string) bool { return attached[norm.NFC.String(name)] })
	if err != nil {
		return err
	}
	if judged.standing == nil {
		if err := fault.At(fault.Judged); err != nil || judged.duplicate != "" {
			return p.giveBackDuplicate(ctx, j, back, judged.duplicate, from, err)
		}
		back.Findings = judged.verdict.Findings
		return p.giveBack(ctx, j, back, nil)
	}
	accepted := issue.Accepted{
		Arrival: a, Packet: packet, Content: content, Form: f, Unit: unit,
		Verdict: issue.Verdict{Rulebook: judged.verdict.Rulebook, Excused: messages(form.General(judged.verdict.Findings, p.law.Office))},
	}
	j.at.goOn("取号")
	number, err := p.issue.Number(ctx, accepted)
	if err != nil {
		p.underway.leave(judged.standing)
		if second := (*issue.Second)(nil); errors.As(err, &second) {
			return p.giveBackDuplicate(ctx, j, back, second.Number, from, nil)
		}
		return err
	}
	return p.file(ctx, j, accepted, number, judged.standing, judged.verdict.Findings)
}

// carryNumbered goes on with an arrival that has its number. It is not judged
// again: whatever has changed since, the number was given.
func (p *Pipeline) carryNumbered(ctx context.Context, j *job, number catalogue.Number) error {
	a := j.arrival
	packet, err := p.fetch(j)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err != nil || packet.Hash != number.Packet {
		return fmt.Errorf("已取得 %s %d 年第 %d 号，但 %s 里的文件已不是取号时的那些。请从备份恢复", number.Kind, number.Year, number.Serial, p.spool.Path(a.Key))
	}
	f, findings, err := p.read(a, packet)
	if err == nil && len(findings) > 0 {
		err = errors.New(findings[0].Message)
	}
	if err == nil && f.Kind.DateOf(f.Values).Year() != number.Year {
		err = errors.New("日期栏不同了")
	}
	if err != nil {
		return fmt.Errorf("已取得 %s %d 年第 %d 号，现在却读不出（%w）。这种表单的定义（templates）可能改动过，请改回，程序会继续办理", number.Kind, number.Year, number.Serial, err)
	}
	var verdict issue.Verdict
	if err := json.Unmarshal([]byte(number.Verdict), &verdict); err != nil {
		return err
	}
	unit := Attribute(p.law, f, InboxOf(p.law, a.Unit))
	standing, err := newStanding(a.Key, f, unit)
	if err != nil {
		return err
	}
	p.underway.resume(standing)
	accepted := issue.Accepted{Arrival: a, Packet: packet, Content: number.Content, Form: f, Unit: unit, Verdict: verdict}
	return p.file(ctx, j, accepted, number, standing, nil)
}

// file issues a form that has its number.
func (p *Pipeline) file(ctx context.Context, j *job, a issue.Accepted, number catalogue.Number, standing *standing, findings []form.Finding) error {
	p.underway.numbered(standing, a.Form.Kind.FormatNumber(number.Year, number.Serial))
	filed := false
	defer func() {
		if !filed {
			p.underway.stall(standing)
		}
	}()
	j.at.goOn("印制归档")
	record, err := p.issue.Issue(ctx, a, number)
	if err != nil {
		return err
	}
	filed = true
	p.underway.leave(standing)
	p.followers.wake()
	return p.layOut(j, record, findings)
}

// layOut gives the office its copy of a filed record.
func (p *Pipeline) layOut(j *job, r archive.Record, findings []form.Finding) error {
	j.at.goOn("发出")
	a := j.arrival
	copied, err := p.issue.Finish(a, r)
	if err != nil {
		return err
	}
	p.tell(Event{
		Event: string(catalogue.Filed), File: a.Path, Kind: r.Kind, Number: r.Number,
		Path: path.Join("issued", copied), Findings: findings,
	})
	return nil
}

// fetch brings an arrival's files into the spool and looks at them there.
func (p *Pipeline) fetch(j *job) (spool.Packet, error) {
	a, inbox := j.arrival, p.office.Folder.Inbox()
	// One name for both steps: what is late is never joined by the other.
	ask := func(step func() error) error { return p.ask.Do(inboxOf(a.Unit), a.Key, step) }
	err := ask(func() error {
		if err := p.spool.Fetch(inbox, a); err != nil {
			return err
		}
		p.removeEmpty(path.Dir(a.Path))
		return nil
	})
	if err != nil {
		return spool.Packet{}, err
	}
	p.watcher.Touch(a.Path)
	p.reception.taken(j.inHand...)
	j.inHand = nil
	err = p.spool.Own(a, func(f spool.File) error {
		return ask(func() error { return p.spool.PutBack(inbox, a.Key, f) })
	})
	if err != nil {
		return spool.Packet{}, err
	}
	return p.spool.Packet(a)
}

func messages(findings []form.Finding) []string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.Message)
	}
	return lines
}

// read reads the form of an arrival from the spool.
func (p *Pipeline) read(a spool.Arrival, packet spool.Packet) (*form.Form, []form.Finding, error) {
	file := packet.Contents[0]
	name := path.Base(file.From)
	var f *form.Form
	var findings []form.Finding
	data, err := form.Load(bounded.Dir(p.spool.Path(a.Key)), file.Name)
	if err == nil {
		f, findings, err = p.readForm(file.Name, data)
	}
	var unreadable *form.Unreadable
	switch {
	case errors.As(err, &unreadable):
		unreadable.Name = name
	case err == nil:
		f.Name = name
	}
	return f, findings, err
}

// irregular are the findings on what was handed in and is never opened.
func irregular(packet spool.Packet) []form.Finding {
	var findings []form.Finding
	for _, c := range packet.Contents {
		if c.Irregular {
			findings = append(findings, form.Finding{
				Severity: form.Must,
				Message:  fmt.Sprintf("“%s”是%s，不是文件本身，没有打开，也没有收取其内容", path.Base(c.From), c.What),
				Advice:   "请把文件本身（不是快捷方式或链接）复制到收件文件夹，与表单一起重新提交。",
			})
		}
	}
	return findings
}

// readForm reads a form that is in memory: who has a turn waits for no disk.
func (p *Pipeline) readForm(name string, data []byte) (*form.Form, []form.Finding, error) {
	defer p.turn.take()()
	return form.Read(name, data, p.office.Kinds)
}

// vanished ends an arrival of which files were taken back by their owner between
// being seen and being moved. What is left of it is given back.
func (p *Pipeline) vanished(ctx context.Context, j *job) error {
	a := j.arrival
	if !p.spool.Moved(a) {
		if err := p.office.Catalogue.Forget(ctx, a.Key); err != nil {
			return err
		}
		return p.spool.Remove(a.Key)
	}
	return p.giveBack(ctx, j, returns.Return{Arrival: a, Vanished: true, Findings: []form.Finding{{
		Severity: form.Must,
		Message:  "收取时，表单或附件中有文件被取走或改名，余下的不完整",
		Advice:   "请把表单和附件放齐后重新提交，放入后请勿再移动",
	}}}, nil)
}

// giveBackDuplicate gives back what was filed before. The number is named to who
// may see the record.
func (p *Pipeline) giveBackDuplicate(ctx context.Context, j *job, r returns.Return, number string, from Sender, err error) error {
	if err != nil {
		return err
	}
	first, known := p.underway.named(number)
	if !known {
		record, err := p.office.Catalogue.Record(ctx, number)
		if err != nil && !errors.Is(err, catalogue.ErrUnknown) {
			return err
		}
		first, known = record.AsFiled(), err == nil
	}
	if r.Degree == "" && known { // not read: the same bytes were, then
		r.Degree = cmp.Or(first.Secrecy, archive.NotSecret)
	}
	r.Duplicate, r.Unnamed = number, !known || !from.Reach(first)
	return p.giveBack(ctx, j, r, nil)
}

func (p *Pipeline) giveBack(ctx context.Context, j *job, r returns.Return, err error) error {
	if err != nil {
		return err
	}
	decided, err := p.giveback.Decide(r)
	if err != nil {
		return err
	}
	j.decided = &decided
	return p.finishReturn(ctx, j, r.Findings)
}

// finishReturn does what is left to do when the journal has said that an arrival
// goes back.
func (p *Pipeline) finishReturn(ctx context.Context, j *job, findings []form.Finding) error {
	j.at.goOn("退件")
	place, err := p.giveback.Finish(ctx, j.arrival, *j.decided)
	if err != nil {
		return err
	}
	e := Event{Event: string(catalogue.Returned), File: j.arrival.Path, Path: path.Join("returned", place), Findings: findings}
	if j.decided.Event == journal.Duplicate {
		e.Event, e.Number = string(catalogue.Duplicate), j.decided.Number
	}
	p.tell(e)
	return nil
}

// removeEmpty clears away the folder of a packet once everything in it has been
// taken. A unit's own inbox stays.
func (p *Pipeline) removeEmpty(folder string) {
	inbox, err := shared.Open(p.office.Folder.Inbox())
	if err != nil {
		return
	}
	defer inbox.Close()
	for strings.Contains(folder, "/") {
		if inbox.RemoveEmpty(folder) != nil {
			return // not empty, or not ours to remove
		}
		folder = path.Dir(folder)
	}
}
