package web

import (
	"net/http"
	"strings"
	"testing"

	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// TestHandInReplacesWhatWaits: a changed form that is handed in for one that waits takes
// its place, and what was signed of that no longer counts but stays to be seen.
func TestHandInReplacesWhatWaits(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	director := r.signs(t, "zhuren", "顾怀瑾")
	director.does(key, "ask", with(director.opens(key), "to", "贺知秋", "words", "账目是否一致"), http.StatusSeeOther, "")
	own := r.as(t, "caizheng")
	if body := own.get("/hand-in?replaces=" + key).Body.String(); !strings.Contains(body, "改后的一稿") || !strings.Contains(body, key) {
		t.Error("the page does not tell whose place the form takes")
	}
	for name, want := range map[string]int{"dangan": http.StatusNotFound, "kuaiji": http.StatusNotFound} {
		if w := r.as(t, name).get("/hand-in?replaces=" + key); w.Code != want {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	changed := letter(map[string]any{"申请单位": "区财政局", "联系事项": "核对两年的账", "有效期至": templates.Today(r.server.now()).AddDays(7).ISO()})
	delete(changed, "开具日期")
	delete(changed, "审批意见")
	files := map[string][]byte{"改.yaml": formText(t, changed), "本单位介绍信.txt": []byte("兹介绍。")}
	if w := own.upload("区财政局", files, "replaces", key); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if err := r.pipeline.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, _, err := r.workspace.Catalogue.Arrival(t.Context(), key)
	if err != nil || a.State != catalogue.Returned || !strings.Contains(a.Reason, "改后的一稿") {
		t.Errorf("the first: %+v, %v", a, err)
	}
	waits, second := 0, ""
	for u, err := range r.workspace.Catalogue.AllUnsigned(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		waits, second = waits+1, u.Arrival
		if body := own.get("/desk/" + u.Arrival).Body.String(); !strings.Contains(body, "第2稿") || !strings.Contains(body, "第1稿") {
			t.Error("its page does not tell of both versions")
		}
	}
	if waits != 1 {
		t.Errorf("%d wait", waits)
	}
	done, err := r.sign(t, second, "顾怀瑾", templates.Agreed, "")
	if err != nil || done.Number == "" {
		t.Fatalf("%+v, %v", done, err)
	}
	if body := own.get(recordURL(done.Number, "history")).Body.String(); !strings.Contains(body, "账目是否一致") || strings.Count(body, "送签") != 2 {
		t.Errorf("the record's history does not begin with the first form:\n%s", body)
	}
	if w := own.upload("区财政局", files, "replaces", "nothing"); w.Code != http.StatusNotFound {
		t.Errorf("in the place of what is not there: %d", w.Code)
	}
}
