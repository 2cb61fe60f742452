package templates

import "testing"

// TestReadable: the text of a file goes into a paragraph, a list that has one, or first
// the one and then the other.
func TestReadable(t *testing.T) {
	fields := []Field{
		{Key: "lead", Type: TypeParagraph}, {Key: "title", Type: TypeText},
		{Key: "sections", Type: TypeList, Columns: []Field{{Key: "text", Type: TypeParagraph}}},
		{Key: "people", Type: TypeList, Columns: []Field{{Key: "name", Type: TypePerson}}},
	}
	for _, c := range []struct {
		into []string
		want bool
	}{
		{nil, true}, {[]string{"lead"}, true}, {[]string{"sections"}, true}, {[]string{"lead", "sections"}, true},
		{[]string{"title"}, false}, {[]string{"people"}, false}, {[]string{"none"}, false},
		{[]string{"sections", "lead"}, false}, {[]string{"lead", "lead"}, false}, {[]string{"lead", "sections", "lead"}, false},
	} {
		if got := readable(fields, c.into); got != c.want {
			t.Errorf("%v: %v", c.into, got)
		}
	}
}
