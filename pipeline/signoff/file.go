package signoff

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// fileName is what it is called in the bag of a record.
const fileName = "signoffs.json"

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

// ParseFile reads what File writes. It is an error if an event does not have the code that
// the file gives it: then one of them was changed.
func ParseFile(text []byte) (s Signing, err error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return s, err
	}
	if f.Version != 1 {
		return s, fmt.Errorf("%s 的格式是第%d版，这个程序只认识第1版", fileName, f.Version)
	}
	if s, err = signingOf(f.Arrival, f.Events); err != nil {
		return Signing{}, err
	}
	for _, before := range f.Before {
		earlier, err := signingOf(before.Arrival, before.Events)
		if err != nil {
			return Signing{}, err
		}
		s.Before = append(s.Before, earlier)
	}
	return s, nil
}

func signingOf(arrival string, all []fileEvent) (Signing, error) {
	s := Signing{Arrival: arrival}
	for i, e := range all {
		if err := e.Event.complete(); err != nil {
			return s, fmt.Errorf("%s 里 %s 的第%d件签批事件：%w", fileName, arrival, i+1, err)
		}
		if code := s.Code(e.Event); code != e.Code {
			return s, fmt.Errorf("%s 里 %s 的第%d件签批事件与编码 %s 不符（应为 %s），可能改动过", fileName, arrival, i+1, e.Code, code)
		}
		s.Events = append(s.Events, e.Event)
	}
	return s, nil
}
