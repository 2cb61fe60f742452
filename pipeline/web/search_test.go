package web

import (
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	reading "gongwen/archive/extract"
	"gongwen/archive/texts"
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
		{url.Values{"q": {"(核对"}}, []string{"role=\"alert\"", `<span class="here">(<span class="below">^</span></span>核对`}},
		{url.Values{"q": {"核对 持信:<某>"}}, []string{"没有“持信”这一栏。是不是 持信人、", "请加引号：“持信:&lt;某&gt;”", `核对 <span class="here">持<span class="below">^</span></span>信:&lt;某&gt;`}},
		{url.Values{"q": {"持信人:沈望舒 -状态:作废"}}, []string{"共 1 件", r.own.Number}},
		{url.Values{"q": {"状态:作废"}}, []string{"共 1 件", r.void.Number}},
		{url.Values{"q": {"状态:待归还"}}, []string{r.foreign.Number}},
		{url.Values{"q": {"状态:已归还"}}, []string{"共 1 件", r.own.Number}},
		{url.Values{"q": {"待归还"}}, []string{"共 0 件", "“待归还”按文字查；要查<a href=\"/search?q=%E7%8A%B6%E6%80%81%3A%E5%BE%85%E5%BD%92%E8%BF%98\">待归还的档案（"}},
		{nil, []string{"状态:待归还", "审批意见·姓名:", "「区“放管服”办」"}},
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

// TestSearchTellsWhatAnEmptyAnswerIsWorth: while there are attachments that were not
// read, or could not be read whole, nothing found is not nothing there.
func TestSearchTellsWhatAnEmptyAnswerIsWorth(t *testing.T) {
	r := ownRoom(t, Options{})
	c := r.as(t, "dangan")
	path := filepath.Join(t.TempDir(), "texts.db") // in which nothing has been read
	empty, err := texts.Open(path)
	if err := errors.Join(err, r.server.workspace.Texts.Close()); err != nil {
		t.Fatal(err)
	}
	r.server.workspace.Texts = empty
	const unread, textless = "还有附件没有读完", "个附件没有文字或没有读全"
	page := func(q string) string {
		t.Helper()
		w := c.get("/search?" + url.Values{"q": {q}}.Encode())
		if w.Code != http.StatusOK {
			t.Fatal(w.Code)
		}
		return w.Body.String()
	}
	if body := page("火星"); !strings.Contains(body, unread) || strings.Contains(body, textless) {
		t.Error("attachments that are not read yet are not told of")
	}
	limits := reading.DefaultLimits
	limits.Text = 10
	x := reading.New(limits)
	if err := errors.Join(empty.Follow(t.Context(), r.workspace.Catalogue, r.workspace.Archive, x, nil), x.Close()); err != nil {
		t.Fatal(err)
	}
	if body := page("火星"); strings.Contains(body, unread) || !strings.Contains(body, textless) {
		t.Error("attachments that could not be read whole are not told of")
	}
	const why = "附件 本单位介绍信.txt：只读到一部分，文字过多"
	if body := page("核对"); !strings.Contains(body, why) || strings.Contains(body, textless) {
		t.Error("a hit does not tell of its attachment")
	}
	if w := c.get(recordURL(r.own.Number)); !strings.Contains(w.Body.String(), why) {
		t.Error("a record does not tell of its attachment", w.Code)
	}
}
