package pipeline

import (
	"context"
	"errors"
	"fmt"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/workspace"
	"gongwen/templates/font"
	"gongwen/templates/pdf"
)

// ErrNoStamp is the error of Stamped where no stamped copy can be made.
var ErrNoStamp = errors.New("印不出盖“作废”“已修订”一类字样的公文")

// Stamped is a document of a record, the main one or a further one, stamped with its
// mark: of a void record what Void puts into issued/, whether that still lies there or
// not. It is made each time, the same byte by byte. The error is ErrNoStamp where the
// archived document cannot be stamped, being lost or damaged, and cannot be printed again
// either.
func Stamped(ctx context.Context, o *workspace.Workspace, e catalogue.Entry, file archive.File, m *Mark) ([]byte, error) {
	release, err := o.Processors().Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	issuer, err := stamper(o)
	if err != nil {
		return nil, err
	}
	return stamped(o, issuer, e, file, m)
}

// stamper is an issuer that can stamp.
func stamper(o *workspace.Workspace) (*issue.Issuer, error) {
	fonts, err := o.Fonts()
	if err != nil {
		return nil, err
	}
	return newIssuer(o, fonts), nil
}

// newIssuer is an issuer that prints in the name of the office, and no more yet.
func newIssuer(o *workspace.Workspace, fonts *font.Fonts) *issue.Issuer {
	return &issue.Issuer{
		Government: o.Config.Government, Office: o.Config.Office, Superior: o.Config.Superior, Site: o.Config.Site, Phone: o.Config.Phone,
		Archive: o.Archive, Renderer: pdf.New(fonts),
	}
}

// stamped is what Stamped gives; its only error is ErrNoStamp.
func stamped(o *workspace.Workspace, issuer *issue.Issuer, e catalogue.Entry, file archive.File, m *Mark) ([]byte, error) {
	var again issue.Reprint
	if kind := o.Kinds().Named(e.Kind); kind != nil {
		again.Values, _ = kind.Decode(e.Values) // what the kind no longer knows, its document does not print
		again.Document, _ = pdf.Parse(kind)     // nil for a template that is wrong, which the start reports
	}
	document, err := issuer.Stamped(e.Record, file, again, m.Stamp)
	if err != nil {
		err = fmt.Errorf("%w：%w", ErrNoStamp, err)
	}
	return document, err
}
