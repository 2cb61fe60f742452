package pipeline

import (
	"context"
	"fmt"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/office"
	"gongwen/pipeline/spool"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Void takes the validity from a record: its number stays used, its bag stays in
// the archive, and the journal says when and why. The office's copy is stamped;
// index and registers follow. Stamped is where that copy lies, below issued/; it
// is empty, and the old copy withdrawn, where none could be printed.
func Void(ctx context.Context, o *office.Office, number, reason string) (stamped string, err error) {
	if stamped, err = void(ctx, o, number, reason); err != nil {
		return "", err
	}
	// A register that is open now has the void the next time it is written.
	return stamped, newFollowers(o).catchUp(ctx, func(error) {})
}

// Void is Void in an office that is at work: index and registers follow in their
// turn.
func (p *Pipeline) Void(ctx context.Context, number, reason string) (stamped string, err error) {
	p.voiding.Lock()
	defer p.voiding.Unlock()
	if stamped, err = void(ctx, p.office, number, reason); err == nil {
		p.followers.wake()
	}
	return stamped, err
}

func void(ctx context.Context, o *office.Office, number, reason string) (stamped string, err error) {
	entry, err := o.Catalogue.Record(ctx, number)
	if err != nil {
		return "", err
	}
	if entry.Voided != nil {
		if _, err := stampVoid(ctx, o, entry, entry.Voided.At); err != nil { // a crash may have come before it
			return "", err
		}
		return "", fmt.Errorf("%s 已于 %s 作废，理由：%s", number, entry.Voided.At.Local().Format("2006-01-02"), entry.Voided.Reason)
	}
	now := time.Now()
	event := journal.Event{Time: now, Event: journal.Voided, Number: number, Arrival: entry.Arrival, Reason: reason}
	if err := o.Journal.Append(event); err != nil {
		return "", err
	}
	if err := o.Catalogue.Void(ctx, number, reason, now); err != nil {
		return "", err
	}
	if stamped, err = stampVoid(ctx, o, entry, now); err != nil {
		return "", fmt.Errorf("%s 已作废，但 issued 里的副本没有换成作废件：%w", number, err)
	}
	return stamped, nil
}

// stampVoid puts a stamped copy in the place of the office's. What keeps it from
// being printed, such as a kind that is no more, must not leave the old one there.
func stampVoid(ctx context.Context, o *office.Office, entry catalogue.Entry, at time.Time) (string, error) {
	arrival, known, err := o.Catalogue.Arrival(ctx, entry.Arrival)
	if err != nil {
		return "", err
	}
	unit := spool.Arrival{Unit: arrival.Unit}.UnitFolder()
	desk := &issue.Desk{Issued: o.Folder.Issued(), Government: o.Config.Government, Office: o.Config.Office, Site: o.Config.Site}
	if kind := o.Kinds.Named(entry.Kind); kind != nil && known {
		values, _ := kind.Decode(entry.Values) // what the kind no longer knows, its document does not print
		template, err := pdf.Parse(kind)
		if err != nil {
			return "", err
		}
		fonts, err := o.Fonts()
		if err != nil {
			return "", err
		}
		desk.Press, desk.Documents = pdf.New(fonts), map[string]*pdf.Template{kind.Key: template}
		if stamped, err := desk.Void(unit, entry.Record, values, templates.NewDate(at.Date())); err == nil {
			return stamped, nil
		}
	}
	return "", desk.Withdraw(unit, entry.Number)
}
