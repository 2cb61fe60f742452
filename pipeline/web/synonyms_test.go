package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestSearchTellsOtherWords: a unit that is written in another way is also looked for by
// its name, which the page says; in quotation marks it is not.
func TestSearchTellsOtherWords(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "dangan")
	for asked, told := range map[string]bool{"龙凤区教育局": true, "“龙凤区教育局”": false, "核对": false} {
		w := c.get("/search?" + url.Values{"q": {asked}}.Encode())
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", asked, w.Code)
		}
		if got := strings.Contains(w.Body.String(), "“龙凤区教育局”也按“区教育局”查；只查原来的词，请加引号：“龙凤区教育局”"); got != told {
			t.Errorf("%s: told %v\n%s", asked, got, w.Body)
		}
		if found := strings.Contains(w.Body.String(), r.foreign.Number); found != (asked != "“龙凤区教育局”") {
			t.Errorf("%s: found %v", asked, found)
		}
	}
}
