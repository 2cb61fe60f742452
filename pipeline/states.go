package pipeline

import (
	"context"

	"gongwen/archive/fault"
)

// State is where an arrival is on its way. What the ledger and the disk say in each
// stands in the package comment.
type State string

const (
	Waiting  State = "waiting"  // in the inbox
	Begun    State = "begun"    // the spool knows what it consists of
	Received State = "received" // the ledger knows it
	Fetched  State = "fetched"  // all of it is in the spool, where nobody else can change it
	Accepted State = "accepted" // found in order
	Numbered State = "numbered" // it has its number
	Placed   State = "placed"   // its bag is in the archive
	Recorded State = "recorded" // the journal says so
	Filed    State = "filed"    // the catalogue says so
	Issued   State = "issued"   // the office has its copy
	Refused  State = "refused"  // found to be a duplicate, or not in order
	Decided  State = "decided"  // the journal says so
	Returned State = "returned" // its files and the notice are in returned/
	Closed   State = "closed"   // the ledger says so
	Ended    State = "ended"    // nothing of it is left in the spool
)

// step leads an arrival from one state to another. It is done again after a fault or
// a kill at any moment, and must come to the same.
type step struct {
	from State
	name string  // a verb, for readers of the code
	to   []State // where it may lead
	// at is what staff are told an arrival is at that gets on no more.
	at string
	do func(context.Context, *driver, *job) (State, error)
	// faults are the places in it at which a test build can be killed, in order.
	faults []fault.Step
}

// steps is the way of a form. A form in order goes down to issued and ends; what is
// not goes from refused on. Taking is the inbox's own step.
var steps = []step{
	{Waiting, "take", []State{Begun}, "查看", nil, []fault.Step{fault.Begun}},
	{Begun, "receive", []State{Received}, "收取", receive, []fault.Step{fault.Received}},
	{Received, "fetch", []State{Fetched, Refused, Ended}, "收取", fetch, []fault.Step{fault.Fetched}},
	{Fetched, "review", []State{Accepted, Refused}, "核对", reviewed, []fault.Step{fault.Judged}},
	{Accepted, "number", []State{Numbered, Refused}, "取号", number, []fault.Step{fault.Numbered}},
	{Numbered, "place", []State{Placed}, "印制归档", place, []fault.Step{fault.Printed, fault.Staged, fault.Placed}},
	{Placed, "record", []State{Recorded}, "印制归档", record, []fault.Step{fault.Recorded}},
	{Recorded, "enter", []State{Filed}, "印制归档", enter, []fault.Step{fault.Entered}},
	{Filed, "lay out", []State{Issued}, "发出", layOut, []fault.Step{fault.Issued}},
	{Issued, "clear", []State{Ended}, "发出", clearSpool, []fault.Step{fault.Cleared}},
	{Refused, "decide", []State{Decided}, "退件", decide, []fault.Step{fault.Packed}},
	{Decided, "give back", []State{Returned}, "退件", giveBack, []fault.Step{fault.Decided, fault.GivenBack}},
	{Returned, "close", []State{Closed}, "退件", closeEntry, []fault.Step{fault.Closed}},
	{Closed, "clear", []State{Ended}, "退件", clearSpool, []fault.Step{fault.Cleared}},
}

// stepFrom is the step that leads on from each state.
var stepFrom = map[State]*step{}

func init() {
	for i := range steps {
		stepFrom[steps[i].from] = &steps[i]
	}
}

// FaultPoints are the places on the way of a form at which a test build can be
// killed, see package fault, in the order in which they are come to.
func FaultPoints() []fault.Step {
	var all []fault.Step
	seen := map[fault.Step]bool{}
	for _, s := range steps {
		for _, point := range s.faults {
			if !seen[point] {
				all = append(all, point)
				seen[point] = true
			}
		}
	}
	return all
}
