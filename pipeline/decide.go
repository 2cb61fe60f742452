package pipeline

import (
	"context"
	"errors"
	"path"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/fault"
	"gongwen/archive/journal"
	"gongwen/pipeline/form"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/review"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates/bounded"
)

// judge asks the reviewer what becomes of an arrival.
func judge(ctx context.Context, d *driver, j *job) (State, error) {
	j.ruleset = d.workspace.Current()
	var err error
	if j.signing, err = d.signing(ctx, j.arrival.Key); err != nil {
		return "", err
	}
	submitted := d.submission(j)
	if e := j.signing.Ended(); e != nil { // it goes back whatever it says, and waits for no other form
		ended := endedBy(*e)
		submitted.Refused = &ended
	}
	o, err := d.reviewer(j).Review(ctx, submitted)
	if err != nil {
		return "", err
	}
	if err := fault.At(fault.Judged); err != nil {
		if o.InFlight != nil {
			d.inFlight.Remove(o.InFlight)
		}
		return "", err
	}
	if j.outcome = o; o.Unsigned() {
		return Unsigned, nil
	}
	if !o.Accepted() {
		return d.refuse(j, o), nil
	}
	j.inFlight, j.findings = o.InFlight, o.Verdict.Findings
	if waits, err := d.stillWaits(ctx, j); err != nil || waits {
		return Unsigned, err
	}
	if err := d.findReplaced(ctx, j); err != nil {
		return "", err
	}
	if err := d.endReplaced(ctx, j, j.replaces); err != nil {
		return "", err
	}
	j.accepted = issue.Accepted{
		Signing: j.signing, Draft: d.spool.Path(j.arrival.Key, signoff.DraftName(j.signing.Version())),
		Arrival: j.arrival, Submission: j.submission, Content: o.Content, Form: o.Form, Unit: o.Unit, Document: j.ruleset.Documents[o.Form.Kind.Key],
		Verdict: issue.Verdict{Rulebook: o.Verdict.Rulebook, Excused: o.Excused(j.ruleset.Office), Acting: o.Verdict.Acting, Done: o.Verdict.Done, Manner: review.Manner(j.ruleset, o.Form)},
	}
	return Accepted, nil
}

// stillWaits reports whether a form that the rules have nothing against waits for
// signatures all the same: for an opinion that was asked for, or since what was signed is
// not what would be issued by now. The rules, the kind or the draft became otherwise, and
// nobody had looked at the form before its last signature.
func (d *driver) stillWaits(ctx context.Context, j *job) (bool, error) {
	if j.signing.Version() == 0 {
		return false, nil
	}
	shown, err := d.shown(ctx, j)
	if err != nil || shown.Hash() == j.signing.Shown() && len(j.signing.Asks()) == 0 {
		return false, err
	}
	d.leave(j) // what waits days is not in flight
	return true, nil
}

// reviewer judges an arrival by the ruleset it began with.
func (d *driver) reviewer(j *job) *review.Reviewer {
	return &review.Reviewer{Ruleset: j.ruleset, Fonts: d.fonts, Filed: d.workspace.Catalogue, InFlight: d.inFlight}
}

// submission is an arrival as the reviewer sees it.
func (d *driver) submission(j *job) review.Submission {
	file := func(i int) review.File {
		c := j.submission.Contents[i]
		f := review.File{Name: c.Title(), SHA256: c.SHA256}
		if c.Irregular {
			f.Irregular = c.What
		}
		return f
	}
	s := review.Submission{Key: j.arrival.Key, Form: file(0), From: review.InboxOf(j.ruleset, j.arrival.Unit), Received: j.arrival.At}
	s.Near, s.Signed = j.arrival.Near, review.SignOffsOf(j.signing)
	if r := j.arrival.Refused; r != nil {
		s.Refused = &form.Finding{Severity: form.Must, Message: r.Message, Advice: r.Advice}
	}
	for i := range j.submission.Contents[1:] {
		s.Attachments = append(s.Attachments, file(i+1))
	}
	s.Read = func(context.Context) (*form.Form, []form.Finding, error) {
		if t := j.taken; t != nil && t.Form != nil && t.Form.SHA256 == s.Form.SHA256 && j.ruleset.Kinds.Named(t.Form.Kind.Key) == t.Form.Kind {
			return d.carry(j, t.Form, nil) // as it was read in the inbox, by the same ruleset
		}
		return d.read(j)
	}
	return s
}

// carry reads the files in the spool that carry text of a form.
func (d *driver) carry(j *job, f *form.Form, findings []form.Finding) (*form.Form, []form.Finding, error) {
	release := d.processor()
	defer func() { release() }()
	full, more, err := f.Carry(func(name string) ([]byte, bool, error) {
		release() // whoever has a processor waits for no disk
		data, found, err := d.spool.LoadAttached(j.arrival.Key, j.submission, name)
		release = d.processor()
		return data, found, err
	})
	return full, append(slices.Clip(findings), more...), err
}

// read reads the form of an arrival from the spool.
func (d *driver) read(j *job) (*form.Form, []form.Finding, error) {
	file := j.submission.Contents[0]
	name := path.Base(file.From)
	var f *form.Form
	var findings []form.Finding
	data, err := form.Load(bounded.Dir(d.spool.Path(j.arrival.Key)), file.Name)
	if err == nil {
		f, findings, err = d.parse(j.ruleset, file.Name, data)
	}
	unreadable := (*form.Unreadable)(nil)
	switch {
	case errors.As(err, &unreadable):
		unreadable.Name = name
	case err == nil:
		f.Name = name
		return d.carry(j, f, findings)
	}
	return f, findings, err
}

// parse reads a form that is in memory: whoever has a processor waits for no disk.
func (d *driver) parse(r *workspace.Ruleset, name string, data []byte) (*form.Form, []form.Finding, error) {
	defer d.processor()()
	return form.Read(name, data, r.Kinds)
}

// refuse notes why an arrival goes back.
func (d *driver) refuse(j *job, o review.Outcome) State {
	j.refused = returns.Return{
		Arrival: j.arrival, Submission: o.Hash, Degree: o.Degree,
		Duplicate: o.Duplicate, Unnamed: o.Unnamed, Findings: o.Verdict.Findings,
	}
	if o.Form != nil {
		j.refused.Kind = o.Form.Kind.Title
	}
	return Refused
}

// decide lets the journal say that an arrival goes back.
func decide(_ context.Context, d *driver, j *job) (State, error) {
	decided, err := d.returner.Decide(j.refused)
	if err != nil {
		return "", err
	}
	j.decided, j.findings = &decided, j.refused.Findings
	return Decided, nil
}

// giveBack puts the return where the office finds it.
func giveBack(_ context.Context, d *driver, j *job) (State, error) {
	place, err := d.returner.Place(j.arrival)
	if err != nil {
		return "", err
	}
	j.event = &Event{Type: string(catalogue.Returned), File: j.arrival.Path, Path: path.Join("returned", place), Findings: j.findings}
	if j.decided.Type == journal.Duplicate {
		j.event.Type, j.event.Number = string(catalogue.Duplicate), j.decided.Number
	}
	return Returned, nil
}

// closeEntry closes the ledger entry of an arrival that went back.
func closeEntry(ctx context.Context, d *driver, j *job) (State, error) {
	return Closed, d.returner.Close(ctx, j.arrival, *j.decided)
}
