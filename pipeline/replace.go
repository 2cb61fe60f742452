package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/form"
	"gongwen/pipeline/signoff"
)

// A form that was sent back, or waits for signatures and has to be changed, is handed in
// again as its next version (换稿). That it is one says the notice or slip of the former,
// or a note, that came along with it (ours.Arrival). Those texts are no secret and anybody
// can make one, so only a form from the same unit's inbox, of the same kind, takes the
// place of one that waits. It begins to be signed anew: what was signed before is shown
// with it, and counts no more.

// findReplaced finds the arrival whose changed form a form is that has not been opened,
// with what was signed of that.
func (d *driver) findReplaced(ctx context.Context, j *job) (err error) {
	if j.signing.Version() > 0 {
		return nil
	}
	if j.replaces, err = d.replacedBy(ctx, j); err == nil {
		j.signing.Before, err = desk.Before(ctx, d.workspace.Catalogue, j.replaces)
	}
	return err
}

// replacedBy is the arrival whose changed form a form is; empty for none.
func (d *driver) replacedBy(ctx context.Context, j *job) (string, error) {
	c := d.workspace.Catalogue
	key, err := d.spool.Replaces(j.arrival)
	if err != nil || key == "" {
		return "", err
	}
	former, known, err := c.Arrival(ctx, key)
	if err != nil || !known || former.Unit != j.arrival.Unit {
		return "", err
	}
	switch former.State {
	case catalogue.Returned:
		return key, nil
	case catalogue.Pending:
		u, waits, err := c.Unsigned(ctx, key)
		if err != nil || !waits || u.Kind != j.outcome.Form.Kind.Key {
			return "", err
		}
		return key, nil
	}
	return "", nil // it was filed: this is another form
}

// replacePatience is how long a form waits for the one whose place it takes, which may be
// looked at just then. Whoever looks may wait in turn for this form, which is in flight or
// says the same: then this one lets go, and tries again.
const replacePatience = 2 * time.Second

// endReplaced ends the signing of an arrival whose place a form takes, where it still
// waits. It goes back when the form itself is at rest, see drive. It may be done again.
func (d *driver) endReplaced(ctx context.Context, j *job, replaced string) error {
	if replaced == "" {
		return nil
	}
	former, err := d.signReplaced(ctx, replaced, j.arrival.Key)
	if refusal := (*signoff.Refusal)(nil); errors.Is(err, desk.ErrNotWaiting) || errors.As(err, &refusal) {
		return nil // it has ended otherwise, meanwhile or before
	}
	if err == nil && former.settled {
		j.former = &former.arrival
	}
	return err
}

// signReplaced notes that another arrival takes the place of one.
func (d *driver) signReplaced(ctx context.Context, replaced, by string) (j job, err error) {
	if !d.desk.beginWithin(replaced, replacePatience) {
		return j, fmt.Errorf("前一稿（收件号 %s）正在核对，等它核对完再接着办", replaced)
	}
	defer d.desk.end(replaced)
	j, _, err = d.signOffAlone(ctx, replaced, signoff.Event{Act: signoff.Replaced, Replaces: by})
	return j, err
}

// waitsAlready is the finding on a form that says what another says that waits for
// signatures; nil where there is none. A form that takes the other's place and says the
// same changes nothing.
func (d *driver) waitsAlready(ctx context.Context, j *job) (*form.Finding, error) {
	c := d.workspace.Catalogue
	key, waits, err := c.UnsignedContent(ctx, j.outcome.Form.Kind.Key, j.outcome.Content)
	if err != nil || !waits || key == j.arrival.Key || j.signing.Replaces() == key {
		return nil, err
	}
	f := &form.Finding{Severity: form.Must, Ending: form.Waiting, Message: "同样内容的表单已经在等候签批", Advice: "不必再送，等签批即可。要改内容的，改好后连同退件通知或者“待签”说明一起提交；不再办理的，请先撤回前一份。"}
	former, err := desk.Read(ctx, d.workspace, j.ruleset, key, d.now())
	if errors.Is(err, desk.ErrNotWaiting) {
		return nil, nil // it has just ended
	}
	if err != nil {
		return nil, err
	}
	if former.Signing.Ended() != nil {
		return nil, nil // likewise, as far as it counts
	}
	if former.Arrival.Unit != j.arrival.Unit { // what others handed in is nothing to them
		f.Advice = "请向办公室核实；确需另行办理的，请在表单里写明与前一份的区别后提交。"
		return f, nil
	}
	f.Because = fmt.Sprintf("%s 送交，%s起等候。%s", former.Arrival.At.Format("2006-01-02 15:04"), former.Signing.Since().Format("2006-01-02 15:04"), former.Signing.WhoseTurn(former.Situation))
	return f, nil
}
