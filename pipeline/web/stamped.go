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

// stampedCopy is what the access log calls the document of a void record that is stamped
// 作废.
const stampedCopy = "作废件.pdf"

// errNoStamp is the answer where a void record's stamped copy cannot be made. The
// original is not served in its place: who has it in hand would take it for valid.
var errNoStamp = httpError{http.StatusNotFound, "这件已经作废，而档案里的公文缺了或与归档时不同，印不出作废件。请告诉档案人员运行 gongwen verify 查验。"}

// stamped serves a document of a void record, stamped so. It is the same byte by byte
// each time, and so can be asked for in parts.
func (r *request) stamped(e catalogue.Entry, f archive.File, name string) error {
	document, err := pipeline.Stamped(r.Context(), r.server.workspace, e, f)
	if errors.Is(err, pipeline.ErrNoStamp) {
		r.server.logError("作废件 "+e.Number, err)
		return errNoStamp
	}
	if err != nil {
		return err
	}
	what, inline := journal.Taken, r.FormValue("download") == ""
	if inline {
		what = journal.Seen
	}
	sum := sha256.Sum256(document)
	about := aboutFile(downloadName(e, name)+".pdf", "application/pdf", hex.EncodeToString(sum[:]), inline)
	seen := stampedCopy
	if f != e.Document {
		seen = path.Base(f.Path) + "的" + stampedCopy
	}
	return r.serveContent(journal.Event{Type: what, Number: e.Number, Path: seen}, about, e.Voided.At, bytes.NewReader(document))
}

// unstamped is what the access log says besides of a document of a void record that
// does not show that it is void; empty for any other file.
func unstamped(e catalogue.Entry, f archive.File) string {
	isDocument := f == e.Document || slices.ContainsFunc(e.Further, func(further archive.Further) bool { return further.File == f })
	if e.Voided == nil || !isDocument {
		return ""
	}
	return "已作废，取的是没有盖“作废”的原件"
}

// downloadName is what a download of a record is called, without its extension: also
// outside of the reading room, of what is void the name says so.
func downloadName(e catalogue.Entry, name string) string {
	name = archive.SafeName(name)
	if e.Voided != nil {
		name += "（已作废）"
	}
	return name
}
