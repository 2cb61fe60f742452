package web

import (
	"context"
	"io"
	"net/url"
	"regexp"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	registers "gongwen/archive/register"
	"gongwen/pipeline"
	"gongwen/templates/table"
	"gongwen/templates/tablefile"
)

// fileChoice is a file that what a page shows can be had as.
type fileChoice struct{ Name, URL string }

// onA3 is the paper, in an address, of a file that is to be printed on A3 instead of A4.
const onA3 = "a3"

// files are those of a page, the usual one first.
func (c selection) files(path string) (all []fileChoice) {
	for _, f := range tablefile.Formats {
		of := c.at(path+"/"+string(f), 1)
		if f == tablefile.XLSX {
			all = append(all, fileChoice{"下载 Excel", of}, fileChoice{"Excel（A3纸）", of + "&paper=" + onA3})
			continue
		}
		all = append(all, fileChoice{f.Title(), of})
	}
	return all
}

// registerFile serves what the page of a register shows, all its pages, as a file.
func (s *Server) registerFile(r *request) error {
	kind, chosen, err := r.registerAsked()
	if err != nil {
		return err
	}
	return r.tableFile(chosen, func(ctx context.Context) (table.Book, error) {
		return r.book(ctx).Register(ctx, kind, chosen.Selection, r.scope.IncludesRecord)
	})
}

// tableFile serves a table that is made now in the format that the address names.
func (r *request) tableFile(chosen selection, tabulate func(context.Context) (table.Book, error)) error {
	format, err := tablefile.Named(r.PathValue("format"))
	if err != nil || string(format) != r.PathValue("format") {
		return errNotFound
	}
	return r.made(format.Media(), func(w io.Writer) (journal.Event, error) {
		book, err := tabulate(r.Context())
		if err != nil {
			return journal.Event{}, err
		}
		book.A3 = r.FormValue("paper") == onA3
		return journal.Event{Type: journal.Taken, Path: book.Name + format.Extension(), Unit: chosen.Unit}, format.Write(w, book)
	})
}

// book makes tables for a reader to take along: their links open the records' pages.
func (r *request) book(ctx context.Context) *registers.Book {
	b := r.server.book(ctx)
	if site := r.site(); site != "" {
		b.Links = registers.SiteLinks(site)
	}
	return b
}

// book makes tables without links.
func (s *Server) book(ctx context.Context) *registers.Book {
	b := pipeline.NewBook(ctx, s.workspace)
	b.Units, b.Now, b.Stamped, b.Site = s.ruleset().Units.Canonical, s.now, nil, ""
	return b
}

// hostPattern is what a name of this server may look like, with a port. What else a client
// may write in its header Host does not get into files.
var hostPattern = regexp.MustCompile(`^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$`)

// site is the address of the reading room: as the settings say, else as the browser that
// asks knows it, which trusted proxies tell. It is empty where that is no address.
func (r *request) site() string {
	if site := r.server.workspace.Config.Site; site != "" {
		return site
	}
	if !hostPattern.MatchString(r.Host) {
		return ""
	}
	at := url.URL{Scheme: "http", Host: r.Host}
	if r.server.proxies.Secure(r.Request) {
		at.Scheme = "https"
	}
	return at.String()
}

// pageLinks open, from a page, the documents of records.
func pageLinks(_ context.Context, e catalogue.Entry, _ bool) (string, error) {
	return recordURL(e.Number, "document"), nil
}
