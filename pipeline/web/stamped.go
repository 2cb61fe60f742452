package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"path"
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline"
)

// errNoStamp is the answer where the stamped copy of a record that must not be used any
// more cannot be made. The original is not served in its place: who has it in hand would
// take it for valid.
func errNoStamp(m *pipeline.Mark) error {
	return httpError{http.StatusNotFound, "这件已经不能使用（" + m.Word + "），而档案里的公文缺了或与归档时不同，印不出盖“" + m.Word + "”的。请告诉档案人员运行 gongwen verify 查验。"}
}

// mark is what copies of a record are stamped with; nil for one that stands.
func (r *request) mark(e catalogue.Entry) (*pipeline.Mark, error) {
	return pipeline.MarkOf(r.Context(), r.server.workspace, e)
}

// stampedCopy is what the access log calls a stamped document: 作废件.pdf.
func stampedCopy(m *pipeline.Mark) string { return m.Word + "件.pdf" }

// stamped serves a document of a record, stamped with its mark. It is the same byte by
// byte each time, and so can be asked for in parts.
func (r *request) stamped(e catalogue.Entry, f archive.File, name string, m *pipeline.Mark) error {
	document, err := pipeline.Stamped(r.Context(), r.server.workspace, e, f, m)
	if errors.Is(err, pipeline.ErrNoStamp) {
		r.server.logError(m.Word+"件 "+e.Number, err)
		return errNoStamp(m)
	}
	if err != nil {
		return err
	}
	what, inline := journal.Taken, r.FormValue("download") == ""
	if inline {
		what = journal.Seen
	}
	sum := sha256.Sum256(document)
	about := aboutFile(m.FileName(name)+".pdf", "application/pdf", hex.EncodeToString(sum[:]), inline)
	seen := stampedCopy(m)
	if f != e.Document {
		seen = path.Base(f.Path) + "的" + seen
	}
	return r.serveContent(journal.Event{Type: what, Number: e.Number, Path: seen}, about, m.Since, bytes.NewReader(document))
}

// unstamped is what the access log says besides of a document that does not show its
// mark; empty for any other file.
func unstamped(e catalogue.Entry, f archive.File, m *pipeline.Mark) string {
	isDocument := f == e.Document || slices.ContainsFunc(e.Further, func(further archive.Further) bool { return further.File == f })
	if m == nil || !isDocument {
		return ""
	}
	return "取的是没有盖“" + m.Word + "”的原件"
}
