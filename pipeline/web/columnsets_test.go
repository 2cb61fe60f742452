package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
	"gongwen/templates/table"
)

func TestColumnsRight(t *testing.T) {
	of := columnsOf{Always: []string{"编号", "效力"}, All: []table.Column{{Label: templates.SerialLabel}, {Label: "编号"}, {Label: "金额"}, {Label: "单位"}, {Label: "效力"}, {Label: "表单摘要", Technical: true}}}
	for name, test := range map[string]struct{ wanted, want string }{
		"all":                    {"", ""},
		"all as they are":        {"编号 金额 单位 效力", ""},
		"others first":           {"单位 编号 效力 金额", "序号 单位 编号 效力 金额"},
		"without those it needs": {"金额", "序号 编号 金额 效力"},
		"unknown ones":           {"金额 编号 没有", "序号 金额 编号 效力"},
		"none that is known":     {"没有", ""},
		"technical ones":         {"编号 表单摘要", "序号 编号 表单摘要 效力"},
	} {
		if got := strings.Join(of.right(strings.Fields(test.wanted)), " "); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestColumnsWanted(t *testing.T) {
	for _, test := range []struct{ ticked, earlier, want string }{
		{"甲 乙 丙", "", "甲 乙 丙"}, {"甲 乙 丙", "丙", "甲 丙 乙"}, {"甲 乙", "甲", "甲 乙"}, {"甲 甲 乙", "丁", "甲 乙"},
	} {
		if got := strings.Join(columnsWanted(strings.Fields(test.ticked), test.earlier), " "); got != test.want {
			t.Errorf("%s, %s earlier: %s, want %s", test.ticked, test.earlier, got, test.want)
		}
	}
	if got := columnsWanted(make([]string, 10_000), ""); len(got) != 0 {
		t.Errorf("%d columns of nothing", len(got))
	}
}

// TestColumnSets: columns are saved under a name, in their order, for whoever saved them;
// the page and its files have them.
func TestColumnSets(t *testing.T) {
	r := ownRoom(t, Options{})
	c := r.as(t, "kuaiji")
	query := url.Values{"year": {"2026"}, "column": {"持信人", "编号"}}.Encode()
	w := c.post("/registers/columns/keep", url.Values{"of": {"letter"}, "name": {" 持信人核对 "}, "query": {query}})
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/registers/letter?") {
		t.Fatalf("saving: %d, to %q: %s", w.Code, to, w.Body)
	}
	page := c.get(to).Body.String()
	if head := labelsOf(t, page); !slices.Equal(head, []string{"序号", "持信人", "编号", "效力"}) || !strings.Contains(page, "<strong>持信人核对</strong>") {
		t.Errorf("the page has %q", head)
	}
	csv := c.get(strings.Replace(to, "?", "/csv?", 1))
	if first, _, _ := strings.Cut(csv.Body.String(), "\r\n"); first != "\ufeff序号,持信人,编号,效力" {
		t.Errorf("the file has %q", first)
	}
	if got := csv.Header().Get("Content-Disposition"); !strings.Contains(got, url.PathEscape("2026年介绍信台账（持信人核对）.csv")) {
		t.Errorf("the file is called %s", got)
	}
	if page := c.get("/registers/letter?year=2026").Body.String(); !strings.Contains(page, "set="+url.QueryEscape("持信人核对")) {
		t.Error("the set is not offered")
	}
	if page := r.as(t, "dangan").get("/registers/letter?year=2026").Body.String(); strings.Contains(page, "持信人核对") {
		t.Error("the set is offered to somebody else")
	}
	for name, fields := range map[string]url.Values{
		"no name":                 {"of": {"letter"}, "query": {query}},
		"no columns":              {"of": {"letter"}, "name": {"甲"}, "query": {"year=2026"}},
		"of no kind":              {"of": {"//evil.example"}, "name": {"甲"}, "query": {query}},
		"an address that is none": {"of": {"letter"}, "name": {"甲"}, "query": {"%zz"}},
	} {
		if w := c.post("/registers/columns/keep", fields); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	w = c.post("/registers/columns/drop", url.Values{"of": {"letter"}, "name": {"持信人核对"}, "query": {query}})
	if page := c.get(w.Header().Get("Location")).Body.String(); w.Code != http.StatusSeeOther || strings.Contains(page, "<strong>持信人核对") {
		t.Errorf("deleting: %d", w.Code)
	}
}
