package samples

import (
	"reflect"
	"testing"

	"gongwen/pipeline/rules"
)

// TestOfficeIsThatOfTheRulebook: the samples are of the office whose rulebook is compiled
// in, and written in its words.
func TestOfficeIsThatOfTheRulebook(t *testing.T) {
	if got, want := Office(), rules.BuiltinOffice(); !reflect.DeepEqual(got, want) {
		t.Errorf("office.yaml says %+v, and that of the rulebook %+v", got, want)
	}
}
