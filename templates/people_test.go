package templates

import (
	"slices"
	"testing"
)

func TestPeopleAreReadApart(t *testing.T) {
	for written, want := range map[string][]string{
		"沈望舒":         {"沈望舒"},
		"沈　望舒":        {"沈望舒"},
		"沈望舒、林知远":     {"沈望舒", "林知远"},
		"沈望舒，林知远；安　澜": {"沈望舒", "林知远", "安澜"},
		"沈望舒 林知远":     {"沈望舒", "林知远"},
		"沈望舒和林知远":     {"沈望舒", "林知远"},
		"阿依•木沙、安澜":    {"阿依·木沙", "安澜"},
	} {
		value, err := (&Field{Type: TypePeople}).Parse(written)
		if got, _ := value.(string); err != nil || !slices.Equal(People(got), want) {
			t.Errorf("%q is read as %v, %v; want %q", written, value, err, want)
		}
	}
	if v, err := (&Field{Type: TypePeople}).Parse("沈望舒等3人"); err == nil {
		t.Errorf("those who are not named are counted among the names: %v", v)
	}
	if People("") != nil {
		t.Error("nobody is somebody")
	}
}
