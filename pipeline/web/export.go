package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongwen/archive/journal"
	"gongwen/index"
	"gongwen/pipeline/search"
)

// mostExported is how many records a list from a page has at most. It is held in memory
// until it is whole: a file that ends in the middle would be taken for all there is.
const mostExported = 50_000

// exporting is the links to all that was found, as a list.
type exporting struct {
	Total, Most int // records found, and how many of them a list has at most
	Formats     []choice
}

func (a searchQuery) exporting(total int) exporting {
	e := exporting{Total: total, Most: mostExported}
	a.After, a.People = "", false
	for _, format := range search.ListFormats {
		name := map[string]string{".xlsx": "Excel", ".csv": "CSV"}[format]
		e.Formats = append(e.Formats, choice{Name: name, URL: strings.Replace(a.url(), "/search?", "/search/export?as="+format[1:]+"&", 1)})
	}
	return e
}

// exportSearch serves all that a query finds, not a page of it, as a list.
func (s *Server) exportSearch(r *request) error {
	a, format := queryOf(r.URL.Query()), "."+r.FormValue("as")
	if !slices.Contains(search.ListFormats, format) {
		return badRequest("清单只有 %s 两种。", strings.Join(search.ListFormats, "、"))
	}
	order, err := a.order()
	if err != nil {
		return err
	}
	q, err := a.query(s.vocabulary())
	if mistake := (*index.Mistake)(nil); errors.As(err, &mistake) {
		return badRequest("%v", mistake)
	}
	if err != nil {
		return err
	}
	name := "检索结果" + format
	return r.made(listMedia[format], func(w io.Writer) (journal.Event, error) {
		list, err := s.list(r.Context(), index.Request{Query: q, Access: r.indexAccess(), Sort: order})
		if err != nil {
			return journal.Event{}, err
		}
		list.Within = r.scope.IncludesRecord
		event := journal.Event{Type: journal.Taken, Path: name, Reason: fmt.Sprintf("检索%s，%d件", a.inWords(s.titleOf), list.Listed())}
		return event, list.Write(r.Context(), w, format)
	})
}

// list is all that is found of what was filed up to now, or what it lacks.
func (s *Server) list(ctx context.Context, ask index.Request) (*search.List, error) {
	w := s.workspace
	status, err := s.catchUp(ctx)
	if err != nil {
		if err = s.withoutIndex(ctx, err); err == nil { // what is indexed can be listed
			status, err = s.index.Status(ctx, w.Catalogue)
		}
	}
	if err != nil {
		return nil, err
	}
	list, err := (&search.Searcher{Kinds: w.Kinds(), Archive: w.Archive, Catalogue: w.Catalogue, Texts: w.Texts, Index: s.index}).List(ctx, ask, mostExported)
	if err != nil {
		return nil, err
	}
	list.Index = status
	return list, nil
}

// inWords is what is asked, for the access log.
func (a searchQuery) inWords(titled func(string) string) string {
	var all []string
	if a.Text != "" {
		all = append(all, "“"+shortened(a.Text, 200)+"”")
	}
	for _, on := range a.active(titled) {
		all = append(all, on.Name)
	}
	if len(all) == 0 {
		return "全部"
	}
	return strings.Join(all, " ")
}
