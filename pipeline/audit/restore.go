package audit

import (
	"context"
	"maps"
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/archive/journal"
)

// restoreJournal enters what the journal tells beyond the bags: how other arrivals
// ended, voids, and the records that were filed and are not there. Of these it returns
// those that nobody has written off. At path lies the catalogue that is to be replaced:
// what only that still knows is entered, too; where both tell, the journal counts.
func restoreJournal(ctx context.Context, a *archive.Archive, c *catalogue.Catalogue, path string) ([]holdings.Loss, error) {
	known, err := readFormer(ctx, path)
	if err != nil {
		return nil, err
	}
	delegations := known.delegations
	ended, voids, told := map[string]catalogue.Arrival{}, map[string]catalogue.Void{}, holdings.Told{}
	signings := restoredSignings{catalogue: c, events: map[string]int{}}
	for _, arrival := range known.ended {
		ended[arrival.ID] = arrival
	}
	maps.Copy(voids, known.voids)
	for e, err := range journal.Legible(journal.All(a.JournalDir())) { // a broken chain is for Verify to report
		if err != nil {
			return nil, err
		}
		told.Add(e)
		if err := signings.add(ctx, e); err != nil {
			return nil, err
		}
		delegations = appendDelegation(delegations, e)
		if state, is := stateOf[e.Type]; is {
			ended[e.Arrival] = catalogue.Arrival{ID: e.Arrival, Unit: e.Unit, Path: e.Path, Arrived: e.Arrived,
				State: state, Number: e.Number, Reason: e.Reason, Ended: e.Time, Degree: e.Degree}
		}
	}
	if err := signings.enter(ctx); err != nil {
		return nil, err
	}
	var given []catalogue.Number
	for _, f := range told {
		if !f.Filed.IsZero() {
			given = append(given, catalogue.Number{Kind: f.Kind, Year: f.Year, Serial: f.Serial, Submission: f.Submission, Content: f.Content, Arrival: f.Arrival})
		}
		for _, before := range f.Before {
			ended[before.ID] = before
		}
		if f.Voided != nil {
			voids[f.Number] = *f.Voided
		}
	}
	for _, l := range known.filed {
		if told[l.Number] == nil {
			given = append(given, l.number)
		}
	}
	if err := c.RestoreNumbers(ctx, given); err != nil {
		return nil, err
	}
	if err := c.RestoreGaps(ctx); err != nil {
		return nil, err
	}
	if err := c.RestoreEnds(ctx, slices.Collect(maps.Values(ended)), voids); err != nil {
		return nil, err
	}
	if err := c.EnterDelegations(ctx, delegations); err != nil {
		return nil, err
	}
	return restoreLosses(ctx, a, c, told, known)
}

var stateOf = map[journal.Type]catalogue.State{journal.Returned: catalogue.Returned, journal.Duplicate: catalogue.Duplicate}

// restoredSignings enters what the journal tells of signings at the desk, some at a time.
type restoredSignings struct {
	catalogue *catalogue.Catalogue
	events    map[string]int // of each arrival, so far
	some      []catalogue.SignOff
}

func (r *restoredSignings) add(ctx context.Context, e journal.Event) error {
	if e.Type != journal.Signing || e.Arrival == "" {
		return nil
	}
	r.some = append(r.some, catalogue.SignOff{Arrival: e.Arrival, Seq: r.events[e.Arrival], Event: e.SignOff})
	r.events[e.Arrival]++
	if len(r.some) < rebuildBatch {
		return nil
	}
	return r.enter(ctx)
}

func (r *restoredSignings) enter(ctx context.Context) error {
	some := r.some
	r.some = nil
	return r.catalogue.RestoreSignOffs(ctx, some)
}

// restoreLosses enters what is lost, and what was written off.
func restoreLosses(ctx context.Context, a *archive.Archive, c *catalogue.Catalogue, told holdings.Told, known former) ([]holdings.Loss, error) {
	folders, err := a.Folders()
	if err != nil {
		return nil, err
	}
	var places []catalogue.Place
	for _, l := range known.filed {
		places = append(places, l.place())
	}
	lost := holdings.NewShelf(a, folders).Losses(told, places)
	missing := map[string]bool{}
	for _, l := range lost {
		missing[l.Number] = true
	}
	var enter []catalogue.Lost
	for _, number := range slices.Sorted(maps.Keys(told)) {
		f := told[number]
		// Of what only a void or a handover tells there is no arrival to keep.
		if !f.Filed.IsZero() && (missing[number] || f.WrittenOff != nil) {
			enter = append(enter, f.Lost())
		}
	}
	for _, l := range known.filed {
		if told[l.Number] == nil && missing[l.Number] {
			enter = append(enter, l.Lost)
		}
	}
	return holdings.Open(lost), c.RestoreLosses(ctx, enter)
}
