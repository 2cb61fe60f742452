package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/archive/journal"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/coalesce"
)

var exportLink = regexp.MustCompile(`href="(/search/export[^"]+)"`)

// TestExportSearchHasWhatThePageCounts: the list is of all that the page says was found,
// in the account's scope, and the access log tells what was asked and how much it was.
func TestExportSearchHasWhatThePageCounts(t *testing.T) {
	r := ownRoom(t, Options{})
	for _, a := range staff {
		c := r.as(t, a.Name)
		for _, asked := range []string{"?sort=number", "?q=" + url.QueryEscape("核对") + "&kind=letter", "?q=" + url.QueryEscape("没有这样的词")} {
			page := c.get("/search" + asked).Body.String()
			links := exportLink.FindAllStringSubmatch(page, -1)
			found := totalShown.FindStringSubmatch(page)[1]
			if found == "0" {
				if len(links) > 0 {
					t.Errorf("%s: a list of nothing is offered", asked)
				}
				continue
			}
			if len(links) != 2 {
				t.Fatalf("%s: %d links", asked, len(links))
			}
			for _, link := range links {
				w := c.get(html.UnescapeString(link[1]))
				rows := listRows(t, w.Header().Get("Content-Type"), w.Body.Bytes())
				var got []string
				for _, row := range rows[1:] {
					got = append(got, row[1])
				}
				var want []string
				for _, e := range r.records {
					if access.Of(a, r.server.ruleset().Units).IncludesRecord(e.Record) && strings.Contains(page, recordURL(e.Number)) {
						want = append(want, e.Number)
					}
				}
				slices.Sort(got)
				slices.Sort(want)
				if w.Code != http.StatusOK || !slices.Equal(got, want) || len(rows) < 2 {
					t.Errorf("%s, %s: %d, got %q, want %q", a.Name, link[1], w.Code, got, want)
				}
			}
		}
	}
	var log []string
	for _, e := range accessLogOf(t, r.server) {
		if e.Type == journal.Taken && e.By == "caizheng" {
			log = append(log, e.Path+" "+e.Reason)
		}
	}
	if want := []string{"检索结果.xlsx 检索全部，3件", "检索结果.csv 检索全部，3件", "检索结果.xlsx 检索“核对” 类别：介绍信，2件", "检索结果.csv 检索“核对” 类别：介绍信，2件"}; !slices.Equal(log, want) {
		t.Errorf("the log has %q", log)
	}
	c := r.as(t, "dangan")
	for asked, want := range map[string]int{
		"as=doc": http.StatusBadRequest, "as=csv&sort=x": http.StatusBadRequest, "as=csv&q=" + url.QueryEscape("(核对"): http.StatusBadRequest,
		"as=csv&from=x": http.StatusBadRequest, "": http.StatusBadRequest,
	} {
		if w := c.get("/search/export?" + asked); w.Code != want || strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d", asked, w.Code)
		}
	}
}

// listRows are the rows of a list in either format, the labels among them.
func listRows(t *testing.T, media string, list []byte) [][]string {
	t.Helper()
	if strings.HasPrefix(media, "text/csv") {
		text, marked := bytes.CutPrefix(list, []byte("\ufeff"))
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil || !marked {
			t.Fatal(err, marked)
		}
		return rows
	}
	book, err := excelize.OpenReader(bytes.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestExportSearchSaysThatItIsCut before it is taken, where there is more than fits.
func TestExportSearchSaysThatItIsCut(t *testing.T) {
	for total, want := range map[int]string{mostExported: "全部 50000 件", mostExported + 1: "前 50000 件"} {
		var b strings.Builder
		if err := pages()["search"].ExecuteTemplate(&b, "export", searchQuery{Text: "防汛"}.exporting(total)); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%s, %v", b.String(), err)
		}
	}
}

// sentTo is a client that tells before it takes the first bytes.
type sentTo struct {
	*httptest.ResponseRecorder
	first func()
}

func (w *sentTo) Write(b []byte) (int, error) {
	if w.first != nil {
		w.first()
		w.first = nil
	}
	return w.ResponseRecorder.Write(b)
}

// TestMadeKeepsNobodyWaitingWhileItIsSent: who takes a list slowly keeps no other from
// being made, and by then it is in the access log.
func TestMadeKeepsNobodyWaitingWhileItIsSent(t *testing.T) {
	r := ownRoom(t, Options{})
	c := r.as(t, "kuaiji")
	for i, list := range []string{"/registers/letter/xlsx?year=2026", "/search/export?as=xlsx", "/search/export?as=csv"} {
		held, logged := -1, -1
		w := &sentTo{httptest.NewRecorder(), func() { held, logged = len(r.server.workbookSlots), len(r.linesOf(t, "kuaiji")) }}
		asked := httptest.NewRequest(http.MethodGet, list, nil)
		asked.RemoteAddr = c.from
		asked.AddCookie(&http.Cookie{Name: cookieName, Value: c.cookie})
		r.server.ServeHTTP(w, asked)
		if w.Code != http.StatusOK || held != 0 || logged != i+1 {
			t.Errorf("%s: %d; when it was sent %d slots were held, and %d lines in the log", list, w.Code, held, logged)
		}
	}
}

// TestExportSearchSaysWhatIsNotIndexedYet, as the page does: that the index is behind is
// no fault that anybody has to look after.
func TestExportSearchSaysWhatIsNotIndexedYet(t *testing.T) {
	var log bytes.Buffer
	r := ownRoom(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	life, end := context.WithCancel(t.Context())
	r.server.indexFollower = coalesce.New(life, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
	w := r.as(t, "dangan").get("/search/export?as=csv")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), r.own.Number) || !strings.Contains(w.Body.String(), "刚归档的 1 件还没有编入检索，不在其中") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	if log.Len() > 0 {
		t.Errorf("the log has %s", log.String())
	}
	end()
	r.server.indexFollower.Wait()
}
