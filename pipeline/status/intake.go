package status

import (
	"fmt"
	"time"
)

// Intake is how the inboxes are looked at.
type Intake struct {
	Begun   time.Time `json:"begun"`            // the program that looks
	Stopped time.Time `json:"stopped,omitzero"` // it, in good order
	// Once is set by a program that looks once and stops: how often it is started is not
	// for it to know.
	Once bool `json:"once,omitempty"`
	// Busy is when a form was last given to be worked on. While there are more than can
	// be worked on at once, nobody looks for others.
	Busy    time.Time `json:"busy,omitzero"`
	Inboxes []Inbox   `json:"inboxes"` // the folder of all of them first, with no unit
}

// Inbox is how one unit's inbox is looked at.
type Inbox struct {
	Unit    string        `json:"unit"`
	Looked  time.Time     `json:"looked,omitzero"` // when it was last looked through
	Every   time.Duration `json:"every,omitempty"` // how often it is to be, in ns; 0 where only events tell
	Fault   string        `json:"fault,omitempty"` // why it cannot be
	Mounted bool          `json:"mounted,omitempty"`
}

// Known reports whether there is any word of the inboxes.
func (i Intake) Known() bool { return !i.Begun.IsZero() }

const (
	// late is how many looks may fail to come before an inbox counts as not looked at,
	late = 3
	// and slack what a look itself may take, on a slow share.
	slack = time.Minute
)

// Blind is which inboxes nobody looks at, and why, in Chinese; none when all is well.
// What nothing is known of is not blind.
func (i Intake) Blind(now time.Time) (blind []BlindInbox) {
	if !i.Known() {
		return nil
	}
	for _, each := range i.Inboxes {
		seen := each.Looked
		if i.Busy.After(seen) {
			seen = i.Busy
		}
		switch {
		case each.Fault != "":
			blind = append(blind, BlindInbox{each, each.Fault})
		case i.Once || each.Every == 0:
		case now.Sub(seen) > late*each.Every+slack && i.Stopped.IsZero():
			blind = append(blind, BlindInbox{each, fmt.Sprintf("从%s起没有查看过，请检查 gongwen run 是否还在运行", clock(seen))})
		case now.Sub(seen) > late*each.Every+slack:
			blind = append(blind, BlindInbox{each, fmt.Sprintf("gongwen run 已于%s停止，没有人查看", clock(i.Stopped))})
		}
	}
	return blind
}

// BlindInbox is an inbox that nobody looks at, and why.
type BlindInbox struct {
	Inbox
	Why string
}

func clock(t time.Time) string {
	if t.IsZero() {
		return "启动"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}
