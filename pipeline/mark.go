package pipeline

import (
	"context"
	"strings"
	"time"

	"gongwen/archive"
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
	var first *Mark
	for _, k := range o.Kinds().All() {
		for path, f := range k.Paths() {
			if !f.Supersedes {
				continue
			}
			later, err := o.Catalogue.Others(ctx, e.Submission).Having(archive.Query{Kind: k.Key, Path: path, Values: []any{e.Number}})
			if err != nil {
				return nil, err
			}
			for _, l := range later {
				values, _ := k.Decode(l.Values) // the kind's date is all that is asked for
				if day := k.DateOf(values); first == nil || day.Time.Before(first.Since) {
					// Not by which record: whoever may see this one need not be one who may see that.
					first = &Mark{pdf.Stamp{Word: f.Makes[0], Note: day.String() + f.Makes[0] + "，不再使用"}, day.Time}
				}
			}
		}
	}
	return first, nil
}

// voidMark is the mark of a record that was made void at a time. The day is the office's:
// the program's clock is set to its zone.
func voidMark(at time.Time) *Mark {
	const word = "作废"
	return &Mark{pdf.Stamp{Word: word, Note: templates.NewDate(at.Local().Date()).String() + word}, at}
}
