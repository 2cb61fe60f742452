package web

import (
	"io"
	"maps"
	"net/http"
	"strings"
	"time"

	"gongwen/archive/journal"
)

// serveContent answers with content, or with the parts that are asked for. Before it
// does, e is in the access log. About is what the header says of the content.
func (r *request) serveContent(e journal.Event, about http.Header, modified time.Time, content io.ReadSeeker) error {
	// A player of PDFs asks for one part after the other; that is one taking, which
	// part it begins with is the client's to say.
	part := r.Header.Get("Range")
	if begun := r.server.partLogs.Allow(r.account.Name+"\n"+e.Number+"\n"+e.Path, r.server.now()); begun || part == "" || strings.HasPrefix(part, "bytes=0-") {
		if err := r.logAccess(e); err != nil {
			return err
		}
	}
	maps.Copy(r.w.Header(), about)
	http.ServeContent(r.w, r.Request, "", modified, content)
	return nil
}
