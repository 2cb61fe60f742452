package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Void takes the validity from a record: its number stays used, its bag stays in
// the archive, and the journal says when and why. The office's copy is stamped;
// index and registers follow. Stamped is where that copy lies, below issued/; it
// is empty, and the old copy withdrawn, where none could be printed.
func Void(ctx context.Context, o *workspace.Workspace, number, reason string) (stamped string, err error) {
	if stamped, err = void(ctx, o, nil, number, reason); err != nil {
		return "", err
	}
	// A register that is open now has the void the next time it is written.
	return stamped, newFollowers(o, nil).catchUp(ctx, func(error) {})
}

// Void is Void in an office that is at work: index and registers follow in their
// turn.
func (p *Pipeline) Void(ctx context.Context, number, reason string) (stamped string, err error) {
	err = p.alone(ctx, func() error {
		stamped, err = void(ctx, p.workspace, p.ask, number, reason)
		return err
	})
	p.followers.wake() // also when it could not be ended
	return stamped, err
}

// finishVoid does what is left of a void that was cut short, or that a folder kept
// from its end which did not answer.
func (p *Pipeline) finishVoid(ctx context.Context) error {
	return p.alone(ctx, func() error { return finishVoid(ctx, p.workspace, p.ask) })
}

// alone does one thing about voids while nobody else does any.
func (p *Pipeline) alone(ctx context.Context, do func() error) error {
	select {
	case p.voiding <- struct{}{}:
		defer func() { <-p.voiding }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// VoidBefore is the error of Void for a record that is void already.
type VoidBefore struct {
	Number string
	catalogue.Void
}

func (v *VoidBefore) Error() string {
	return fmt.Sprintf("%s 已于 %s 作废，理由：%s", v.Number, v.At.Local().Format("2006-01-02"), v.Reason)
}

// void ends first what an earlier one left undone.
func void(ctx context.Context, o *workspace.Workspace, ask deadline.Ask, number, reason string) (stamped string, err error) {
	if err := finishVoid(ctx, o, ask); err != nil {
		return "", fmt.Errorf("上一次作废还没有办完：%w", err)
	}
	entry, err := o.Catalogue.Record(ctx, number)
	if err != nil {
		return "", err
	}
	if entry.Voided != nil {
		return "", &VoidBefore{number, *entry.Voided}
	}
	v := voiding{number, reason, time.Now()}
	note, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	if err := durable.WriteFile(voidingNote(o), note); err != nil {
		return "", err
	}
	// Begun it is carried out, even if who asked for it is gone.
	return v.carryOut(context.WithoutCancel(ctx), o, ask, entry, false)
}

// voiding is a void under way. Its note lies in the data folder until everything
// is done, so that a crash leaves no copy that looks valid: the journal goes on
// with other forms meanwhile, and would not tell.
type voiding struct {
	Number string    `json:"number"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

func voidingNote(o *workspace.Workspace) string {
	return filepath.Join(string(o.Folder), "voiding.json")
}

// carryOut does it: first the journal, unless it was told, then the catalogue,
// then the office's copy.
func (v voiding) carryOut(ctx context.Context, o *workspace.Workspace, ask deadline.Ask, entry catalogue.Entry, told bool) (stamped string, err error) {
	if !told {
		event := journal.Event{Time: v.At, Event: journal.Voided, Number: v.Number, Arrival: entry.Arrival, Reason: v.Reason}
		if err := o.Journal.Append(event); err != nil {
			return "", err
		}
	}
	if err := o.Catalogue.Void(ctx, v.Number, v.Reason, v.At); err != nil {
		return "", err
	}
	if stamped, err = stampVoid(ctx, o, ask, entry, v.At); err != nil {
		return "", fmt.Errorf("%s 已作废，但 issued 里的副本没有换成作废件：%w", v.Number, err)
	}
	return stamped, os.Remove(voidingNote(o))
}

// finishVoid does what is left of a void that was cut short.
func finishVoid(ctx context.Context, o *workspace.Workspace, ask deadline.Ask) error {
	note, err := os.ReadFile(voidingNote(o))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var v voiding
	if err := json.Unmarshal(note, &v); err != nil {
		return fmt.Errorf("%s：%w", voidingNote(o), err)
	}
	entry, err := o.Catalogue.Record(ctx, v.Number)
	if errors.Is(err, catalogue.ErrUnknown) { // its bag is lost, which verify reports
		return os.Remove(voidingNote(o))
	}
	if err != nil {
		return err
	}
	told := false
	for e, err := range journal.All(o.Archive.JournalDir()) {
		var broken *journal.Broken // verify's concern
		if err != nil && !errors.As(err, &broken) {
			return err
		}
		told = told || e.Event == journal.Voided && e.Number == v.Number
	}
	_, err = v.carryOut(ctx, o, ask, entry, told)
	return err
}

// stampVoid puts a stamped copy in the place of the office's. What keeps it from
// being printed, such as a kind that is no more, must not leave the old one there.
func stampVoid(ctx context.Context, o *workspace.Workspace, ask deadline.Ask, entry catalogue.Entry, at time.Time) (string, error) {
	arrival, known, err := o.Catalogue.Arrival(ctx, entry.Arrival)
	if err != nil {
		return "", err
	}
	unit := spool.Arrival{Unit: arrival.Unit}.UnitFolder()
	desk := &issue.Issuer{Issued: o.Folder.Issued(), Staging: o.Folder.Staging(), Government: o.Config.Government, Office: o.Config.Office, Site: o.Config.Site, Ask: ask}
	if kind := o.Kinds().Named(entry.Kind); kind != nil && known {
		values, _ := kind.Decode(entry.Values) // what the kind no longer knows, its document does not print
		template, err := pdf.Parse(kind)
		if err != nil {
			return "", err
		}
		fonts, err := o.Fonts()
		if err != nil {
			return "", err
		}
		desk.Press = pdf.New(fonts)
		stamped, err := desk.Void(template, unit, entry.Record, values, templates.NewDate(at.Date()))
		if silent := (*deadline.NoAnswer)(nil); err == nil || errors.As(err, &silent) { // it may be on its way
			return stamped, err
		}
	}
	return "", desk.Withdraw(unit, entry.Number)
}
