package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestSearchHelpsOn: facets narrow, pages follow, mistakes are shown with their
// place, near misses are offered, searches are kept.
func TestSearchHelpsOn(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "dangan")
	search := func(fields url.Values) string {
		t.Helper()
		w := c.get("/search?" + fields.Encode())
		if w.Code != http.StatusOK {
			t.Errorf("%v: %d", fields, w.Code)
		}
		return w.Body.String()
	}
	for _, test := range []struct {
		asked url.Values
		wants []string
	}{
		{url.Values{"q": {"核对"}, "unit": {"区教育局"}}, []string{"共 1 件", r.foreign.Number, "单位：区教育局"}},
		{url.Values{"q": {"核对"}, "from": {"2026-05-12"}}, []string{"共 0 件"}},
		{url.Values{"q": {"(核对"}}, []string{"role=\"alert\"", "^"}},
		{url.Values{"q": {"核对"}, "from": {"昨天"}}, []string{"读不懂"}},
		{url.Values{"q": {"沈望书"}}, []string{"共 0 件", "您是不是要找", "沈望舒"}},
		{url.Values{"q": {"作废 沈望舒 方听澜"}}, []string{"共 0 件", "单独来看", "“沈望舒”1件"}},
	} {
		body := search(test.asked)
		for _, want := range test.wants {
			if !strings.Contains(body, want) {
				t.Errorf("%v: no %q", test.asked, want)
			}
		}
	}
	kept := url.Values{"name": {"教育局的"}, "query": {"q=核对&unit=区教育局&token=x&after="}}
	if w := c.post("/search/keep", kept); w.Code != http.StatusSeeOther {
		t.Fatalf("keeping: %d", w.Code)
	}
	if body := search(nil); !strings.Contains(body, ">教育局的</a>") || strings.Contains(body, "token=x") {
		t.Error("the search kept is not offered")
	}
	c.post("/search/drop", url.Values{"name": {"教育局的"}})
	if body := search(nil); strings.Contains(body, ">教育局的</a>") {
		t.Error("the search dropped is still offered")
	}
}
