package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// TestDocumentOfAVoidRecord: what is served first is stamped, and the same as the office
// has; the original is served where it is asked for, and told of in the access log.
func TestDocumentOfAVoidRecord(t *testing.T) {
	r := ownRoom(t, Options{})
	c := r.as(t, "dangan")
	at := recordURL(r.void.Number, "document")
	archived, err := os.ReadFile(r.workspace.Archive.Path(r.void.Folder(), r.void.Document.Path))
	if err != nil {
		t.Fatal(err)
	}
	issued := filepath.Join(r.workspace.Folder.Issued(), "区教育局", r.void.Number+".pdf")
	office, err := os.ReadFile(issued)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(r.workspace.Folder.Issued()); err != nil {
		t.Fatal(err)
	}
	stamped := c.get(at)
	if stamped.Code != http.StatusOK || !bytes.Equal(stamped.Body.Bytes(), office) || bytes.Equal(office, archived) {
		t.Fatalf("%d, %d bytes; the office's copy has %d, the archive's %d", stamped.Code, stamped.Body.Len(), len(office), len(archived))
	}
	tag := stamped.Header().Get("ETag")
	part := c.get(at, "Range", "bytes=5-9", "If-Range", tag)
	if part.Code != http.StatusPartialContent || !bytes.Equal(part.Body.Bytes(), office[5:10]) {
		t.Errorf("a part: %d, %q", part.Code, part.Body)
	}
	original := c.get(at + "?original=1&download=1")
	if !bytes.Equal(original.Body.Bytes(), archived) || original.Header().Get("ETag") == tag {
		t.Error("the original is not the archive's")
	}
	for _, w := range []http.Header{stamped.Header(), original.Header(), c.get(recordURL(r.void.Number, "bag.zip")).Header()} {
		if !strings.Contains(w.Get("Content-Disposition"), url.PathEscape("（已作废）")) {
			t.Errorf("the name does not tell: %s", w.Get("Content-Disposition"))
		}
	}
	var log []string
	for _, e := range accessLogOf(t, r.server) {
		if e.Number == r.void.Number {
			log = append(log, string(e.Type)+" "+e.Path+" "+e.Reason)
		}
	}
	if want := []string{"seen 作废件.pdf ", "taken " + r.void.Document.Path + " 取的是没有盖“作废”的原件", "taken bag.zip "}; !slices.Equal(log, want) {
		t.Errorf("the log has %q", log)
	}
	page := c.get(recordURL(r.void.Number)).Body.String()
	if strings.Count(page, "original=1") != 2 || strings.Count(page, `/document"`) != 2 || !strings.Contains(page, "没有盖“作废”的原件") {
		t.Error("the page does not lead to both")
	}
	if page := c.get("/desk/" + url.PathEscape(r.void.Arrival)).Body.String(); !strings.Contains(page, "已作废") {
		t.Error("the page of its arrival does not tell that it is void")
	}
	if page = c.get(recordURL(r.own.Number)).Body.String(); strings.Contains(page, "original=1") || strings.Contains(page, "作废件") {
		t.Error("the page of a record that stands speaks of a void one")
	}
	if w := c.get(recordURL(r.own.Number, "document") + "?original=1"); w.Code != http.StatusOK {
		t.Errorf("a record that stands: %d", w.Code)
	}
}

// TestDocumentOfAVoidRecordWhateverIsLeft: the stamped copy is the archived document, page
// for page, without its kind, too; where that is damaged it is printed again, and where
// that cannot be done either, what is there is not served for it.
func TestDocumentOfAVoidRecordWhateverIsLeft(t *testing.T) {
	r := ownRoom(t, Options{})
	serve := func(e catalogue.Entry) ([]byte, error) {
		w := httptest.NewRecorder()
		req := &request{server: r.server, w: w, Request: httptest.NewRequest(http.MethodGet, recordURL(e.Number, "document"), nil)}
		m, err := req.mark(e)
		if err == nil {
			err = req.stamped(e, e.Document, e.Number, m)
		}
		return w.Body.Bytes(), err
	}
	whole, err := serve(r.void)
	if err != nil {
		t.Fatal(err)
	}
	kindless := r.void
	kindless.Kind = "of-former-times"
	// Its folder goes by its kind.
	from, to := r.workspace.Archive.Path(r.void.Folder()), r.workspace.Archive.Path(kindless.Folder())
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if got, err := serve(kindless); err != nil || !bytes.Equal(got, whole) {
		t.Errorf("without its kind: %d bytes, %v", len(got), err)
	}
	for _, e := range []catalogue.Entry{r.void, kindless} {
		path := r.workspace.Archive.Path(e.Folder(), e.Document.Path)
		if err := errors.Join(os.Chmod(path, 0o600), os.Truncate(path, 20_000)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := serve(r.void); err != nil || len(got) < 20_000 || bytes.Equal(got, whole) {
		t.Errorf("printed again: %d bytes, %v", len(got), err)
	}
	if got, err := serve(kindless); !errors.Is(err, errNoStamp(&pipeline.Mark{Stamp: pdf.Stamp{Word: "作废"}})) || len(got) > 0 {
		t.Errorf("neither: %d bytes, %v", len(got), err)
	}
}

// TestDocumentOfASupersededRecord: a record whose place a later one has taken is served
// stamped first, as a void one; whether the later one can be seen makes no difference.
func TestDocumentOfASupersededRecord(t *testing.T) {
	r := ownRoom(t, Options{})
	c := r.as(t, "dangan")
	at := recordURL(r.own.Number, "document")
	plain := c.get(at).Body.Bytes()
	later := archive.Record{
		Number: "龙政预案〔2026〕9号", Kind: "emergency-plan", Title: "应急预案", Year: 2026, Serial: 9, Unit: "区应急管理局", Secrecy: "机密",
		Date: templates.NewDate(2026, 6, 1), Values: templates.Values{"issue_date": templates.NewDate(2026, 6, 1), "replaces": r.own.Number},
		Arrival: "later", Submission: "later", Content: "later", Document: r.own.Document, Form: r.own.Form,
	}
	if err := r.workspace.Catalogue.Restore(t.Context(), []archive.Record{later}); err != nil {
		t.Fatal(err)
	}
	stamped := c.get(at)
	if bytes.Equal(stamped.Body.Bytes(), plain) || !strings.Contains(stamped.Header().Get("Content-Disposition"), url.PathEscape("（已修订）")) {
		t.Errorf("not stamped: %s", stamped.Header().Get("Content-Disposition"))
	}
	if again := c.get(at); !bytes.Equal(again.Body.Bytes(), stamped.Body.Bytes()) {
		t.Error("not the same each time")
	}
	if original := c.get(at + "?original=1"); !bytes.Equal(original.Body.Bytes(), plain) {
		t.Error("the original is not the archive's")
	}
	for day, want := range map[string]string{"": "制发的。</strong>\n但2026年6月1日已修订，不再使用。", "2026-05-15": "在2026-05-15有效"} {
		verify := "/verify?" + url.Values{"n": {r.own.Number}, "c": {r.own.CheckCode()}, "d": {day}}.Encode()
		if body := c.get(verify).Body.String(); !strings.Contains(body, want) {
			t.Errorf("the public is not told %q on day %q:\n%s", want, day, body)
		}
	}
	page := c.get(recordURL(r.own.Number)).Body.String()
	for _, want := range []string{"2026年6月1日已修订，不再使用", "打开已修订件", "没有盖“已修订”的原件"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	if strings.Contains(page, later.Number) {
		t.Error("the page names a record that the account may not see")
	}
	if err := r.workspace.Catalogue.Void(t.Context(), later.Number, "重复", later.Date.Time); err != nil {
		t.Fatal(err)
	}
	if w := c.get(at); !bytes.Equal(w.Body.Bytes(), plain) {
		t.Error("still stamped when the later one is void")
	}
}
