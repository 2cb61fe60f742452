package web

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	printing "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gongwen/pipeline"
	"gongwen/pipeline/workspace"
)

var screenshots = flag.String("screenshots", "", "folder for a picture of every page at 1280 and 390 px")

// TestBrowser goes through the reading room with a real Chromium, while the
// pipeline works beside it.
func TestBrowser(t *testing.T) {
	f := workspace.Folder(t.TempDir())
	r, err := furnish(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := pipeline.New(r.office, func(pipeline.Event) {})
	if err != nil {
		t.Fatal(err)
	}
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() {
		if err := p.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	working.Go(func() {
		if err := r.server.Serve(ctx, at); err != nil {
			t.Error(err)
		}
	})
	defer func() {
		stop()
		working.Wait()
		if err := r.server.Close(); err != nil {
			t.Error(err)
		}
		if err := r.office.Close(); err != nil {
			t.Error(err)
		}
	}()
	b := newBrowser(t, "http://"+at.Addr().String())

	t.Run("sign in with the keyboard alone", b.signIn("caizheng"))
	t.Run("search", func(t *testing.T) {
		b.run(t, b.open("/search"),
			chromedp.SendKeys(`input[name=q]`, "转移支付"+kb.Enter, chromedp.ByQuery),
			chromedp.WaitVisible(`.hit`, chromedp.ByQuery))
		if text := b.text(t, ".hits"); !strings.Contains(text, r.own.Number) {
			t.Errorf("hits: %s", text)
		}
		if text := b.text(t, ".hits mark"); text == "" {
			t.Error("no hit is marked")
		}
		b.run(t, chromedp.Navigate(b.at+"/search?q="+url.QueryEscape("(防汛")), chromedp.WaitVisible(`.word.bad pre`, chromedp.ByQuery))
	})
	t.Run("open a record", func(t *testing.T) {
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
	})
	t.Run("hand in a bad form", func(t *testing.T) {
		dir := t.TempDir()
		b.handIn(t, dir, letter(map[string]any{"有效期至": "2027-05-20", "联系事项": "从浏览器送来的坏表单"}))
		b.run(t, chromedp.WaitVisible(`tr.wrong`, chromedp.ByQuery))
		if text := b.text(t, "tr.wrong"); !strings.Contains(text, "有效期至") || !strings.Contains(text, "第八十一条") {
			t.Errorf("the finding at its field: %s", text)
		}
	})
	t.Run("hand in a good form and see it issued", func(t *testing.T) {
		dir := t.TempDir()
		b.handIn(t, dir, letter(map[string]any{"联系事项": "从浏览器送来的好表单", "持信人": "乔知遥"}))
		// The desk's script brings it, without reloading.
		b.run(t, chromedp.WaitVisible(`//td[contains(., "从浏览器送来的好表单")]`, chromedp.BySearch))
	})
	t.Run("registers are not for the office", func(t *testing.T) {
		if status := b.status(t, "/registers"); status != http.StatusForbidden {
			t.Errorf("status %d", status)
		}
		if text := b.text(t, "main"); !strings.Contains(text, "您的角色不能看这一页") {
			t.Errorf("page: %s", text)
		}
	})
	t.Run("sign out", func(t *testing.T) {
		b.run(t, b.open("/desk"), chromedp.Click(`.who button`, chromedp.ByQuery), chromedp.WaitVisible(`#password`, chromedp.ByQuery))
		b.run(t, b.open("/desk"), chromedp.WaitVisible(`#password`, chromedp.ByQuery))
	})
	t.Run("finance downloads a register", func(t *testing.T) {
		b.signIn("kuaiji")(t)
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
	})
	if *screenshots != "" {
		b.photograph(t, r)
	}
	for _, wrong := range b.wrong() {
		t.Error(wrong)
	}
}

// headless is a Chromium and what happened in it.
type headless struct {
	ctx context.Context
	at  string
	dir string // of downloads

	mu        sync.Mutex
	problems  []string
	responses []*network.Response
}

func newBrowser(t *testing.T, at string) *headless {
	t.Helper()
	b := &headless{at: at, dir: t.TempDir()}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.WindowSize(1280, 900))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b.ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	// Closed in good order before it is killed. Even so its processes may be writing
	// still when its folder is removed, which is the error, and no fault of ours.
	t.Cleanup(func() { _ = chromedp.Cancel(b.ctx) })
	chromedp.ListenTarget(b.ctx, b.hear)
	err := chromedp.Run(b.ctx, network.Enable(), log.Enable(), runtime.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		return browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(b.dir).Do(ctx)
	}))
	if err != nil {
		t.Fatalf("chromium: %v (run .ci/setup tools)", err)
	}
	return b
}

// hear notes what must not happen: script errors, refused content, and requests to
// anywhere else.
func (b *headless) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, "script error: "+e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		// A page that is denied, or a form that is refused, is logged as failing to load.
		if e.Entry.Level == log.LevelError && e.Entry.Source != log.SourceNetwork {
			b.problems = append(b.problems, fmt.Sprintf("%s: %s", e.Entry.Source, e.Entry.Text))
		}
	case *network.EventRequestWillBeSent:
		u := e.Request.URL
		if !strings.HasPrefix(u, b.at+"/") && !strings.HasPrefix(u, "chrome-extension://") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "chrome://") {
			b.problems = append(b.problems, "request to "+u)
		}
	case *network.EventResponseReceived:
		b.responses = append(b.responses, e.Response)
	}
}

func (b *headless) wrong() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.problems
}

// answered is the status of the last answer to an address that ends so, of a media
// type; 0 when there was none.
func (b *headless) answered(ending, media string) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := len(b.responses) - 1; i >= 0; i-- {
		if r := b.responses[i]; strings.HasSuffix(r.URL, ending) && r.MimeType == media {
			return r.Status
		}
	}
	return 0
}

// wait waits for a condition that the browser brings about.
func (b *headless) wait(is func() bool) error {
	every := time.NewTicker(20 * time.Millisecond)
	defer every.Stop()
	for end := time.After(30 * time.Second); ; {
		if is() {
			return nil
		}
		select {
		case <-every.C:
		case <-end:
			return context.DeadlineExceeded
		}
	}
}

func (b *headless) run(t *testing.T, actions ...chromedp.Action) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		var where, text string
		_ = chromedp.Run(b.ctx, chromedp.Location(&where), chromedp.Text("body", &text, chromedp.ByQuery))
		t.Fatalf("%v\nat %s\n%s", err, where, text)
	}
}

func (b *headless) open(path string) chromedp.Action { return chromedp.Navigate(b.at + path) }

func (b *headless) text(t *testing.T, selector string) (text string) {
	t.Helper()
	b.run(t, chromedp.Text(selector, &text, chromedp.ByQuery))
	return text
}

// status opens a page and tells how it was answered.
func (b *headless) status(t *testing.T, path string) int64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, b.open(path))
	if err != nil {
		t.Fatal(err)
	}
	return answer.Status
}

func (b *headless) downloads(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".crdownload" && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

// signIn signs in by keys: the name has the focus, Tab goes on, Enter sends.
func (b *headless) signIn(name string) func(t *testing.T) {
	return func(t *testing.T) {
		b.run(t, b.open("/"), chromedp.WaitVisible(`#name`, chromedp.ByQuery), chromedp.KeyEvent(name), chromedp.KeyEvent(kb.Tab),
			chromedp.KeyEvent(password), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(`#list`, chromedp.ByQuery))
		// Tab reaches the link over the menu first, and every link shows that it has
		// the focus.
		var first string
		b.run(t, chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(`document.activeElement.className`, &first))
		if first != "skip" {
			t.Errorf("Tab goes to %q first", first)
		}
	}
}

// handIn sends a form with its letter.
func (b *headless) handIn(t *testing.T, dir string, form map[string]any) {
	t.Helper()
	b.run(t, b.open("/hand-in"), b.send(t, dir, form))
}

// send chooses a form with its letter on the page for it, and sends them.
func (b *headless) send(t *testing.T, dir string, form map[string]any) chromedp.Action {
	t.Helper()
	if err := writeBoth(dir, "表单", formText(t, form), form); err != nil {
		t.Fatal(err)
	}
	return chromedp.Tasks{
		chromedp.SetUploadFiles(`#files`, []string{filepath.Join(dir, "表单.yaml"), filepath.Join(dir, "本单位介绍信.txt")}, chromedp.ByQuery),
		chromedp.Click(`//button[text()="核对并送交"]`, chromedp.BySearch),
	}
}

// photograph takes a picture of every page at both widths.
func (b *headless) photograph(t *testing.T, r *room) {
	t.Helper()
	b.run(t, b.open("/desk"), chromedp.Click(`.who button`, chromedp.ByQuery), chromedp.WaitVisible(`#password`, chromedp.ByQuery))
	shoot := func(name, path string, before ...chromedp.Action) {
		for _, width := range []int64{1280, 390} {
			var picture []byte
			actions := append([]chromedp.Action{emulation.SetDeviceMetricsOverride(width, 900, 1, width < 700), b.open(path)}, before...)
			b.run(t, append(actions, chromedp.Sleep(1500*time.Millisecond), chromedp.FullScreenshot(&picture, 100))...)
			if err := os.WriteFile(filepath.Join(*screenshots, fmt.Sprintf("%s-%d.png", name, width)), picture, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	shoot("sign-in", "/sign-in")
	shoot("verify", "/verify?d=2026-05-15&n="+url.QueryEscape(r.own.Number)+"&c="+r.own.CheckCode())
	b.signIn("admin")(t)
	shoot("desk", "/desk")
	shoot("search", "/search?q="+url.QueryEscape("区财政局 OR 区教育局"))
	shoot("search-mistake", "/search?q="+url.QueryEscape("(防汛 日期:2026-13"))
	unfolded := chromedp.Evaluate(`document.querySelectorAll("details").forEach(function(d){d.open=true})`, nil)
	shoot("record", recordURL(r.own.Number), unfolded)
	shoot("record-void", recordURL(r.void.Number))
	shoot("arrival", "/desk/"+url.PathEscape(r.back.ID))
	shoot("hand-in", "/hand-in")
	shoot("hand-in-wrong", "/hand-in", chromedp.SetValue(`select`, "区财政局", chromedp.ByQuery),
		b.send(t, t.TempDir(), letter(map[string]any{"有效期至": "2027-05-20"})), chromedp.WaitVisible(`tr.wrong`, chromedp.ByQuery))
	shoot("registers", "/registers")
	shoot("register", "/registers/letter?year=2026")
	shoot("board", "/board", unfolded)
	shoot("regulation", "/regulation")
	shoot("accounts", "/accounts")
	shoot("trail", "/trail")
	shoot("error", "/nothing")
	var printed []byte
	b.run(t, b.open(recordURL(r.own.Number)), chromedp.ActionFunc(func(ctx context.Context) (err error) {
		printed, _, err = printing.PrintToPDF().WithPaperWidth(8.27).WithPaperHeight(11.69).Do(ctx)
		return err
	}))
	if err := os.WriteFile(filepath.Join(*screenshots, "record.pdf"), printed, 0o644); err != nil {
		t.Fatal(err)
	}
}
