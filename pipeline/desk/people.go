package desk

import (
	"context"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// People tells who may sign at a time.
type People struct {
	ruleset   *workspace.Ruleset
	catalogue *catalogue.Catalogue
	now       time.Time
	day       templates.Date
	signers   *rules.Signers
}

// NewPeople is of a ruleset and a time. It is for one caller at a time, and no longer than
// what it looked up stays true.
func NewPeople(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, now time.Time) *People {
	day := templates.Today(now)
	facts := rules.Facts{Roster: r.Roster.WithoutEnded(), Units: r.Units, Archive: w.Catalogue.Others(ctx, ""), Received: day}
	return &People{ruleset: r, catalogue: w.Catalogue, now: now, day: day, signers: r.Regulation.Signers(facts, day)}
}

// Holders are those who hold a title.
func (p *People) Holders(title string) []string { return p.signers.Holders(title) }

// form is one of a group's forms, with what rules ask of it to find out who may sign; nil
// where its kind is defined no more, so that nobody can sign it.
func (p *People) form(g catalogue.TurnGroup) *form.Form {
	kind := p.ruleset.Kinds.Named(g.Kind)
	if kind == nil {
		return nil
	}
	f := &form.Form{Kind: kind, Values: templates.Values{}, AtDesk: true}
	if g.Named != "" && kind.Unit != "" {
		f.Values[kind.Unit] = g.Named
	}
	if day, err := templates.ParseDate(g.Dated); err == nil {
		f.Values[kind.Date] = day
	}
	return f
}

// may is as whom somebody signs what a group asks for; ok is false where they may not.
func (p *People) may(name string, g catalogue.TurnGroup) (c rules.Candidate, ok bool, err error) {
	f := p.form(g)
	if f == nil {
		return c, false, nil
	}
	return p.signers.May(f, name, g.Title, g.InPerson)
}

// candidates are all who may.
func (p *People) candidates(g catalogue.TurnGroup) ([]rules.Candidate, error) {
	f := p.form(g)
	if f == nil {
		return nil, nil
	}
	return p.signers.Candidates(f, g.Title, g.InPerson)
}
