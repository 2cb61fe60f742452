package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongwen/archive/journal"
	"gongwen/templates"
)

var delegationCode = regexp.MustCompile(`/delegations/([A-Z2-9-]+)/(end|told)`)

// grants is what the form of a delegation sends.
func (r *deskRoom) grants(principal, delegate string, more ...string) url.Values {
	today := templates.Today(r.server.now())
	v := url.Values{"delegate": {delegate}, "from": {today.ISO()}, "until": {today.AddDays(3).ISO()}, "document": {"龙政办发〔2026〕5号"}, "password": {signers}}
	if principal != "" {
		v.Set("principal", principal)
	}
	return with(v, more...)
}

// refusedIn counts the lines of the access log that refuse something of a page.
func (r *deskRoom) refusedIn(t *testing.T, path string) (n int) {
	t.Helper()
	for e, err := range journal.All(r.workspace.Folder.Reading()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type == journal.Refused && e.Path == path || e.Type == journal.Refused && strings.Contains(e.Reason, "委托") {
			n++
		}
	}
	return n
}

// TestDelegations: somebody delegates what is theirs, an administrator what is anybody's,
// which the principal is told of until they have read it; nobody else, and nothing by a
// browser that was left open.
func TestDelegations(t *testing.T) {
	r := newDeskRoom(t)
	director, other := r.signs(t, "zhuren", "顾怀瑾"), r.signs(t, "linzy", "林知远")
	admin := r.as(t, "admin")
	key := r.waits(t, "区财政局", "甲项目", nil)
	says := func(c *client, path string, v url.Values, status int, told string) {
		t.Helper()
		w := c.post(path, v)
		if w.Code != status || !strings.Contains(w.Body.String(), told) {
			t.Errorf("%s %v: %d, want %d and “%s”: %s", path, v, w.Code, status, told, alerts(w.Body.String()))
		}
	}
	const page = "/delegations"
	says(director, page, r.grants("", "林知远", "password", "不是密码"), http.StatusForbidden, "密码不对")
	says(other, page, r.grants("顾怀瑾", "林知远"), http.StatusForbidden, "本人或者管理员")
	if n := r.refusedIn(t, page); n < 2 {
		t.Errorf("%d refusals in the access log", n)
	}
	says(director, page, r.grants("", "林知远", "document", "无"), http.StatusBadRequest, "依据")
	says(director, page, r.grants("", "林知远", "document", "龙政办发〔2026〕5号\U0001F600"), http.StatusBadRequest, "1F600）印不到公文上，请改写")
	says(director, page, r.grants("", "林知远", "from", "2020-01-01"), http.StatusBadRequest, "倒签")
	says(director, page, r.grants("", "林知远", "from", "明天"), http.StatusBadRequest, "读不懂")
	says(director, page, r.grants("", "林知远", "matter", "婚假"), http.StatusBadRequest, "婚假")
	says(director, page, r.grants("", "顾怀瑾"), http.StatusBadRequest, "不能委托给自己")
	if len(r.workspace.Current().Delegations()) > 0 {
		t.Fatal("something was set")
	}
	if w := other.get(signURL(key)); w.Code == http.StatusOK {
		t.Error("without a delegation it is shown")
	}
	says(director, page, r.grants("", "林知远", "matter", "介绍信", "document", "<b>龙政办发</b>〔2026〕5号"), http.StatusSeeOther, "")
	if w := other.get(page); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "&lt;b&gt;龙政办发") || strings.Contains(w.Body.String(), "<b>龙政") {
		t.Errorf("as the delegate sees it: %d", w.Code)
	}
	if w := other.get(signURL(key)); w.Code != http.StatusOK {
		t.Errorf("by the delegation: %d", w.Code)
	}
	code := delegationCode.FindStringSubmatch(director.get(page).Body.String())
	if code == nil {
		t.Fatal("it cannot be ended")
	}
	says(other, page+"/"+code[1]+"/end", url.Values{"words": {"不要了"}, "password": {signers}}, http.StatusForbidden, "本人或者管理员")
	says(director, page+"/"+code[1]+"/end", url.Values{}, http.StatusSeeOther, "")
	if w := other.get(signURL(key)); w.Code == http.StatusOK {
		t.Error("after its end it is shown")
	}

	says(admin, page, r.grants("顾怀瑾", "林知远"), http.StatusSeeOther, "")
	if w := director.get("/sign"); !strings.Contains(w.Body.String(), "有1项由管理员") {
		t.Error("the principal is not told")
	}
	of := delegationCode.FindStringSubmatch(director.get(page).Body.String())
	if of == nil || of[2] != "told" {
		t.Fatal("the principal cannot say they have read it")
	}
	says(other, page+"/"+of[1]+"/told", url.Values{}, http.StatusForbidden, "本人")
	says(admin, page+"/"+of[1]+"/told", url.Values{}, http.StatusForbidden, "本人")
	says(admin, page+"/"+of[1]+"/end", url.Values{}, http.StatusBadRequest, "理由")
	says(director, page+"/"+of[1]+"/told", url.Values{}, http.StatusSeeOther, "")
	if w := director.get("/sign"); strings.Contains(w.Body.String(), "有1项由管理员") {
		t.Error("told though it was read")
	}
	stranger := r.signs(t, "jiaoyu", "方听澜")
	if w := stranger.get(page); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "林知远</strong>") {
		t.Errorf("others see it: %d", w.Code)
	}
	says(stranger, page+"/"+of[1]+"/end", url.Values{"password": {signers}}, http.StatusForbidden, "本人或者管理员")
	events := 0
	for e, err := range journal.All(r.workspace.Archive.JournalDir()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type == journal.Signing && e.Arrival == "" {
			events++
		}
	}
	if events != 4 {
		t.Errorf("%d events in the journal", events)
	}
}

// TestStuckPageIsTheDirectors: what nobody may sign is for the office's director, and for
// administrators to see; no secret of it for whoever is not cleared.
func TestStuckPageIsTheDirectors(t *testing.T) {
	r := newDeskRoom(t)
	director, other := r.signs(t, "zhuren", "顾怀瑾"), r.signs(t, "linzy", "林知远")
	if w := director.get("/stuck"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "今天都有人可签") {
		t.Errorf("the director: %d", w.Code)
	}
	if w := r.as(t, "admin").get("/stuck"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "只能看") {
		t.Errorf("an administrator: %d", w.Code)
	}
	if w := other.get("/stuck"); w.Code != http.StatusForbidden {
		t.Errorf("somebody else: %d", w.Code)
	}
	if r.refusedIn(t, "/stuck") == 0 {
		t.Error("the refusal is not in the access log")
	}
}
