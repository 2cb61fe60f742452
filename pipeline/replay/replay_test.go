package replay_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/replay"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// TestReplay tries drafts on two letters, of which one is void, and a leave.
func TestReplay(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	f := workspace.Folder(t.TempDir())
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(string(f), filepath.FromSlash(name))
		must(os.MkdirAll(filepath.Dir(path), 0o700))
		must(os.WriteFile(path, []byte(text), 0o600))
	}
	write("gongwen.yaml", "settle: 1s\n")
	write("roster.yaml", "任职: [{姓名: 顾怀瑾, 单位: 区政府办公室, 职务: 区政府办公室主任, 类别: 部门主要负责人, 任职自: 2023-03-01}]\n")
	write("stricter/longfeng2017/ours.yaml", "parameters:\n  - {name: letter_days, value: 5, meaning: 介绍信最长的有效期}\n")
	write("same/longfeng2017/ours.yaml", "parameters:\n  - {name: letter_days, value: 300, meaning: 介绍信最长的有效期}\n")
	o, err := workspace.Open(f)
	must(err)
	defer o.Close()
	filed := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	record := func(number, kind string, serial int) archive.Record {
		return archive.Record{Version: archive.RecordVersion, Number: number, Kind: kind, Year: 2026, Serial: serial,
			Date: templates.NewDate(2026, 5, 11), Submission: number, Arrival: number, Arrived: filed, Filed: filed,
			Values: templates.Values{"issue_date": "2026-05-11", "valid_until": "2026-05-20"}}
	}
	must(o.Catalogue.Restore(t.Context(), []archive.Record{record("函1号", "letter", 1), record("函2号", "letter", 2), record("假1号", "leave", 1)}))
	must(o.Catalogue.RestoreEnds(t.Context(), nil, map[string]catalogue.Void{"函2号": {At: filed, Reason: "开错"}}))

	looked := 0
	changes, err := replay.Replay(t.Context(), o, filepath.Join(string(f), "stricter"), func(done, total int) {
		if looked = done; total != 3 {
			t.Errorf("%d of %d", done, total)
		}
	})
	must(err)
	if looked != 3 {
		t.Errorf("%d records were looked at, want 3", looked)
	}
	if len(changes) != 1 || changes[0].Number != "函1号" || len(changes[0].Raised) != 1 || changes[0].Raised[0].Article != "81(6)" || len(changes[0].Lifted) != 0 {
		t.Fatalf("%+v", changes)
	}
	if changes[0].After != replay.Returned {
		t.Errorf("%+v", changes[0])
	}
	if changes, err = replay.Replay(t.Context(), o, filepath.Join(string(f), "same"), nil); err != nil || changes == nil || len(changes) != 0 {
		t.Errorf("a draft that changes nothing: %+v, %v", changes, err)
	}
	for _, none := range []string{"nowhere", "gongwen.yaml", "stricter/longfeng2017"} {
		if _, err := replay.Replay(t.Context(), o, filepath.Join(string(f), none), nil); err == nil {
			t.Errorf("%s was taken for a draft", none)
		}
	}
}
