package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongwen/archive/catalogue"
)

// TestServerLetsNothingBeLearntFromAnswers: what is out of reach is answered, to the
// byte, like what does not exist: status, headers, words; whichever way it is asked
// for.
func TestServerLetsNothingBeLearntFromAnswers(t *testing.T) {
	r := theRoom(t)
	foreignArrival := ""
	for a, err := range r.workspace.Catalogue.Arrivals(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if a.Unit == "区教育局" {
			foreignArrival = a.ID
		}
	}
	if foreignArrival == "" {
		t.Fatal("no arrival of another unit")
	}
	// another is a name of the same length that nobody gave to anything.
	another := func(name string) string {
		for _, digits := range [][2]string{{"1", "7"}, {"2", "8"}, {"3", "9"}, {"a", "b"}, {"0", "f"}} {
			if at := strings.LastIndex(name, digits[0]); at >= 0 {
				return name[:at] + digits[1] + name[at+1:]
			}
		}
		t.Fatalf("%q has no other like it", name)
		return ""
	}
	compared := 0
	compare := func(who string, hidden string, ask func(c *client, name string) *httptest.ResponseRecorder, how string) {
		t.Helper()
		var told [2]string
		for i, name := range []string{hidden, another(hidden)} {
			c := r.public(t)
			if who != "" {
				c = r.as(t, who)
			}
			w := ask(c, name)
			if w.Code < 300 {
				t.Errorf("%s to %q is in scope: the test looks at the wrong one", how, who)
			}
			told[i] = wholeOf(w, name, c.token)
		}
		compared++
		if told[0] != told[1] {
			t.Errorf("%s as %q: what is out of scope is told from what does not exist\n%s\n--- and\n%s", how, who, told[0], told[1])
		}
	}
	hidden := map[string][]catalogue.Entry{
		"": {r.own, r.foreign, r.secret}, "caizheng": {r.foreign, r.secret}, "dangan": {r.secret}, "kuaiji": {r.secret}, "admin": {r.secret},
	}
	for who, entries := range hidden {
		for _, e := range entries {
			for _, part := range []string{"", "document", "document?download=1", "form", "attachment/0", "bag.zip"} {
				for _, set := range [][]string{nil, {"If-None-Match", `"` + e.Document.SHA256 + `"`}, {"If-Match", `"` + e.Document.SHA256 + `"`}, {"Range", "bytes=0-4"}} {
					for _, method := range []string{http.MethodGet, http.MethodHead} {
						compare(who, e.Number, func(c *client, number string) *httptest.ResponseRecorder {
							target := recordURL(number)
							if part != "" {
								target = recordURL(number, part)
							}
							return c.do(method, target, nil, set...)
						}, fmt.Sprintf("%s %s %s %v", method, e.Number, part, set))
					}
				}
			}
			compare(who, e.Number, func(c *client, number string) *httptest.ResponseRecorder {
				return c.post(recordURL(number, "void"), url.Values{"reason": {"x"}})
			}, "POST void "+e.Number)
		}
	}
	for who, id := range map[string]string{"kuaiji": r.back.ID, "caizheng": foreignArrival, "": r.back.ID} {
		compare(who, id, func(c *client, id string) *httptest.ResponseRecorder { return c.get("/desk/" + url.PathEscape(id)) }, "GET /desk/"+id)
	}
	// The public asks for check codes: a wrong one of a record and one of none.
	r.untried(t)
	for _, number := range []string{r.foreign.Number, r.secret.Number, r.void.Number} {
		var told [2]string
		for i, n := range []string{number, another(number)} {
			c := r.public(t)
			told[i] = wholeOf(c.get("/verify?n="+url.QueryEscape(n)+"&c=AAAA-AAAA-AAAA"), n, "")
		}
		if compared++; told[0] != told[1] {
			t.Errorf("a wrong code tells whether there is %s:\n%s\n--- and\n%s", number, told[0], told[1])
		}
	}
	if compared < 390 {
		t.Errorf("%d answers compared", compared)
	}
}

// wholeOf is all of an answer, the name asked about and the session's token apart.
func wholeOf(w *httptest.ResponseRecorder, name, token string) string {
	var b strings.Builder
	fmt.Fprintln(&b, w.Code)
	for _, header := range slices.Sorted(maps.Keys(w.Header())) {
		fmt.Fprintln(&b, header, w.Header()[header])
	}
	b.WriteString(w.Body.String())
	text := b.String()
	for _, as := range []string{name, url.PathEscape(name), url.QueryEscape(name), url.QueryEscape(url.PathEscape(name))} {
		text = strings.ReplaceAll(text, as, "NAME")
	}
	if token != "" {
		text = strings.ReplaceAll(text, token, "TOKEN")
	}
	return text
}
