package web

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"gongwen/archive/register/view"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/coalesce"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/table"
)

// viewLines are the lines of a view as somebody may see them, all of them in memory. They
// must not be changed.
type viewLines struct {
	Columns []table.Column // of the lines
	Records []table.Column // of the records below each
	Lines   []viewLine
	Sums    []templates.Fen // what the columns with Total come to
	change  int64           // in the catalogue, the last that is in them for certain
	asOf    time.Time       // when that was
	cells   int
}

type viewLine struct {
	table.Row
	Below []table.Row
}

// viewKey is what lines rest on beside what is in the catalogue.
type viewKey struct {
	rules *workspace.Ruleset
	view  string // its key
	scope string // of the reader
	asked string // which part
}

// viewCache keeps the lines that pages have asked for last, so that turning a page, or
// another reader of the same part, does not work all of them out again. To work them out
// takes a tenth of a second for every thousand records and goes on when whoever asked has
// hung up: the next to ask needs it. Once something was filed they are worked out anew,
// and whoever is not given them soon is shown those there were before.
type viewCache struct {
	life     context.Context // of the server
	patience time.Duration   // how long new lines are waited for where there are old ones

	mu   sync.Mutex
	kept []*keptView // the last used first
}

type keptView struct {
	key    viewKey
	update *coalesce.Task
	lines  *viewLines // nil before the first update; guarded by the cache
}

// Bounds of the cache. Of these cells each takes some 50 bytes. The last used view is kept
// however large it is.
const (
	mostViews = 8
	mostCells = 2_000_000
)

// defaultPatience is viewCache.patience of a server.
const defaultPatience = 1500 * time.Millisecond

// lines are those of the key with everything up to a change, as make works them out; or
// older ones where that takes long.
func (c *viewCache) lines(ctx context.Context, key viewKey, change int64, make func(context.Context) (*viewLines, error)) (*viewLines, error) {
	of := c.find(key, make)
	for {
		lines := c.linesOf(of)
		if lines != nil && lines.change >= change {
			return lines, nil
		}
		waiting, stop := ctx, func() {}
		if lines != nil {
			waiting, stop = context.WithTimeout(ctx, c.patience)
		}
		// One that is under way may have begun before the change; the next has it.
		err := of.update.Shared(waiting)
		stop()
		switch {
		case err == nil:
		case lines != nil && errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
			return lines, nil
		default:
			return nil, err
		}
	}
}

// find finds what is kept of a key, or begins to keep it.
func (c *viewCache) find(key viewKey, make func(context.Context) (*viewLines, error)) *keptView {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.IndexFunc(c.kept, func(k *keptView) bool { return k.key == key }); i >= 0 {
		of := c.kept[i]
		c.kept = slices.Insert(slices.Delete(c.kept, i, i+1), 0, of)
		return of
	}
	of := &keptView{key: key}
	of.update = coalesce.New(c.life, func(ctx context.Context) error {
		lines, err := make(ctx)
		if err == nil {
			c.settle(of, lines)
		}
		return err
	})
	c.kept = slices.Insert(c.kept, 0, of)
	c.letGo()
	return of
}

func (c *viewCache) linesOf(of *keptView) *viewLines {
	c.mu.Lock()
	defer c.mu.Unlock()
	return of.lines
}

// settle enters what was worked out.
func (c *viewCache) settle(of *keptView, lines *viewLines) {
	c.mu.Lock()
	defer c.mu.Unlock()
	of.lines = lines
	c.letGo()
}

// letGo forgets what is too much. Those who wait for it are given it all the same. The
// mutex is held.
func (c *viewCache) letGo() {
	views, cells := 0, 0
	c.kept = slices.DeleteFunc(c.kept, func(k *keptView) bool {
		views++
		if k.lines != nil {
			cells += k.lines.cells
		}
		return views > mostViews || views > 1 && cells > mostCells
	})
}

// wait waits until nothing is worked out any more. The server's life must have ended.
func (c *viewCache) wait() {
	c.mu.Lock()
	kept := slices.Clone(c.kept)
	c.mu.Unlock()
	for _, k := range kept {
		k.update.Wait()
	}
}

// viewLines are the lines of a view that a selection has, with all columns; old reports
// whether something was filed since.
func (r *request) viewLines(v *templates.View, asked selection) (lines *viewLines, old bool, err error) {
	s, scope := r.server, r.scope
	change, err := s.workspace.Catalogue.LastChange(r.Context())
	if err != nil {
		return nil, false, err
	}
	asked.Columns, asked.Set, asked.By = nil, "", ""
	key := viewKey{rules: s.ruleset(), view: v.Key, scope: scope.Key(), asked: asked.values().Encode()}
	lines, err = s.views.lines(r.Context(), key, change, func(ctx context.Context) (*viewLines, error) {
		// It takes what a workbook takes. Who waits for a slot that long has gone.
		waiting, stop := context.WithTimeout(ctx, s.timeouts.slot)
		defer stop()
		release, err := s.slot(waiting)
		if err != nil {
			return nil, err
		}
		defer release()
		return s.readView(ctx, v, asked, scope)
	})
	return lines, err == nil && lines.change < change, err
}

// readView works the lines out. Their numbers are linked to by the page: which there are,
// the reader's statistics know.
func (s *Server) readView(ctx context.Context, v *templates.View, c selection, scope access.Scope) (*viewLines, error) {
	lines := &viewLines{asOf: s.now()}
	var err error
	if lines.change, err = s.workspace.Catalogue.LastChange(ctx); err != nil {
		return nil, err
	}
	book, err := view.Table(ctx, s.book(ctx), v, c.Selection, scope.IncludesRecord)
	if err != nil {
		return nil, err
	}
	rows, below := &book.Sheets[0], &book.Sheets[1]
	lines.Columns, lines.Records = rows.Columns, below.Columns
	for row, err := range rows.Rows {
		if err != nil {
			return nil, err
		}
		lines.Lines = append(lines.Lines, viewLine{Row: kept(row)})
		lines.cells += len(row.Cells)
		if lines.Sums == nil {
			lines.Sums = make([]templates.Fen, len(row.Counted))
		}
		for i, amount := range row.Counted {
			lines.Sums[i] += amount
		}
	}
	at := -1
	for row, err := range below.Rows {
		if err != nil {
			return nil, err
		}
		if row.Strong { // the line itself
			at++
			continue
		}
		lines.Lines[at].Below = append(lines.Lines[at].Below, kept(row))
		lines.cells += len(row.Cells)
	}
	return lines, nil
}

// kept is a row that may be kept.
func kept(row *table.Row) table.Row {
	of := *row
	of.Cells, of.Counted = slices.Clone(row.Cells), slices.Clone(row.Counted)
	return of
}
