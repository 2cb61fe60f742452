package index

import (
	"context"
	"errors"

	"gongwen/index/engine"
	"gongwen/index/query"
	"gongwen/templates"
)

// What is asked and answered; see packages query and engine.
type (
	Query      = query.Query
	Mistake    = query.Mistake
	SameUnit   = query.SameUnit
	Vocabulary = query.Vocabulary
	Also       = query.Also
	Field      = query.Field
	Request    = engine.Request
	Access     = engine.Access
	Sort       = engine.Sort
	Result     = engine.Result
	Hit        = engine.Hit
	Facet      = engine.Facet
	Count      = engine.Count
	Advice     = engine.Advice
)

// The orders of hits.
const (
	ByRelevance = engine.ByRelevance
	ByNewest    = engine.ByNewest
	ByOldest    = engine.ByOldest
	ByNumber    = engine.ByNumber
)

// Sorts are all orders of hits; the zero Sort is the first.
var Sorts = engine.Sorts

// The fields that people choose among the values of, see Request.Facets. Their
// names on a page are by Field.Title.
const (
	FacetKind   = query.Kind
	FacetYear   = query.Year
	FacetUnit   = query.Unit
	FacetPerson = query.Person
)

// Facets are all of these fields.
var Facets = []Field{FacetKind, FacetYear, FacetUnit, FacetPerson}

// ErrCursor is the error for a Request.After that no search with its Sort gave.
var ErrCursor = engine.ErrCursor

// Labels and State are what a Vocabulary has of forms and of how records stand.
type (
	Labels = query.Labels
	State  = query.State
)

// Parse reads a query as people type it. The error is a *Mistake.
func Parse(text string) (Query, error) { return query.Parse(text, Vocabulary{}) }

// ParseKnowing is Parse for an office with a vocabulary.
func ParseKnowing(v Vocabulary, text string) (Query, error) { return query.Parse(text, v) }

// LabelsOf are what the fields of kinds of form are called, for Vocabulary.Labels.
func LabelsOf(kinds []*templates.Kind) *Labels { return query.LabelsOf(kinds) }

// Lifecycle are the states of every archive, for Vocabulary.States: 作废, 有效, 已过期.
func Lifecycle(kinds []*templates.Kind, day templates.Date, voided func(context.Context) ([]string, error)) []State {
	return query.Lifecycle(kinds, day, voided)
}

// StateName is what the condition on how a record stands is called.
const StateName = query.StateName

// Phrase is a query for just this text, whatever is in it.
func Phrase(text string) string { return query.Phrase(text) }

// Search finds the records that contain what the query asks for.
func (x *Index) Search(ctx context.Context, r Request) (result Result, err error) {
	if err := r.Check(); err != nil {
		return Result{}, err
	}
	err = x.use(ctx, func(opened *engine.Reader) error {
		result, err = opened.Search(ctx, r)
		return err
	})
	return result, err
}

// Advise looks for what may have been meant by a query that finds nothing.
func (x *Index) Advise(ctx context.Context, q Query, access Access) (advice Advice, err error) {
	err = x.use(ctx, func(opened *engine.Reader) error {
		advice, err = opened.Advise(ctx, q, access)
		return err
	})
	return advice, err
}

// Lacking are those of the numbers that the index does not have.
func (x *Index) Lacking(ctx context.Context, numbers []string) (lacking []string, err error) {
	err = x.use(ctx, func(opened *engine.Reader) error {
		lacking, err = opened.Lacking(ctx, numbers)
		return err
	})
	return lacking, err
}

// use opens the generation to search in, calls fn and lets it go. While a new one
// is being made and there is no old one that can be used, that is the new one as
// far as it has come: what it finds is right, and Status tells what it lacks.
func (x *Index) use(ctx context.Context, fn func(*engine.Reader) error) error {
	var first error
	for _, name := range []string{current, next} {
		err := x.useNamed(ctx, name, fn)
		if err == nil || !errors.Is(err, ErrMissing) && !errors.Is(err, ErrDamaged) {
			return err
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// useNamed is use of the generation that a name stands for.
func (x *Index) useNamed(ctx context.Context, name string, fn func(*engine.Reader) error) error {
	for {
		g, err := x.load(name)
		if err != nil {
			return err
		}
		if err = x.check(ctx, g, false); err == nil {
			err = x.read(g, fn)
		}
		if err == nil || !errors.Is(err, ErrDamaged) {
			return err
		}
		// It may have been replaced since its name was read.
		if now, loadErr := x.load(name); loadErr != nil || now.Folder == g.Folder {
			return err
		}
	}
}

// read calls fn with a generation, which stays open for the next one.
func (x *Index) read(g generation, fn func(*engine.Reader) error) (err error) {
	opened, release, err := x.reader.hold(g, x.path(g.Folder))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release(errors.Is(err, ErrDamaged))) }()
	return fn(opened)
}
