package handover

import (
	"slices"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/samples"
	"gongwen/templates"
)

// TestDescribeNamesWhoIsResponsible: the government for what is issued in its name, the
// office for all else, also for what is addressed to the government.
func TestDescribeNamesWhoIsResponsible(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	var governments []string
	for _, k := range kinds.All() {
		item := describe(Office{Government: "龙凤区人民政府", Name: "龙凤区人民政府办公室"}, k, catalogue.Entry{Record: archive.Record{Kind: k.Key}})
		switch item.Responsible {
		case "龙凤区人民政府":
			governments = append(governments, k.Key)
		case "龙凤区人民政府办公室":
		default:
			t.Errorf("%s: %q", k.Key, item.Responsible)
		}
	}
	if want := []string{"disclosure", "minutes", "outgoing"}; !slices.Equal(governments, want) {
		t.Errorf("in the government's name are %v, want %v", governments, want)
	}
}
