package workspace

import (
	"context"
	"sync"
	"sync/atomic"

	"gongwen/index"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules/duty"
	"gongwen/pipeline/search"
	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/font"
)

// once is what a process has only once of a data folder, on first use: a workspace
// and those that read beside it share it.
type once struct {
	prints bool                        // its ruleset needs documents
	kinds  *templates.Set              // as read on opening
	fonts  func() (*font.Fonts, error) // looked for once
	index  *index.Index

	processors Processors

	signing signing

	stamp   stamp      // of the sources, before any of them was read
	reading sync.Mutex // by whoever reads the first ruleset
	taking  sync.Mutex // by whoever puts another in its place
	current atomic.Pointer[Ruleset]
}

func newOnce(folder Folder, config Config, kinds *templates.Set, before stamp) *once {
	o := &once{kinds: kinds, stamp: before, processors: newProcessors(), fonts: sync.OnceValues(func() (*font.Fonts, error) { return font.Find(config.Fonts) })}
	o.index = index.At(folder.Index(), o)
	o.signing.place = folder.Checkpoints(config)
	return o
}

// Named is the kind of that name as it is now: the index asks when it works in a
// record.
func (o *once) Named(name string) *templates.Kind {
	if r := o.current.Load(); r != nil {
		return r.Kinds.Named(name)
	}
	return o.kinds.Named(name)
}

// Ruleset is what forms are judged by now. The first call reads it: hundreds of rules
// take a moment, and searching and listing do without. In a workspace opened for
// writing, documents can be printed by it. Whoever works on a form asks once and
// keeps what he was given: the next call may give another, see Watch.
func (w *Workspace) Ruleset() (*Ruleset, error) {
	if r := w.once.current.Load(); r != nil {
		return r, nil
	}
	w.once.reading.Lock()
	defer w.once.reading.Unlock()
	if r := w.once.current.Load(); r != nil {
		return r, nil
	}
	r, err := w.read(w.Config, w.once.kinds)
	if err != nil {
		return nil, err
	}
	w.once.current.Store(r)
	return r, nil
}

// read reads a ruleset of these kinds.
func (w *Workspace) read(config Config, kinds *templates.Set) (*Ruleset, error) {
	r, err := readRuleset(w.Folder, config, kinds)
	if err == nil {
		r, err = r.with(context.Background(), w.Catalogue)
	}
	if err != nil {
		return nil, err
	}
	if r.Calendar, err = duty.ReadCalendar(bounded.Dir(string(w.Folder))); err != nil || !w.once.prints {
		return r, err
	}
	fonts, err := w.Fonts()
	if err != nil {
		return nil, err
	}
	r.Documents, err = proveDocuments(kinds, fonts, config)
	return r, err
}

// Current is what forms are judged by now; nil before the first call of Ruleset has
// succeeded.
func (w *Workspace) Current() *Ruleset { return w.once.current.Load() }

// Kinds are the kinds of form there are now. No rule need be read for it.
func (w *Workspace) Kinds() *templates.Set {
	if r := w.once.current.Load(); r != nil {
		return r.Kinds
	}
	return w.once.kinds
}

// Units are how the office's units are spelt, as the ruleset has them. No rule need
// be read for it.
func (w *Workspace) Units() (*roster.Units, error) {
	if r := w.once.current.Load(); r != nil {
		return r.Units, nil
	}
	_, units, err := readRoster(w.Folder, w.Config)
	return units, err
}

// Synonyms are the office's words for the same, as the ruleset has them. No rule need
// be read for it.
func (w *Workspace) Synonyms() (*search.Synonyms, error) {
	if r := w.once.current.Load(); r != nil {
		return r.Synonyms, nil
	}
	return search.ReadSynonyms(bounded.Dir(string(w.Folder)))
}

// Fonts are the fonts the office prints with.
func (w *Workspace) Fonts() (*font.Fonts, error) { return w.once.fonts() }

// Index is the search index, which need not exist yet.
func (w *Workspace) Index() *index.Index { return w.once.index }
