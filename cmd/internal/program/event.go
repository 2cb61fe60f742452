//go:build linux

package program

import (
	"encoding/json"
	"time"
)

// Event is a line that gongwen run --json prints, as far as it matters here.
type Event struct {
	Type string `json:"event"` // filed, returned, duplicate, pending or fault
	File string `json:"file"`  // path below inbox/

	Number, Path, Reason string

	Seen time.Time `json:"-"` // for whoever reads events as they come
}

// ParseEvent reads a line; not ok for one that is no event.
func ParseEvent(line []byte) (e Event, ok bool) {
	ok = json.Unmarshal(line, &e) == nil && e.Type != ""
	return e, ok
}
