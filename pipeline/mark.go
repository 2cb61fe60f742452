package pipeline

import (
	"context"
	"strings"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// Mark is why the documents of a record must not be used any more as they were issued,
// and what copies of them are stamped with: it was made void (作废), or a later record
// has taken its place (已修订, 已更正; a field with supersedes).
type Mark struct {
	pdf.Stamp
	Since time.Time
}

// Done says of a record how it stands: 已作废, 已修订.
func (m *Mark) Done() string { return "已" + strings.TrimPrefix(m.Word, "已") }

// MarkOf is the mark of a record; nil for one that stands.
func MarkOf(ctx context.Context, o *workspace.Workspace, e catalogue.Entry) (*Mark, error) {
	if e.Voided != nil {
		return voidMark(e.Voided.At), nil
	}
	superseded, err := o.Catalogue.Superseded(ctx, o.Kinds(), e.Number)
	if err != nil {
		return nil, err
	}
	by, is := superseded[e.Number]
	if !is {
		return nil, nil
	}
	// Not by which record: whoever may see this one need not be one who may see that.
	return &Mark{pdf.Stamp{Word: by.Makes, Note: by.Day.String() + by.Makes + "，不再使用"}, by.Day.Time}, nil
}

// voidMark is the mark of a record that was made void at a time. The day is the office's:
// the program's clock is set to its zone.
func voidMark(at time.Time) *Mark {
	const word = "作废"
	return &Mark{pdf.Stamp{Word: word, Note: templates.NewDate(at.Local().Date()).String() + word}, at}
}
