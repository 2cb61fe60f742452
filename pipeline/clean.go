package pipeline

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongwen/archive/fault"
	"gongwen/pipeline/cleaning"
	"gongwen/pipeline/workspace"
)

// cleanLook is how often is looked whether a new day has begun, on which issued/ and
// returned/ are cleared.
const cleanLook = 10 * time.Minute

// Clean clears issued/ and returned/ as the office's settings say, or with dry only tells
// what would go.
func Clean(ctx context.Context, o *workspace.Workspace, dry bool) (cleaning.Report, error) {
	c := cleaning.Cleaner{Workspace: o, Now: fault.Now, Dry: dry}
	return c.Run(ctx)
}

// followClean clears once a day, when the inboxes have been looked through: what is to be
// filed goes first.
func (p *Pipeline) followClean(ctx context.Context) error {
	today := p.now().Local().Format("2006-01-02")
	if p.cleaned == today || !p.drained.Load() || p.now().Sub(p.cleanTried) < cleanLook {
		return nil
	}
	p.cleanTried = p.now()
	err := p.clean(ctx)
	if err == nil {
		p.cleaned = today
	}
	return err
}

// clean clears, and tells what went.
func (p *Pipeline) clean(ctx context.Context) error {
	a := p.watchdog.BeginLong("issued、returned", "清理")
	defer a.End()
	c := cleaning.Cleaner{Workspace: p.workspace, Now: p.now, Ask: p.ask, Alive: a.Alive}
	report, err := c.Run(ctx)
	if text := CleanText(report); len(report.Issued.Paths)+len(report.Returned.Paths) > 0 {
		p.notify(Event{Type: CleanEvent, Reason: text})
	}
	return err
}

// CleanText is one line about what went, or would go.
func CleanText(r cleaning.Report) string {
	verb, to := "清理：", "移去"
	if r.Dry {
		verb, to = "只看不动：", "会移去"
	}
	var parts []string
	for _, each := range []struct {
		what string
		gone cleaning.Gone
	}{{"印发满%d天的副本%d份（%s）", r.Issued}, {"退回满%d天的退件%d件（%s）", r.Returned}} {
		if each.gone.Days > 0 {
			parts = append(parts, to+fmt.Sprintf(each.what, each.gone.Days, len(each.gone.Paths), size(each.gone.Bytes)))
		}
	}
	if r.Issued.Stamped > 0 {
		parts = append(parts, fmt.Sprintf("盖“作废”的%d份留着", r.Issued.Stamped))
	}
	if len(r.Left) > 0 {
		parts = append(parts, fmt.Sprintf("另有%d处留着，gongwen clean --dry-run 逐处说明", len(r.Left)))
	}
	if len(parts) == 0 {
		return "gongwen.yaml 没有写 clean，什么都不清理"
	}
	return verb + strings.Join(parts, "，")
}

// size is a number of bytes for people.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30))
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%d KB", (bytes+1023)>>10)
}
