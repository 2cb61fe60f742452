package web

import (
	"context"
	"os"
	"sync"

	"golang.org/x/sync/singleflight"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/web/zipped"
)

// bag serves a record's whole bag as a zip, in parts where asked to.
func (s *Server) bag(r *request) error {
	e, err := r.entry()
	if err != nil {
		return err
	}
	m, err := r.mark(e)
	if err != nil {
		return err
	}
	root, err := s.openBag(e)
	if err != nil {
		return err
	}
	defer root.Close()
	name := archive.SafeName(e.Number)
	folder, err := zipped.Of(root, name)
	if err != nil {
		return err
	}
	content := folder.Open(root, func() ([]uint32, error) { return s.bagSums.of(r.Context(), e, folder) })
	defer content.Close()
	about := aboutFile(m.FileName(e.Number)+".zip", "application/zip", folder.Tag(), false)
	return r.serveContent(journal.Event{Type: journal.Taken, Number: e.Number, Path: "bag.zip"}, about, e.Filed, content)
}

// openBag opens the folder of a record's bag.
func (s *Server) openBag(e catalogue.Entry) (*os.Root, error) {
	root, err := os.OpenRoot(s.workspace.Archive.Path(e.Folder()))
	if err != nil {
		return nil, missingFile(err)
	}
	return root, nil
}

// bagSums are the checksums of the bags downloaded lately, so that somebody who asks
// for one in parts has it read once, also when the parts are asked for together.
type bagSums struct {
	ctx    context.Context // ends with the reading room: nobody's request does the work of others
	server *Server
	once   singleflight.Group

	mu    sync.Mutex
	known map[string][]uint32 // by tag
}

// maxBagSums is how many are kept.
const maxBagSums = 1000

func newBagSums(ctx context.Context, s *Server) *bagSums {
	return &bagSums{ctx: ctx, server: s, known: map[string][]uint32{}}
}

func (b *bagSums) of(ctx context.Context, e catalogue.Entry, folder *zipped.Folder) ([]uint32, error) {
	tag := folder.Tag()
	b.mu.Lock()
	known, ok := b.known[tag]
	b.mu.Unlock()
	if ok {
		return known, nil
	}
	result := b.once.DoChan(tag, func() (any, error) {
		root, err := b.server.openBag(e)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		sums, err := folder.Checksums(b.ctx, root)
		if err != nil {
			return nil, err
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.known) >= maxBagSums {
			clear(b.known) // it costs another reading
		}
		b.known[tag] = sums
		return sums, nil
	})
	select {
	case r := <-result:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.([]uint32), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
