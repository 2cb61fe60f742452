package web

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"gongwen/archive/catalogue"
)

func TestServeFileInRanges(t *testing.T) {
	r := theRoom(t)
	for file, is := range map[string][2]string{"document": {"%PDF-", "application/pdf"}, "bag.zip": {"PK", "application/zip"}} {
		serveInRanges(t, r.as(t, "dangan"), recordURL(r.own.Number, file), is[0], is[1])
	}
}

func serveInRanges(t *testing.T, c *client, target, begins, media string) {
	t.Helper()
	whole := c.get(target)
	size := whole.Body.Len()
	if !bytes.HasPrefix(whole.Body.Bytes(), []byte(begins)) || whole.Header().Get("Content-Type") != media || whole.Header().Get("Content-Length") != strconv.Itoa(size) {
		t.Fatalf("%s: %d bytes, %v", target, size, whole.Header())
	}
	tag := whole.Header().Get("ETag")
	for _, test := range []struct {
		asked  []string
		status int
		want   []byte
	}{
		{[]string{"Range", "bytes=0-4"}, http.StatusPartialContent, whole.Body.Bytes()[:5]},
		{[]string{"Range", "bytes=300-", "If-Range", tag}, http.StatusPartialContent, whole.Body.Bytes()[300:]},
		{[]string{"Range", "bytes=-10"}, http.StatusPartialContent, whole.Body.Bytes()[size-10:]},
		{[]string{"Range", fmt.Sprintf("bytes=%d-", size)}, http.StatusRequestedRangeNotSatisfiable, nil},
		{[]string{"Range", "bytes=5-1"}, http.StatusRequestedRangeNotSatisfiable, nil},
		{[]string{"Range", "bytes=" + strings.Repeat("0-,", 2000) + "0-"}, http.StatusOK, nil},
		{[]string{"Range", "bytes=0-4", "If-Range", `"other"`}, http.StatusOK, nil},
		{[]string{"If-None-Match", tag}, http.StatusNotModified, nil},
	} {
		w := c.get(target, test.asked...)
		if w.Code != test.status || test.want != nil && !bytes.Equal(w.Body.Bytes(), test.want) || w.Body.Len() > size+1000 {
			t.Errorf("%s %.60v: %d, %d bytes", target, test.asked, w.Code, w.Body.Len())
		}
	}
}

func TestServerOffersNoWayOutOfTheArchive(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "admin")
	n := recordURL(r.own.Number)
	for _, target := range []string{
		"/asset/../server.go", "/asset/..%2fserver.go", "/asset/%2e%2e/server.go", "/asset/..%5cserver.go", "/asset/", "/asset/nothing",
		n + "/attachment/-1", n + "/attachment/1", n + "/attachment/99999999999999999999", n + "/attachment/..%2f..%2frecord.json", n + "/attachment/0%00",
		n + "/..%2f..%2f..%2fgongwen.yaml", "/record/..%2f..%2fgongwen.yaml", "/record/..%2f..%2fgongwen.yaml/document", "/record/%2fetc%2fpasswd/form",
		"/forms/..%2f..%2fgongwen.yaml", "/forms/letter%00.xlsx", "/registers/..%2fletter?year=2026", "/desk/..%2f..", "/../../etc/passwd", "/reading/accounts.yaml",
	} {
		w := c.get(target)
		if w.Code == http.StatusOK || strings.Contains(w.Body.String(), "password:") || strings.Contains(w.Body.String(), "package web") {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

// TestBagAsZip is the bag, file by file and byte by byte, also of what is void: as it was
// filed.
func TestBagAsZip(t *testing.T) {
	r := theRoom(t)
	for _, e := range []catalogue.Entry{r.own, r.void} {
		isBag(t, r, e)
	}
}

func isBag(t *testing.T, r *room, e catalogue.Entry) {
	t.Helper()
	w := r.as(t, "dangan").get(recordURL(e.Number, "bag.zip"))
	z, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, f := range z.File {
		name := strings.TrimPrefix(f.Name, e.Number+"/")
		want, err := os.ReadFile(r.workspace.Archive.Path(e.Folder(), name))
		if err != nil {
			t.Error(err)
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if _, err := got.ReadFrom(in); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s of %s differs: %v", f.Name, e.Number, err)
		}
		files++
	}
	if files != 8 { // four tag files; form, document, record.json, letter
		t.Errorf("%s: %d files", e.Number, files)
	}
}
