package holdings_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/archive/journal"
)

var day = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

func filedAs(number, arrival string) journal.Event {
	return journal.Event{Time: day, Type: journal.Filed, Number: number, FormKind: "letter", Year: 2026, Serial: 1, Arrival: arrival, Seal: "s"}
}

// TestToldAdd: what lines of every version of the journal tell of a record, and that the
// later one of two counts.
func TestToldAdd(t *testing.T) {
	told := holdings.Told{}
	for _, e := range []journal.Event{
		filedAs("函1号", "first"),
		{Time: day, Type: journal.Filed, Number: "函1号", FormKind: "letter", Year: 2026, Serial: 1, Arrival: "again", Seal: "s2",
			Path: "区财政局/信.yaml", Arrived: day.Add(-time.Hour), Degree: "不涉密"},
		{Time: day, Type: journal.Voided, Number: "函2号", Reason: "开错"},
		{Time: day, Type: journal.HandedOver, Numbers: []string{"函3号"}},
		{Time: day, Type: journal.Returned, Number: "函4号"},
		{Time: day, Type: journal.Duplicate, Number: "函5号"},
		filedAs("函6号", "six"),
		{Time: day, Type: journal.WrittenOff, Number: "函6号", Reason: "水毁", By: "林知远"},
		filedAs("函7号", "seven"),
		{Time: day, Type: journal.WrittenOff, Number: "函7号", Reason: "水毁", By: "林知远"},
		{Time: day, Type: journal.WriteOffWithdrawn, Number: "函7号", Reason: "找到", By: "林知远"},
	} {
		told.Add(e)
	}
	if len(told) != 5 || told["函4号"] != nil || told["函5号"] != nil {
		t.Errorf("told of %d", len(told))
	}
	if f := told["函1号"]; f.Arrival != "again" || f.Seal != "s2" || f.Folder() != "2026/letter/函1号" || !f.Arrived.Equal(day.Add(-time.Hour)) {
		t.Errorf("%+v", f)
	}
	if a := told["函1号"].Lost().Arrival; a.Unit != "区财政局" || a.Secrecy() != "" || !a.Ended.Equal(day) {
		t.Errorf("%+v", a)
	}
	if a := told["函6号"].Lost().Arrival; a.Unit != "" || a.Secrecy() != archive.MostSecret || !a.Arrived.Equal(day) { // a line of version 2
		t.Errorf("%+v", a)
	}
	if f := told["函2号"]; f.Folder() != "" || f.Voided == nil || f.Voided.Reason != "开错" {
		t.Errorf("%+v", f)
	}
	if off := told["函6号"].WrittenOff; off == nil || off.By != "林知远" || told["函7号"].WrittenOff != nil {
		t.Errorf("%+v, %+v", off, told["函7号"].WrittenOff)
	}
}

// TestShelfLosses: what journal or catalogue know and the shelf has not, with what to do
// where more than the one is gone.
func TestShelfLosses(t *testing.T) {
	dir := t.TempDir()
	for _, folder := range []string{"2026/letter/函1号", "2026/letter/函3号", "2025/leave/假1号"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("2025", filepath.Join(dir, "2024")); err != nil {
		t.Fatal(err)
	}
	a := archive.At(dir)
	folders, err := a.Folders()
	if err != nil {
		t.Fatal(err)
	}
	told := holdings.Told{}
	told.Add(filedAs("函1号", "1"))
	told.Add(filedAs("函2号", "2"))
	told.Add(journal.Event{Time: day, Type: journal.WrittenOff, Number: "函2号", Reason: "水毁", By: "林知远"})
	told.Add(journal.Event{Time: day, Type: journal.Voided, Number: "函3号"}) // there, wherever it belongs
	told.Add(journal.Event{Time: day, Type: journal.Voided, Number: "函9号"})
	places := []catalogue.Place{
		{Number: "函1号", Kind: "letter", Year: 2026}, {Number: "函4号", Kind: "letter", Year: 2026, Arrival: "4"}, {Number: "函4号", Kind: "letter", Year: 2026},
		{Number: "假1号", Kind: "leave", Year: 2024}, {Number: "假2号", Kind: "leave", Year: 2026},
	}
	var got []string
	lost := holdings.NewShelf(a, folders).Losses(told, places)
	for _, l := range lost {
		got = append(got, l.Number+" "+l.Folder+" "+l.Above)
		if l.Message() == "" || l.Advice() == "" || l.Above != "" && !strings.Contains(l.Advice(), l.Above) {
			t.Errorf("%+v: %s %s", l, l.Message(), l.Advice())
		}
	}
	want := []string{"函9号  ", "假1号 2024/leave/假1号 2024", "假2号 2026/leave/假2号 2026/leave", "函2号 2026/letter/函2号 ", "函4号 2026/letter/函4号 "}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if open := holdings.Open(lost); len(open) != 4 {
		t.Errorf("%d are open", len(open))
	}
	for _, l := range holdings.NewShelf(a, nil).Losses(holdings.Told{}, places[:1]) {
		t.Errorf("filed since the shelf was looked at, and lost: %+v", l)
	}
	if lost := holdings.NewShelf(archive.At(filepath.Join(dir, "none")), nil).Losses(told, nil); len(lost) != 4 || lost[len(lost)-1].Above != "." {
		t.Errorf("%+v", lost)
	}
}
