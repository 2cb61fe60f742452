package web

import (
	"context"
	"slices"
	"sync"

	"gongwen/archive/register/view"
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
	cells   int
}

type viewLine struct {
	table.Row
	Below []table.Row
}

// viewKey is what lines rest on: when one of these is another, they may be, too.
type viewKey struct {
	rules  *workspace.Ruleset
	view   string // its key
	scope  string // of the reader
	asked  string // which part
	change int64  // the last in the catalogue
}

// viewCache keeps the lines that pages have asked for last, so that turning a page, or
// another reader of the same part, does not work all of them out again.
type viewCache struct {
	mu   sync.Mutex
	kept []*keptView // the last used first
}

type keptView struct {
	key   viewKey
	done  chan struct{} // closed when it is worked out
	lines *viewLines    // nil where that came to nothing
}

// Bounds of the cache. Of these cells each takes some 50 bytes.
const (
	mostViews = 8
	mostCells = 2_000_000
)

// lines are those of the key, worked out by make unless they are kept. Others who ask for
// the same meanwhile wait for them.
func (c *viewCache) lines(ctx context.Context, key viewKey, make func(context.Context) (*viewLines, error)) (*viewLines, error) {
	for {
		of, mine := c.claim(key)
		if mine {
			lines, err := make(ctx)
			c.settle(of, lines)
			return lines, err
		}
		select {
		case <-of.done:
			if of.lines != nil {
				return of.lines, nil
			}
			// Whoever worked it out hung up, or failed with what this one will hear, too.
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// claim finds the lines of a key, or has the caller work them out.
func (c *viewCache) claim(key viewKey) (of *keptView, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.IndexFunc(c.kept, func(k *keptView) bool { return k.key == key }); i >= 0 {
		of = c.kept[i]
		c.kept = slices.Insert(slices.Delete(c.kept, i, i+1), 0, of)
		return of, false
	}
	of = &keptView{key: key, done: make(chan struct{})}
	c.kept = slices.Insert(c.kept, 0, of)
	return of, true
}

// settle enters what was worked out, and lets go of what is too much.
func (c *viewCache) settle(of *keptView, lines *viewLines) {
	c.mu.Lock()
	defer c.mu.Unlock()
	of.lines = lines
	close(of.done)
	views, cells := 0, 0
	c.kept = slices.DeleteFunc(c.kept, func(k *keptView) bool {
		select {
		case <-k.done:
		default:
			return false // under way
		}
		if k.lines == nil || k.key.view == of.key.view && k.key.change < of.key.change {
			return true
		}
		views++
		cells += k.lines.cells
		return views > mostViews || cells > mostCells
	})
}

// viewLines are the lines of a view that a selection has, with all columns.
func (r *request) viewLines(v *templates.View, c selection) (*viewLines, error) {
	s := r.server
	change, err := s.workspace.Catalogue.LastChange(r.Context())
	if err != nil {
		return nil, err
	}
	asked := c
	asked.Columns, asked.Set = nil, ""
	key := viewKey{rules: s.ruleset(), view: v.Key, scope: r.scope.Key(), asked: asked.values().Encode(), change: change}
	return s.views.lines(r.Context(), key, func(ctx context.Context) (lines *viewLines, err error) {
		// It takes what a workbook takes.
		err = r.inSlot(func() error {
			lines, err = r.readView(ctx, v, asked)
			return err
		})
		return lines, err
	})
}

// readView works the lines out. Their numbers are linked to by the page: which there are,
// the reader's statistics know.
func (r *request) readView(ctx context.Context, v *templates.View, c selection) (*viewLines, error) {
	b := r.book(ctx)
	b.Links, b.Site = nil, ""
	book, err := view.Table(ctx, b, v, c.Selection, r.scope.IncludesRecord)
	if err != nil {
		return nil, err
	}
	rows, below := &book.Sheets[0], &book.Sheets[1]
	lines := &viewLines{Columns: rows.Columns, Records: below.Columns}
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
