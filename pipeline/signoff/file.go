package signoff

import (
	"bytes"
	"encoding/json"
)

// file is signoffs.json in the bag of a record, for people and programs.
type file struct {
	Version int         `json:"version"` // of this format: 1
	Arrival string      `json:"arrival"`
	Events  []fileEvent `json:"events"`
	// Before are the signings of the earlier arrivals whose changed form this is.
	Before []fileBefore `json:"before,omitempty"`
}

// fileBefore is one of them; nothing of it counts.
type fileBefore struct {
	Arrival string      `json:"arrival"`
	Events  []fileEvent `json:"events"`
}

type fileEvent struct {
	Code string `json:"code"` // see Event.Code
	// Counts is set for the signatures that the record rests on.
	Counts bool `json:"counts,omitempty"`
	Event
}

// File is the whole signing as the bag of its record keeps it: JSON, indented.
func (s Signing) File() ([]byte, error) {
	counted := map[string]bool{}
	for _, e := range s.Counted() {
		counted[s.Code(e)] = true
	}
	f := file{Version: 1, Arrival: s.Arrival, Events: fileEvents(s, counted)}
	for _, before := range s.Before {
		f.Before = append(f.Before, fileBefore{before.Arrival, fileEvents(before, nil)})
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(f)
	return b.Bytes(), err
}

func fileEvents(s Signing, counted map[string]bool) (all []fileEvent) {
	for _, e := range s.Events {
		code := s.Code(e)
		all = append(all, fileEvent{Code: code, Counts: counted[code], Event: e})
	}
	return all
}

// ParseFile reads what File writes.
func ParseFile(text []byte) (Signing, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return Signing{}, err
	}
	s := Signing{Arrival: f.Arrival, Events: eventsOf(f.Events)}
	for _, before := range f.Before {
		s.Before = append(s.Before, Signing{Arrival: before.Arrival, Events: eventsOf(before.Events)})
	}
	return s, nil
}

func eventsOf(all []fileEvent) (events []Event) {
	for _, e := range all {
		events = append(events, e.Event)
	}
	return events
}
