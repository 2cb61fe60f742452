package sorting

import (
	"fmt"
	"slices"
	"testing"
)

// TestSort tells forms from attachments.
func TestSort(t *testing.T) {
	form := func(names ...string) Reading { return Reading{Form: true, Names: names} }
	marked := func(names ...string) Reading { return Reading{Form: true, Names: names, Marked: true} }
	sealed := Reading{Form: true, Marked: true, Sealed: true}
	tests := []struct {
		what  string
		files []string
		whole bool
		read  map[string]Reading
		forms []string
		of    map[string][]string
		twin  map[string]string
	}{
		{"a form and its attachment", []string{"信.yaml", "函.txt"}, true,
			map[string]Reading{"信.yaml": form("函.txt")}, []string{"信.yaml"}, map[string][]string{"函.txt": {"信.yaml"}}, nil},
		{"a form for an attachment, whose own is none's", []string{"a.yaml", "b.yaml", "函.txt"}, true,
			map[string]Reading{"b.yaml": form("a.yaml"), "a.yaml": form("函.txt")}, []string{"b.yaml"}, map[string][]string{"a.yaml": {"b.yaml"}}, nil},
		{"a chain", []string{"a.yaml", "b.yaml", "c.yaml"}, false,
			map[string]Reading{"a.yaml": form("b.yaml"), "b.yaml": form("c.yaml"), "c.yaml": form()}, []string{"a.yaml", "c.yaml"}, map[string][]string{"b.yaml": {"a.yaml"}}, nil},
		{"a circle", []string{"a.yaml", "b.yaml"}, false,
			map[string]Reading{"a.yaml": form("b.yaml"), "b.yaml": form("a.yaml")}, []string{"a.yaml"}, map[string][]string{"b.yaml": {"a.yaml"}}, nil},
		{"itself", []string{"a.yaml"}, false, map[string]Reading{"a.yaml": form("a.yaml")}, []string{"a.yaml"}, nil, nil},
		{"shared", []string{"a.yaml", "b.yaml", "函.txt"}, false,
			map[string]Reading{"a.yaml": form("函.txt", "函.txt"), "b.yaml": form("函.txt")}, []string{"a.yaml", "b.yaml"}, map[string][]string{"函.txt": {"a.yaml", "b.yaml"}}, nil},
		{"a marked copy", []string{"批注-甲.xlsx", "甲.xlsx", "乙.xlsx"}, false,
			map[string]Reading{"批注-甲.xlsx": marked(), "甲.xlsx": form(), "乙.xlsx": form()}, []string{"乙.xlsx", "批注-甲.xlsx", "甲.xlsx"}, nil,
			map[string]string{"批注-甲.xlsx": "甲.xlsx", "甲.xlsx": "批注-甲.xlsx"}},
		{"a marked copy of another name beside the only form", []string{"看.xlsx", "甲.xlsx"}, true,
			map[string]Reading{"看.xlsx": marked(), "甲.xlsx": form()}, []string{"甲.xlsx", "看.xlsx"}, nil, map[string]string{"看.xlsx": "甲.xlsx", "甲.xlsx": "看.xlsx"}},
		{"marked copies as they were given back", []string{"批注-甲 (1).xlsx", "批注-甲.xlsx", "甲改.xlsx"}, true,
			map[string]Reading{"批注-甲 (1).xlsx": sealed, "批注-甲.xlsx": sealed, "甲改.xlsx": form()}, []string{"甲改.xlsx"}, nil, nil},
		{"one alone", []string{"批注-甲.xlsx"}, true, map[string]Reading{"批注-甲.xlsx": sealed}, []string{"批注-甲.xlsx"}, nil, nil},
		{"one of a marked copy, corrected", []string{"批注-批注-甲.xlsx", "批注-甲.xlsx"}, true,
			map[string]Reading{"批注-批注-甲.xlsx": sealed, "批注-甲.xlsx": marked()}, []string{"批注-甲.xlsx"}, nil, nil},
		{"one of another form, changed", []string{"批注-乙.xlsx", "甲.xlsx"}, true,
			map[string]Reading{"批注-乙.xlsx": marked(), "甲.xlsx": form()}, []string{"批注-乙.xlsx", "甲.xlsx"}, nil, nil},
		{"in an inbox it is a form", []string{"看.xlsx", "甲.xlsx"}, false,
			map[string]Reading{"看.xlsx": marked(), "甲.xlsx": form()}, []string{"甲.xlsx", "看.xlsx"}, nil, nil},
		{"a marked copy alone", []string{"批注-甲.xlsx"}, true, map[string]Reading{"批注-甲.xlsx": marked()}, []string{"批注-甲.xlsx"}, nil, nil},
		{"a marked copy for an attachment", []string{"批注-甲.xlsx", "甲.xlsx"}, true,
			map[string]Reading{"批注-甲.xlsx": marked(), "甲.xlsx": form("批注-甲.xlsx")}, []string{"甲.xlsx"}, map[string][]string{"批注-甲.xlsx": {"甲.xlsx"}}, nil},
	}
	for _, test := range tests {
		s := Sort(test.files, test.whole, test.read)
		if !slices.Equal(s.Forms, test.forms) || fmt.Sprint(s.Of) != fmt.Sprint(test.of) || fmt.Sprint(s.Twin) != fmt.Sprint(test.twin) {
			t.Errorf("%s: %q %q %q", test.what, s.Forms, s.Of, s.Twin)
		}
	}
}
