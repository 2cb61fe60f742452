package search

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/templates"
)

// Searcher searches one archive.
type Searcher struct {
	Kinds     *templates.Set
	Archive   *archive.Archive
	Catalogue *catalogue.Catalogue
	Texts     *texts.Store // nil when it cannot be used: attachments then count as unread
	Index     *index.Index
}

// Answer is what is found.
type Answer struct {
	Total    int      `json:"total"`
	Hits     []Hit    `json:"hits"`             // of one page
	Facets   []Facet  `json:"facets,omitempty"` // those the request asks for
	Next     string   `json:"next,omitempty"`   // the After of the next page; empty on the last
	Coverage Coverage `json:"index"`
	Advice   *Advice  `json:"advice,omitempty"` // when nothing was found
	Also     []Also   `json:"also,omitempty"`   // what words were also looked for as
	Meant    []Meant  `json:"meant,omitempty"`  // the caller's to fill in, see MeantBy
}

// Hit is a record that was found.
type Hit struct {
	Number  string         `json:"number"`
	Kind    string         `json:"kind"` // key
	Title   string         `json:"title"`
	Date    templates.Date `json:"date"`
	Path    string         `json:"path"`    // of the document, on this machine
	Snippet string         `json:"snippet"` // the words of the query in 【】
	Voided  bool           `json:"voided,omitempty"`
	// Attachments are those whose text is not searched, or not all of it.
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Facet counts the records found by the values of a field.
type Facet struct {
	Field  index.Field `json:"field"` // kind, year, unit or person
	Values []Value     `json:"values"`
	Other  int         `json:"other,omitempty"` // how many more values there are
}

// Value is a value, or a word, and how many records have it.
type Value struct {
	Value string `json:"value"`
	Title string `json:"title,omitempty"` // of a kind, in Chinese
	Hits  int    `json:"hits"`
}

// Advice helps on when nothing was found.
type Advice struct {
	Words   []Value  `json:"words"`   // of the query, with how many records have each
	Instead []string `json:"instead"` // queries close to it that find something
}

// Also is a word that was also looked for in the other words that the office has for it.
type Also struct {
	Word  string   `json:"word"`
	Words []string `json:"words"`
}

// Search answers a request. It first lets the index catch up for at most limit: an
// answer that leaves out what was filed a moment ago could not be trusted. The error
// is index.ErrCursor for a page that cannot be gone on from.
func (s *Searcher) Search(ctx context.Context, r index.Request, limit time.Duration) (Answer, error) {
	coverage, err := s.CatchUp(ctx, limit)
	if err != nil {
		return Answer{}, err
	}
	result, err := s.ask(ctx, r)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Total: result.Total, Hits: []Hit{}, Next: result.Next, Coverage: coverage, Facets: s.facets(result.Facets)}
	for _, also := range r.Query.Also {
		answer.Also = append(answer.Also, Also(also))
	}
	if answer.Hits, err = s.hits(ctx, result.Hits, r.Query); err != nil {
		return Answer{}, err
	}
	if result.Total == 0 {
		answer.Advice, err = s.advise(ctx, r)
	}
	return answer, err
}

// ask asks the index. An error says what to do, unless it is index.ErrCursor.
func (s *Searcher) ask(ctx context.Context, r index.Request) (index.Result, error) {
	result, err := s.Index.Search(ctx, r)
	if err != nil && !errors.Is(err, index.ErrCursor) {
		err = fmt.Errorf("%w。现在不能检索，请运行 gongwen rebuild --index 后再查", err)
	}
	return result, err
}

// hits are the records found, in their order. One that the index has and the catalogue
// has not, since that was rebuilt, is none.
func (s *Searcher) hits(ctx context.Context, found []index.Hit, q index.Query) ([]Hit, error) {
	records, err := s.records(ctx, found)
	if err != nil {
		return nil, err
	}
	excerpts, err := Excerpts(ctx, s.Texts, records, q)
	hits := []Hit{}
	for i, e := range excerpts {
		r := records[i]
		hits = append(hits, Hit{
			Number: r.Number, Kind: r.Kind, Title: r.Subject, Date: r.Date,
			Path:    s.Archive.Path(r.Folder(), r.Document.Path),
			Snippet: index.Marked(e.Snippet, "【", "】"),
			Voided:  r.Voided != nil, Attachments: e.Hidden,
		})
	}
	return hits, err
}

func (s *Searcher) records(ctx context.Context, found []index.Hit) (records []catalogue.Entry, err error) {
	numbers := make([]string, len(found))
	for i, hit := range found {
		numbers[i] = hit.Number
	}
	entries, err := s.Catalogue.Numbered(ctx, numbers...)
	for _, number := range numbers {
		if e, ok := entries[number]; ok {
			records = append(records, e)
		}
	}
	return records, err
}

func (s *Searcher) facets(counted []index.Facet) []Facet {
	var facets []Facet
	for _, c := range counted {
		f := Facet{Field: c.Field, Values: values(c.Values), Other: c.Other}
		if c.Field == index.FacetKind {
			for i, v := range f.Values {
				if k := s.Kinds.Named(v.Value); k != nil {
					f.Values[i].Title = k.Title
				}
			}
		}
		facets = append(facets, f)
	}
	return facets
}

func (s *Searcher) advise(ctx context.Context, r index.Request) (*Advice, error) {
	advice, err := s.Index.Advise(ctx, r.Query, r.Access)
	if err != nil {
		return nil, err
	}
	return &Advice{Words: values(advice.Words), Instead: append([]string{}, advice.Instead...)}, nil
}

func values(counts []index.Count) []Value {
	all := []Value{}
	for _, c := range counts {
		all = append(all, Value{Value: c.Value, Hits: c.Hits})
	}
	return all
}

// Numbers are the numbers of all records that a query finds, after the index has
// caught up for as long as that takes.
func (s *Searcher) Numbers(ctx context.Context, q index.Query) (map[string]bool, error) {
	if err := s.Index.Follow(ctx, s.Catalogue, s.Texts, nil); err != nil {
		return nil, err
	}
	all, err := s.List(ctx, index.Request{Query: q, Sort: index.ByNumber}, math.MaxInt)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for hits, err := range all.hits(ctx) {
		if err != nil {
			return nil, err
		}
		for _, hit := range hits {
			found[hit.Number] = true
		}
	}
	return found, nil
}
