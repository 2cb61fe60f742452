package issue

import (
	"strings"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/samples"
	"gongwen/templates"
)

// The draft of a form that leaves out its day bears another day than the document will,
// where that is the day of the last signature: it says so.
func TestDraftTellsThatItsDayWillBeAnother(t *testing.T) {
	t.Parallel()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind    string
		undated bool
		told    bool
	}{{"letter", true, true}, {"letter", false, false}, {"leave", true, false}, {"leave", false, false}} {
		note := draftNote(&form.Form{Kind: kinds.Named(c.kind), Undated: c.undated})
		if strings.Contains(note, "日期以签完那天为准") != c.told || !strings.Contains(note, "尚未编号") {
			t.Errorf("%s, undated %t: %s", c.kind, c.undated, note)
		}
	}
}
