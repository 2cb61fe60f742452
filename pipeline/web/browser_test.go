package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"gongwen/pipeline"
)

// site is what the browser tests share: a reading room at a real port, the pipeline
// working beside it, and one Chromium. Each test has a browser context of its own,
// with its own cookies and downloads.
type site struct {
	*room
	address  string          // http://127.0.0.1:port
	chromium context.Context // of the process
}

// theSite is opened by the first browser test.
var theSite = sync.OnceValues(func() (*site, error) {
	r, err := openRoom(filepath.Join(suite.dir, "site"), Options{})
	if err != nil {
		return nil, err
	}
	closeAtEnd(r)
	s := &site{room: r}
	if err := s.serve(); err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.WindowSize(1280, 900))
	process, kill := chromedp.NewExecAllocator(context.Background(), options...)
	s.chromium, _ = chromedp.NewContext(process)
	closeAtEnd(closer(func() error {
		// Closed in good order before it is killed. Even so its processes may be writing
		// still when its folder is removed, which is the error, and no fault of ours.
		_ = chromedp.Cancel(s.chromium)
		kill()
		return nil
	}))
	if err := chromedp.Run(s.chromium); err != nil {
		return nil, fmt.Errorf("chromium: %w (run .ci/setup tools)", err)
	}
	return s, nil
})

// serve serves the room at a port, with the pipeline beside it, until the end.
func (s *site) serve() error {
	p, err := pipeline.New(s.workspace, func(pipeline.Event) {})
	if err != nil {
		return err
	}
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.address = "http://" + at.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	go func() { ended <- p.Run(ctx) }()
	go func() { ended <- s.server.Serve(ctx, at) }()
	closeAtEnd(closer(func() error { stop(); return errors.Join(<-ended, <-ended) }))
	return nil
}

// closer is a function that closes something.
type closer func() error

func (c closer) Close() error { return c() }

// browser is a context whose actions are the browser's, not a window's.
func (s *site) browser() context.Context {
	return cdp.WithExecutor(s.chromium, chromedp.FromContext(s.chromium).Browser)
}

// openWindow opens a window in a browser context of its own. A context without a
// window takes no tabs, which is all that chromedp would open.
func (s *site) openWindow() (id cdp.BrowserContextID, window target.ID, err error) {
	if id, err = target.CreateBrowserContext().Do(s.browser()); err != nil {
		return id, window, err
	}
	window, err = target.CreateTarget("about:blank").WithBrowserContextID(id).WithNewWindow(true).Do(s.browser())
	return id, window, err
}

// headless is one test's window in the Chromium, and what happened in it.
type headless struct {
	*site
	ctx context.Context
	dir string // of downloads

	mu        sync.Mutex
	problems  []string
	responses []*network.Response
}

// newBrowser opens a window for a test that runs beside the others. The test fails
// if anything happens in it that must not.
func newBrowser(t *testing.T) *headless {
	t.Helper()
	t.Parallel()
	s, err := theSite()
	if err != nil {
		t.Fatal(err)
	}
	return newBrowserAt(t, s, "")
}

// newBrowserAt opens a window at a site, in which somebody of the cookie is signed in; an
// empty cookie is nobody's.
func newBrowserAt(t *testing.T, s *site, cookie string) *headless {
	t.Helper()
	b := &headless{site: s, dir: t.TempDir()}
	id, window, err := s.openWindow()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := target.DisposeBrowserContext(id).Do(s.browser()); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := chromedp.NewContext(s.chromium, chromedp.WithTargetID(window))
	t.Cleanup(cancel)
	b.ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	chromedp.ListenTarget(b.ctx, b.hear)
	err = chromedp.Run(b.ctx, network.Enable(), log.Enable(), runtime.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		return browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithBrowserContextID(id).WithDownloadPath(b.dir).Do(ctx)
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.report(t) })
	if cookie != "" {
		b.run(t, network.SetCookie(cookieName, cookie).WithURL(b.address))
	}
	return b
}

// newBrowserAs opens a window in which somebody is signed in.
func newBrowserAs(t *testing.T, name string) *headless {
	t.Helper()
	b := newBrowser(t)
	b.run(t, network.SetCookie(cookieName, b.as(t, name).cookie).WithURL(b.address))
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
		if !strings.HasPrefix(u, b.address+"/") && !strings.HasPrefix(u, "chrome-extension://") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "chrome://") {
			b.problems = append(b.problems, "request to "+u)
		}
	case *network.EventResponseReceived:
		b.responses = append(b.responses, e.Response)
	}
}

// report fails the test for what was noted so far.
func (b *headless) report(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, problem := range b.problems {
		t.Error(problem)
	}
	b.problems = nil
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

func (b *headless) open(path string) chromedp.Action { return chromedp.Navigate(b.address + path) }

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

// handIn sends a form with its letter.
func (b *headless) handIn(t *testing.T, form map[string]any) {
	t.Helper()
	b.run(t, b.open("/hand-in"), b.send(t, form))
}

// send chooses a form with its letter on the page for it, and sends them.
func (b *headless) send(t *testing.T, form map[string]any) chromedp.Action {
	t.Helper()
	dir := t.TempDir()
	if err := writeBoth(dir, "表单", formText(t, form), form); err != nil {
		t.Fatal(err)
	}
	return chromedp.Tasks{
		chromedp.SetUploadFiles(`#files`, []string{filepath.Join(dir, "表单.yaml"), filepath.Join(dir, "本单位介绍信.txt")}, chromedp.ByQuery),
		chromedp.Click(`//button[text()="核对并送交"]`, chromedp.BySearch),
	}
}
