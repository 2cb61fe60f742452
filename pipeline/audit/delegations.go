package audit

import (
	"context"
	"fmt"

	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/delegation"
)

// appendDelegation adds what a line of the journal says about who may sign for whom. A
// line that cannot be read gives nobody a right.
func appendDelegation(events []catalogue.DelegationEvent, line journal.Event) []catalogue.DelegationEvent {
	if line.Type != journal.Signing || line.Arrival != "" || !delegation.Known(line.SignOff) {
		return events
	}
	e, err := delegation.Parse(line.SignOff)
	if err != nil {
		return events
	}
	return append(events, catalogue.DelegationEvent{Code: e.Code(), Event: line.SignOff})
}

// checkDelegations holds the events about who may sign for whom that the catalogue has
// against the journal's. What was read of the catalogue is older than of the journal.
func (v *verification) checkDelegations(ctx context.Context) error {
	told := map[string]bool{}
	for _, e := range v.delegationsTold {
		told[e.Code] = true
	}
	for _, e := range v.delegations {
		if !told[e.Code] {
			v.add(Finding{Code: JournalLacks, Advice: journalAdvice, Message: fmt.Sprintf("目录里有代理的设定 %s，流水里却没有记", e.Code)})
		}
	}
	now, err := v.Catalogue.Delegations(ctx)
	if err != nil {
		return err
	}
	has := map[string]bool{}
	for _, e := range now {
		has[e.Code] = true
	}
	for _, e := range v.delegationsTold {
		if !has[e.Code] {
			v.add(Finding{Code: LedgerLacks, Advice: rebuildAdvice, Message: fmt.Sprintf("流水里有代理的设定 %s，目录里没有", e.Code)})
		}
	}
	return nil
}
