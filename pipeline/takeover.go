package pipeline

import (
	"context"
	"slices"
	"sync"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/workspace"
)

// tookOver tells of an edit of the ruleset and sees to what was derived by the one
// before. Forms at work keep the ruleset they began with.
//
// Registers of kinds that are otherwise now are written anew. Where other fields of a
// kind are persons or money, and there are records of it, the index is made anew, in
// which searches by these find them. Should the program be killed before the registers
// are written, they follow with the next record of their series.
func (p *Pipeline) tookOver(ctx context.Context, c workspace.Change) {
	if c.Text != "" {
		p.notify(Event{Type: RulesetEvent, Reason: c.Text})
	}
	if c.After == nil {
		return
	}
	all, err := p.workspace.Catalogue.Series(ctx)
	if err != nil {
		p.complain(err)
		return
	}
	of := func(kinds []string) []catalogue.Series {
		return slices.DeleteFunc(slices.Clone(all), func(s catalogue.Series) bool { return !slices.Contains(kinds, s.Kind) })
	}
	p.followers.outdated.add(of(c.Registers()))
	p.followers.outdatedViews.add(viewsOf(c.After.Kinds, c.Views(), c.Registers()))
	if len(of(c.Indexed())) > 0 {
		if err := p.workspace.Index().Renew(ctx); err != nil {
			p.complain(err)
		} else {
			p.notify(Event{Type: RulesetEvent, Reason: "表单里填人员、金额的栏目变了，检索索引随之重建，其间照常检索"})
		}
	}
	p.slips.all()
	if err := p.lookAtUnsigned(ctx); err != nil {
		p.complain(err)
	}
	p.followers.wake()
}

// outdated are the registers that have to be written anew although nothing was filed.
type outdated struct {
	mu     sync.Mutex
	series []catalogue.Series
}

func (o *outdated) add(series []catalogue.Series) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.series = append(o.series, series...)
}

// take gives them away.
func (o *outdated) take() []catalogue.Series {
	o.mu.Lock()
	defer o.mu.Unlock()
	series := o.series
	o.series = nil
	return series
}
