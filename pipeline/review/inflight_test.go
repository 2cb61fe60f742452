package review

import (
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/pipeline/workspace"
)

// TestAwaitedByNamesAFormOnlyToItsOwn: the reason why a form waits stands in the
// ledger for its unit to see.
func TestAwaitedByNamesAFormOnlyToItsOwn(t *testing.T) {
	ruleset, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	other := &InFlightForm{name: "某人的介绍信.yaml", filed: archive.Filed{Unit: "区教育局"}}
	for inbox, named := range map[string]bool{"区教育局": true, "龙凤区教育局": true, "区财政局": false, "区政府办公室": true, "": true} {
		if got := other.awaitedBy(InboxOf(ruleset, inbox)).Error(); strings.Contains(got, other.name) != named {
			t.Errorf("%q is told %s", inbox, got)
		}
	}
}
