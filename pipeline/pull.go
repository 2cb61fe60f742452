package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/shared"
	"gongwen/pipeline/pulls"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// pullLook is how often is looked whether a pull has become due. Nothing is remembered
// between two looks: a day that begins, or a folder that somebody took away, is found by
// the next.
const pullLook = time.Minute

// duePulls makes the pulls that are due, as far as one that was handed in to be filed, and
// reports whether there is one: those after it wait until it has its number, so that they
// are numbered in the order of their periods. What keeps one from being made does not keep
// the others.
func (p *Pipeline) duePulls(ctx context.Context) (submitted bool, err error) {
	o := p.workspace
	if len(o.Config.Pulls) == 0 {
		return false, nil
	}
	a := p.watchdog.BeginLong("定期台账", "生成")
	defer a.End()
	var errs []error
	for _, pull := range o.Config.Pulls {
		var first error // what stands in the way of one period mostly does of all
		for _, period := range pull.Due(templates.Today(p.now().Local())) {
			a.Alive()
			made, err := p.duePull(ctx, pull, period)
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			if first == nil {
				first = err
			}
			if made && pull.File {
				return true, errors.Join(append(errs, first)...)
			}
		}
		errs = append(errs, first)
	}
	return false, errors.Join(errs...)
}

// duePull makes one that is due, unless it is there. Of what was before the first record
// there is nothing to tell.
func (p *Pipeline) duePull(ctx context.Context, pull pulls.Pull, period pulls.Period) (made bool, err error) {
	o := p.workspace
	if there, err := pull.Made(o.Folder.Registers(), period); there || err != nil {
		return false, err
	}
	first, err := o.Catalogue.FirstDay(ctx)
	if err != nil || first == "" || period.Last().ISO() < first {
		return false, err
	}
	dir, made, err := MakePull(ctx, o, pull, period, p.now)
	if made && err == nil {
		p.notify(Event{Type: PullEvent, Path: below(o.Folder, dir), Reason: fmt.Sprintf("定期台账“%s”%s已生成：%s", pull.Name, period.Title(), below(o.Folder, dir))})
	}
	return made && err == nil, err
}

// followPulls makes the pulls that are due once the inboxes have been looked through: forms
// that lay there when the program was started belong into them. It goes on, after one that
// is filed, when that has been.
func (p *Pipeline) followPulls(ctx context.Context) error {
	if !p.drained.Load() {
		return nil
	}
	_, err := p.duePulls(ctx)
	return err
}

// below is a path below the data folder, with /, and any other as it is.
func below(f workspace.Folder, path string) string {
	if rel, err := filepath.Rel(string(f), path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return path
}

// checkPulls finds what the settings of pulls ask for and the office has not.
func checkPulls(o *workspace.Workspace, ruleset *workspace.Ruleset) error {
	for _, pull := range o.Config.Pulls {
		if _, known := ruleset.Units.Named(pull.Unit); pull.Unit != "" && !known {
			return fmt.Errorf("%s 有误：pulls 的“%s”：unit “%s”花名册里没有", o.Folder.Config(), pull.Name, pull.Unit)
		}
		if pull.File && ruleset.Kinds.Named(pulls.ReportKind) == nil {
			return fmt.Errorf("%s 有误：pulls 的“%s”：%w", o.Folder.Config(), pull.Name, errNoReport)
		}
	}
	return nil
}

var errNoReport = fmt.Errorf("要归档（file: true），而没有“台账报表”（%s）这种表单", pulls.ReportKind)

// MakePull makes the pull of a period, unless it is there, and gives its folder. One that
// is to be filed as well is handed in, if it was not before.
func MakePull(ctx context.Context, o *workspace.Workspace, pull pulls.Pull, period pulls.Period, now func() time.Time) (dir string, made bool, err error) {
	maker, err := newMaker(ctx, o, now)
	if err != nil {
		return "", false, err
	}
	if units, err := o.Units(); err == nil {
		pull.Unit = units.Canonical(pull.Unit)
	}
	return maker.Make(ctx, pull, period)
}

// newMaker makes the pulls of an office.
func newMaker(ctx context.Context, o *workspace.Workspace, now func() time.Time) (*pulls.Maker, error) {
	units, err := o.Units()
	if err != nil {
		return nil, err
	}
	last, err := o.Catalogue.LastChange(ctx)
	if err != nil {
		return nil, err
	}
	local := func() time.Time { return now().Local() }
	book := NewBook(ctx, o)
	book.Now = local
	return &pulls.Maker{Registers: o.Folder.Registers(), Staging: o.Folder.Pulls(), Change: last, Book: book, Now: local, NotSecret: o.Folder.InRegisters,
		Submit: func(ctx context.Context, pull pulls.Pull, period pulls.Period, m pulls.Manifest, from string) error {
			kind := o.Kinds().Named(pulls.ReportKind)
			if kind == nil {
				return errNoReport
			}
			return submitPull(ctx, o, pulls.Submission{Pull: pull, Period: period, Manifest: m, Kind: kind, Unit: units.Canonical(o.Config.Office)}, from)
		}}, nil
}

// submitPull puts a pull into the inbox of the office's own unit, as a folder with the form
// and its attachments, unless it has come in before: from there it goes the way of every
// form. One that came back is in returned/, for people to deal with.
func submitPull(ctx context.Context, o *workspace.Workspace, s pulls.Submission, from string) error {
	unit := archive.SafeName(s.Unit)
	known, err := pullFiled(ctx, o, s)
	if err != nil || known {
		return err
	}
	dropped := path.Join(unit, s.Folder())
	for a, err := range o.Catalogue.Unfinished(ctx) {
		if err != nil {
			return err
		}
		if a.Stage != catalogue.Waiting && strings.HasPrefix(a.Path, dropped+"/") {
			return nil // on its way
		}
	}
	form := filepath.Join(o.Folder.Pulls(), ".form")
	if err := s.Stage(from, form); err != nil {
		return err
	}
	inbox, err := shared.OpenInbox(o.Folder.Inbox())
	if err != nil {
		return err
	}
	defer inbox.Close()
	own, err := inbox.MkdirAll(unit)
	if err != nil {
		return err
	}
	defer own.Close()
	if err := own.Place(form, s.Folder()); !errors.Is(err, fs.ErrExist) { // which has not been taken yet
		return err
	}
	return nil
}

// pullFiled reports whether a pull of the period is a record that stands.
func pullFiled(ctx context.Context, o *workspace.Workspace, s pulls.Submission) (bool, error) {
	records, err := o.Catalogue.Others(ctx, "").Having(archive.Query{Kind: s.Kind.Key, Path: "name", Values: []any{s.Pull.Name}})
	if err != nil {
		return false, err
	}
	for _, r := range records {
		values, _ := s.Kind.Decode(r.Values) // what cannot be decoded any more is none of ours
		if values["period"] == s.Period.Title() {
			return true, nil
		}
	}
	return false, nil
}
