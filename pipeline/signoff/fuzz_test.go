package signoff_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// FuzzParse: an event that can be read is written as it was understood, and has a code
// that stays the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"act":"signed","at":"2026-03-31T09:00:00+08:00","name":"安澜","for":[{"step":"s1","title":"区长"}],"decision":"同意"}`))
	f.Add([]byte(`{"act":"opened","at":"2026-03-31T09:00:00Z","version":1,"shown":"ab","parts":{"draft":"cd"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := signoff.Parse(text)
		if err != nil {
			return
		}
		written, err := e.JSON()
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		again, err := signoff.Parse(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if code := e.Code("a"); code == "" || code != again.Code("a") {
			t.Errorf("%s: code %q, and read again %q", written, code, again.Code("a"))
		}
		if bytes.ContainsRune(written, '\n') || !json.Valid(written) {
			t.Errorf("not a line of JSON: %q", written)
		}
	})
}

// FuzzParseFile: a signing that can be read is written as the same file, and what is in
// it counts as the file says.
func FuzzParseFile(f *testing.F) {
	at := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
	s := signoff.Signing{Arrival: "a", Events: []signoff.Event{{Act: signoff.Opened, At: at, Version: 1, Shown: "x"},
		{Act: signoff.Signed, At: at.Add(time.Hour), Name: "安澜", Decision: templates.Agreed, Shown: "x"}}}
	text, err := s.File()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"act":"asked","at":"2026-03-31T10:00:00+08:00","name":"安澜","to":["柏舟"],"words":"请看","step":"s1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := signoff.ParseFile(text)
		if err != nil { // or one event of a file: no other than ours has its code
			e, err := signoff.Parse(text)
			if err != nil {
				return
			}
			s = signoff.Signing{Arrival: "a", Events: []signoff.Event{{Act: signoff.Opened, At: at, Version: 1, Shown: "x"}, e}}
		}
		written, err := s.File()
		if err != nil {
			t.Fatal(err)
		}
		again, err := signoff.ParseFile(written)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if state(again) != state(s) {
			t.Errorf("reads as something else\n%s", written)
		}
	})
}

// FuzzCheck: whatever is asked for, what is allowed is written and read as it is, counts
// for no more than one may sign, and is not allowed by an account that is nobody's.
func FuzzCheck(f *testing.F) {
	for _, act := range []signoff.Act{signoff.Signed, signoff.TakenBack, signoff.PassedOn, signoff.Asked, signoff.Advised, signoff.Unasked, signoff.Circulated,
		signoff.Read, signoff.Urged, signoff.Recalled, signoff.Replaced, signoff.Opened} {
		f.Add(string(act), "安澜", "同意", "请看", "柏舟", "s1", "x", int64(0))
	}
	f.Add("signed", "安澜", "退回", "\xff\u202e\x00", "", "", "x", int64(-1e12))
	start := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, act, name, decision, words, to, step, shown string, later int64) {
		may := func(name string) (c rules.Candidate, ok bool, err error) {
			return rules.Candidate{Name: name, Post: "区长"}, name == "安澜", nil
		}
		at := signoff.Situation{Now: start.Add(time.Duration(later)),
			Route:    []rules.Progress{{Step: "s1", Titles: []string{"区长"}, Open: []string{"区长"}, Ready: true}},
			May:      func(name, _ string, _ bool) (rules.Candidate, bool, error) { return may(name) },
			MayIn:    func(name, _, _ string, _ bool) (rules.Candidate, bool, error) { return may(name) },
			OnRoster: func(name string) bool { return name == "安澜" || name == "柏舟" },
			Due:      func(rules.Progress, time.Time) time.Time { return time.Time{} },
		}
		s := signoff.Signing{Arrival: "a", Events: []signoff.Event{{Act: signoff.Opened, At: start, Version: 1, Shown: "x"}}}
		e, err := s.Check(signoff.Event{Act: signoff.Act(act), Name: name, Decision: decision, Words: words, To: []string{to}, Step: step, Of: step, Shown: shown}, at)
		if err != nil {
			return
		}
		text, err := e.JSON()
		if err != nil {
			t.Fatal(err)
		}
		read, err := signoff.Parse(text)
		if err != nil || read.Code("a") != e.Code("a") {
			t.Fatalf("reads as another one: %v\n%s", err, text)
		}
		switch e.Act {
		case signoff.Opened:
			t.Errorf("%s: only the program opens", text)
		case signoff.Urged, signoff.Recalled, signoff.Replaced, signoff.Circulated:
		default:
			if name != "安澜" || e.Act == signoff.Signed && (shown != "x" || e.Post != "区长" || len(e.For) != 1) {
				t.Errorf("allowed: %s", text)
			}
		}
		if !e.At.After(start) {
			t.Errorf("before what was done before: %s", text)
		}
		s.Events = append(s.Events, e)
		if turns, err := s.Turns(at); err != nil || s.Ended() != nil && len(turns) > 0 {
			t.Errorf("turns %v: %v", turns, err)
		}
	})
}
