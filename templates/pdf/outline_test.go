package pdf

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Headings become bookmarks, one under the other, that lead to their places.
func TestOutlineMakesBookmarks(t *testing.T) {
	body := strings.Repeat("字", 28*22)
	file, printed := printTest(t, `<document><h1>一、甲𠮷</h1><p>{{.form.body}}</p><h2>（一）乙</h2><h2>（二）(丙)\</h2><h1>二、丁</h1></document>`, testData("行", body))
	if printed.Pages != 2 {
		t.Fatalf("%d pages", printed.Pages)
	}
	type entry struct {
		Title string
		Page  int `json:"destpageposfrom1"`
		Dest  []any
		Kids  []entry
	}
	var read struct{ Outlines []entry }
	if err := json.Unmarshal([]byte(tool(t, "qpdf", "qpdf", "--json", "--json-key=outlines", save(t, file))), &read); err != nil {
		t.Fatal(err)
	}
	var got []string
	var list func(depth string, all []entry)
	list = func(depth string, all []entry) {
		for _, e := range all {
			got = append(got, fmt.Sprintf("%s%s %d", depth, e.Title, e.Page))
			if y := e.Dest[3].(float64); y < paperHeight-areaBottom || y > paperHeight-areaTop+bodySize {
				t.Errorf("%s leads to %.1f", e.Title, y)
			}
			list(depth+"-", e.Kids)
		}
	}
	list("", read.Outlines)
	if want := []string{"一、甲𠮷 1", "-（一）乙 2", `-（二）(丙)\ 2`, "二、丁 2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	k := inspected(t, file)
	all, beneath, none := k.at(k.catalog(), "/Outlines", "/Count"), k.at(k.catalog(), "/Outlines", "/First", "/Count"), k.at(k.catalog(), "/Outlines", "/Last", "/Count")
	if all != 4. || beneath != 2. || none != nil {
		t.Errorf("the outline counts %v in all, %v under its first and %v under its last entry", all, beneath, none)
	}
}
