package form

import (
	"reflect"
	"testing"

	"gongwen/templates/workbook/workbooktest"
)

// TestReadWorkbookOfEveryProducer: a form says the same whichever way its workbook is
// written.
func TestReadWorkbookOfEveryProducer(t *testing.T) {
	set := builtin(t)
	for _, key := range []string{"letter", "leave", "minutes"} {
		want := example(t, set, set.Named(key))
		for name, data := range workbooktest.Variants(t, filled(t, want.Kind, want.Values)) {
			t.Run(key+"/"+name, func(t *testing.T) {
				form, findings, err := Read("f.xlsx", data, set)
				if err != nil || len(findings) > 0 {
					t.Fatalf("%v %+v", err, findings)
				}
				if !reflect.DeepEqual(form.Values, want.Values) {
					t.Errorf("got\n%v\nwant\n%v", form.Values, want.Values)
				}
			})
		}
	}
}
