package web

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/status"
	"gongwen/pipeline/web/metrics"
)

// watched is what Prometheus is told of the archive.
func (s *Server) watched() metrics.Archive {
	return metrics.Archive{
		Sums: s.workspace.Catalogue.Sums, Pending: s.pending, Index: s.indexLag, Intake: s.intake, Now: func() time.Time { return s.now() },
		Done:  s.workspace.Folder.Status().ReadDone,
		Disks: map[string]string{"data": string(s.workspace.Folder), "temp": os.TempDir()},
		Space: func(folder string) (free, size uint64, err error) {
			err = s.steps.Do("disk", folder, func() error { // which may be another machine's
				free, size, err = durable.Space(folder)
				return err
			})
			return free, size, err
		},
	}
}

// pending counts what waits, by what for.
func (s *Server) pending(ctx context.Context) (metrics.Pending, error) {
	p := metrics.Pending{ByCause: map[string]int{}}
	for a, err := range s.workspace.Catalogue.Unfinished(ctx) {
		if err != nil {
			return p, err
		}
		if a.Stage == catalogue.Signing && a.Reason == "" { // it waits for people
			p.ByCause["signatures"]++
			if p.OldestUnsigned.IsZero() || a.Arrived.Before(p.OldestUnsigned) {
				p.OldestUnsigned = a.Arrived
			}
			continue
		}
		p.ByCause[inbox.Cause(a.Reason)]++
		if p.Oldest.IsZero() || a.Arrived.Before(p.Oldest) {
			p.Oldest = a.Arrived
		}
	}
	return p, nil
}

// indexLag is what the search index does not have yet.
func (s *Server) indexLag(ctx context.Context) (lag metrics.Lag, err error) {
	c := s.workspace.Catalogue
	state, err := s.index.Status(ctx, c)
	if err != nil {
		return lag, err
	}
	reached, err := s.index.Reached(c)
	if err != nil {
		return lag, err
	}
	last, err := c.LastChange(ctx)
	if err != nil {
		return lag, err
	}
	lag.Records, lag.Changes = state.Missing, max(0, last-reached)
	first, err := c.Changes(ctx, reached, 1)
	if err != nil || len(first) == 0 {
		return lag, err
	}
	lag.Since = first[0].Filed
	if v := first[0].Voided; v != nil { // the change may be that; the filing may be years old
		lag.Since = v.At
	}
	return lag, nil
}

// intake is how the inboxes are looked at: by the pipeline in this program or, where
// there is none, by what gongwen run has left word of.
func (s *Server) intake() (status.Intake, error) {
	if s.options.Intake != nil {
		return s.options.Intake(), nil
	}
	return s.workspace.Folder.Status().ReadIntake()
}

// blindness tells in English, for everybody, whether nobody looks at some inbox, and
// naming none; empty when all is well. The log has which, and why, when that changes.
func (s *Server) blindness() string {
	intake, err := s.intake()
	if err != nil {
		s.logError("healthz", err)
		return "intake: what gongwen run says of it cannot be read\n"
	}
	blind := intake.Blind(s.now())
	var names []string
	since := s.now()
	faulty := 0
	for _, each := range blind {
		name := "inbox"
		if each.Unit != "" {
			name += "/" + each.Unit
		}
		names = append(names, name+"："+each.Why)
		if each.Fault != "" {
			faulty++
		}
		if each.Looked.Before(since) {
			since = each.Looked
		}
	}
	s.tellBlind(strings.Join(names, "；"))
	var b strings.Builder
	if faulty > 0 {
		fmt.Fprintf(&b, "intake: %d of %d inboxes cannot be read\n", faulty, len(intake.Inboxes))
	}
	if late := len(blind) - faulty; late > 0 {
		fmt.Fprintf(&b, "intake: %d of %d inboxes not looked at\nsince %s\n", late, len(intake.Inboxes), since.UTC().Format(time.RFC3339))
		if !intake.Stopped.IsZero() {
			fmt.Fprintf(&b, "gongwen run was stopped at %s\n", intake.Stopped.UTC().Format(time.RFC3339))
		}
	}
	return b.String()
}

// tellBlind puts into the log what inboxes are not looked at, when it is not what it
// was.
func (s *Server) tellBlind(what string) {
	s.blindMu.Lock()
	defer s.blindMu.Unlock()
	switch {
	case what == s.blind:
	case what == "":
		s.log.Info("收件文件夹都能查看了")
	default:
		s.log.Warn("收件文件夹没有人查看：" + what)
	}
	s.blind = what
}
