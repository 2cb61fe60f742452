package audit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
)

// checkJournal checks the chain and compares the ends it tells with the ledger.
// The journal is read last and written first: what it tells beyond the ledger is
// asked for again.
func (v *verification) checkJournal(ctx context.Context) error {
	ended, voided := map[string]bool{}, map[string]bool{}
	err := v.chain(func(e journal.Event) error {
		switch e.Type {
		case journal.Returned, journal.Duplicate:
			ended[e.Arrival] = true
			if _, known := v.arrivals[e.Arrival]; known {
				return nil
			}
			_, known, err := v.Catalogue.Arrival(ctx, e.Arrival)
			if err != nil {
				return err
			}
			if !known {
				v.add(Finding{Code: LedgerLacks, Number: e.Number, Advice: rebuildAdvice,
					Message: fmt.Sprintf("流水记有 %s 的去向，收件登记里却没有这一件", e.Path)})
			}
		case journal.Voided:
			voided[e.Number] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	numbers := map[string]bool{}
	for _, folder := range slices.Sorted(maps.Keys(v.records)) {
		e := v.records[folder]
		numbers[e.number] = true
		switch {
		case e.voided && !voided[e.number]:
			v.add(Finding{Code: JournalLacks, Number: e.number, Path: folder,
				Message: e.number + " 在目录里已作废，流水里却没有记", Advice: journalAdvice})
		case !e.voided && voided[e.number]:
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
	for _, number := range slices.Sorted(maps.Keys(voided)) {
		if !numbers[number] { // nothing is voided while it is being filed
			v.add(Finding{Code: BagLost, Number: number, Message: number + " 在流水里有作废记录，档案和目录里却没有这一件", Advice: restoreAdvice})
		}
	}
	for a, err := range v.Catalogue.Arrivals(ctx) {
		if err != nil {
			return err
		}
		// What has ended since the journal was read does not count.
		was := v.arrivals[a.ID]
		if (was == catalogue.Returned || was == catalogue.Duplicate) && !ended[a.ID] {
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

// checkChain is what can be said of the journal without a catalogue.
func (v *verification) checkChain(context.Context) error {
	return v.chain(noMatter)
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
