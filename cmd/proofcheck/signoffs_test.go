package main

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/fstest"
	"time"

	"gongwen/pipeline/signoff"
)

// TestCheckSignOffs: what a bag says of its signatures holds; each thing that was changed
// in it is found.
func TestCheckSignOffs(t *testing.T) {
	draft := []byte("%PDF draft")
	parts := signoff.Shown{Submission: "90aa", Content: "1f0c", Rulebook: "longfeng2017", Draft: inHex(draft)}
	at := time.Date(2026, 4, 23, 10, 0, 0, 0, time.UTC)
	s := signoff.Signing{Arrival: "20260423-100000-0001", Events: []signoff.Event{
		{Act: signoff.Opened, At: at, Version: 1, Shown: parts.Hash(), Parts: &parts},
		{Act: signoff.Signed, At: at, Name: "顾怀瑾", Post: "区政府办公室主任", Decision: "同意", Words: "请 <抓紧>", Shown: parts.Hash()},
	}}
	text, err := s.File()
	if err != nil {
		t.Fatal(err)
	}
	record := []byte(`{"arrival":"20260423-100000-0001","sign_offs":[{"line":0}],"values":{"people":2,"approvals":[{"post":"区政府办公室主任","name":"顾怀瑾","opinion":"同意"}]}}`)
	for _, c := range []struct{ file, was, is string }{
		{}, {"signoffs.json", "抓紧", "从缓"}, {"signoffs.json", `"draft": "`, `"draft": "0`}, {"signoffs.json", "\n      \"counts\": true,", ""},
		{"signoffs.json", "20260423", "20260424"}, {"签批稿.pdf", "draft", "other"}, {"record.json", "顾怀瑾", "江临川"}, {"record.json", "同意", ""},
		{"record.json", `"arrival":"20260423-100000-0001"`, `"arrival":"20260423-100000-0002"`}, {"record.json", `"arrival":"20260423-100000-0001",`, ""},
	} {
		files := fstest.MapFS{}
		for name, text := range map[string][]byte{"signoffs.json": text, "签批稿.pdf": draft, "record.json": record} {
			if name == c.file {
				if !bytes.Contains(text, []byte(c.was)) {
					t.Fatalf("%s has no %q: %s", name, c.was, text)
				}
				text = bytes.ReplaceAll(text, []byte(c.was), []byte(c.is))
			}
			files["data/"+name] = &fstest.MapFile{Data: text}
		}
		checker := checker{out: io.Discard}
		if err := checker.checkSignOffs(files); (err == nil) != (c.file == "") || err != nil && !errors.Is(err, errWrong) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if err := (&checker{out: io.Discard}).checkSignOffs(fstest.MapFS{}); err != nil {
		t.Errorf("a bag without signatures: %v", err)
	}
}
