package pipeline

import (
	"context"
	"errors"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/pipeline/workspace"
)

// NewBook is what writes the registers of an office.
func NewBook(ctx context.Context, o *workspace.Workspace) *register.Book {
	b := &register.Book{
		Kinds: o.Kinds(), Archive: o.Archive, Catalogue: o.Catalogue, Foot: o.RegisterFoot(ctx), Site: o.Config.Site,
		Stamped: func(ctx context.Context, e catalogue.Entry) (register.StampedCopy, error) {
			return stampedCopy(ctx, o, e)
		},
	}
	if units, err := o.Units(); err == nil { // else each unit is what the record has
		b.Units = units.Canonical
	}
	if o.Journal != nil { // else another program may be at work here, and clears its staging when it starts
		b.Staging = o.Folder.Staging()
	}
	return b
}

// stampedCopy is the copy of a record that registers link to in the place of what must not
// be used any more; it has no name where there is none to be had. Whoever may read
// registers may not therefore read documents with a degree of secrecy: of those no copy
// lies beside registers.
func stampedCopy(ctx context.Context, o *workspace.Workspace, e catalogue.Entry) (register.StampedCopy, error) {
	if e.Secrecy != "" {
		return register.StampedCopy{}, nil
	}
	m, err := MarkOf(ctx, o, e)
	if m == nil || err != nil {
		return register.StampedCopy{}, err
	}
	return register.StampedCopy{Name: m.FileName(e.Number) + ".pdf", Print: func(ctx context.Context) ([]byte, error) {
		document, err := Stamped(ctx, o, e, e.Document, m)
		if errors.Is(err, ErrNoStamp) {
			return nil, nil
		}
		return document, err
	}}, nil
}

// FileName is what a file of a record is called, without its extension, wherever it goes:
// of what must not be used any more the name says so. The mark may be nil.
func (m *Mark) FileName(name string) string {
	name = archive.SafeName(name)
	if m != nil {
		name += "（" + m.Done() + "）"
	}
	return name
}
