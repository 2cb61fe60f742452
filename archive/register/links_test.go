package register

import (
	"context"
	"errors"
	"html"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/shared"
	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/xlsx"
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

// TestLibreOfficeOpensTheLinks: another program finds behind the links of a workbook the
// files that they are meant to open.
func TestLibreOfficeOpensTheLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := filepath.Join(dir, "registers", "2026")
	a := archive.At(filepath.Join(dir, "档案 100%"))
	var want, targets []string
	for _, number := range oddNumbers {
		e := catalogue.Entry{Record: archive.Record{Number: number, Kind: "contract", Year: 2026, Document: archive.File{Path: "data/" + archive.SafeName(number) + ".pdf"}}}
		want = append(want, a.Path(e.Folder(), e.Document.Path))
		target, err := (&Book{Archive: a}).FileLinks(nil, at)(t.Context(), e, true)
		if err != nil {
			t.Fatal(err)
		}
		targets = append(targets, target)
	}
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(at, "links.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	err = xlsx.Write(file, table.Book{Title: "链接", Sheets: []table.Sheet{{Name: "链接", Columns: []table.Column{{Label: "存档文件", Type: templates.TypeFile}},
		Rows: func(yield func(*table.Row, error) bool) {
			for _, target := range targets {
				if !yield(&table.Row{Cells: []any{table.Link{Text: "查看", Target: target}}}, nil) {
					return
				}
			}
		}}}})
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")),
		"--headless", "--convert-to", "html:HTML (StarCalc)", "--outdir", dir, file.Name())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	page, err := os.ReadFile(filepath.Join(dir, "links.html"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?i)<a href="([^"]*)"`).FindAllSubmatch(page, -1) {
		got = append(got, resolve(t, at, html.UnescapeString(string(m[1]))))
	}
	if !slices.Equal(got, want) {
		t.Errorf("opens %q, want %q", got, want)
	}
}
