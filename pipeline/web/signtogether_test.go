package web

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"

	"gongwen/pipeline"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/templates"
)

var (
	namedFile = regexp.MustCompile(`[^\s:,\[\]]+\.(?:txt|pdf|docx|xlsx)`)
	dayOf2026 = regexp.MustCompile(`2026-\d\d-\d\d`)
)

// waitsFor drops the example of a kind, as of today, without its approvals and with
// changes, and gives the key by which it waits for signatures.
func (r *deskRoom) waitsFor(t testing.TB, kind, name string, set map[string]any) string {
	t.Helper()
	text := dayOf2026.ReplaceAllString(r.workspace.Kinds().Named(kind).Example, templates.Today(r.server.now()).ISO())
	var form map[string]any
	if err := yaml.Unmarshal([]byte(text), &form); err != nil {
		t.Fatal(err)
	}
	delete(form, "审批意见")
	maps.Copy(form, set)
	dir := filepath.Join(r.workspace.Folder.Inbox(), "区政府办公室", name)
	for _, file := range namedFile.FindAllString(text, -1) {
		if err := writeFile(filepath.Join(dir, file), []byte("附件："+name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeFile(filepath.Join(dir, name+".yaml"), formText(t, form)); err != nil {
		t.Fatal(err)
	}
	if err := r.pipeline.Once(context.Background()); err != nil {
		t.Fatal(err)
	}
	for u, err := range r.workspace.Catalogue.AllUnsigned(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if a, _, err := r.workspace.Catalogue.Arrival(t.Context(), u.Arrival); err == nil && strings.HasSuffix(a.Path, "/"+name+".yaml") {
			return u.Arrival
		}
	}
	notices, _ := filepath.Glob(filepath.Join(r.workspace.Folder.Returned(), "*", name, "*"))
	t.Fatalf("%s does not wait: %v", name, notices)
	return ""
}

// TestSignNeedsAClearance: a secret form is there for those who are cleared for it.
func TestSignNeedsAClearance(t *testing.T) {
	r := newDeskRoom(t, "approvals: desk")
	key := r.waitsFor(t, "incoming", "密件", map[string]any{"密级": "秘密"})
	cleared, not := r.signs(t, "zhuren", "顾怀瑾", "秘密"), r.as(t, "quzhang")
	if body := cleared.get("/sign").Body.String(); !strings.Contains(body, signURL(key)) || !strings.Contains(body, "秘密") {
		t.Errorf("who is cleared does not see it:\n%s", body)
	}
	v := cleared.opens(key)
	// Asked for an opinion, somebody without a clearance still does not get to see it.
	cleared.does(key, "ask", with(v, "to", "江临川", "words", "请看"), http.StatusSeeOther, "")
	if body := not.get("/sign").Body.String(); strings.Contains(body, signURL(key)) || strings.Contains(body, "食堂") {
		t.Error("who is not cleared sees it")
	}
	for _, page := range []string{signURL(key), signURL(key, "draft"), signURL(key, "file", "0")} {
		if w := not.get(page); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", page, w.Code)
		}
	}
	not.does(key, "advise", with(v, "words", "可以"), http.StatusNotFound, "")
}

// TestSignTogetherOnlyWhatWasOpened: several are agreed to at once, each only after it was
// opened in this session as it is now, and with one more password.
func TestSignTogetherOnlyWhatWasOpened(t *testing.T) {
	r := newDeskRoom(t)
	var keys []string
	for i := range 4 {
		keys = append(keys, r.waits(t, "区财政局", fmt.Sprintf("第%d件", i+1), nil))
	}
	c := r.signs(t, "zhuren", "顾怀瑾")
	var shown []string
	for _, key := range keys[:3] {
		shown = append(shown, key+" "+c.opens(key).Get("shown"))
	}
	u, _, err := r.workspace.Catalogue.Unsigned(t.Context(), keys[3])
	if err != nil {
		t.Fatal(err)
	}
	unopened := keys[3] + " " + u.Shown
	ticks := tick.FindAllStringSubmatch(c.get("/sign").Body.String(), -1)
	if len(ticks) != 3 {
		t.Errorf("%d can be ticked", len(ticks))
	}
	// The second is changed by another after it was opened, the third is signed elsewhere.
	if _, err := r.pipeline.SignOff(t.Context(), keys[1], signoff.Event{Act: signoff.Asked, Account: "z", Name: "顾怀瑾", To: []string{"江临川"}, Words: "请看"}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.sign(t, keys[2], "顾怀瑾", templates.Agreed, ""); err != nil {
		t.Fatal(err)
	}
	picks := url.Values{"pick": append(shown, unopened, "nothing", " ")}
	again := func(more ...string) url.Values { return with(picks, more...) }
	if w := c.post("/sign", again()); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "全部同意") || !strings.Contains(w.Body.String(), "还没有打开看过") {
		t.Errorf("what is picked: %d %s", w.Code, w.Body)
	}
	if w := c.post("/sign", again("go", "1", "password", "不是这个")); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "密码不对，什么都没有签") {
		t.Errorf("a wrong password: %d %s", w.Code, w.Body)
	}
	// A password that was given a moment ago does not do.
	if w := c.post("/sign", again("go", "1", "password", signers)); w.Code != http.StatusOK || strings.Count(w.Body.String(), "没有签：") != 5 || !strings.Contains(w.Body.String(), "又有了新的意见") || strings.Count(w.Body.String(), "公文已制发") != 1 {
		t.Errorf("signed together: %d %s", w.Code, w.Body)
	}
	if w := c.post("/sign", again("go", "1")); w.Code != http.StatusForbidden {
		t.Errorf("without a password: %d", w.Code)
	}
	for i, want := range []int{1, 0, 1, 0} {
		signed := 0
		for _, e := range r.events(t, keys[i]).Events {
			if e.Act == signoff.Signed {
				signed++
			}
		}
		if signed != want {
			t.Errorf("the form %d has %d signatures", i+1, signed)
		}
	}
	if w := c.post("/sign", nil); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "请先在要签的前面打勾") {
		t.Errorf("nothing picked: %d", w.Code)
	}
	many := url.Values{}
	for i := range maxPicked + 1 {
		many.Add("pick", fmt.Sprint(i))
	}
	if w := c.post("/sign", many); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "请分几次") {
		t.Errorf("too many picked: %d", w.Code)
	}
}

// TestSignOperations: passed on, taken back, circulated and urged, on the pages of those
// concerned.
func TestSignOperations(t *testing.T) {
	r := newDeskRoom(t, "approvals: desk")
	key := r.waitsFor(t, "incoming", "食堂", nil)
	c, next := r.signs(t, "zhuren", "顾怀瑾"), r.signs(t, "fu", "程以宁")
	reader := r.as(t, "juzhang")
	if w := reader.get(signURL(key)); w.Code != http.StatusNotFound {
		t.Errorf("before it is circulated: %d", w.Code)
	}
	c.does(key, "circulate", c.opens(key), http.StatusConflict, "请选择传阅给谁")
	c.does(key, "circulate", with(c.opens(key), "to", "贺知秋"), http.StatusSeeOther, "")
	if body := reader.get("/sign").Body.String(); !strings.Contains(body, "传阅给您") || !strings.Contains(body, "顾怀瑾送阅") {
		t.Errorf("to be read:\n%s", body)
	}
	reader.does(key, "read", reader.opens(key), http.StatusSeeOther, "")
	if body := reader.get("/sign").Body.String(); !strings.Contains(body, "没有等您办的") && strings.Contains(body, "传阅给您") {
		t.Error("what was read is still to be read")
	}
	c.does(key, "pass-on", with(c.opens(key), "to", "林知远"), http.StatusConflict, "不能办这一步")
	c.does(key, "sign", with(c.opens(key), "decision", templates.Agreed, "words", nasty[:20], "password", signers), http.StatusSeeOther, "")
	if body := next.get("/sign").Body.String(); !strings.Contains(body, signURL(key)) {
		t.Error("it is not the turn of the next")
	}
	body := c.get("/sign").Body.String()
	if !strings.Contains(body, "我办过、还没有办完的") || !strings.Contains(body, signURL(key)) {
		t.Errorf("who signed does not see how it goes on:\n%s", body)
	}
	c.does(key, "urge", c.opens(key), http.StatusSeeOther, "")
	if body := next.get("/sign").Body.String(); !strings.Contains(body, "催办") {
		t.Error("who is urged does not see it")
	}
	early := next.opens(key)
	c.does(key, "take-back", c.opens(key), http.StatusSeeOther, "")
	if body := c.get(signURL(key)).Body.String(); !strings.Contains(body, "已失效：签批人撤回") || !strings.Contains(body, "轮到您签批") || strings.Contains(body, "<script>al") {
		t.Error("what was taken back is not shown as that")
	}
	next.does(key, "sign", with(early, "decision", templates.Agreed, "password", signers), http.StatusNotFound, "没有在等您签批")
}

// TestSignBeside: what is asked for in a program beside the one that works the forms is done
// there; where there is none it is told, and nothing done.
func TestSignBeside(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	c := r.signs(t, "zhuren", "顾怀瑾")
	beside := pipeline.NewBeside(r.workspace)
	r.server.options.SignOff, r.server.options.Delegate = beside.SignOff, beside.Delegate
	v := with(c.opens(key), "decision", templates.Agreed, "password", signers)
	c.does(key, "sign", v, http.StatusServiceUnavailable, "没有程序在办理")
	if w := c.post("/delegations", r.grants("", "林知远")); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "没有程序在办理") {
		t.Errorf("a delegation with nobody at work: %d", w.Code)
	}
	if w := r.as(t, "caizheng").post("/desk/"+key+"/urge", nil); w.Code != http.StatusServiceUnavailable {
		t.Errorf("urging with nobody at work: %d", w.Code)
	}
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	working.Go(func() { _ = r.pipeline.Run(ctx) })
	defer func() { stop(); working.Wait() }()
	for there := false; !there; {
		var err error
		if there, err = signqueue.At(r.workspace.Folder.Spool()).Attended(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if w := c.post("/delegations", r.grants("江临川", "林知远")); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "本人或者管理员") || r.refusedIn(t, "/delegations") == 0 {
		t.Errorf("another's delegation: %d", w.Code)
	}
	if w := c.post("/delegations", r.grants("", "林知远")); w.Code != http.StatusSeeOther || len(r.workspace.Current().Delegations()) != 1 {
		t.Errorf("a delegation: %d %s", w.Code, alerts(w.Body.String()))
	}
	c.does(key, "sign", with(c.opens(key), "decision", templates.Agreed, "password", signers), http.StatusSeeOther, "")
}

// TestSignRefusesWhatWasExchanged: nobody signs what is not what was sent for signatures.
func TestSignRefusesWhatWasExchanged(t *testing.T) {
	r := newDeskRoom(t)
	c := r.signs(t, "zhuren", "顾怀瑾")
	for _, exchanged := range []string{"draft-1.pdf", "本单位介绍信"} {
		key := r.waits(t, "区财政局", exchanged, nil)
		v := c.opens(key)
		files, err := filepath.Glob(filepath.Join(r.workspace.Folder.Spool(), key, "*"))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, file := range files {
			if strings.Contains(file, exchanged) || exchanged != "draft-1.pdf" && strings.HasSuffix(file, ".txt") {
				found = true
				if err := os.WriteFile(file, []byte("另一份"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !found {
			t.Fatalf("%s is not among %v", exchanged, files)
		}
		if w := c.post(signURL(key, "sign"), with(v, "decision", templates.Agreed, "password", signers)); w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "与送签时不同") {
			t.Errorf("%s: %d %s", exchanged, w.Code, alerts(w.Body.String()))
		}
		if n := len(r.events(t, key).Events); n != 1 {
			t.Errorf("%s: %d events", exchanged, n)
		}
	}
}
