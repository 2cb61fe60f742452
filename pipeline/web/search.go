package web

import (
	"errors"
	"html/template"

	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/search"
)

// searchPage is what the page shows.
type searchPage struct {
	Asked       searchQuery
	Mistake     *mistake  // what cannot be read in the query; nil when all can
	Submitted   bool      // something was asked
	Browsing    *browsing // what there is, before something is
	Total       int
	Hits        []hit
	Facets      []facet
	People      string   // where the persons are counted, too; empty when they are
	Active      []choice // conditions that are on, with the address without them
	Next        string   // address of the next page
	First       string   // address of the first page, when this is not it
	Freshness   index.Status
	Reading     bool          // when nothing was found: there are attachments not read yet
	Textless    int           // and how many are read and have contents that cannot be found
	Words       []index.Count // when nothing was found: the query's words, with how many records have each
	Suggestions []choice      // and what may have been meant
	Also        []index.Also  // what words were also looked for as
	Meant       []choice      // words of the query that are states, too, with how many records are in them
	Sorts       []choice
	Export      exporting
	Saved       []savedSearch
	SaveAs      string // proposed name
	Raw         string // the query to save
	Help        []search.Topic
}

type hit struct {
	Entry   catalogue.Entry
	Degree  string
	Snippet template.HTML
	Hidden  []search.Attachment // attachments in which more may stand than is found
}

type facet struct {
	Name   string
	Values []choice
	Other  int
}

// choice is something to click on.
type choice struct {
	Name string
	URL  string
	Hits int
	On   bool
}

type savedSearch struct{ Name, URL string }

const perPage = 20

func (s *Server) search(r *request) error {
	a := queryOf(r.URL.Query())
	p := searchPage{Asked: a, Submitted: len(r.URL.Query()) > 0, Help: search.Help}
	for _, k := range r.account.Searches {
		p.Saved = append(p.Saved, savedSearch{k.Name, "/search?" + k.Query})
	}
	if !p.Submitted {
		var err error
		if p.Browsing, err = r.browse(); err != nil {
			return err
		}
		return r.show("search", "检索", p)
	}
	known := s.vocabulary()
	q, err := a.query(known)
	p.Mistake = mistakeIn(err)
	switch {
	case p.Mistake != nil:
	case err != nil:
		return err
	default:
		if err := r.find(&p, q, known); err != nil {
			return err
		}
	}
	return r.show("search", "检索", p)
}

// find asks the index and fills the page. Known is what the query was read with: what
// else the page says of it is read with the same.
func (r *request) find(p *searchPage, q index.Query, known index.Vocabulary) error {
	s, ctx, a := r.server, r.Context(), p.Asked
	order, err := a.order()
	if err != nil {
		return err
	}
	ask := index.Request{Query: q, Access: r.indexAccess(), Sort: order, Limit: perPage, After: a.After,
		Facets: countedFields, UnitName: known.OneUnit}
	if a.People {
		ask.Facets = index.Facets
	}
	result, status, err := s.searchNow(ctx, ask)
	if errors.Is(err, index.ErrCursor) {
		return badRequest("%v。", err)
	}
	if err != nil {
		return err
	}
	p.Total, p.Freshness, p.Also = result.Total, status, q.Also
	if err := r.meant(p, known); err != nil {
		return err
	}
	if result.Total == 0 {
		if err := r.advise(p, known); err != nil {
			return err
		}
		if err := r.doubt(p); err != nil {
			return err
		}
	}
	// The index may be a moment behind a rebuilt catalogue, or ahead of one.
	entries, err := r.entries(numbersOf(result.Hits))
	if err != nil {
		return err
	}
	excerpts, err := search.Excerpts(ctx, s.workspace.Texts, entries, q)
	if err != nil {
		return err
	}
	for i, e := range entries {
		p.Hits = append(p.Hits, hit{e, e.Secrecy, template.HTML(index.HTML(excerpts[i].Snippet)), excerpts[i].Hidden})
	}
	p.addChoices(result, s.titleOf)
	return nil
}

// doubt tells what an empty answer does not prove.
func (r *request) doubt(p *searchPage) error {
	store := r.server.workspace.Texts
	read, err := store.UpToDate(r.Context(), r.server.workspace.Catalogue)
	if err != nil {
		return err
	}
	p.Reading = !read
	p.Textless, err = search.Textless(r.Context(), store)
	return err
}

func numbersOf(hits []index.Hit) (numbers []string) {
	for _, h := range hits {
		numbers = append(numbers, h.Number)
	}
	return numbers
}

// advise helps on where nothing was found.
func (r *request) advise(p *searchPage, known index.Vocabulary) error {
	q, err := index.ParseKnowing(known, p.Asked.Text)
	if err != nil {
		return err
	}
	advice, err := r.server.index.Advise(r.Context(), q, r.indexAccess())
	if err != nil {
		return err
	}
	if len(advice.Words) > 1 {
		p.Words = advice.Words
	}
	for _, text := range advice.Instead {
		to := p.Asked
		to.Text, to.After = text, ""
		p.Suggestions = append(p.Suggestions, choice{Name: text, URL: to.url()})
	}
	return nil
}
