package web

import (
	"html/template"
	"strings"
	"sync"

	"gongwen/pipeline/manual"
)

// help is the manual as pages. It is for everybody: it holds nothing of the office, and
// whoever cannot sign in may need it most.
type help struct {
	book func() *manual.Manual

	mu   sync.Mutex
	made map[string]template.HTML // by name, once a page was asked for
}

func newHelp(book func() *manual.Manual) *help {
	if book == nil {
		book = func() *manual.Manual { return manual.New() }
	}
	return &help{made: map[string]template.HTML{}, book: sync.OnceValue(book)}
}

// html is a page that is made once.
func (h *help) html(p *manual.Page) (template.HTML, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if made, ok := h.made[p.Name]; ok {
		return made, nil
	}
	made, err := h.book().HTML(p)
	if err == nil {
		h.made[p.Name] = made
	}
	return made, err
}

// helpIndexPage is what pages there are, and where in them the words stand that somebody
// looks for.
type helpIndexPage struct {
	Query  string
	Hits   []manual.Hit
	Groups []helpGroup
}

type helpGroup struct {
	Title string
	Pages []*manual.Page
}

func (s *Server) helpIndex(r *request) error {
	p := helpIndexPage{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	if len(p.Query) > manual.LongestQuery {
		p.Query = strings.ToValidUTF8(p.Query[:manual.LongestQuery], "")
	}
	book := s.help.book()
	if p.Query != "" {
		if !s.helpSearches.Allow(r.throttleKey(), s.now()) {
			return errTooOften
		}
		p.Hits = book.Search(p.Query)
	}
	for _, page := range book.Pages() {
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Title != page.Group {
			p.Groups = append(p.Groups, helpGroup{Title: page.Group})
		}
		last := &p.Groups[len(p.Groups)-1]
		last.Pages = append(last.Pages, page)
	}
	return r.show("help-index", "手册", p)
}

// helpPage is one page of the manual, with those before and behind it.
type helpPage struct {
	*manual.Page
	Text           template.HTML
	Before, Behind *manual.Page // nil at the ends
}

func (s *Server) helpPage(r *request) error {
	book := s.help.book()
	page := book.Find(r.PathValue("page"))
	if page == nil {
		return errNotFound
	}
	text, err := s.help.html(page)
	if err != nil {
		return err
	}
	p := helpPage{Page: page, Text: text}
	for i, other := range book.Pages() {
		if other != page {
			continue
		}
		if i > 0 {
			p.Before = book.Pages()[i-1]
		}
		if i+1 < len(book.Pages()) {
			p.Behind = book.Pages()[i+1]
		}
	}
	return r.show("help", page.Title, p)
}
