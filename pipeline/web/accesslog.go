package web

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"gongwen/archive/journal"
)

// logAccess writes to the access log, with who makes the request, when and from
// where. A handler that is about to show or hand over something must not if it fails:
// what leaves no trace must not be shown. To a HEAD nothing is.
func (r *request) logAccess(e journal.Event) error {
	if r.Method == http.MethodHead && (e.Type == journal.Seen || e.Type == journal.Taken) {
		return nil
	}
	e.Time, e.By, e.From = r.server.now().Round(time.Millisecond), r.account.Name, r.clientAddr.String()
	written := make(chan error, 1)
	go func() { written <- r.server.accessLog.Append(e) }()
	var err error
	select {
	case err = <-written:
	case <-r.Context().Done(): // the line may still be written, for nothing
		return r.Context().Err()
	}
	if err != nil {
		r.server.logError("查阅登记", err)
	}
	return err
}

// accessLogPage is the page of who saw and took what, the latest first.
type accessLogPage struct {
	Who, Number string
	Until       string // the second with which it ends; empty for now
	Events      []accessLogEvent
	Earlier     string   // address of what was before
	Broken      []string // lines that are not as they were written
}

type accessLogEvent struct {
	journal.Event
	What string
}

var accessLogWords = map[journal.Type]string{
	journal.SignedIn: "登录", journal.Refused: "拒绝", journal.Seen: "查阅", journal.Taken: "下载", journal.Checked: "核对", journal.HandedIn: "送交", journal.Account: "账号",
	journal.Voided: "作废", journal.Signing: "签批",
}

const (
	maxLogEvents = 500     // a page shows at most
	maxLogBytes  = 8 << 20 // of the log it is made of, at most: about 30,000 lines
	logSecond    = "2006-01-02T15:04:05"
)

func (s *Server) accessLogPage(r *request) error {
	p := accessLogPage{Who: strings.TrimSpace(r.FormValue("who")), Number: strings.TrimSpace(r.FormValue("number")), Until: r.FormValue("until")}
	if err := s.takeTried(); err != nil {
		return err
	}
	span := journal.Span{Most: maxLogBytes}
	if p.Until != "" {
		until, err := time.ParseInLocation(logSecond, p.Until, time.Local)
		if err != nil {
			return badRequest("时间“%s”读不懂：请写成 2026-05-01T12:00:00。", p.Until)
		}
		span.Until = until.Add(time.Second - time.Nanosecond)
	}
	events, whole, err := span.In(s.workspace.Folder.Reading())
	if err != nil {
		return err
	}
	if err := p.read(r.Context(), events, whole); err != nil {
		return err
	}
	return r.show("access-log", "查阅登记", p)
}

// read keeps the last events that are asked for.
func (p *accessLogPage) read(ctx context.Context, all iter.Seq2[journal.Event, error], whole bool) error {
	var first time.Time // of those looked at, or shown if there are more
	for e, err := range all {
		var broken *journal.Broken
		if errors.As(err, &broken) {
			p.Broken = append(p.Broken, broken.Error())
		} else if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if first.IsZero() {
			first = e.Time
		}
		if p.Who != "" && e.By != p.Who || p.Number != "" && e.Number != p.Number {
			continue
		}
		p.Events = append(p.Events, accessLogEvent{e, accessLogWords[e.Type]})
		if len(p.Events) > 2*maxLogEvents {
			p.Events, whole = slices.Clone(p.Events[len(p.Events)-maxLogEvents:]), false
			first = p.Events[0].Time
		}
	}
	if len(p.Events) > maxLogEvents {
		p.Events, whole = p.Events[len(p.Events)-maxLogEvents:], false
		first = p.Events[0].Time
	}
	slices.Reverse(p.Events)
	if !whole {
		// Those of one second may be on both pages; none is on neither.
		v := url.Values{"until": {first.Local().Format(logSecond)}}
		for name, value := range map[string]string{"who": p.Who, "number": p.Number} {
			if value != "" {
				v.Set(name, value)
			}
		}
		p.Earlier = "/trail?" + v.Encode()
	}
	return nil
}
