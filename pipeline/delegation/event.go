package delegation

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// Act is what was done.
type Act string

const (
	Delegated Act = "delegated"        // 委托
	Ended     Act = "delegation-ended" // 终止: by the principal or an administrator, from then on
	Told      Act = "delegation-read"  // 已知悉: the principal has read what somebody else did
)

// Event is one event. The journal has it as sign_off of a line of the type signing that
// names no arrival.
type Event struct {
	Act Act       `json:"act"`
	At  time.Time `json:"at"`

	// Who did it: by which account, the person of the roster it belongs to, where it
	// belongs to one, and how they were known, as package signoff has it.
	Account string `json:"account"`
	Name    string `json:"name,omitempty"`
	Known   string `json:"known,omitempty"`
	// Administrator is set for who did it in that office, and not as the principal.
	Administrator bool `json:"administrator,omitempty"`

	Grant *Grant `json:"grant,omitempty"` // of delegated
	Of    string `json:"of,omitempty"`    // else: Code of the event that gave it
	Words string `json:"words,omitempty"` // of ended: why

	// Request is the id under which another program handed it over, as signoff.Event has it.
	Request string `json:"request,omitempty"`
}

// Grant is what is delegated.
type Grant struct {
	Principal string         `json:"principal"`
	Delegate  string         `json:"delegate"`
	Matters   []string       `json:"matters,omitempty"` // titles of kinds; none for all
	Units     []string       `json:"units,omitempty"`   // whose forms; none for all
	From      templates.Date `json:"from,omitzero"`     // zero only before Check, which asks for both
	Until     templates.Date `json:"until,omitzero"`    // the last day
	Document  string         `json:"document"`
}

// same reports whether two grants give the same for other days.
func (g *Grant) same(other *Grant) bool {
	set := func(names []string) []string { return slices.Sorted(slices.Values(names)) }
	return g.Principal == other.Principal && g.Delegate == other.Delegate &&
		slices.Equal(set(g.Matters), set(other.Matters)) && slices.Equal(set(g.Units), set(other.Units))
}

// Known reports whether a line of the journal is an event of this package.
func Known(text json.RawMessage) bool {
	var e struct {
		Act Act `json:"act"`
	}
	return json.Unmarshal(text, &e) == nil && slices.Contains([]Act{Delegated, Ended, Told}, e.Act)
}

// Describe is what somebody asks for, in a line.
func (e Event) Describe() string {
	switch {
	case e.Act == Delegated && e.Grant != nil:
		return fmt.Sprintf("设定委托：%s委托%s，%s至%s，依据%s", e.Grant.Principal, e.Grant.Delegate, e.Grant.From, e.Grant.Until, e.Grant.Document)
	case e.Act == Ended && e.Words != "":
		return "终止委托：" + e.Of + "，" + e.Words
	case e.Act == Ended:
		return "终止委托：" + e.Of
	}
	return "知悉委托：" + e.Of
}

// JSON is the event as it is kept, in one line.
func (e Event) JSON() (json.RawMessage, error) { return journal.Detail(e) }

// Parse reads an event.
func Parse(text json.RawMessage) (e Event, err error) {
	if err = json.Unmarshal(text, &e); err == nil && (e.At.IsZero() || (e.Act == Delegated) != (e.Grant != nil)) {
		err = fmt.Errorf("缺少 at 或 grant")
	}
	if err != nil {
		err = fmt.Errorf("委托事件读不懂：%w", err)
	}
	return e, err
}

// Code is a short code over all that the event says, by which it is named.
func (e Event) Code() string {
	text, err := e.JSON()
	if err != nil { // of a struct of texts and times there is none
		return ""
	}
	return signoff.ShortCode("gongwen delegation\n" + string(text))
}
