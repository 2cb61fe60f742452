package search

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/templates"
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

// note is what a list does not have. It stands below it, since it is read long after.
func (l *List) note() string {
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
	return strings.Join(lacks, "；")
}

// Write writes the list in a format, one of ListFormats.
func (l *List) Write(ctx context.Context, w io.Writer, format string) error {
	list := xlsx.List{Title: "检索结果", Columns: listColumns, Note: l.note}
	switch format {
	case ".xlsx":
		return list.Workbook(w, l.rows(ctx))
	case ".csv":
		return list.CSV(w, l.rows(ctx))
	}
	return fmt.Errorf("只能导出成 %v，不能导出成 %q", ListFormats, format)
}

// listColumns are what a list says of a record.
var listColumns = []xlsx.ListColumn{
	listColumn("serial", "序号", 7, templates.TypeInteger),
	listColumn("number", "编号", 26, templates.TypeText),
	listColumn("subject", "题名", 46, templates.TypeText),
	listColumn("title", "类别", 14, templates.TypeText),
	listColumn("date", "日期", 12, templates.TypeDate),
	listColumn("unit", "单位", 22, templates.TypeText),
	listColumn("amount", "金额（元）", 16, templates.TypeMoney),
	listColumn("secrecy", "密级", 8, templates.TypeText),
	listColumn("attachments", "附件（份）", 9, templates.TypeInteger),
	listColumn("retention", "保管期限", 10, templates.TypeText),
	listColumn("filed", "归档时间", 17, templates.TypeTime),
	listColumn(xlsx.Voided, "作废", 30, templates.TypeText),
}

func listColumn(key, label string, width float64, t templates.Type) xlsx.ListColumn {
	return xlsx.ListColumn{Column: templates.Column{Label: label, From: key, Width: width}, Type: t}
}

func (l *List) rows(ctx context.Context) xlsx.Rows {
	return func(yield func(templates.Values, error) bool) {
		serial := int64(0)
		for e, err := range l.entries(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			serial++
			row := l.searcher.row(e)
			row["serial"] = serial
			if !yield(row, nil) {
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

// row is a record by the keys of listColumns.
func (s *Searcher) row(e catalogue.Entry) templates.Values {
	row := templates.Values{
		"number": e.Number, "subject": e.Subject, "title": e.Title, "date": e.Date, "unit": e.Unit,
		"attachments": int64(len(e.Attachments)), "filed": templates.Moment{Time: e.Filed.Local()},
	}
	if e.Secrecy != "" {
		row["secrecy"] = e.Secrecy
	}
	if e.Voided != nil {
		row[xlsx.Voided] = templates.Today(e.Voided.At.Local()).ISO() + " 作废：" + e.Voided.Reason
	}
	if k := s.Kinds.Named(e.Kind); k != nil {
		row["retention"] = k.Retention.Name
		if amount, ok := amountOf(k, e); ok {
			row["amount"] = amount
		}
	}
	return row
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
