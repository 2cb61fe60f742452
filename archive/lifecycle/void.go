package lifecycle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/templates/normal"
)

// Voiding makes records void. Only one of its methods may be under way at a time,
// in one program.
type Voiding struct {
	Note       string // path of the file in which a void under way is noted, see Note
	JournalDir string // where Journal lies
	Journal    *journal.Journal
	Catalogue  *catalogue.Catalogue
	// Stamp puts a stamped copy in the place of the one that the office has, and tells
	// where; empty when none could be printed and the old one was withdrawn. It may be
	// called again for the same record.
	Stamp func(ctx context.Context, e catalogue.Entry, at time.Time) (stamped string, err error)
}

// Note is a void under way, as the file has it. It lies on the disk until all is
// done, so that a crash leaves no copy that looks valid: the journal would not
// tell, since other forms go on being filed meanwhile.
type Note struct {
	Number string    `json:"number"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// AlreadyVoid is the error of Void for a record that was made void before.
type AlreadyVoid struct {
	Number string
	catalogue.Void
}

func (v *AlreadyVoid) Error() string {
	return fmt.Sprintf("%s 已于 %s 作废，理由：%s", v.Number, v.At.Local().Format("2006-01-02"), v.Reason)
}

// Void takes the validity from a record, and gives what Stamp does. First it ends
// an earlier void that was cut short. The error is *AlreadyVoid or
// catalogue.ErrUnknown for a record that cannot be made void; after any other one
// Resume does what is left.
func (v Voiding) Void(ctx context.Context, number, reason string) (stamped string, err error) {
	if err := v.Resume(ctx); err != nil {
		return "", fmt.Errorf("上一次作废还没有办完：%w", err)
	}
	entry, err := v.Catalogue.Record(ctx, number)
	if err != nil {
		return "", err
	}
	if entry.Voided != nil {
		return "", &AlreadyVoid{number, *entry.Voided}
	}
	note := Note{number, normal.Text(reason), time.Now()}
	text, err := json.Marshal(note)
	if err != nil {
		return "", err
	}
	if err := durable.WriteFile(v.Note, text); err != nil {
		return "", err
	}
	// Once begun it is carried out, even if the caller has gone.
	return v.carryOut(context.WithoutCancel(ctx), note, entry, false)
}

// Resume does what is left of a void that was cut short. It does nothing where
// there is none.
func (v Voiding) Resume(ctx context.Context) error {
	text, err := os.ReadFile(v.Note)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var note Note
	if err := json.Unmarshal(text, &note); err != nil {
		return fmt.Errorf("%s：%w", v.Note, err)
	}
	entry, err := v.Catalogue.Record(ctx, note.Number)
	if errors.Is(err, catalogue.ErrUnknown) { // its bag is lost, which verify reports
		return os.Remove(v.Note)
	}
	if err != nil {
		return err
	}
	recorded, err := v.recorded(note.Number)
	if err != nil {
		return err
	}
	_, err = v.carryOut(ctx, note, entry, recorded)
	return err
}

// recorded reports whether the journal has the void of a record.
func (v Voiding) recorded(number string) (found bool, err error) {
	for e, err := range journal.Legible(journal.All(v.JournalDir)) {
		if err != nil {
			return false, err
		}
		found = found || e.Type == journal.Voided && e.Number == number
	}
	return found, nil
}

// carryOut does all of it that may not have been done yet, in the order in which
// it is the truth: journal, unless that has it, catalogue, and the office's copy.
func (v Voiding) carryOut(ctx context.Context, note Note, entry catalogue.Entry, recorded bool) (stamped string, err error) {
	if !recorded {
		event := journal.Event{Time: note.At, Type: journal.Voided, Number: note.Number, Arrival: entry.Arrival, Reason: note.Reason}
		if err := v.Journal.Append(event); err != nil {
			return "", err
		}
	}
	if err := v.Catalogue.Void(ctx, note.Number, note.Reason, note.At); err != nil {
		return "", err
	}
	if stamped, err = v.Stamp(ctx, entry, note.At); err != nil {
		return "", fmt.Errorf("%s 已作废，但 issued 里的副本没有换成作废件：%w", note.Number, err)
	}
	return stamped, os.Remove(v.Note)
}
