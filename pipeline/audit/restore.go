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
// those that nobody has written off. former is the catalogue that is to be replaced: what
// only that still knows is entered, too.
func restoreJournal(ctx context.Context, a *archive.Archive, c *catalogue.Catalogue, former string) ([]holdings.Loss, error) {
	known, err := readFormer(ctx, former)
	if err != nil {
		return nil, err
	}
	ended, voids, told := map[string]catalogue.Arrival{}, map[string]catalogue.Void{}, holdings.Told{}
	for e, err := range journal.Legible(journal.All(a.JournalDir())) { // a broken chain is for Verify to report
		if err != nil {
			return nil, err
		}
		told.Add(e)
		switch e.Type {
		case journal.Returned, journal.Duplicate:
			ended[e.Arrival] = catalogue.Arrival{ID: e.Arrival, Unit: e.Unit, Path: e.Path, Arrived: e.Arrived,
				State: stateOf[e.Type], Number: e.Number, Reason: e.Reason, Ended: e.Time, Degree: e.Degree}
		case journal.Voided:
			voids[e.Number] = catalogue.Void{At: e.Time, Reason: e.Reason}
		}
	}
	var given []catalogue.Number
	for _, f := range told {
		if !f.Filed.IsZero() {
			given = append(given, catalogue.Number{Kind: f.Kind, Year: f.Year, Serial: f.Serial, Submission: f.Submission, Content: f.Content, Arrival: f.Arrival})
		}
	}
	for _, f := range told {
		for _, before := range f.Before {
			ended[before.ID] = before
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
	for _, arrival := range known.ended {
		if _, told := ended[arrival.ID]; !told {
			ended[arrival.ID] = arrival
		}
	}
	for number, void := range known.voids {
		if _, told := voids[number]; !told {
			voids[number] = void
		}
	}
	if err := c.RestoreEnds(ctx, slices.Collect(maps.Values(ended)), voids); err != nil {
		return nil, err
	}
	return restoreLosses(ctx, a, c, told, known)
}

var stateOf = map[journal.Type]catalogue.State{journal.Returned: catalogue.Returned, journal.Duplicate: catalogue.Duplicate}

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
