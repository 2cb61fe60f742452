package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/archive/journal"
	"gongwen/templates/normal"
)

// WritingOff writes lost records off (核销): somebody has looked for one, has not found
// it, and says so. It keeps its number and its line of the ledger; that its bag is gone is
// no finding any more. Nothing else may write to the archive meanwhile.
type WritingOff struct {
	Archive   *archive.Archive
	Journal   *journal.Journal
	Catalogue *catalogue.Catalogue
	Now       func() time.Time
}

// The errors of WriteOff and Withdraw for a record that is not to be written off, or not
// to be taken back.
var (
	ErrThere         = errors.New("档案还在")
	ErrNotWrittenOff = errors.New("没有核销过")
	ErrUnnamed       = errors.New("请写明核销的理由和经手人")
)

// WriteOff writes a record off, and gives its number as the archive has it. Doing it
// again changes nothing but what a crash left undone. The error is ErrThere for a record
// whose bag is in its place, however damaged, and catalogue.ErrUnknown for a number under
// which nothing was filed.
func (w WritingOff) WriteOff(ctx context.Context, typed, reason, by string) (number string, err error) {
	told, event, err := w.asked(ctx, typed, reason, by)
	if err != nil {
		return event.Number, err
	}
	lost, err := holdings.Losses(ctx, w.Archive, told, w.Catalogue)
	if err != nil {
		return event.Number, err
	}
	i := slices.IndexFunc(lost, func(l holdings.Loss) bool { return l.Number == event.Number })
	if i < 0 {
		return event.Number, fmt.Errorf("%s %w（%s），不能核销。损坏的，请先从备份恢复；恢复不了的，把这个文件夹移到别处再核销",
			event.Number, ErrThere, w.Archive.Path(w.folder(ctx, told, event.Number)))
	}
	off := lost[i].WrittenOff
	if off == nil {
		event.Type, event.Arrival = journal.WrittenOff, lost[i].Arrival
		if err := w.Journal.Append(event); err != nil {
			return event.Number, err
		}
		off = &catalogue.WriteOff{At: event.Time, Reason: event.Reason, By: event.By}
	}
	return event.Number, w.enter(ctx, lost[i].Filing, event.Number, off)
}

// Withdraw takes a write-off back, such as when the record was found. The error is
// ErrNotWrittenOff where there is none.
func (w WritingOff) Withdraw(ctx context.Context, typed, reason, by string) (number string, err error) {
	told, event, err := w.asked(ctx, typed, reason, by)
	if err != nil {
		return event.Number, err
	}
	f := told[event.Number]
	if f == nil || f.WrittenOff == nil {
		return event.Number, fmt.Errorf("%s %w", event.Number, ErrNotWrittenOff)
	}
	event.Type, event.Arrival = journal.WriteOffWithdrawn, f.Arrival
	if err := w.Journal.Append(event); err != nil {
		return event.Number, err
	}
	return event.Number, w.enter(ctx, f, event.Number, nil)
}

// asked is what the journal tells, and what is to be told to it of the record that is
// meant, but for the type and the arrival. The error is ErrUnnamed where nobody says why.
func (w WritingOff) asked(ctx context.Context, typed, reason, by string) (holdings.Told, journal.Event, error) {
	event := journal.Event{Reason: strings.TrimSpace(normal.Text(reason)), By: strings.TrimSpace(normal.Text(by))}
	if event.Reason == "" || event.By == "" {
		return nil, event, ErrUnnamed
	}
	told, number, err := w.named(ctx, typed)
	event.Time, event.Number = w.Now(), number
	return told, event, err
}

// enter enters a write-off, or that there is none, in the catalogue. What that never
// knew, since it is older than the record, comes in with the journal's word for it.
func (w WritingOff) enter(ctx context.Context, f *holdings.Filing, number string, off *catalogue.WriteOff) error {
	err := w.Catalogue.WriteOff(ctx, number, off)
	if !errors.Is(err, catalogue.ErrUnknown) {
		return err
	}
	if f == nil || f.Filed.IsZero() { // a void or a handover alone tells of it
		return nil
	}
	lost := f.Lost()
	lost.WrittenOff = off
	return w.Catalogue.RestoreLosses(ctx, []catalogue.Lost{lost})
}

// named is what the journal tells, and the number that somebody means.
func (w WritingOff) named(ctx context.Context, typed string) (holdings.Told, string, error) {
	told, err := holdings.Read(w.Archive.JournalDir())
	if err != nil {
		return nil, "", err
	}
	number, err := w.Catalogue.NumberMeant(ctx, typed)
	if err != nil {
		return nil, "", err
	}
	_, err = w.Catalogue.Record(ctx, number)
	if !errors.Is(err, catalogue.ErrUnknown) {
		return told, number, err
	}
	for known := range told {
		if archive.Word(known) == archive.Word(typed) {
			return told, known, nil
		}
	}
	_, lost, lookErr := w.Catalogue.Loss(ctx, number)
	if lookErr != nil || lost {
		return told, number, lookErr
	}
	return told, number, err
}

// folder is where a record's bag lies that is there.
func (w WritingOff) folder(ctx context.Context, told holdings.Told, number string) string {
	if f := told[number]; f != nil && f.Folder() != "" {
		return f.Folder()
	}
	e, err := w.Catalogue.Record(ctx, number)
	if err != nil {
		return ""
	}
	return e.Folder()
}
