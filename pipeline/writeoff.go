package pipeline

import (
	"context"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/lifecycle"
	"gongwen/pipeline/workspace"
)

// WriteOff writes a lost record off (核销), for a reason and by whom; Withdraw takes that
// back. They give the number as the archive has it. The register of the record says so
// afterwards. The errors are those of lifecycle.WritingOff.
func WriteOff(ctx context.Context, o *workspace.Workspace, number, reason, by string) (string, error) {
	return writeOff(ctx, o, number, reason, by, lifecycle.WritingOff.WriteOff)
}

// Withdraw takes back that a record was written off.
func Withdraw(ctx context.Context, o *workspace.Workspace, number, reason, by string) (string, error) {
	return writeOff(ctx, o, number, reason, by, lifecycle.WritingOff.Withdraw)
}

func writeOff(ctx context.Context, o *workspace.Workspace, number, reason, by string,
	do func(w lifecycle.WritingOff, ctx context.Context, number, reason, by string) (string, error)) (string, error) {
	number, err := do(lifecycle.WritingOff{Archive: o.Archive, Journal: o.Journal, Catalogue: o.Catalogue, Now: time.Now}, ctx, number, reason, by)
	if err != nil {
		return number, err
	}
	f := newFollowers(o, nil)
	if l, lost, err := o.Catalogue.Loss(ctx, number); err != nil {
		return number, err
	} else if lost { // of which no change may tell, since there is no record
		f.outdated.add([]catalogue.Series{{Kind: l.Kind, Year: l.Year}})
	}
	return number, f.catchUp(ctx, func(error) {})
}
