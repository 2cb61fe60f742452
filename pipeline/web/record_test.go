package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gongwen/pipeline"
)

// TestRecordNamesRelatedRecords: a record names what it cites and what cites it.
func TestRecordNamesRelatedRecords(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "caizheng")
	if body := c.get(recordURL(r.own.Number)).Body.String(); !strings.Contains(body, "引用本件的") || !strings.Contains(body, recordURL(r.closing.Number)) {
		t.Error("the letter does not name its closing")
	}
	if body := c.get(recordURL(r.closing.Number)).Body.String(); !strings.Contains(body, "本件引用的") || !strings.Contains(body, recordURL(r.own.Number)) {
		t.Error("the closing does not name its letter")
	}
}

// TestRecordOffersFurtherDocuments to those who may see the record, and stamped once that
// is void.
func TestRecordOffersFurtherDocuments(t *testing.T) {
	r := ownRoom(t, Options{})
	cleared := r.as(t, visitors[5])
	page, document := recordURL(r.secret.Number), recordURL(r.secret.Number, "document", "0")
	if body := cleared.get(page).Body.String(); !strings.Contains(body, document+"?download=1") || !strings.Contains(body, "发文稿纸（PDF）") {
		t.Error("the page does not offer it")
	}
	w := cleared.get(document + "?download=1")
	if got := w.Header().Get("Content-Disposition"); w.Code != http.StatusOK || !strings.Contains(got, url.PathEscape("发文稿纸.pdf")) {
		t.Errorf("%d %s", w.Code, got)
	}
	original := w.Body.String()
	if _, err := pipeline.Void(t.Context(), r.workspace, r.secret.Number, "改期"); err != nil {
		t.Fatal(err)
	}
	if w := cleared.get(document); w.Code != http.StatusOK || w.Body.String() == original || !strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Errorf("of a void record: %d, the original %v", w.Code, w.Body.String() == original)
	}
	if w := cleared.get(document + "?original=1"); w.Body.String() != original {
		t.Error("the original cannot be had")
	}
	if text := r.as(t, "admin").get("/trail?number=" + url.QueryEscape(r.secret.Number)).Body.String(); !strings.Contains(text, "发文稿纸.pdf的作废件") {
		t.Error("the access log does not tell of it")
	}
}

// TestVoidRecordOnceWithAReason: an administrator voids a record by its page, once,
// with a reason.
func TestVoidRecordOnceWithAReason(t *testing.T) {
	r := ownRoom(t, Options{})
	page := recordURL(r.own.Number)
	offered := func(name string) bool {
		return strings.Contains(r.as(t, name).get(page).Body.String(), page+"/void")
	}
	if !offered("admin") || offered("dangan") {
		t.Errorf("offered to the administrator: %v, to the archivist: %v", offered("admin"), offered("dangan"))
	}
	void := func(reason string) int {
		return r.as(t, "admin").post(page+"/void", url.Values{"reason": {reason}}).Code
	}
	for reason, want := range map[string]int{" ": http.StatusBadRequest, strings.Repeat("长", maxReason+1): http.StatusBadRequest} {
		if got := void(reason); got != want {
			t.Errorf("reason %.10q: %d, want %d", reason, got, want)
		}
	}
	if got := void("开错了\n单位"); got != http.StatusSeeOther {
		t.Fatalf("%d", got)
	}
	if text := r.as(t, "dangan").get(page).Body.String(); !strings.Contains(text, "已作废") || !strings.Contains(text, "开错了 单位") {
		t.Error("the page does not say so")
	}
	if got := void("又一次"); got != http.StatusBadRequest || offered("admin") {
		t.Errorf("voided again: %d; offered: %v", got, offered("admin"))
	}
	if text := r.as(t, "admin").get("/trail?number=" + url.QueryEscape(r.own.Number)).Body.String(); !strings.Contains(text, "作废") || !strings.Contains(text, "开错了 单位") {
		t.Error("the access log does not tell of it")
	}
}
