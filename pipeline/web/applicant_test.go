package web

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
)

// TestApplicantRecallsAndUrges: the unit that handed a form in sees whose turn it is, and
// may remind them and take it back; nobody else may.
func TestApplicantRecallsAndUrges(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	page := "/desk/" + key
	own := r.as(t, "caizheng")
	if body := own.get("/desk").Body.String(); !strings.Contains(body, page) || !strings.Contains(body, "待签：请区政府办公室主任审批") {
		t.Error("the desk does not lead to it")
	}
	if body := own.get(page).Body.String(); !strings.Contains(body, "请区政府办公室主任审批") || !strings.Contains(body, page+"/recall") {
		t.Errorf("the page does not tell whose turn it is:\n%s", body)
	}
	for _, name := range []string{"dangan", "admin", "kuaiji"} {
		other := r.as(t, name)
		if body := other.get(page).Body.String(); strings.Contains(body, page+"/recall") {
			t.Errorf("%s is offered to recall it", name)
		}
		for _, act := range []string{"/recall", "/urge"} {
			if w := other.post(page+act, nil); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
				t.Errorf("%s %s: %d", name, act, w.Code)
			}
		}
	}
	if text := r.as(t, "admin").get("/trail").Body.String(); !strings.Contains(text, "撤回：不是本单位送交的") {
		t.Error("the access log does not tell who tried")
	}
	if w := own.post(page+"/urge", nil); w.Code != http.StatusSeeOther {
		t.Errorf("urging: %d %s", w.Code, w.Body)
	}
	if w := own.post(page+"/urge", nil); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "刚催办过") {
		t.Errorf("urging at once again: %d %s", w.Code, w.Body)
	}
	if w := own.post(page+"/recall", map[string][]string{"words": {"日期要改"}}); w.Code != http.StatusSeeOther {
		t.Errorf("recalling: %d %s", w.Code, w.Body)
	}
	body := own.get(page).Body.String()
	for _, want := range []string{"已退回", "由送交人撤回，没有签完；理由：日期要改", "还要办理的，改好后重新提交", "/hand-in?replaces=" + key} {
		if !strings.Contains(body, want) {
			t.Errorf("after the recall the page has no %s", want)
		}
	}
	if w := own.post(page+"/recall", nil); w.Code != http.StatusBadRequest {
		t.Errorf("recalling what waits no more: %d", w.Code)
	}
}

// TestApplicantIsToldOfSigningInVain: of a day that passed while the form waits its unit is
// told that signing will not help, and what to do.
func TestApplicantIsToldOfSigningInVain(t *testing.T) {
	r := newDeskRoom(t)
	yesterday := templates.Today(r.server.now()).AddDays(-1)
	fine, late := r.waits(t, "区财政局", "对账", nil), r.waits(t, "区财政局", "过期", map[string]any{"开具日期": yesterday.ISO()})
	own := r.as(t, "caizheng")
	if body := own.get("/desk/" + fine).Body.String(); strings.Contains(body, "签了也不能办") {
		t.Errorf("a form that is in order:\n%s", body)
	}
	body := own.get("/desk/" + late).Body.String()
	for _, want := range []string{"签了也不能办：", "晚于开具日期" + yesterday.String(), "请撤回，改正表单上的有关日期后重新提交", "“开具日期”可以不填"} {
		if strings.Count(body, want) != 1 {
			t.Errorf("the page has not once %s:\n%s", want, body)
		}
	}
}

// TestApplicantIsToldThatNobodyCanSign: the unit is told why, and that it need not send the
// form again; where somebody can, nothing of it.
func TestApplicantIsToldThatNobodyCanSign(t *testing.T) {
	f := workspace.Folder(t.TempDir())
	vacant := strings.NewReplacer("职务: 区政府办公室主任, 类别: 部门主要负责人, 任职自: 2023-03-01", "职务: 区政府办公室主任, 类别: 部门主要负责人, 任职自: 2023-03-01, 任职至: 2026-05-01",
		"任职自: 2023-03-01, 代行职务: 区政府办公室主任", "任职自: 2023-03-01").Replace(string(samples.Roster()))
	for _, err := range []error{empty(f), writeFile(f.Config(), []byte("settle: 0s\nattachment_wait: 0s\napprovals: {letter: desk}\n")), writeFile(filepath.Join(string(f), "roster.yaml"), []byte(vacant))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r, other := openDeskRoom(t, f), newDeskRoom(t)
	const told = "现在没有人能签：区政府办公室主任自2026年5月2日起空缺，没有人代行。龙凤区人民政府办公室会处理，不必重送。"
	for room, want := range map[*deskRoom]int{r: 1, other: 0} {
		key := room.waits(t, "区财政局", "对账", nil)
		if body := room.as(t, "caizheng").get("/desk/" + key).Body.String(); strings.Count(body, told) != want || strings.Count(body, "现在没有人能签") != want {
			t.Errorf("told not %d times:\n%s", want, body)
		}
	}
}

// TestVerifyTellsWhoSigned, and the record's pages: with the code of each sign-off.
func TestVerifyTellsWhoSigned(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	done, err := r.sign(t, key, "顾怀瑾", templates.Agreed, "请抓紧办理\n抄送区审计局")
	if err != nil || done.Number == "" {
		t.Fatalf("%+v, %v", done, err)
	}
	e, err := r.workspace.Catalogue.Record(t.Context(), done.Number)
	if err != nil {
		t.Fatal(err)
	}
	own := r.as(t, "caizheng")
	for page, wanted := range map[string][]string{
		verifyURL(e.Number, e.CheckCode()): {"是本办公室制发的", "网上签批", "区政府办公室主任顾怀瑾", done.Code},
		recordURL(e.Number):                {"签批方式：网上签批", "区政府办公室主任顾怀瑾", done.Code},
		recordURL(e.Number, "history"):     {"送签", "签批", "归档", "<span class=\"text\">请抓紧办理\n抄送区审计局</span>", done.Code, e.Draft.SHA256, e.Signing.SHA256},
	} {
		body := own.get(page).Body.String()
		for _, want := range wanted {
			if !strings.Contains(body, want) {
				t.Errorf("%s has no %s", page, want)
			}
		}
	}
	if body := r.public(t).get(verifyURL(e.Number, "AAAA-AAAA-AAAA")).Body.String(); strings.Contains(body, "顾怀瑾") {
		t.Error("with a wrong code it tells who signed")
	}
	if body := r.public(t).get(verifyURL(e.Number, e.CheckCode())).Body.String(); strings.Contains(body, "请抓紧办理") {
		t.Error("the public is told what a signer wrote")
	}
}

// verifyURL is the address at which anybody can verify a document.
func verifyURL(number, code string) string {
	return "/verify?n=" + url.QueryEscape(number) + "&c=" + url.QueryEscape(code)
}

// TestApplicantIsToldThatItEnded: a form that was not agreed to is not to be corrected,
// one that was sent back is.
func TestApplicantIsToldThatItEnded(t *testing.T) {
	r := newDeskRoom(t)
	for decision, again := range map[string]bool{templates.Refused: false, templates.SentBack: true} {
		key := r.waits(t, "区财政局", "信"+decision, nil)
		if _, err := r.sign(t, key, "顾怀瑾", decision, "今年不安排"); err != nil {
			t.Fatal(err)
		}
		body := r.as(t, "caizheng").get("/desk/" + key).Body.String()
		if !strings.Contains(body, "<strong>签批</strong>：区政府办公室主任顾怀瑾") || strings.Contains(body, "不必改正后再送") == again ||
			strings.Contains(body, "/hand-in?replaces="+key) != again || strings.Contains(body, "新的事项可以") == again {
			t.Errorf("%s:\n%s", decision, body)
		}
	}
}
