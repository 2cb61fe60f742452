package web

import (
	"errors"
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/web/access"
)

var (
	browsedLink = regexp.MustCompile(`<li><a href="([^"]+)">([^<]*)</a><span class="n">(\d+) 件</span>`)
	totalShown  = regexp.MustCompile(`<strong>共 (\d+) 件</strong>`)
)

// TestBrowseCountsWhatItsLinksGive: before anything is asked, each account is shown what
// there is in its scope, and each count is a link to just that many records.
func TestBrowseCountsWhatItsLinksGive(t *testing.T) {
	r := theRoom(t)
	total := func(c *client, target string) string {
		t.Helper()
		w := c.get(target)
		found := totalShown.FindStringSubmatch(w.Body.String())
		if w.Code != http.StatusOK || found == nil {
			t.Fatalf("%s: %d without a total", target, w.Code)
		}
		return found[1]
	}
	for _, a := range staff {
		c := r.as(t, a.Name)
		page := c.get("/search").Body.String()
		links := browsedLink.FindAllStringSubmatch(page, -1)
		sum := 0
		for _, link := range links {
			if got := total(c, html.UnescapeString(link[1])); got != link[3] {
				t.Errorf("%s: %s has %s, its link gives %s", a.Name, link[2], link[3], got)
			}
			n, err := strconv.Atoi(link[3])
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(link[1], "kind=") {
				sum += n
			}
		}
		if got := total(c, "/search"); len(links) < 3 || got != strconv.Itoa(sum) || got != total(c, "/search?sort=newest") {
			t.Errorf("%s: %d links, %s in all, by kind %d", a.Name, len(links), got, sum)
		}
		for _, e := range r.records {
			if within := access.Of(a, r.server.ruleset().Units).IncludesRecord(e.Record); strings.Contains(page, recordURL(e.Number)) != within {
				t.Errorf("%s is among the newest: %v, want %v", e.Number, !within, within)
			}
		}
		for name, beyond := range map[string]catalogue.Entry{"会议纪要": r.secret, "区教育局": r.foreign} {
			if !access.Of(a, r.server.ruleset().Units).IncludesRecord(beyond.Record) && strings.Contains(page, ">"+name+"<") {
				t.Errorf("%s is shown that there are records of %s", a.Name, name)
			}
		}
		if !strings.Contains(page, r.own.Subject) && a.Name == "caizheng" {
			t.Error("the office is not shown its own")
		}
	}
}

// TestBrowseWithoutAnIndex: a page that cannot browse can still search.
func TestBrowseWithoutAnIndex(t *testing.T) {
	r := ownRoom(t, Options{})
	// A file where the index's folder is: it can neither be read nor made anew.
	at := filepath.Join(string(r.workspace.Folder), "index")
	if err := errors.Join(os.RemoveAll(at), os.WriteFile(at, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	w := r.as(t, "dangan").get("/search")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `name="q"`) {
		t.Errorf("%d", w.Code)
	}
}
