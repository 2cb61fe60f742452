package audit

import (
	"cmp"
	"context"
	"slices"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
)

// Ledger is the catalogue's ledger, held against journal and bags: each line of a record
// that cannot be found says so. Lost are the records that are neither there nor written
// off. One that the journal tells of and the catalogue does not know is in the ledger all
// the same: it was received and filed.
func Ledger(ctx context.Context, a *archive.Archive, c *catalogue.Catalogue) (l catalogue.Ledger, lost []holdings.Loss, err error) {
	if l, err = c.Ledger(ctx); err != nil {
		return l, nil, err
	}
	told, err := holdings.Read(a.JournalDir())
	if err != nil {
		return l, nil, err
	}
	missing, err := holdings.Losses(ctx, a, told, c)
	if err != nil {
		return l, nil, err
	}
	line := make(map[string]int, len(missing)) // by number of a missing record
	for _, m := range missing {
		line[m.Number] = -1
	}
	for i, arrival := range l.List {
		if _, is := line[arrival.Number]; is && arrival.State == catalogue.Filed {
			line[arrival.Number] = i
		}
	}
	for _, m := range missing {
		i := line[m.Number]
		if i < 0 {
			if m.Filing.Filed.IsZero() { // a void or a handover alone tells of no arrival
				continue
			}
			told := m.Filing.Lost().Arrival
			told.State, told.Stage, told.Number = catalogue.Filed, catalogue.Ended, m.Number
			i = len(l.List)
			l.List = append(l.List, catalogue.LedgerLine{Arrival: told})
			l.Received, l.Filed = l.Received+1, l.Filed+1
		}
		if l.List[i].WrittenOff = m.WrittenOff; m.WrittenOff != nil {
			l.WrittenOff++
		} else {
			l.List[i].Lost = true
			l.Lost++
		}
	}
	slices.SortStableFunc(l.List, func(a, b catalogue.LedgerLine) int {
		return cmp.Or(a.Arrived.Compare(b.Arrived), cmp.Compare(a.ID, b.ID))
	})
	return l, holdings.Open(missing), nil
}
