package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
)

// readJournal checks the chain and remembers what the journal tells.
func (v *verification) readJournal(ctx context.Context) error {
	err := v.chain(func(e journal.Event) error {
		v.told.Add(e)
		v.addSigning(e)
		v.delegationsTold = appendDelegation(v.delegationsTold, e)
		if e.Type != journal.Returned && e.Type != journal.Duplicate {
			return nil
		}
		v.ended[e.Arrival] = true
		if v.Catalogue == nil {
			return nil
		}
		return v.checkListed(ctx, e.Arrival, e.Path, e.Number)
	})
	for _, f := range v.told {
		for _, before := range f.Before {
			v.ended[before.ID] = true
		}
	}
	return err
}

// checkListed looks for an arrival of the journal in the ledger. It may have come
// there since the catalogue was read.
func (v *verification) checkListed(ctx context.Context, arrival, path, number string) error {
	if _, known := v.arrivals[arrival]; known {
		return nil
	}
	_, known, err := v.Catalogue.Arrival(ctx, arrival)
	if err == nil && !known {
		v.add(Finding{Code: LedgerLacks, Number: number, Advice: rebuildAdvice,
			Message: fmt.Sprintf("流水记有 %s 的去向，收件登记里却没有这一件", cmp.Or(path, number))})
	}
	return err
}

// checkEnds holds the ends, voids and write-offs of the catalogue against those of the
// journal.
func (v *verification) checkEnds(ctx context.Context) error {
	for _, folder := range slices.Sorted(maps.Keys(v.records)) {
		e, told := v.records[folder], v.told[v.records[folder].number]
		voided := told != nil && told.Voided != nil
		switch {
		case e.voided && !voided:
			v.add(Finding{Code: JournalLacks, Number: e.number, Path: folder,
				Message: e.number + " 在目录里已作废，流水里却没有记", Advice: journalAdvice})
		case !e.voided && voided:
			now, err := v.Catalogue.Record(ctx, e.number)
			if err != nil {
				return err
			}
			if now.Voided == nil {
				v.add(Finding{Code: LedgerLacks, Number: e.number, Path: folder,
					Message: e.number + " 在流水里已作废，在目录里没有", Advice: rebuildAdvice})
			}
		}
	}
	for a, err := range v.Catalogue.Arrivals(ctx) {
		if err != nil {
			return err
		}
		// What has ended since the journal was read does not count.
		was := v.arrivals[a.ID]
		if (was == catalogue.Returned || was == catalogue.Duplicate) && !v.ended[a.ID] {
			v.add(Finding{Code: JournalLacks, Number: a.Number, Message: fmt.Sprintf("收件登记里 %s 已了结，流水里却没有记", a.Path),
				Advice: journalAdvice})
		}
	}
	return nil
}

// checkTrail looks for breaks in the chain of who saw and took what.
func (v *verification) checkTrail() error {
	if v.AccessLog == "" {
		return nil
	}
	return v.links(v.AccessLog, noMatter, func(broken *journal.Broken) Finding {
		return Finding{Code: AccessLogBroken, Message: "阅览室的查阅登记：" + broken.Error(),
			Advice: "查阅登记只能由程序添加。请从备份核对这一行前后，并报告主管人员"}
	})
}

// chain yields the journal's events, and reports where their chain is broken.
func (v *verification) chain(each func(journal.Event) error) error {
	return v.links(v.Archive.JournalDir(), each, func(broken *journal.Broken) Finding {
		return Finding{Code: JournalBroken, Path: path.Join("journal", broken.File), Message: broken.Error(),
			Advice: "流水只能由程序添加。请从备份核对这一行前后，并报告主管人员"}
	})
}

// links yields the events of a folder in the journal's format, and reports where
// their chain is broken.
func (v *verification) links(dir string, each func(journal.Event) error, report func(*journal.Broken) Finding) error {
	for e, err := range journal.All(dir) {
		var broken *journal.Broken
		switch {
		case errors.As(err, &broken):
			v.add(report(broken))
		case err != nil:
			return err
		}
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}

// noMatter takes an event of which nothing but its place in the chain counts.
func noMatter(journal.Event) error { return nil }
