package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/pdf"
)

// ErrNoStamp is the error of Stamped where no stamped copy can be printed any more.
var ErrNoStamp = errors.New("这种表单的版式没有了，印不出作废件")

// Stamped is the document of a record that is void, stamped so (作废): what Void puts
// into issued/, whether that still lies there or not. It is printed each time, the same
// byte by byte; the document in the archive is read by nobody for it. The error is
// ErrNoStamp where the record's kind is no more, or no longer takes what its form says.
func Stamped(ctx context.Context, o *workspace.Workspace, e catalogue.Entry) ([]byte, error) {
	issuer, form, err := stamping(o, e)
	if err != nil {
		return nil, err
	}
	if form.document == nil {
		return nil, ErrNoStamp
	}
	release, err := o.Processors().Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	var b bytes.Buffer
	if err := issuer.Stamp(&b, form.document, e.Record, form.values, voidedOn(e.Voided.At)); err != nil {
		return nil, fmt.Errorf("%w：%w", ErrNoStamp, err)
	}
	return b.Bytes(), nil
}

// voidedOn is the day that a stamp names, in the office's zone.
func voidedOn(at time.Time) templates.Date { return templates.NewDate(at.Local().Date()) }

// stampedForm is what a stamped copy is printed of; document is nil where the kind is
// no more.
type stampedForm struct {
	document *pdf.Template
	values   templates.Values
}

// stamping readies the printing of a record's stamped copy.
func stamping(o *workspace.Workspace, e catalogue.Entry) (*issue.Issuer, stampedForm, error) {
	issuer := &issue.Issuer{Government: o.Config.Government, Office: o.Config.Office, Site: o.Config.Site}
	kind := o.Kinds().Named(e.Kind)
	if kind == nil {
		return issuer, stampedForm{}, nil
	}
	form := stampedForm{}
	form.values, _ = kind.Decode(e.Values) // what the kind no longer knows, its document does not print
	var err error
	if form.document, err = pdf.Parse(kind); err != nil {
		return nil, form, err
	}
	fonts, err := o.Fonts()
	if err != nil {
		return nil, form, err
	}
	issuer.Renderer = pdf.New(fonts)
	return issuer, form, nil
}
