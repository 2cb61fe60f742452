package web

import (
	"net"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// newSignBrowser opens a window in which somebody of the roster signs in a room of its own.
func newSignBrowser(t *testing.T, r *deskRoom, c *client) *headless {
	t.Helper()
	s, err := theSite()
	if err != nil {
		t.Fatal(err)
	}
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	ctx := t.Context()
	go func() { ended <- r.server.Serve(ctx, at) }()
	t.Cleanup(func() {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return newBrowserAt(t, &site{room: r.room, address: "http://" + at.Addr().String(), chromium: s.chromium}, c.cookie)
}

// TestSignInBrowser signs on a phone's screen: nothing is wider than it, what is to be
// pressed is big enough for a thumb, and a phrase fills in the field and sends nothing.
func TestSignInBrowser(t *testing.T) {
	t.Parallel()
	r := newDeskRoom(t, "approvals: desk")
	first := r.waits(t, "区财政局", "对账", nil)
	r.waits(t, "区教育局", "学位数据", nil)
	r.waits(t, "区住房和城乡建设局", "房屋征收补偿资金拨付进度和今年棚户区改造项目的开工情况", nil)
	r.waitsFor(t, "incoming", "食堂", nil)
	r.waitsFor(t, "seal", "用印", nil)
	c := r.signs(t, "zhuren", "顾怀瑾", "秘密")
	b := newSignBrowser(t, r, c)
	phone := chromedp.EmulateViewport(390, 844)
	fits := func(page string) {
		t.Helper()
		var wide int64
		var small []string
		b.run(t, phone, b.open(page), chromedp.WaitVisible(`main`, chromedp.ByQuery),
			chromedp.Evaluate(`document.documentElement.scrollWidth`, &wide),
			chromedp.Evaluate(`Array.prototype.filter.call(document.querySelectorAll("main button.go, .decide label, .bar a, .together button, a.what"), function (e) {
				var r = e.getBoundingClientRect(); return r.width > 0 && r.height < 44; }).map(function (e) { return e.textContent; })`, &small))
		if wide > 390 {
			t.Errorf("%s is %d pixels wide", page, wide)
		}
		if len(small) > 0 {
			t.Errorf("%s: too small for a thumb: %q", page, small)
		}
	}
	fits("/sign")
	fits(signURL(first))
	b.photograph(t, "sign-item")
	var words string
	b.run(t, phone, chromedp.Click(`.phrases button`, chromedp.ByQuery), chromedp.Value(`#words`, &words, chromedp.ByQuery))
	if words != phrases[0] || len(r.events(t, first).Events) != 1 {
		t.Errorf("a phrase gives %q", words)
	}
	b.run(t, b.open("/sign"), chromedp.WaitVisible(`.tick input`, chromedp.ByQuery))
	b.photograph(t, "sign")
	b.run(t, phone, chromedp.Click(`.tick input`, chromedp.ByQuery), chromedp.Click(`.together button`, chromedp.ByQuery), chromedp.WaitVisible(`#reentry-password`, chromedp.ByQuery))
	b.photograph(t, "sign-together")
	b.run(t, phone, chromedp.SendKeys(`#reentry-password`, signers, chromedp.ByQuery), chromedp.Click(`button.go`, chromedp.ByQuery), chromedp.WaitVisible(`//p[contains(., "公文已制发")]`, chromedp.BySearch))
	b.photograph(t, "sign-together-done")
	b.run(t, b.open(signURL(first)), chromedp.WaitVisible(`.signing`, chromedp.ByQuery))
	b.photograph(t, "sign-done")
	choice := r.waitsFor(t, "minutes", "纪要", nil)
	if w := r.as(t, "admin").post("/delegations", r.grants("叶清和", "顾怀瑾")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, alerts(w.Body.String()))
	}
	fits(signURL(choice))
	b.run(t, phone, chromedp.Click(`.for label:last-of-type input`, chromedp.ByQuery))
	b.photograph(t, "sign-item-for")
	b.report(t)
}
