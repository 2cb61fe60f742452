package search

import (
	"context"
	"errors"
	"time"

	"gongwen/archive/extract"
	"gongwen/archive/texts"
)

// Coverage is what of the archive an answer was looked for in. It matters most for
// an empty answer.
type Coverage struct {
	Missing  int    `json:"missing"`            // records that are not in the index yet
	Renewing bool   `json:"renewing,omitempty"` // the index is being made anew
	Reading  bool   `json:"reading,omitempty"`  // there are attachments not read yet
	Fault    string `json:"fault,omitempty"`    // what keeps the index from catching up
	// Textless is how many attachments have been read as far as they can be, but have
	// contents that no query can find: scans, encrypted or damaged files, and those of
	// which only a part was read. While there are some, an empty answer proves nothing.
	Textless int `json:"textless"`
}

// Complete tells that what was not found is not there, in whatever has text.
func (c Coverage) Complete() bool {
	return c.Missing == 0 && !c.Renewing && !c.Reading && c.Fault == ""
}

// CatchUp works what was filed up to now into the index, for at most limit, and
// tells how far it is then. An index that cannot catch up is no error: it is told
// as the Coverage's Fault.
func (s *Searcher) CatchUp(ctx context.Context, limit time.Duration) (Coverage, error) {
	short, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var c Coverage
	err := s.Index.Follow(short, s.Catalogue, s.Texts, nil)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		c.Fault = err.Error()
	}
	status, err := s.Index.Status(ctx, s.Catalogue)
	if err != nil {
		return c, err
	}
	c.Missing, c.Renewing = status.Missing, status.Renewing
	read, err := s.Texts.UpToDate(ctx, s.Catalogue)
	if err != nil {
		return c, err
	}
	c.Reading = !read
	c.Textless, err = Textless(ctx, s.Texts)
	return c, err
}

// Textless counts the attachments of the archive that are read, and whose contents
// are not all found: of every State but Read.
func Textless(ctx context.Context, store *texts.Store) (n int, err error) {
	counts, err := store.Counts(ctx)
	for state, count := range counts {
		if state != extract.Read && state != texts.Unread {
			n += count
		}
	}
	return n, err
}
