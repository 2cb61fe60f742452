package inbox

import (
	"context"
	"fmt"

	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
)

// Who gets a form back corrects it, or corrects the marked copy, and drops the whole
// folder again. Which of the two is the correction nobody has written anywhere; but
// it is in order, and the other is not. Where both are, and say different things,
// both go back: the wrong one must not be filed.

// copyOf is one of the two, and whether it is in order.
type copyOf struct {
	File
	inOrder bool
}

// decideTwin decides which of two copies of a form is taken, and notes it for the next
// look; decided reports whether there was anything to decide.
func (i *Inbox) decideTwin(ctx context.Context, t Task, f *form.Form, findings []form.Finding) (decided bool, err error) {
	name, ok := t.folder.sorted.Twin[t.Name()]
	if !ok {
		return false, nil
	}
	other := t.folder.file(name)
	if i.tracker.isRefused(other) {
		return false, nil
	}
	data, err := i.load(other)
	if err != nil {
		return false, err
	}
	marked, markedFindings, err := i.Read(other.Name(), data)
	if err != nil {
		return false, err
	}
	same := f.Content(nil) == marked.Content(nil) // before judging spells the names of units
	original, copied := copyOf{File: t.File}, copyOf{File: other}
	if original.inOrder, err = i.inOrder(ctx, t, f, findings); err != nil {
		return false, err
	}
	if copied.inOrder, err = i.inOrder(ctx, t, marked, markedFindings); err != nil {
		return false, err
	}
	switch {
	case copied.inOrder && !original.inOrder:
		i.tracker.refuse(t.File, inPlaceOf(original, copied))
	case copied.inOrder && !same:
		i.tracker.refuse(t.File, contradicts(original, copied))
		i.tracker.refuse(other, contradicts(copied, original))
	case !copied.inOrder && ours.IsEarlierMarked(data):
		i.tracker.markSealed(other)
	default:
		i.tracker.refuse(other, inPlaceOf(copied, original))
	}
	return true, nil
}

// inOrder reports whether a form would be accepted with what lies beside it.
func (i *Inbox) inOrder(ctx context.Context, t Task, f *form.Form, findings []form.Finding) (bool, error) {
	if len(findings) > 0 {
		return false, nil
	}
	b, err := i.belonging(t, f)
	if err != nil || len(b.missing) > 0 {
		return false, err
	}
	return i.InOrder(ctx, f, t.Unit())
}

// inPlaceOf is why a copy goes back when the other was taken.
func inPlaceOf(f, taken copyOf) form.Finding {
	return form.Finding{
		Severity: form.Must,
		Message:  fmt.Sprintf("“%s”与“%s”是同一份表单的两个本子，已按“%s”办理，这一份没有办理", f.Name(), taken.Name(), taken.Name()),
		Advice:   fmt.Sprintf("不必再送；要改用这一份的，请等“%s”的结果，改好后单独放入", taken.Name()),
	}
}

// contradicts is why both go back.
func contradicts(f, other copyOf) form.Finding {
	return form.Finding{
		Severity: form.Must,
		Message:  fmt.Sprintf("“%s”与“%s”是同一份表单的两个本子，所填的内容却不同，两份都没有办理", f.Name(), other.Name()),
		Advice:   "请只留下要用的那一份，与附件一起重新放入",
	}
}
