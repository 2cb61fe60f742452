package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/form"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/review"
	"gongwen/pipeline/signoff"
)

// locate finds out in which state an arrival was left, by an earlier run or by this
// one when it met a fault, and reads what the step from there needs.
func locate(ctx context.Context, d *driver, j *job) error {
	a := j.arrival
	entry, known, err := d.workspace.Catalogue.Arrival(ctx, a.Key)
	if err != nil {
		return err
	}
	if !known {
		if !d.spool.Moved(a) { // the files are seen anew
			j.state = Ended
			return d.spool.Remove(a.Key)
		}
		// Its ledger entry went with a lost catalogue.
		entry = ledgerEntry(a)
		entry.State = catalogue.Pending
		if err := d.workspace.Catalogue.Receive(ctx, entry); err != nil {
			return err
		}
	}
	if entry.State != catalogue.Pending || j.decided != nil { // then nothing of it is in the inbox
		d.inbox.Release(j.held...)
		j.held = nil
	}
	switch {
	case entry.State == catalogue.Filed:
		return locateFiled(ctx, d, j, entry.Number)
	case entry.State != catalogue.Pending:
		j.state = Closed
	case j.decided != nil:
		j.state = Decided
	case entry.Stage == catalogue.Numbered:
		return locateNumbered(ctx, d, j)
	case entry.Stage == catalogue.Signing:
		j.state = Signing
	default:
		j.state = Received
	}
	return nil
}

// locateFiled is for an arrival whose record is in the catalogue.
func locateFiled(ctx context.Context, d *driver, j *job, number string) error {
	entry, err := d.workspace.Catalogue.Record(ctx, number)
	if err != nil {
		return err
	}
	j.record, j.state = entry.Record, Filed
	if entry.Voided != nil { // meanwhile; its copy is the stamped one
		j.state = Issued
	}
	return nil
}

// locateNumbered is for an arrival that has its number. It is not judged again:
// whatever has changed since, the number was given.
func locateNumbered(ctx context.Context, d *driver, j *job) error {
	a := j.arrival
	number, ok, err := d.workspace.Catalogue.NumberOf(ctx, a.Key)
	if err != nil {
		return err
	}
	if !ok || number.Verdict == "" { // as a lost catalogue leaves it
		j.state = Received
		return nil
	}
	err = d.fetch(j)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err != nil || j.submission.Hash != number.Submission {
		return fmt.Errorf("已取得 %s %d 年第 %d 号，但 %s 里的文件已不是取号时的那些。请从备份恢复", number.Kind, number.Year, number.Serial, d.spool.Path(a.Key))
	}
	j.ruleset = d.workspace.Current()
	f, findings, err := d.read(j)
	if err == nil {
		if j.signing, err = d.signing(ctx, a.Key); err == nil {
			findings = review.Sign(j.ruleset, f, findings, review.SignOffsOf(j.signing), a.At)
		}
	}
	if i := slices.IndexFunc(findings, func(f form.Finding) bool { return f.Severity == form.Must }); err == nil && i >= 0 {
		err = errors.New(findings[i].Message)
	}
	if err == nil && f.Kind.DateOf(f.Values).Year() != number.Year {
		err = errors.New("日期栏不同了")
	}
	if err != nil {
		return fmt.Errorf("已取得 %s %d 年第 %d 号，现在却读不出（%w）。这种表单的定义（templates）可能改动过，请改回，程序会继续办理", number.Kind, number.Year, number.Serial, err)
	}
	var verdict issue.Verdict
	if err := json.Unmarshal([]byte(number.Verdict), &verdict); err != nil {
		return err
	}
	unit := review.Attribute(j.ruleset, f, review.InboxOf(j.ruleset, a.Unit))
	if j.inFlight, err = review.NewInFlightForm(a.Key, f, unit); err != nil {
		return err
	}
	j.accepted = issue.Accepted{Arrival: a, Signing: j.signing, Draft: d.spool.Path(a.Key, signoff.DraftName(j.signing.Version())), Submission: j.submission, Content: number.Content, Form: f, Unit: unit, Verdict: verdict, Document: j.ruleset.Documents[f.Kind.Key]}
	j.number, j.state = number, Numbered
	d.inFlight.Resume(j.inFlight)
	d.inFlight.Number(j.inFlight, f.Kind.FormatNumber(number.Year, number.Serial))
	return nil
}

// leftBehind are the jobs that an earlier run left in the spool: first those that
// have a number, in whose light the rest is judged, then the others, whose files are
// held before anything new is looked at. Each is told of by alive.
func leftBehind(ctx context.Context, d *driver, alive func()) (numbered, rest []job, err error) {
	hasNumber, waits := map[string]bool{}, map[string]bool{}
	for a, err := range d.workspace.Catalogue.Unfinished(ctx) {
		if err != nil {
			return nil, nil, err
		}
		switch a.Stage {
		case catalogue.Waiting:
			d.inbox.Remember(a)
		case catalogue.Numbered:
			hasNumber[a.ID] = true
		case catalogue.Signing:
			waits[a.ID] = true
		}
	}
	keys, err := d.spool.Keys()
	if err != nil {
		return nil, nil, err
	}
	told, err := toldBefore(d.workspace.Archive.JournalDir(), keys)
	if err != nil {
		return nil, nil, err
	}
	for _, key := range keys {
		alive()
		a, err := d.spool.Read(key)
		j := job{arrival: a, decided: told[key].decided}
		goesOn := true
		if err == nil {
			goesOn, err = d.signedMeanwhile(ctx, key, told[key].signing, waits[key])
		}
		switch {
		case err == nil && !goesOn && j.decided == nil: // waits for signatures, as before
		case errors.Is(err, fs.ErrNotExist): // not even begun
			err = d.spool.RemoveUnbegun(key)
		case err == nil && hasNumber[key]:
			numbered = append(numbered, j)
		case err == nil:
			for _, f := range a.Files {
				j.held = append(j.held, f.From)
			}
			d.inbox.Hold(j.held...)
			rest = append(rest, j)
		}
		if err != nil { // of no concern to the others
			d.fault(err)
		}
	}
	return numbered, rest, nil
}

// told is what the journal says of an arrival that is not finished.
type told struct {
	decided *journal.Event    // that it goes back
	signing []json.RawMessage // events of its signing
}

// toldBefore is what the journal says of arrivals, by key.
func toldBefore(journals string, keys []string) (map[string]told, error) {
	all := map[string]told{}
	for _, key := range keys {
		all[key] = told{}
	}
	if len(keys) == 0 {
		return all, nil
	}
	for event, err := range journal.Legible(journal.All(journals)) {
		if err != nil {
			return nil, err
		}
		t, asked := all[event.Arrival]
		if !asked {
			continue
		}
		switch event.Type {
		case journal.Returned, journal.Duplicate:
			t.decided = &event
		case journal.Signing:
			t.signing = append(t.signing, event.SignOff)
		}
		all[event.Arrival] = t
	}
	return all, nil
}

// signedMeanwhile enters what the journal says of an arrival's signing and the catalogue
// does not, and reports whether there is more to do about the arrival than to wait.
func (d *driver) signedMeanwhile(ctx context.Context, key string, events []json.RawMessage, waits bool) (goesOn bool, err error) {
	known, err := d.workspace.Catalogue.SignOffs(ctx, key)
	if err != nil {
		return true, err
	}
	if len(events) > len(known) {
		return true, d.workspace.Catalogue.EnterSignOffs(ctx, key, events)
	}
	if !waits {
		return true, nil
	}
	u, ok, err := d.workspace.Catalogue.Unsigned(ctx, key)
	return !ok || u.Settled, err
}
