package pipeline

import (
	"context"
	"fmt"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/office"
)

// Void takes the validity from a record: its number stays used, its bag stays in
// the archive, and the journal says when and why. Index and registers follow.
func Void(ctx context.Context, o *office.Office, number, reason string) error {
	entry, err := o.Catalogue.Record(ctx, number)
	if err != nil {
		return err
	}
	if entry.Voided != nil {
		return fmt.Errorf("%s 已于 %s 作废，理由：%s", number, entry.Voided.At.Local().Format("2006-01-02"), entry.Voided.Reason)
	}
	now := time.Now()
	event := journal.Event{Time: now, Event: journal.Voided, Number: number, Arrival: entry.Arrival, Reason: reason}
	if err := o.Journal.Append(event); err != nil {
		return err
	}
	if err := o.Catalogue.Void(ctx, number, reason, now); err != nil {
		return err
	}
	return newFollowers(o).catchUp(ctx)
}
