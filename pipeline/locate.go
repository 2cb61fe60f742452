package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/review"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
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
	if j.unsigned && entry.Stage != catalogue.Signing || entry.State != catalogue.Pending && !d.spool.Has(a.Key) {
		j.state = Ended // meanwhile, as whoever signed it last led it on
		return nil
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
	var verdict issue.Verdict
	if err := json.Unmarshal([]byte(number.Verdict), &verdict); err != nil {
		return err
	}
	// It is signed in the manner that it got its number by.
	j.ruleset = d.workspace.Current().InManner(number.Kind, cmp.Or(verdict.Manner, templates.Paper))
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
