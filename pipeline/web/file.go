package web

import (
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
)

// document serves the PDF, to be looked at in the page or, asked for with
// download, to be kept. Of a record that must not be used any more that is the copy
// stamped so; the one in the archive only where it is asked for with original.
func (s *Server) document(r *request) error {
	e, err := r.entry()
	if err != nil {
		return err
	}
	return r.servePDF(e, e.Document, e.Number)
}

// further serves one of the documents that a record has beside the main one, likewise.
func (s *Server) further(r *request) error {
	e, err := r.entry()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(e.Further) {
		return errNotFound
	}
	f := e.Further[n]
	return r.servePDF(e, f.File, strings.TrimSuffix(f.FileName(e.Record), ".pdf"))
}

// servePDF serves a document of a record by a name without extension, stamped where the
// record has a mark.
func (r *request) servePDF(e catalogue.Entry, f archive.File, name string) error {
	m, err := r.mark(e)
	if err != nil {
		return err
	}
	if m != nil && r.FormValue("original") == "" {
		return r.stamped(e, f, name, m)
	}
	return r.serveFile(e, f, m.FileName(name)+".pdf", "application/pdf", r.FormValue("download") == "", unstamped(e, f, m))
}

func (s *Server) droppedForm(r *request) error {
	e, err := r.entry()
	if err != nil {
		return err
	}
	return r.serveFile(e, e.Form, path.Base(e.Form.Path), "application/octet-stream", false, "")
}

func (s *Server) attachment(r *request) error {
	e, err := r.entry()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(e.Attachments) {
		return errNotFound
	}
	f := e.Attachments[n]
	// What somebody attached is never shown as a page of ours, whatever it is.
	return r.serveFile(e, f, path.Base(f.Path), "application/octet-stream", false, "")
}

// serveFile serves a file of a record's bag, in parts where asked to. The remark stands in
// the access log.
func (r *request) serveFile(e catalogue.Entry, f archive.File, name, media string, inline bool, remark string) error {
	root, err := r.server.openBag(e)
	if err != nil {
		return err
	}
	defer root.Close()
	file, err := root.Open(path.Clean(f.Path))
	if err != nil {
		return missingFile(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errNotFound
	}
	what := journal.Taken
	if inline {
		what = journal.Seen
	}
	return r.serveContent(journal.Event{Type: what, Number: e.Number, Path: f.Path, Reason: remark}, aboutFile(name, media, f.SHA256, inline), info.ModTime(), file)
}

// aboutFile is what the header says of a file; tag names its bytes.
func aboutFile(name, media, tag string, inline bool) http.Header {
	h := http.Header{}
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", disposition(name, inline))
	h.Set("ETag", `"`+tag+`"`)
	h.Set("Cache-Control", "private, no-cache")
	if !inline {
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	}
	return h
}

func missingFile(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return httpError{http.StatusNotFound, "档案里缺了这个文件。请告诉档案人员运行 gongwen verify 查验。"}
	}
	return err
}

// disposition names a download, in a way old browsers get a name from, too.
func disposition(name string, inline bool) string {
	how := "attachment"
	if inline {
		how = "inline"
	}
	plain := mime.FormatMediaType(how, map[string]string{"filename": "document" + path.Ext(asASCII(name))})
	var coded strings.Builder
	for _, c := range []byte(name) {
		if c < 0x80 && isAttrChar(rune(c)) {
			coded.WriteByte(c)
		} else {
			fmt.Fprintf(&coded, "%%%02X", c)
		}
	}
	return plain + "; filename*=UTF-8''" + coded.String()
}

// isAttrChar tells what may stand for itself in a coded parameter of a header (RFC
// 8187, 3.2.1). A name with any other character bare is not taken by some browsers,
// which then name the file otherwise.
func isAttrChar(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune("!#$&+-.^_`|~", c)
}

// asASCII leaves out what old browsers cannot take.
func asASCII(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\;`, r) {
			return -1
		}
		return r
	}, name)
}
