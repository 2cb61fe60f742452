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
	f := file{Version: 1, Arrival: s.Arrival}
	for _, e := range s.Events {
		code := s.Code(e)
		f.Events = append(f.Events, fileEvent{Code: code, Counts: counted[code], Event: e})
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(f)
	return b.Bytes(), err
}

// ParseFile reads what File writes.
func ParseFile(text []byte) (Signing, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return Signing{}, err
	}
	s := Signing{Arrival: f.Arrival}
	for _, e := range f.Events {
		s.Events = append(s.Events, e.Event)
	}
	return s, nil
}
