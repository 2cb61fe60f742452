package register

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/shared"
)

// oddNumbers are of records whose names would mean something else in a link.
var oddNumbers = []string{"龙政办合字〔2026〕1号", "合 100%〔2026〕2 号", "合#%41[2026]3号", `合/"3"〔2026〕?号`}

func TestFileLinks(t *testing.T) {
	dir := t.TempDir()
	at := filepath.Join(dir, "registers", "2026")
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	folder, err := shared.Open(at)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	printed := 0
	b := &Book{Archive: archive.At(filepath.Join(dir, "archive")), Staging: t.TempDir(), Stamped: func(_ context.Context, e catalogue.Entry) (StampedCopy, error) {
		if e.Secrecy != "" {
			return StampedCopy{}, nil
		}
		return StampedCopy{archive.SafeName(e.Number) + "（已作废）.pdf", func(context.Context) ([]byte, error) {
			printed++
			return []byte("stamped " + e.Number), nil
		}}, nil
	}}
	links := b.FileLinks(folder, at)
	target := func(e catalogue.Entry, stands bool) string {
		t.Helper()
		link, err := links(t.Context(), e, stands)
		if err != nil {
			t.Fatal(err)
		}
		return link
	}
	for _, number := range oddNumbers {
		e := catalogue.Entry{Record: archive.Record{Number: number, Kind: "contract", Year: 2026, Document: archive.File{Path: "data/公文 1%.pdf"}}}
		if got, want := resolve(t, at, target(e, true)), b.Archive.Path(e.Folder(), e.Document.Path); got != want {
			t.Errorf("%s: opens %s, want %s", number, got, want)
		}
		for range 2 {
			if text, err := os.ReadFile(resolve(t, at, target(e, false))); string(text) != "stamped "+number {
				t.Errorf("%s: opens %q, %v", number, text, err)
			}
		}
		e.Secrecy = "机密"
		if got := target(e, false); got != "" {
			t.Errorf("%s: a copy of a secret lies at %s", number, got)
		}
	}
	if printed != len(oddNumbers) {
		t.Errorf("%d printed, want %d", printed, len(oddNumbers))
	}
	b.Site = "gw.example.gov.cn"
	if link, err := b.FileLinks(folder, at)(t.Context(), catalogue.Entry{}, true); err != nil || !strings.HasPrefix(link, "http://gw.example.gov.cn/record/") {
		t.Errorf("with a site: %s, %v", link, err)
	}
}

// resolve is the file that a link of a file in a folder opens.
func resolve(t *testing.T, dir, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil || u.RawQuery != "" || u.Fragment != "" || u.IsAbs() {
		t.Fatalf("%s: %+v, %v", link, u, err)
	}
	return filepath.Join(dir, filepath.FromSlash(u.Path))
}

func TestSiteLinks(t *testing.T) {
	for _, site := range []string{"https://gw.example.gov.cn/档案/", " https://gw.example.gov.cn/档案"} {
		for _, number := range oddNumbers {
			link, err := SiteLinks(site)(t.Context(), catalogue.Entry{Record: archive.Record{Number: number}}, false)
			if err != nil {
				t.Fatal(err)
			}
			before, last, _ := strings.Cut(link, "/record/")
			if got, err := url.PathUnescape(last); got != number || err != nil || before != "https://gw.example.gov.cn/档案" || strings.Contains(last, "/") {
				t.Errorf("%s opens %q, %v", link, got, err)
			}
		}
	}
}

func TestReference(t *testing.T) {
	for path, want := range map[string]string{
		"../../archive/2026/合 1%.pdf": "../../archive/2026/合%201%25.pdf",
		"D:/台账/a#1.pdf":               "file:///D:/台账/a%231.pdf",
		"//server/share/a b.pdf":      "file://server/share/a%20b.pdf",
	} {
		if got := reference(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
