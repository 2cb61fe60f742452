package pipeline

import (
	"context"
	"errors"
	"path"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/review"
)

// number gives an accepted form its number, for good.
func number(ctx context.Context, d *driver, j *job) (State, error) {
	n, err := d.issuer.Number(ctx, j.accepted)
	if second := (*issue.Second)(nil); errors.As(err, &second) {
		return d.second(ctx, j, second.Number)
	}
	if err != nil {
		return "", err
	}
	j.number = n
	d.inFlight.Number(j.inFlight, j.accepted.Form.Kind.FormatNumber(n.Year, n.Serial))
	return Numbered, nil
}

// second makes a form that was found in order a duplicate: the same was dropped
// twice at once, and the other has the number.
func (d *driver) second(ctx context.Context, j *job, number string) (State, error) {
	d.leave(j)
	o := review.Outcome{Hash: j.submission.Hash, Form: j.accepted.Form, Degree: j.accepted.Form.Degree(nil)}
	o, err := d.reviewer(j).Duplicate(ctx, o, number, review.InboxOf(j.ruleset, j.arrival.Unit))
	if err != nil {
		return "", err
	}
	return d.refuse(j, o), nil
}

// place prints the document and puts the bag into the archive.
func place(ctx context.Context, d *driver, j *job) (_ State, err error) {
	j.record, err = d.issuer.Place(ctx, j.accepted, j.number)
	return Placed, err
}

// record lets the journal say so.
func record(_ context.Context, d *driver, j *job) (State, error) {
	return Recorded, d.issuer.Record(j.record)
}

// enter enters the record in the catalogue. From then on everybody finds it.
func enter(ctx context.Context, d *driver, j *job) (State, error) {
	if err := d.issuer.Enter(ctx, j.record); err != nil {
		return "", err
	}
	d.inFlight.Remove(j.inFlight)
	j.inFlight = nil
	d.filed()
	return Filed, nil
}

// layOut gives the office its copy.
func layOut(_ context.Context, d *driver, j *job) (State, error) {
	copied, err := d.issuer.LayOut(j.arrival, j.record)
	if err != nil {
		return "", err
	}
	j.event = &Event{
		Type: string(catalogue.Filed), File: j.arrival.Path, FormKind: j.record.Kind, Number: j.record.Number,
		Path: path.Join("issued", copied), Findings: j.findings,
	}
	return Issued, nil
}

// clearSpool ends an arrival.
func clearSpool(_ context.Context, d *driver, j *job) (State, error) {
	if err := d.spool.Remove(j.arrival.Key); err != nil {
		return "", err
	}
	if j.event != nil {
		for _, f := range j.arrival.Files {
			if f.Ours {
				j.event.Passed = append(j.event.Passed, path.Base(f.From))
			}
		}
		d.notify(*j.event)
	}
	return Ended, nil
}
