package web

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	printing "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
)

var screenshots = flag.String("screenshots", "", "folder for a picture of every page at 1280 and 390 px")

// TestServerPagesInBrowser opens every page; with -screenshots it takes a picture of
// each at both widths, and prints a record.
func TestServerPagesInBrowser(t *testing.T) {
	b := newBrowserAs(t, "admin")
	unfolded := chromedp.Evaluate(`document.querySelectorAll("details").forEach(function(d){d.open=true})`, nil)
	for _, page := range []struct {
		name, path string
		before     []chromedp.Action
	}{
		{"verify", "/verify?d=2026-05-15&n=" + url.QueryEscape(b.own.Number) + "&c=" + b.own.CheckCode(), nil},
		{"desk", "/desk", nil},
		{"browse", "/search", nil},
		{"search", "/search?q=" + url.QueryEscape("区财政局 OR 区教育局"), nil},
		{"search-mistake", "/search?q=" + url.QueryEscape("(防汛 日期:2026-13"), nil},
		{"record", recordURL(b.own.Number), []chromedp.Action{unfolded}},
		{"record-void", recordURL(b.void.Number), nil},
		{"arrival", "/desk/" + url.PathEscape(b.back.ID), nil},
		{"hand-in", "/hand-in", nil},
		{"hand-in-wrong", "/hand-in", []chromedp.Action{chromedp.SetValue(`select`, "区财政局", chromedp.ByQuery),
			b.send(t, letter(map[string]any{"有效期至": "2027-05-20"})), chromedp.WaitVisible(`tr.wrong`, chromedp.ByQuery)}},
		{"registers", "/registers", nil},
		{"register", "/registers/letter?year=2026", nil},
		{"view", "/views/contracts?year=all", nil},
		{"board", "/board", []chromedp.Action{unfolded}},
		{"regulation", "/regulation", nil},
		{"accounts", "/accounts", nil},
		{"trail", "/trail", nil},
		{"checkpoint", "/checkpoint", nil},
		{"error", "/nothing", nil},
	} {
		t.Run(page.name, func(t *testing.T) {
			b.run(t, append([]chromedp.Action{b.open(page.path)}, page.before...)...)
			b.photograph(t, page.name)
			b.report(t)
		})
	}
	if *screenshots != "" {
		b.print(t, "record.pdf", recordURL(b.own.Number))
	}
	t.Run("sign-in", func(t *testing.T) {
		b.run(t, b.open("/desk"), chromedp.Click(`.who button`, chromedp.ByQuery), chromedp.WaitVisible(`#password`, chromedp.ByQuery))
		b.photograph(t, "sign-in")
	})
}

// TestDeskPagesInBrowser opens every page of signing but those of TestSignInBrowser, of an
// office in which nobody is the head of the district today; with -screenshots it takes
// pictures of them, and prints a record's history.
func TestDeskPagesInBrowser(t *testing.T) {
	t.Parallel()
	f := workspace.Folder(t.TempDir())
	roster := strings.NewReplacer("类别: 区长, 任职自: 2023-02-15", "类别: 区长, 任职自: 2023-02-15, 任职至: 2026-01-31", "代行职务: 区长, ", "").Replace(string(samples.Roster()))
	for _, err := range []error{empty(f), writeFile(f.Config(), []byte("settle: 0s\nattachment_wait: 0s\napprovals: desk\n")), writeFile(filepath.Join(string(f), "roster.yaml"), []byte(roster))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r := openDeskRoom(t, f)
	director, deputy, applicant := r.signs(t, "zhuren", "顾怀瑾"), r.signs(t, "fuzhuren", "苏砚秋"), r.as(t, "caizheng")
	stuck := r.waits(t, "区财政局", "采购协议", map[string]any{"事项性质": "合同", "联系事项": "签订财政信息系统维护服务合同"})
	key, first, second := r.waits(t, "区财政局", "对账", nil), r.waits(t, "区教育局", "学位数据", nil), r.waits(t, "区财政局", "决算", nil)
	back := r.waits(t, "区财政局", "预算", nil)
	if _, err := r.sign(t, back, "顾怀瑾", templates.SentBack, "请写明份数，并附上材料清单"); err != nil {
		t.Fatal(err)
	}
	director.does(second, "ask", with(director.opens(second), "to", "贺知秋", "words", "这个数与决算是否一致"), http.StatusSeeOther, "")
	director.does(key, "circulate", with(director.opens(key), "to", "林知远"), http.StatusSeeOther, "")
	for person, delegate := range map[string]string{"": "苏砚秋", "方听澜": "秦晚舟"} {
		c := map[bool]*client{true: director, false: r.as(t, "admin")}[person == ""]
		if w := c.post("/delegations", r.grants(person, delegate)); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, alerts(w.Body.String()))
		}
	}
	if w := r.as(t, "admin").post("/delegations", r.grants("顾怀瑾", "项知衡", "matter", "介绍信")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, alerts(w.Body.String()))
	}
	deputy.does(first, "sign", with(deputy.opens(first), "decision", templates.Agreed, "words", "同意，请抓紧办理。", "password", signers), http.StatusSeeOther, "")
	a, _, err := r.workspace.Catalogue.Arrival(t.Context(), first)
	if err != nil || a.Number == "" {
		t.Fatalf("%+v, %v", a, err)
	}
	e, err := r.workspace.Catalogue.Record(t.Context(), a.Number)
	if err != nil {
		t.Fatal(err)
	}
	director = r.as(t, "zhuren") // who has not shown their password of late
	b := newSignBrowser(t, r, director)
	as := func(c *client) chromedp.Action { return network.SetCookie(cookieName, c.cookie).WithURL(b.address) }
	begin := chromedp.Tasks{chromedp.SetValue(`main input[name=password]`, signers, chromedp.ByQuery), chromedp.Click(`main button`, chromedp.ByQuery), chromedp.WaitVisible(`svg.qr`, chromedp.ByQuery)}
	confirm := chromedp.Tasks{begin, chromedp.ActionFunc(func(ctx context.Context) error {
		var secret string
		if err := chromedp.Text(`main code`, &secret, chromedp.ByQuery).Do(ctx); err != nil {
			return err
		}
		code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), r.server.now())
		if err != nil {
			return err
		}
		return chromedp.SetValue(`#code`, code, chromedp.ByQuery).Do(ctx)
	}), chromedp.Click(`main button`, chromedp.ByQuery), chromedp.WaitVisible(`.codes`, chromedp.ByQuery)}
	for _, page := range []struct {
		name, path string
		as         *client
		before     []chromedp.Action
	}{
		{"signer-desk", "/sign", director, nil},
		{"signer-item", signURL(key), director, nil},
		{"signer-item-asked", signURL(second), director, nil},
		{"signer-item-wrong", signURL(key), director, []chromedp.Action{chromedp.Click(`.decide .yes input`, chromedp.ByQuery),
			chromedp.SetValue(`#reentry-password`, "不是密码", chromedp.ByQuery), chromedp.Click(`//button[text()="签批"]`, chromedp.BySearch), chromedp.WaitVisible(`.word.bad`, chromedp.ByQuery)}},
		{"delegations", "/delegations", director, nil},
		{"delegations-administrator", "/delegations", r.as(t, "admin"), nil},
		{"stuck", "/stuck", director, nil},
		{"applicant", "/desk/" + key, applicant, nil},
		{"applicant-stuck", "/desk/" + stuck, applicant, nil},
		{"applicant-sent-back", "/desk/" + back, applicant, nil},
		{"applicant-desk", "/desk", applicant, nil},
		{"signed-record", recordURL(e.Number), r.as(t, "dangan"), nil},
		{"history", recordURL(e.Number, "history"), r.as(t, "dangan"), nil},
		{"signed-verify", verifyURL(e.Number, e.CheckCode()), r.as(t, "dangan"), nil},
		{"accounts-signers", "/accounts", r.as(t, "admin"), nil},
		{"authenticator", "/authenticator", deputy, nil},
		{"authenticator-secret", "/authenticator", deputy, []chromedp.Action{begin}},
		{"authenticator-recovery", "/authenticator", deputy, []chromedp.Action{confirm}},
	} {
		if *screenshots == "" && strings.HasPrefix(page.name, "signer-") {
			continue // which TestSignInBrowser opens
		}
		t.Run(page.name, func(t *testing.T) {
			var wide int64
			b.run(t, append(append([]chromedp.Action{chromedp.EmulateViewport(390, 844), as(page.as), b.open(page.path)}, page.before...),
				chromedp.Evaluate(`document.documentElement.scrollWidth`, &wide))...)
			if wide > 390 {
				t.Errorf("%s is %d pixels wide", page.path, wide)
			}
			b.photograph(t, page.name)
			b.report(t)
		})
	}
	if *screenshots != "" {
		b.run(t, as(r.as(t, "dangan")))
		b.print(t, "history.pdf", recordURL(e.Number, "history"))
	}
}

// photograph takes a picture of the page at both widths, where pictures are asked
// for.
func (b *headless) photograph(t *testing.T, name string) {
	t.Helper()
	if *screenshots == "" {
		return
	}
	for _, width := range []int64{1280, 390} {
		var picture []byte
		b.run(t, emulation.SetDeviceMetricsOverride(width, 900, 1, width < 700), chromedp.Sleep(1500*time.Millisecond), chromedp.FullScreenshot(&picture, 100))
		b.save(t, fmt.Sprintf("%s-%d.png", name, width), picture)
	}
}

// print makes a PDF of a page as the browser prints it.
func (b *headless) print(t *testing.T, name, path string) {
	t.Helper()
	var printed []byte
	b.run(t, b.open(path), chromedp.ActionFunc(func(ctx context.Context) (err error) {
		printed, _, err = printing.PrintToPDF().WithPaperWidth(8.27).WithPaperHeight(11.69).Do(ctx)
		return err
	}))
	b.save(t, name, printed)
}

func (b *headless) save(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(*screenshots, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}
