package web

import (
	"context"
	"errors"
	"time"

	"gongwen/index"
)

// searchNow searches, in all that was filed up to now where nothing is found.
func (s *Server) searchNow(ctx context.Context, ask index.Request) (index.Result, index.Status, error) {
	status, err := s.index.Status(ctx, s.workspace.Catalogue)
	if err != nil {
		return index.Result{}, status, err
	}
	result, err := s.index.Search(ctx, ask)
	if errors.Is(err, index.ErrMissing) || errors.Is(err, index.ErrDamaged) || err == nil && result.Total == 0 {
		return s.searchFresh(ctx, ask)
	}
	return result, status, err
}

// searchFresh searches in all that was filed up to now: an empty answer must be one
// that can be trusted.
func (s *Server) searchFresh(ctx context.Context, r index.Request) (index.Result, index.Status, error) {
	status, err := s.catchUp(ctx)
	if err != nil {
		return index.Result{}, status, err
	}
	result, err := s.index.Search(ctx, r)
	return result, status, err
}

// catchUpWait is how long somebody who found nothing, or wants all there is, waits for
// what was just filed to be indexed; then the answer says what it lacks.
const catchUpWait = 1500 * time.Millisecond

// catchUp works what was filed up to now into the index. Where somebody has waited long
// enough, or another program is at it, it goes on without them, and the status says that
// an answer is not complete.
func (s *Server) catchUp(ctx context.Context) (index.Status, error) {
	short, cancel := context.WithTimeout(ctx, catchUpWait)
	defer cancel()
	err := s.followIndex(short)
	unfinished := errors.Is(err, index.ErrBusy) || short.Err() != nil && ctx.Err() == nil
	if err != nil && !unfinished {
		return index.Status{}, err
	}
	status, err := s.index.Status(ctx, s.workspace.Catalogue)
	if unfinished {
		status.Missing = max(1, status.Missing)
	}
	return status, err
}

// followIndex indexes what was filed up to now.
func (s *Server) followIndex(ctx context.Context) error { return s.indexFollower.Fresh(ctx) }
