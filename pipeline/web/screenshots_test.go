package web

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	printing "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
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
