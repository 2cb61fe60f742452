package review

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/templates"
)

// again is that the same form was filed before as a record that does not stand any more:
// it was made void, or it was lost and somebody has written it off.
//
// Somebody hands it in anew by mistake, or on purpose. So it is asked; the answer is a row
// of the exceptions, as to any suspicion. That row changes what the form says, and its
// files: forms are held against each other without their exceptions (form.Form.Bare), and
// the number of the former record stays tied to the files it was given to. The same files
// again can therefore not be their own answer, whatever they say: they go back, always.
type again struct {
	found     []form.Finding // at most one
	same      bool           // the very same files
	duplicate string         // the number of the record that was filed anew before
}

// again looks for what a form was filed as before and does not stand any more.
func (r *Reviewer) again(ctx context.Context, s Submission, o Outcome) (a again, err error) {
	if r.Filed == nil || o.Content == "" {
		return a, nil
	}
	kind := o.Form.Kind
	day := kind.DateOf(o.Form.Values).ISO()
	bare := o.Form.Bare(s.sums())
	says := func(e catalogue.Entry) bool { return e.Submission == o.Hash || bareOf(kind, e.Record) == bare }
	former, err := r.Filed.Former(ctx, kind.Key, day)
	if err != nil {
		return a, err
	}
	former = slices.DeleteFunc(former, func(e catalogue.Entry) bool { return !says(e) })
	unknown, err := r.Filed.FormerUnknown(ctx, kind.Key, o.Hash, o.Content)
	if err != nil || len(former)+len(unknown) == 0 {
		return a, err
	}
	standing, err := r.Filed.Dated(ctx, kind.Key, day)
	if err != nil {
		return a, err
	}
	if i := slices.IndexFunc(standing, func(e catalogue.Entry) bool {
		return says(e) && !slices.ContainsFunc(former, func(f catalogue.Entry) bool { return f.Number == e.Number })
	}); i >= 0 {
		a.duplicate = standing[i].Number
		return a, nil
	}
	return r.ask(ctx, s, o, former, unknown)
}

// ask is the finding that tells of the last of the former records.
func (r *Reviewer) ask(ctx context.Context, s Submission, o Outcome, former []catalogue.Entry, unknown []catalogue.Loss) (a again, err error) {
	var first archive.Filed
	var said string
	for _, l := range unknown {
		a.same = true // by its files, or by all that it says
		if first, _, err = r.lost(ctx, l); err != nil {
			return a, err
		}
		said = whyNot(l.Voided, l.WrittenOff)
	}
	for _, e := range former {
		a.same = a.same || e.Submission == o.Hash
		l, _, err := r.Filed.Loss(ctx, e.Number)
		if err != nil {
			return a, err
		}
		first, said = e.AsFiled(), whyNot(e.Voided, l.WrittenOff)
	}
	f := form.Finding{
		Severity: form.Confirm, Field: wholeForm,
		Message: fmt.Sprintf("这份表单此前已办理，编号%s，%s", first.Number, said),
		Advice:  "请先看是不是误送、有没有要改的；确要照原样重新办理的，核实以后另编新号。",
	}
	if s.From.Reach != nil && !s.From.Reach(first) {
		f.Beyond = []string{first.Secrecy}
	}
	a.found = []form.Finding{f}
	return a, nil
}

// wholeForm is the field of what is not about one of them; a row of the exceptions may
// name it.
const wholeForm = "整份表单"

// whyNot says why a record does not stand any more.
func whyNot(void *catalogue.Void, off *catalogue.WriteOff) string {
	var said []string
	if void != nil {
		said = append(said, fmt.Sprintf("已于%s作废，理由：%s", templates.Today(void.At.Local()), void.Reason))
	}
	if off != nil {
		said = append(said, fmt.Sprintf("档案遗失，已于%s核销", templates.Today(off.At.Local())))
	}
	return strings.Join(said, "；")
}

// insist takes back an answer that the very same files give: what they say was said before
// the record was made void.
func (a again) insist(findings []form.Finding) {
	if !a.same {
		return
	}
	for i := range findings {
		if f := &findings[i]; f.Message == a.found[0].Message && f.Excused {
			f.Excused, f.Reason, f.AgreedBy = false, "", ""
		}
	}
}

// bareOf is what the form of a record says, without its exceptions, see form.Form.Bare.
func bareOf(kind *templates.Kind, r archive.Record) string {
	values, err := kind.Decode(r.Values)
	if err != nil { // what the kind no longer knows nobody says again
		return ""
	}
	var sums []string
	for _, f := range r.Attachments {
		sums = append(sums, f.SHA256)
	}
	f := form.Form{Kind: kind, Values: values}
	return f.Bare(sums)
}

// Counterparts are the records that are the same form as one: of a record that does not
// stand any more that under which it was filed anew, and of this one the former.
func Counterparts(ctx context.Context, c *catalogue.Catalogue, kinds *templates.Set, e catalogue.Entry) ([]catalogue.Entry, error) {
	kind := kinds.Named(e.Kind)
	if kind == nil {
		return nil, nil
	}
	found, err := c.Former(ctx, e.Kind, e.Date.ISO())
	if err != nil || len(found) == 0 {
		return nil, err
	}
	if slices.ContainsFunc(found, func(f catalogue.Entry) bool { return f.Number == e.Number }) {
		standing, err := c.Dated(ctx, e.Kind, e.Date.ISO())
		if err != nil {
			return nil, err
		}
		found = append(found, standing...)
	}
	bare := bareOf(kind, e.Record)
	seen := map[string]bool{e.Number: true}
	return slices.DeleteFunc(found, func(f catalogue.Entry) bool {
		differs := seen[f.Number] || bare == "" || bareOf(kind, f.Record) != bare
		seen[f.Number] = true
		return differs
	}), nil
}

// lost is what is known of a record that is lost: whose inbox it came from, and how
// secret it is, as the journal tells; the highest degree where it does not.
func (r *Reviewer) lost(ctx context.Context, l catalogue.Loss) (archive.Filed, bool, error) {
	a, known, err := r.Filed.Arrival(ctx, l.Arrival)
	return archive.Filed{Number: l.Number, Kind: l.Kind, Unit: a.Unit, Secrecy: a.Secrecy()}, known, err
}
