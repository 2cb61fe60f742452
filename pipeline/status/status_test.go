package status

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

// TestFolderKeepsTheLastWord: what was said is read again, what was not is not known,
// and what cannot be read is an error that names the file.
func TestFolderKeepsTheLastWord(t *testing.T) {
	f := Folder(filepath.Join(t.TempDir(), "temp", "status"))
	if i, err := f.ReadIntake(); err != nil || i.Known() {
		t.Errorf("nothing was said of the inboxes: %+v, %v", i, err)
	}
	if at, err := f.ReadDone(Backup); err != nil || !at.IsZero() {
		t.Errorf("nothing was said of backups: %v, %v", at, err)
	}
	want := Intake{Begun: now, Busy: now.Add(time.Second), Inboxes: []Inbox{{Looked: now, Every: time.Minute}, {Unit: "区财政局", Fault: "打不开", Mounted: true}}}
	for _, i := range []Intake{{Begun: now.Add(-time.Hour)}, want} {
		if err := f.WriteIntake(i); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := f.ReadIntake(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if err := f.WriteDone(Verify, now); err != nil {
		t.Fatal(err)
	}
	at, err := f.ReadDone(Verify)
	if other, _ := f.ReadDone(Backup); err != nil || !at.Equal(now) || !other.IsZero() {
		t.Errorf("verified at %v, %v, backed up at %v", at, err, other)
	}
	left, err := os.ReadDir(string(f))
	if err != nil || len(left) != 2 {
		t.Errorf("%d files, %v", len(left), err)
	}
	if err := os.WriteFile(filepath.Join(string(f), "intake.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.ReadIntake(); err == nil || !strings.Contains(err.Error(), "intake.json") {
		t.Errorf("half a file: %v", err)
	}
}

// TestBlindIsWhatNobodyLooksAt, and nothing else.
func TestBlindIsWhatNobodyLooksAt(t *testing.T) {
	const every = 30 * time.Second
	limit := late*every + slack
	inbox := func(unit string, ago time.Duration) Inbox {
		return Inbox{Unit: unit, Looked: now.Add(-ago), Every: every}
	}
	fault := Inbox{Unit: "乙", Looked: now, Every: every, Fault: "没有挂载"}
	events := inbox("甲", 100*time.Hour)
	events.Every = 0
	for name, test := range map[string]struct {
		of   Intake
		want string // the units, and why
	}{
		"nothing known":                   {Intake{}, ""},
		"all well":                        {Intake{Begun: now, Inboxes: []Inbox{inbox("", 0), inbox("甲", every)}}, ""},
		"a look or two late":              {Intake{Begun: now, Inboxes: []Inbox{inbox("甲", limit)}}, ""},
		"too late":                        {Intake{Begun: now, Inboxes: []Inbox{inbox("", every), inbox("甲", limit+time.Second)}}, "甲 没有查看过"},
		"killed":                          {Intake{Begun: now.Add(-time.Hour), Inboxes: []Inbox{inbox("", time.Hour), inbox("甲", time.Hour)}}, " 没有查看过 甲 没有查看过"},
		"stopped":                         {Intake{Begun: now, Stopped: now.Add(-time.Hour), Inboxes: []Inbox{inbox("甲", time.Hour)}}, "甲 停止"},
		"stopped a moment ago":            {Intake{Begun: now, Stopped: now, Inboxes: []Inbox{inbox("甲", 0)}}, ""},
		"once":                            {Intake{Begun: now, Once: true, Inboxes: []Inbox{inbox("甲", 100*time.Hour)}}, ""},
		"once, and it could not":          {Intake{Begun: now, Once: true, Inboxes: []Inbox{inbox("甲", 0), fault}}, "乙 没有挂载"},
		"events only":                     {Intake{Begun: now, Inboxes: []Inbox{events}}, ""},
		"a fault":                         {Intake{Begun: now, Inboxes: []Inbox{inbox("甲", 0), fault}}, "乙 没有挂载"},
		"too much to do to look":          {Intake{Begun: now, Busy: now, Inboxes: []Inbox{inbox("甲", time.Hour)}}, ""},
		"too much to do, and one unread":  {Intake{Begun: now, Busy: now, Inboxes: []Inbox{inbox("甲", time.Hour), fault}}, "乙 没有挂载"},
		"much was to do, and now nothing": {Intake{Begun: now, Busy: now.Add(-time.Hour), Inboxes: []Inbox{inbox("甲", 2*time.Hour)}}, "甲 没有查看过"},
	} {
		var got []string
		for _, each := range test.of.Blind(now) {
			why := each.Why
			for _, short := range []string{"没有查看过", "停止"} {
				if strings.Contains(why, short) {
					why = short
					break
				}
			}
			got = append(got, each.Unit+" "+why)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
