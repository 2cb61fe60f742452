package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/pipeline/form"
	"gongwen/pipeline/giveback"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/spool"
)

// job is an arrival to be worked on.
type job struct {
	arrival spool.Arrival
	inHand  []string // inbox paths no one else may take until the arrival is in the spool
	tries   int
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
	err := do(context.WithoutCancel(ctx), &j)
	if err == nil {
		return
	}
	pause := min(firstPause<<min(j.tries, 20), longestPause)
	j.tries++
	p.mu.Lock()
	p.postponed[j.arrival.Key] = postponed{j, p.now().Add(pause)}
	p.mu.Unlock()
	if noteErr := p.office.Catalogue.Hold(ctx, j.arrival.Key, err.Error()); noteErr != nil {
		p.fault(noteErr)
	}
	if j.tries == 1 {
		p.tell(Event{Event: string(catalogue.Pending), File: j.arrival.Path, Reason: err.Error()})
	}
}

// due takes the postponed jobs whose time has come.
func (p *Pipeline) due() []job {
	p.mu.Lock()
	defer p.mu.Unlock()
	var jobs []job
	for key, later := range p.postponed {
		if !p.now().Before(later.due) {
			jobs = append(jobs, later.job)
			delete(p.postponed, key)
		}
	}
	return jobs
}

// carry leads an arrival the whole way, from the inbox to the archive or back to
// the office.
func (p *Pipeline) carry(ctx context.Context, j *job) error {
	a := j.arrival
	if err := p.spool.Fetch(p.office.Folder.Inbox(), a); err != nil {
		return err
	}
	p.removeEmpty(path.Dir(a.Path))
	p.reception.taken(j.inHand...)
	j.inHand = nil
	packet, err := p.spool.Packet(a)
	if errors.Is(err, fs.ErrNotExist) {
		return p.vanished(ctx, a)
	}
	if err != nil {
		return err
	}
	if number, filed, err := p.office.Catalogue.FiledPacket(ctx, packet.Hash); err != nil || filed {
		return p.giveBack(ctx, giveback.Return{Arrival: a, Packet: packet.Hash, Duplicate: number}, err)
	}

	f, findings, err := p.read(a, packet)
	var unreadable *form.Unreadable
	switch {
	case errors.As(err, &unreadable):
		return p.giveBack(ctx, giveback.Return{Arrival: a, Packet: packet.Hash, Findings: []form.Finding{unreadable.Finding()}}, nil)
	case err != nil:
		return err
	}
	attached := map[string]bool{}
	for _, file := range a.Files[1:] {
		attached[norm.NFC.String(path.Base(file.From))] = true
	}
	others := p.office.Catalogue.Others(ctx, packet.Hash)
	verdict, err := Judge(p.law, p.fonts, others, f, findings, func(name string) bool { return attached[norm.NFC.String(name)] })
	if err != nil {
		return err
	}
	if err := fault.At(fault.Judged); err != nil {
		return err
	}
	if verdict.Returned() {
		return p.giveBack(ctx, giveback.Return{Arrival: a, Packet: packet.Hash, Kind: f.Kind.Title, Findings: verdict.Findings}, nil)
	}
	issued, err := p.issue.Issue(ctx, issue.Accepted{
		Arrival: a, Packet: packet, Form: f, Rulebook: verdict.Rulebook, Excused: verdict.Findings,
	})
	var second *issue.Second
	if errors.As(err, &second) {
		return p.giveBack(ctx, giveback.Return{Arrival: a, Packet: packet.Hash, Duplicate: second.Number}, nil)
	}
	if err != nil {
		return err
	}
	p.followers.wake()
	p.tell(Event{
		Event: string(catalogue.Filed), File: a.Path, Kind: f.Kind.Key, Number: issued.Record.Number,
		Path: path.Join("issued", issued.Copy), Findings: verdict.Findings,
	})
	return nil
}

// read reads the form of an arrival from the spool.
func (p *Pipeline) read(a spool.Arrival, packet spool.Packet) (*form.Form, []form.Finding, error) {
	file := packet.Contents[0]
	name := path.Base(file.From)
	if file.Irregular {
		return nil, nil, &form.Unreadable{Name: name,
			Reason: "这是一个链接或特殊文件，不是表单本身", Advice: "请把表单文件本身复制到收件文件夹"}
	}
	f, findings, err := form.ReadFile(os.DirFS(p.spool.Path(a.Key)), file.Name, p.office.Kinds)
	var unreadable *form.Unreadable
	switch {
	case errors.As(err, &unreadable):
		unreadable.Name = name
	case err == nil:
		f.Name = name
	}
	return f, findings, err
}

// vanished ends an arrival of which files were taken back by their owner between
// being seen and being moved. What is left of it is given back.
func (p *Pipeline) vanished(ctx context.Context, a spool.Arrival) error {
	if !p.spool.Moved(a) {
		return errors.Join(p.office.Catalogue.Forget(ctx, a.Key), p.spool.Remove(a.Key))
	}
	return p.giveBack(ctx, giveback.Return{Arrival: a, Findings: []form.Finding{{
		Severity: form.Must,
		Message:  "收取时，表单或附件中有文件被取走或改名，余下的不完整",
		Advice:   "请把表单和附件放齐后重新提交，放入后请勿再移动",
	}}}, nil)
}

func (p *Pipeline) giveBack(ctx context.Context, r giveback.Return, err error) error {
	if err != nil {
		return err
	}
	place, err := p.giveback.Give(ctx, r)
	if err != nil {
		return err
	}
	e := Event{Event: string(catalogue.Returned), File: r.Arrival.Path, Path: path.Join("returned", place), Findings: r.Findings}
	if r.Duplicate != "" {
		e.Event, e.Number = string(catalogue.Duplicate), r.Duplicate
	}
	p.tell(e)
	return nil
}

// removeEmpty clears away the folder of a packet once everything in it has been
// taken. A unit's own inbox stays.
func (p *Pipeline) removeEmpty(folder string) {
	for strings.Contains(folder, "/") {
		if os.Remove(filepath.Join(p.office.Folder.Inbox(), filepath.FromSlash(folder))) != nil {
			return // not empty, or not ours to remove
		}
		folder = path.Dir(folder)
	}
}
