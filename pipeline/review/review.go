package review

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates/font"
)

// Reviewer answers what becomes of a submission.
type Reviewer struct {
	Ruleset *workspace.Ruleset
	Fonts   *font.Fonts          // nil where there are none and nothing is to be printed
	Filed   *catalogue.Catalogue // nil where there is no archive to look into
	// InFlight are the forms that are about to be filed by this program; nil for
	// whoever only asks. A form found in order is entered there, see Outcome.InFlight.
	InFlight *InFlight
}

// Outcome is what becomes of a submission.
type Outcome struct {
	Hash    string   // of the submission
	Content string   // over what the form and its attachments say; empty when it could not be read whole
	Unit    string   // whose record it becomes
	earlier []string // Content as records filed long ago have it, see form.Form.EarlierContents
	Degree  string   // how secret it is: 密级, or archive.NotSecret; empty where that could not be read

	// Form is as it was read; nil when that was not needed, or not possible.
	Form *form.Form
	// Unreadable tells that it could not be read. The finding that says why is in
	// the verdict.
	Unreadable *form.Unreadable

	// Duplicate is the number of the record that says the same, Unnamed that the
	// sender may not be told of it.
	Duplicate string
	Unnamed   bool

	Verdict rules.Verdict
	// InVain are, of a form that waits for signatures at the desk, the findings for which
	// it will go back when all have signed, on whatever day they do: a day on the form has
	// passed. Whoever handed it in should recall it.
	InVain []form.Finding

	// InFlight is the form's entry among those in flight, which whoever has filed it
	// removes again; nil unless the form is in order.
	InFlight *InFlightForm
}

// Accepted tells that nothing keeps the form from being filed.
func (o Outcome) Accepted() bool {
	return o.Duplicate == "" && o.Unreadable == nil && !o.Verdict.Returned() && !o.Unsigned()
}

// Unsigned tells that nothing is wrong with the form, but that it waits for signatures
// at the desk (待签).
func (o Outcome) Unsigned() bool {
	return o.Duplicate == "" && o.Unreadable == nil && !o.Verdict.Returned() && len(o.Verdict.Unsigned) > 0
}

// Excused are the findings that do not keep the form from being filed, as an office may
// be told them: each with what the form says for itself.
func (o Outcome) Excused(office string) []string {
	var messages []string
	for _, f := range form.General(o.Verdict.Findings, office) {
		if !f.Returns() {
			messages = append(messages, f.Answered())
		}
	}
	return messages
}

// Review answers what becomes of a submission. The error is that of the archive or
// of the disk, or tells of another form that is in flight; the form is not to blame
// for it.
func (r *Reviewer) Review(ctx context.Context, s Submission) (Outcome, error) {
	o := Outcome{Hash: s.Hash()}
	if o.Verdict.Findings = s.irregular(); len(o.Verdict.Findings) > 0 {
		return o, nil
	}
	if s.Refused != nil {
		return r.refused(ctx, s, o)
	}
	number, filed, err := r.filedSubmission(ctx, o.Hash)
	if err != nil {
		return o, err
	}
	if filed {
		return r.Duplicate(ctx, o, number, s.From)
	}
	f, found, err := s.Read(ctx)
	if errors.As(err, &o.Unreadable) {
		o.Verdict.Findings = append([]form.Finding{o.Unreadable.Finding()}, s.alsoUnreadable()...)
		return o, nil
	}
	if err != nil {
		return o, err
	}
	o.Form, o.Degree, o.Unit = f, f.Degree(found), Attribute(r.Ruleset, f, s.From)
	// What it says, it says without the signatures that it is given at the desk.
	sums := s.sums()
	content, earlier := f.Content(sums), f.EarlierContents(sums)
	found = s.scanned(f, Sign(r.Ruleset, f, found, s.Signed, s.received()))
	if len(found) == 0 { // of a form only half read there is no telling what it says
		o.Content, o.earlier = content, earlier
	}
	return r.judge(ctx, s, o, append(slices.Clip(found), s.shortcuts(f)...))
}

// refused is the outcome of what goes back whatever it says. It is read all the same,
// for its kind and how secret it is.
func (r *Reviewer) refused(ctx context.Context, s Submission, o Outcome) (Outcome, error) {
	o.Verdict.Findings = []form.Finding{*s.Refused}
	f, found, err := s.Read(ctx)
	if unreadable := (*form.Unreadable)(nil); errors.As(err, &unreadable) {
		return o, nil
	}
	if err != nil {
		return o, err
	}
	o.Form, o.Degree, o.Unit = f, f.Degree(found), Attribute(r.Ruleset, f, s.From)
	return o, nil
}

// judge judges a form in the light of the archive and of what is in flight.
func (r *Reviewer) judge(ctx context.Context, s Submission, o Outcome, found []form.Finding) (Outcome, error) {
	entry, err := NewInFlightForm(s.Key, o.Form, o.Unit)
	if err != nil {
		return o, err
	}
	forms := r.InFlight
	if forms == nil {
		forms = &InFlight{}
	}
	for {
		number, filed, err := r.filedContent(ctx, o)
		if err != nil {
			return o, err
		}
		if filed {
			return r.Duplicate(ctx, o, number, s.From)
		}
		again, err := r.again(ctx, s, o)
		if err != nil {
			return o, err
		}
		if again.duplicate != "" {
			return r.Duplicate(ctx, o, again.duplicate, s.From)
		}
		view, records := r.view(ctx, forms, o.Hash)
		o.Verdict, err = Judge(r.Ruleset, r.Fonts, records, o.Form, append(slices.Clip(found), again.found...), s.From, s.has, s.received())
		if err == nil && o.Unsigned() && !s.Signed.Opened {
			err = r.tryToSign(s, &o, append(slices.Clip(found), again.found...), records)
		}
		again.insist(o.Verdict.Findings)
		s.offerNear(o.Verdict.Findings)
		if err == nil && o.Accepted() {
			if forms.admit(view, entry) {
				o.InFlight = entry
				return o, nil
			}
			continue
		}
		forms.close(view)
		if err != nil || o.Unsigned() {
			return o, err
		}
		if len(view.relied) == 0 {
			return r.unlessFiledMeanwhile(ctx, s, o)
		}
		// It goes back because of a form that is only about to be filed. When that
		// is done its number can be named, or this one turns out to say the same.
		for _, other := range view.relied {
			<-other.settled
			if forms.isStalled(other) {
				return o, other.awaitedBy(s.From)
			}
		}
	}
}

// unlessFiledMeanwhile is the outcome of a form that goes back. What says the same
// may have been filed after that was asked and before the rules looked into the
// archive, and then it goes back as a duplicate of that.
func (r *Reviewer) unlessFiledMeanwhile(ctx context.Context, s Submission, o Outcome) (Outcome, error) {
	number, filed, err := r.filedContent(ctx, o)
	if err != nil || !filed {
		return o, err
	}
	return r.Duplicate(ctx, o, number, s.From)
}

// Again judges a form that was filed, under the submission's hash, in the light of
// what else is. Its files are not asked for: they were there. It is judged as of the
// day it was received, so that the same rulebook comes to the same.
func (r *Reviewer) Again(ctx context.Context, f *form.Form, hash string, received time.Time) (rules.Verdict, error) {
	_, records := r.view(ctx, &InFlight{}, hash)
	return Judge(r.Ruleset, r.Fonts, records, f, nil, Operator, func(string) bool { return true }, received)
}

// InOrder reports whether a form that was read without mistakes would be accepted by
// the rules, with all attachments and whatever else is in flight.
func (r *Reviewer) InOrder(ctx context.Context, f *form.Form, from Sender) (bool, error) {
	_, records := r.view(ctx, &InFlight{}, "")
	verdict, err := Judge(r.Ruleset, r.Fonts, records, f, nil, from, func(string) bool { return true }, time.Now())
	return err == nil && !verdict.Returned(), err
}

// view is the archive as it will be when all that is in flight is filed, without
// the record of the submission itself; no archive where there is none.
func (r *Reviewer) view(ctx context.Context, forms *InFlight, hash string) (*view, rules.Archive) {
	if r.Filed == nil {
		return forms.view(nil), nil
	}
	v := forms.view(r.Filed.Others(ctx, hash))
	return v, v
}

// filedSubmission is the number under which the very same files were filed.
func (r *Reviewer) filedSubmission(ctx context.Context, hash string) (number string, filed bool, err error) {
	if r.Filed == nil {
		return "", false, nil
	}
	return r.Filed.FiledSubmission(ctx, hash)
}

// filedContent is the number under which a form that says the same was filed.
func (r *Reviewer) filedContent(ctx context.Context, o Outcome) (number string, filed bool, err error) {
	if r.Filed == nil {
		return "", false, nil
	}
	for _, content := range append([]string{o.Content}, o.earlier...) {
		if number, filed, err = r.Filed.FiledContent(ctx, o.Form.Kind.Key, content, o.Hash); err != nil || filed {
			break
		}
	}
	return number, filed, err
}

// filed is the record with a number, be it lost; known is false when there is none.
func (r *Reviewer) filed(ctx context.Context, number string) (first archive.Filed, known bool, err error) {
	record, err := r.Filed.Record(ctx, number)
	if !errors.Is(err, catalogue.ErrUnknown) {
		return record.AsFiled(), err == nil, err
	}
	l, lost, err := r.Filed.Loss(ctx, number)
	if err != nil || !lost {
		return first, false, err
	}
	return r.lost(ctx, l)
}

// Duplicate makes an outcome that of what was filed before, or is about to be, under
// a number. The number is named to who may see the record.
func (r *Reviewer) Duplicate(ctx context.Context, o Outcome, number string, from Sender) (Outcome, error) {
	first, known := archive.Filed{}, false
	if r.InFlight != nil {
		first, known = r.InFlight.named(number)
	}
	if !known {
		var err error
		if first, known, err = r.filed(ctx, number); err != nil {
			return o, err
		}
	}
	if o.Degree == "" && known { // not read: the same bytes were, then
		o.Degree = cmp.Or(first.Secrecy, archive.NotSecret)
	}
	o.Duplicate, o.Unnamed = number, !known || from.Reach != nil && !from.Reach(first)
	o.Verdict = rules.Verdict{}
	return o, nil
}
