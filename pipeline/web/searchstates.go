package web

import (
	"gongwen/index"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules/duty"
	"gongwen/pipeline/search"
	"gongwen/templates"
)

// vocabulary is what queries are read with now. What it reads of the kinds and the
// rulebooks it reads once, so that a request makes one.
func (s *Server) vocabulary() index.Vocabulary {
	by := s.ruleset()
	return search.Office{
		Kinds:      by.Kinds,
		Units:      func() (*roster.Units, error) { return by.Units, nil },
		Unreadable: func(error) {}, // they have been read, as have
		Synonyms:   func() (*search.Synonyms, error) { return by.Synonyms, nil },
		NoSynonyms: func(error) {},
		Watch:      func() (*duty.Watch, error) { return by.Duties(s.workspace.Catalogue), nil },
		Today:      func() templates.Date { return templates.Today(s.now()) },
		Ruleset:    by,
	}.Vocabulary(s.states)
}

// meant offers the states that words of the query are called by.
func (r *request) meant(p *searchPage, known index.Vocabulary) error {
	c, err := p.Asked.conditions()
	if err != nil {
		return err
	}
	meant, err := search.MeantBy(r.Context(), r.server.index, known, c, r.indexAccess())
	if err != nil {
		return err
	}
	for _, m := range meant {
		to := p.Asked
		to.Text, to.After = m.Query, ""
		p.Meant = append(p.Meant, choice{Name: m.Word, URL: to.url(), Hits: m.Hits})
	}
	return nil
}
