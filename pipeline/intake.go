package pipeline

import (
	"context"
	"sync"
	"time"

	"gongwen/pipeline/inbox"
	"gongwen/pipeline/status"
)

// intake is what the pipeline says of itself to those who watch over it.
type intake struct {
	begun time.Time

	mu   sync.Mutex
	busy time.Time // a form was last given to be worked on
}

func (i *intake) touch() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.busy = time.Now()
}

// Intake is how the inboxes are looked at.
func (p *Pipeline) Intake() status.Intake {
	p.intake.mu.Lock()
	now := status.Intake{Begun: p.intake.begun, Busy: p.intake.busy}
	p.intake.mu.Unlock()
	for _, look := range p.inbox.Looks() {
		each := status.Inbox{Unit: look.Unit, Looked: look.Looked, Fault: look.Fault, Mounted: look.Mounted}
		if o := p.workspace.Config.InboxOf(look.Unit); o.Watch != inbox.Events || look.Unit == "" {
			each.Every = o.Rescan
		}
		if each.Looked.IsZero() {
			each.Looked = p.intake.begun // it counts from there
		}
		now.Inboxes = append(now.Inboxes, each)
	}
	return now
}

// intakePause is how often word is left of the inboxes.
const intakePause = 5 * time.Second

// tellIntake leaves word of the inboxes for other programs until ctx ends, and then that
// nobody looks any more.
func (p *Pipeline) tellIntake(ctx context.Context) {
	for {
		p.writeIntake(p.Intake())
		if !sleep(ctx, intakePause) {
			break
		}
	}
	last := p.Intake()
	last.Stopped = time.Now()
	p.writeIntake(last)
}

func (p *Pipeline) writeIntake(i status.Intake) {
	if err := p.workspace.Folder.Status().WriteIntake(i); err != nil {
		p.complain(err)
	}
}

// rememberMounts takes up which inboxes were mounted shares when an earlier run looked.
func (p *Pipeline) rememberMounts() {
	before, err := p.workspace.Folder.Status().ReadIntake()
	if err != nil {
		p.complain(err)
	}
	for _, each := range before.Inboxes {
		if each.Mounted && each.Unit != "" {
			p.inbox.RememberMounted(each.Unit)
		}
	}
}
