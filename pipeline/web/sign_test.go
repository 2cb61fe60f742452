package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
)

// signs is the browser of somebody of the roster who signs.
func (r *deskRoom) signs(t testing.TB, name, person string, clearance ...string) *client {
	t.Helper()
	once, err := r.server.accounts.Add(account.Account{Name: name, Role: account.Signer, Person: person, Clearance: clearance, Made: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.server.accounts.ChangePassword(name, once, signers); err != nil {
		t.Fatal(err)
	}
	c := r.as(t, name)
	c.from = "127.0.0.1:1234"
	return c
}

// signers is the password of those whom signs lets in.
const signers = password + "二"

var (
	hiddenShown = regexp.MustCompile(`name="shown" value="([0-9a-f]+)"`)
	hiddenSaid  = regexp.MustCompile(`name="said" value="(\d+)"`)
	hiddenFor   = regexp.MustCompile(`type="hidden" name="for" value="([^"]+)"`)
	hiddenOf    = regexp.MustCompile(`name="of" value="([^"]+)"`)
	tick        = regexp.MustCompile(`name="pick" value="([^"]+)"`)
)

// opens opens the page of a form that waits, and gives what a form there sends.
func (c *client) opens(key string) url.Values {
	c.t.Helper()
	w := c.get(signURL(key))
	if w.Code != http.StatusOK {
		c.t.Fatalf("%s: %d %s", key, w.Code, w.Body)
	}
	return sends(w)
}

// sends is what forms on a page have hidden.
func sends(w *httptest.ResponseRecorder) url.Values {
	v := url.Values{}
	for name, pattern := range map[string]*regexp.Regexp{"shown": hiddenShown, "said": hiddenSaid, "for": hiddenFor, "of": hiddenOf} {
		if m := pattern.FindStringSubmatch(w.Body.String()); m != nil {
			v.Set(name, m[1])
		}
	}
	return v
}

// with is values with more.
func with(v url.Values, more ...string) url.Values {
	v = url.Values(http.Header(v).Clone())
	v.Del("token")
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

// does does something on the page of a form, and fails unless it is answered so.
func (c *client) does(key, act string, v url.Values, status int, told string) *httptest.ResponseRecorder {
	c.t.Helper()
	w := c.post(signURL(key, act), v)
	if w.Code != status || !strings.Contains(w.Body.String(), told) {
		c.t.Errorf("%s %s: %d, want %d and “%s”:\n%s", key, act, w.Code, status, told, alerts(w.Body.String()))
	}
	return w
}

// alerts is what a page says went wrong.
func alerts(body string) string {
	if at := strings.Index(body, `<p class="word bad`); at >= 0 {
		return body[at:min(len(body), at+600)]
	}
	return body
}

// events are what was done about a form.
func (r *deskRoom) events(t testing.TB, key string) signoff.Signing {
	t.Helper()
	texts, err := r.workspace.Catalogue.SignOffs(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	s, err := signoff.Of(key, texts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSignLeadsToTheRecord: what waits is on the desk of whose turn it is; they open it,
// sign with their password, and are shown the number and the record.
func TestSignLeadsToTheRecord(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	c := r.signs(t, "zhuren", "顾怀瑾")
	body := c.get("/sign").Body.String()
	for _, want := range []string{"核对对账", "请您审批", `<span class="count">1</span>`, signURL(key), "区财政局"} {
		if !strings.Contains(body, want) {
			t.Errorf("the list has no %s:\n%s", want, body)
		}
	}
	if tick.MatchString(body) {
		t.Error("what was not opened can be ticked")
	}
	body = c.get(signURL(key)).Body.String()
	for _, want := range []string{"轮到您签批", "您的签批将用于：", "区政府办公室主任", "沈望舒", "本单位介绍信.txt", "公文草稿", "签批经过"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if w := c.get(signURL(key, "draft")); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "%PDF") {
		t.Errorf("the draft: %d", w.Code)
	}
	if w := c.get(signURL(key, "file", "1")); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "兹介绍我单位") || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("an attachment: %d %s", w.Code, w.Body)
	}
	for _, n := range []string{"2", "-1", "x", "99999999999999999999"} {
		if w := c.get(signURL(key, "file", n)); w.Code != http.StatusNotFound {
			t.Errorf("file %s: %d", n, w.Code)
		}
	}
	v := c.opens(key)
	c.does(key, "sign", with(v, "password", signers), http.StatusBadRequest, "请选择同意、不同意或退回修改")
	c.does(key, "sign", with(v, "decision", templates.SentBack, "password", signers), http.StatusBadRequest, "请写明理由")
	c.does(key, "sign", with(v, "decision", templates.Agreed, "password", "不是这个"), http.StatusForbidden, "密码不对，什么都没有签")
	if n := len(r.events(t, key).Events); n != 1 {
		t.Fatalf("%d events before anything was signed", n)
	}
	w := c.does(key, "sign", with(v, "decision", templates.Agreed, "words", "请抓紧办理", "password", signers), http.StatusSeeOther, "")
	if at := w.Header().Get("Location"); at != signURL(key) {
		t.Errorf("after the last signature: to %s", at)
	}
	done := c.get(signURL(key)).Body.String()
	a, _, err := r.workspace.Catalogue.Arrival(t.Context(), key)
	if err != nil || a.State != catalogue.Filed {
		t.Fatalf("%+v, %v", a, err)
	}
	for _, want := range []string{"公文已制发，编号：" + a.Number, recordURL(a.Number), "请抓紧办理", "签批码"} {
		if !strings.Contains(done, want) {
			t.Errorf("after the last signature there is no %s:\n%s", want, done)
		}
	}
	if body := c.get("/sign").Body.String(); !strings.Contains(body, "没有等您办的") || strings.Contains(body, `class="count"`) {
		t.Error("it still waits")
	}
	if w := r.signs(t, "other", "叶清和").get(signURL(key)); w.Code != http.StatusNotFound {
		t.Errorf("somebody who had nothing to do with it: %d", w.Code)
	}
	c.does(key, "sign", with(v, "decision", templates.Agreed, "password", signers), http.StatusNotFound, "")
	trail := r.as(t, "admin").get("/trail").Body.String()
	for _, want := range []string{"签批时", "公文草稿", "本单位介绍信.txt", key} {
		if !strings.Contains(trail, want) {
			t.Errorf("the access log has no %s", want)
		}
	}
}

// TestSignAsksForThePasswordAgain, but not of somebody who gave it within the last minutes.
func TestSignAsksForThePasswordAgain(t *testing.T) {
	r := newDeskRoom(t)
	now := time.Now()
	r.server.now = func() time.Time { return now }
	var keys []string
	for _, name := range []string{"一", "二", "三"} {
		keys = append(keys, r.waits(t, "区财政局", name, nil))
	}
	c := r.signs(t, "zhuren", "顾怀瑾")
	agree := func(key string, status int, more ...string) {
		t.Helper()
		c.does(key, "sign", with(c.opens(key), append(more, "decision", templates.Agreed)...), status, "")
	}
	agree(keys[0], http.StatusForbidden)
	agree(keys[0], http.StatusSeeOther, "password", signers)
	now = now.Add(4 * time.Minute)
	agree(keys[1], http.StatusSeeOther)
	now = now.Add(2 * time.Minute)
	agree(keys[2], http.StatusForbidden)
	agree(keys[2], http.StatusSeeOther, "password", signers)
}

// TestSignRefusesWhatIsStale: another tab, a replay, another version, a page of another
// session: nothing is done twice, or about what was not shown.
func TestSignRefusesWhatIsStale(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	c, other := r.signs(t, "zhuren", "顾怀瑾"), r.as(t, "quzhang")
	first := c.opens(key)
	ask := with(first, "to", "江临川", "words", "请看日期")
	c.does(key, "ask", ask, http.StatusSeeOther, "")
	c.does(key, "ask", ask, http.StatusConflict, "又有了新的经过")
	c.does(key, "sign", with(first, "decision", templates.Agreed, "password", signers), http.StatusConflict, "又有了新的经过")
	body := c.get(signURL(key)).Body.String()
	if !strings.Contains(body, "您请江临川提意见，还没有答复") || strings.Contains(body, `name="decision"`) {
		t.Error("it can be signed before there is an answer")
	}
	asked := other.opens(key)
	if body := other.get("/sign").Body.String(); !strings.Contains(body, "顾怀瑾请您提意见") || !strings.Contains(body, "请看日期") {
		t.Errorf("who is asked does not see it:\n%s", body)
	}
	other.does(key, "sign", with(asked, "decision", templates.Agreed, "password", password), http.StatusForbidden, "现在不由江临川签批")
	other.does(key, "advise", with(asked, "words", ""), http.StatusConflict, "请写明意见")
	other.does(key, "advise", with(other.opens(key), "words", "日期可以"), http.StatusSeeOther, "")
	v := c.opens(key)
	c.does(key, "sign", with(v, "shown", strings.Repeat("0", 64), "decision", templates.Agreed, "password", signers), http.StatusConflict, "换过稿")
	unseen := r.as(t, "zhuren") // another session of the same person, which opened nothing
	unseen.from = c.from
	unseen.does(key, "sign", with(v, "decision", templates.Agreed, "password", signers), http.StatusConflict, "还没有打开看过")
	forged := with(v, "decision", templates.Agreed, "password", signers, "token", "x")
	c.does(key, "sign", forged, http.StatusForbidden, "不是从本系统的页面发出的")
	c.does(key, "nothing", v, http.StatusNotFound, "")
	for _, e := range r.events(t, key).Events {
		if e.Act == signoff.Signed {
			t.Errorf("signed: %+v", e)
		}
	}
	c.does(key, "sign", with(v, "decision", templates.Refused, "words", "不必去", "password", signers), http.StatusSeeOther, "")
	a, _, err := r.workspace.Catalogue.Arrival(t.Context(), key)
	if err != nil || a.State != catalogue.Returned {
		t.Errorf("refused, and then %+v, %v", a, err)
	}
}

// TestSignIsForThoseWhoseTurnItIs: nobody else sees a form that waits, or does anything
// about it: no other signer, no administrator, nobody of another role, whatever they send.
// All of them are in the access log.
func TestSignIsForThoseWhoseTurnItIs(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	v := r.signs(t, "zhuren", "顾怀瑾").opens(key)
	for name, want := range map[string]int{"quzhang": http.StatusNotFound, "juzhang": http.StatusNotFound, "admin": http.StatusForbidden, "caizheng": http.StatusForbidden,
		"dangan": http.StatusForbidden, "kuaiji": http.StatusForbidden} {
		c := r.as(t, name)
		for _, page := range []string{signURL(key), signURL(key, "draft"), signURL(key, "file", "0")} {
			if w := c.get(page); w.Code != want {
				t.Errorf("%s %s: %d, want %d", name, page, w.Code, want)
			}
		}
		for act := range signActs {
			w := c.post(signURL(key, act), with(v, "decision", templates.Agreed, "password", signers, "to", "叶清和", "words", "冒充", "name", "顾怀瑾", "account", "zhuren"))
			if w.Code != want {
				t.Errorf("%s %s: %d, want %d", name, act, w.Code, want)
			}
		}
		if want == http.StatusNotFound {
			w := c.post("/sign", url.Values{"pick": {key + " " + v.Get("shown")}, "go": {"1"}, "password": {password}})
			if !strings.Contains(w.Body.String(), "没有签") {
				t.Errorf("%s, together: %d %s", name, w.Code, w.Body)
			}
		} else if w := c.post("/sign", url.Values{"pick": {key + " " + v.Get("shown")}, "go": {"1"}, "password": {password}}); w.Code != want {
			t.Errorf("%s, together: %d", name, w.Code)
		}
		if w := r.as(t, "admin").get("/trail?who=" + name); !strings.Contains(w.Body.String(), "拒绝") {
			t.Errorf("the access log does not have %s", name)
		}
	}
	if n := len(r.events(t, key).Events); n != 1 {
		t.Errorf("%d events", n)
	}
}
