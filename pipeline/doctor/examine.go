package doctor

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"gongwen/pipeline/status"
	"gongwen/pipeline/workspace"
)

// Options are what is to be examined.
type Options struct {
	Folder  workspace.Folder
	Machine Machine
	Version string // of the program

	TLSCert  string // file of the reading room's certificate (PEM); empty for none
	ClientCA string // file of the certificate of whoever issues people's own (PEM); empty for none
}

// Machine is what is asked about the machine that the data folder lies on.
type Machine struct {
	workspace.System
	Now    func() time.Time
	Space  func(folder string) (free, size uint64, err error)  // in bytes
	Inodes func(folder string) (free, count uint64, err error) // count is 0 where a file system has no fixed number
	// Synchronized reports whether the clock is held to the time of others; the error is
	// errors.ErrUnsupported where nobody knows.
	Synchronized func() (bool, error)
	Owner        func(info fs.FileInfo) (user int, ok bool)
	GroupsOf     func(user int) []int
}

// Examination is one going through.
type Examination struct {
	Options
	now      time.Time
	findings []Finding
	absent   bool // there is no data folder at all, so that nothing else can be said

	config  workspace.Config     // the defaults where the settings cannot be read
	opened  *workspace.Workspace // nil where it cannot be opened
	ruleset *workspace.Ruleset   // nil where it cannot be read
	intake  status.Intake
	heard   time.Time // when gongwen run left word last; zero for never

	inboxes []string // of units, by their paths
	mounts  mounts
}

// checks are what is looked at, in order: what the later ones rest on first.
var checks = []func(*Examination, context.Context){
	(*Examination).folder, (*Examination).settings, (*Examination).open, (*Examination).rules,
	(*Examination).running, (*Examination).versions,
	(*Examination).rights, (*Examination).inboxRights, (*Examination).owners, (*Examination).secrets,
	(*Examination).space, (*Examination).inodes,
	(*Examination).synchronized, (*Examination).future, (*Examination).zone,
	(*Examination).shares, (*Examination).watches, (*Examination).blind,
	(*Examination).catalogue, (*Examination).index, (*Examination).numbers, (*Examination).notes,
	(*Examination).backups, (*Examination).verifications, (*Examination).keys, (*Examination).certificates,
	(*Examination).units, (*Examination).signers,
	(*Examination).waiting, (*Examination).stuck, (*Examination).fonts,
}

// Examine goes through all of it. Progress is told how many checks are done of how many; it
// may be nil. It ends early only when ctx does.
func Examine(ctx context.Context, o Options, progress func(done, total int)) ([]Finding, error) {
	e := &Examination{Options: o, now: o.Machine.Now(), config: workspace.DefaultConfig(),
		inboxes: o.Folder.UnitInboxes(), mounts: mountsOf(o.Machine.Root)}
	defer func() {
		if e.opened != nil {
			_ = e.opened.Close() // it was only read
		}
	}()
	for i, check := range checks {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		check(e, ctx)
		if progress != nil {
			progress(i+1, len(checks))
		}
		if e.absent {
			break
		}
	}
	return e.findings, ctx.Err()
}

func (e *Examination) add(level Level, check, what, where, value, advice string) {
	e.findings = append(e.findings, Finding{level, check, what, where, value, advice})
}

func (e *Examination) ok(check, what, where, value string) { e.add(OK, check, what, where, value, "") }

// unknown notes what kept a check from looking.
func (e *Examination) unknown(check, what, where string, err error) {
	e.add(Warning, check, what+"：看不了", where, err.Error(), "请用运行 gongwen 的用户再体检一次；还是看不了的，按上面写的原因处理")
}

// lasted is a length of time for people.
func lasted(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d天", int(d.Hours()/24))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d小时", int(d.Hours()))
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d分钟", int(d.Minutes()))
	}
	return fmt.Sprintf("%d秒", int(d.Seconds()))
}

func clock(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }
