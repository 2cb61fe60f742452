package search

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/templates"
	"gongwen/templates/csv"
	"gongwen/templates/table"
	"gongwen/templates/xlsx"
)

// List is all that a query finds, to be written out: not a page of it. It is read as it
// is written, some records at a time.
type List struct {
	Total  int                       // records found
	Most   int                       // of which so many are listed at most
	Within func(archive.Record) bool // those that may be listed; nil for all
	Index  index.Status              // of the index when it was asked, said below the list unless it was complete

	searcher *Searcher
	request  index.Request
	first    index.Result // the first page
}

// ListFormats are the endings of the files a List can be written to.
var ListFormats = []string{".xlsx", ".csv"}

// page is how many hits the index is asked for at a time.
const page = 5000

// inMemory is how many of the records to list are in memory at once.
const inMemory = 500

// List finds what is to be listed: the order and the access are the request's.
func (s *Searcher) List(ctx context.Context, r index.Request, most int) (*List, error) {
	r.Limit, r.Offset, r.After, r.Facets = page, 0, "", nil
	first, err := s.ask(ctx, r)
	if err != nil {
		return nil, err
	}
	return &List{Total: first.Total, Most: most, searcher: s, request: r, first: first}, nil
}

// Listed is how many records are listed, unless some are gone since.
func (l *List) Listed() int { return min(l.Total, l.Most) }

// Cut says in Chinese that not all is listed; empty when all is.
func (l *List) Cut() string {
	if l.Total <= l.Most {
		return ""
	}
	return fmt.Sprintf("共 %d 件，一次最多导出 %d 件，以后的没有列出：请缩小范围，分几次导出", l.Total, l.Most)
}

// notes are what a list does not have. They stand below it, since it is read long after.
func (l *List) notes() []string {
	var lacks []string
	if cut := l.Cut(); cut != "" {
		lacks = append(lacks, cut)
	}
	if l.Index.Missing > 0 {
		lacks = append(lacks, fmt.Sprintf("刚归档的 %d 件还没有编入检索，不在其中", l.Index.Missing))
	}
	if l.Index.Renewing {
		lacks = append(lacks, "检索索引正在重建，可能不全")
	}
	return lacks
}

// Write writes the list in a format, one of ListFormats.
func (l *List) Write(ctx context.Context, w io.Writer, format string) error {
	const title = "检索结果"
	book := table.Book{Name: title, Title: title, Sheets: []table.Sheet{{
		Name: title, Title: title, Columns: listColumns, Rows: l.rows(ctx), Notes: l.notes,
	}}}
	switch format {
	case ".xlsx":
		return xlsx.Write(w, book)
	case ".csv":
		return csv.Write(w, book)
	}
	return fmt.Errorf("只能导出成 %v，不能导出成 %q", ListFormats, format)
}

// listColumns are what a list says of a record, see row.
var listColumns = []table.Column{
	{Label: "序号", Width: 7, Type: templates.TypeInteger},
	{Label: "编号", Width: 26, Type: templates.TypeText},
	{Label: "题名", Width: 46, Type: templates.TypeText},
	{Label: "类别", Width: 14, Type: templates.TypeText},
	{Label: "日期", Width: 12, Type: templates.TypeDate},
	{Label: "单位", Width: 22, Type: templates.TypeText},
	{Label: "金额（元）", Width: 16, Type: templates.TypeMoney},
	{Label: "密级", Width: 8, Type: templates.TypeText},
	{Label: "附件（份）", Width: 9, Type: templates.TypeInteger},
	{Label: "保管期限", Width: 10, Type: templates.TypeText},
	{Label: "归档时间", Width: 17, Type: templates.TypeTime},
	{Label: "作废", Width: 30, Type: templates.TypeText, Unstruck: true},
}

func (l *List) rows(ctx context.Context) table.Rows {
	return func(yield func(*table.Row, error) bool) {
		serial := int64(0)
		for e, err := range l.entries(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			serial++
			row := table.Row{Cells: append([]any{serial}, l.searcher.cells(e)...), Struck: e.Voided != nil}
			if !yield(&row, nil) {
				return
			}
		}
	}
}

// entries are the records to list, in their order, read some at a time.
func (l *List) entries(ctx context.Context) iter.Seq2[catalogue.Entry, error] {
	return func(yield func(catalogue.Entry, error) bool) {
		listed := 0
		for hits, err := range l.hits(ctx) {
			var records []catalogue.Entry
			if err == nil {
				records, err = l.searcher.records(ctx, hits)
			}
			if err != nil {
				yield(catalogue.Entry{}, err)
				return
			}
			for _, e := range records {
				if listed == l.Most {
					return
				}
				if l.Within != nil && !l.Within(e.Record) {
					continue // the index may be behind a catalogue that was rebuilt
				}
				if listed++; !yield(e, nil) {
					return
				}
			}
		}
	}
}

// hits are all that is found, some at a time. The index is asked for many together: it
// looks at all of them for each page.
func (l *List) hits(ctx context.Context) iter.Seq2[[]index.Hit, error] {
	return func(yield func([]index.Hit, error) bool) {
		found, r := l.first, l.request
		for {
			for some := range slices.Chunk(found.Hits, inMemory) {
				if !yield(some, nil) {
					return
				}
			}
			if r.After = found.Next; r.After == "" {
				return
			}
			var err error
			if found, err = l.searcher.ask(ctx, r); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// cells are what a list says of a record, by listColumns behind the first.
func (s *Searcher) cells(e catalogue.Entry) []any {
	var amount, retention, voided any
	if e.Voided != nil {
		voided = templates.Today(e.Voided.At.Local()).ISO() + " 作废：" + e.Voided.Reason
	}
	if k := s.Kinds.Named(e.Kind); k != nil {
		retention = k.Retention.Name
		if of, ok := amountOf(k, e); ok {
			amount = of
		}
	}
	return []any{e.Number, e.Subject, e.Title, e.Date, e.Unit, amount, e.Secrecy, int64(len(e.Attachments)), retention, templates.Moment{Time: e.Filed.Local()}, voided}
}

// amountOf is what a record is about: the first column that the register of its kind
// adds up.
func amountOf(k *templates.Kind, e catalogue.Entry) (templates.Fen, bool) {
	i := slices.IndexFunc(k.Register, k.Sums)
	if i < 0 {
		return 0, false
	}
	values, _ := k.Decode(e.Values) // what cannot be decoded any more has no amount
	path := k.Register[i].From
	return values.Sum(path), len(values.Lookup(path)) > 0
}
