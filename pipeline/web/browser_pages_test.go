package web

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestSignInInBrowser signs in with the keyboard alone, and out again: the name has
// the focus, Tab goes on, Enter sends.
func TestSignInInBrowser(t *testing.T) {
	b := newBrowser(t)
	b.run(t, b.open("/"), chromedp.WaitVisible(`#name`, chromedp.ByQuery), chromedp.KeyEvent("caizheng"), chromedp.KeyEvent(kb.Tab),
		chromedp.KeyEvent(password), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(`#list`, chromedp.ByQuery))
	// Tab reaches the link over the menu first, and every link shows that it has the
	// focus.
	var first string
	b.run(t, chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(`document.activeElement.className`, &first))
	if first != "skip" {
		t.Errorf("Tab goes to %q first", first)
	}
	b.run(t, b.open("/desk"), chromedp.Click(`.who button`, chromedp.ByQuery), chromedp.WaitVisible(`#password`, chromedp.ByQuery))
	b.run(t, b.open("/desk"), chromedp.WaitVisible(`#password`, chromedp.ByQuery))
}

func TestSearchInBrowser(t *testing.T) {
	b := newBrowserAs(t, "caizheng")
	b.run(t, b.open("/search"),
		chromedp.SendKeys(`input[name=q]`, "转移支付"+kb.Enter, chromedp.ByQuery),
		chromedp.WaitVisible(`.hit`, chromedp.ByQuery))
	if text := b.text(t, ".hits"); !strings.Contains(text, b.own.Number) {
		t.Errorf("hits: %s", text)
	}
	if text := b.text(t, ".hits mark"); text == "" {
		t.Error("no hit is marked")
	}
	b.run(t, b.open("/search?q="+url.QueryEscape("(防汛")), chromedp.WaitVisible(`.word.bad .here .below`, chromedp.ByQuery))
}

func TestRecordInBrowser(t *testing.T) {
	b := newBrowserAs(t, "caizheng")
	b.run(t, b.open("/search?q="+url.QueryEscape("转移支付")),
		chromedp.Click(`.hit a`, chromedp.ByQuery),
		chromedp.WaitVisible(`iframe.paper`, chromedp.ByQuery))
	if text := b.text(t, "main"); !strings.Contains(text, "沈望舒") || !strings.Contains(text, "顾怀瑾") {
		t.Errorf("record: %s", text)
	}
	// The PDF is answered, and shown by the viewer and not as a download.
	if err := b.wait(func() bool { return b.answered("/document", "application/pdf") == http.StatusOK }); err != nil {
		t.Errorf("the PDF in the page: %v", err)
	}
	if names := b.downloads(t); len(names) > 0 {
		t.Errorf("downloaded in place of being shown: %v", names)
	}
}

// TestHandInInBrowser: a bad form comes back with the finding at its field, a good
// one is issued and appears on the desk, to which the desk's script brings it
// without reloading.
func TestHandInInBrowser(t *testing.T) {
	b := newBrowserAs(t, "caizheng")
	b.handIn(t, letter(map[string]any{"有效期至": "2027-05-20", "联系事项": "从浏览器送来的坏表单"}))
	b.run(t, chromedp.WaitVisible(`tr.wrong`, chromedp.ByQuery))
	if text := b.text(t, "tr.wrong"); !strings.Contains(text, "有效期至") || !strings.Contains(text, "第八十一条") {
		t.Errorf("the finding at its field: %s", text)
	}
	b.handIn(t, letter(map[string]any{"联系事项": "从浏览器送来的好表单", "持信人": "乔知遥"}))
	b.run(t, chromedp.WaitVisible(`//td[contains(., "从浏览器送来的好表单")]`, chromedp.BySearch))
}

// TestRegisterWorkbookInBrowser: finance downloads a register.
func TestRegisterWorkbookInBrowser(t *testing.T) {
	b := newBrowserAs(t, "kuaiji")
	b.run(t, b.open("/registers/letter?year=2026"), chromedp.Click(`//a[text()="下载 Excel"]`, chromedp.BySearch))
	if err := b.wait(func() bool { return len(b.downloads(t)) == 1 }); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(b.dir, b.downloads(t)[0]))
	if err != nil || !strings.Contains(unzipped(t, data), "沈望舒") {
		t.Errorf("the workbook: %v", err)
	}
	if status := b.status(t, "/accounts"); status != http.StatusForbidden {
		t.Errorf("accounts: %d", status)
	}
}

// TestRegistersDeniedInBrowser: registers are not for an office, and its page says so.
func TestRegistersDeniedInBrowser(t *testing.T) {
	b := newBrowserAs(t, "caizheng")
	if status := b.status(t, "/registers"); status != http.StatusForbidden {
		t.Errorf("status %d", status)
	}
	if text := b.text(t, "main"); !strings.Contains(text, "您的角色不能看这一页") {
		t.Errorf("page: %s", text)
	}
}
