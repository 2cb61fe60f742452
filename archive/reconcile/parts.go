package reconcile

import (
	"fmt"
	"math/bits"

	"gongwen/templates"
)

// mostParts is how many rows or records of one party are tried in every combination.
const mostParts = 12

// inParts settles records that were paid in several rows, and rows that paid several
// records, of the same party.
func (x *matching) inParts() {
	for _, key := range x.parties() {
		records, rows := map[string][]*Record{}, map[string][]*Row{}
		for _, rec := range x.free(true) {
			records[key.record(rec)] = append(records[key.record(rec)], rec)
		}
		for _, row := range x.freeRows() {
			rows[key.row(row)] = append(rows[key.row(row)], row)
		}
		for _, name := range sortedKeys(records) {
			if name == "" || len(rows[name]) == 0 || len(records[name])*len(rows[name]) > mostPairs {
				continue
			}
			x.partsOf(key.how, records[name], rows[name])
		}
	}
}

func (x *matching) partsOf(how string, records []*Record, rows []*Row) {
	for _, rec := range records {
		var some []*Row
		for _, row := range rows {
			if !x.taken[row] && x.inTime(rec, row) {
				some = append(some, row)
			}
		}
		chosen, several := subset(some, rec.Amount, func(r *Row) templates.Fen { return r.Amount })
		switch {
		case several:
			x.add(Item{Sort: Doubtful, Finding: Several, Records: []*Record{rec}, Rows: some,
				Reason: fmt.Sprintf("%s相符，其中几笔合起来是这份记录的金额，但有几种凑法", how)})
		case chosen != nil:
			x.settle([]*Record{rec}, chosen, fmt.Sprintf("%s相符，分%d笔%s，合计相符", how, len(chosen), x.pay()))
		}
	}
	for _, row := range rows {
		if x.taken[row] {
			continue
		}
		var some []*Record
		for _, rec := range records {
			if !x.taken[rec] && x.inTime(rec, row) {
				some = append(some, rec)
			}
		}
		chosen, several := subset(some, row.Amount, func(r *Record) templates.Fen { return r.Amount })
		switch {
		case several:
			x.add(Item{Sort: Doubtful, Finding: Several, Records: some, Rows: []*Row{row},
				Reason: fmt.Sprintf("%s相符，其中几份记录合起来是这笔%s的金额，但有几种凑法", how, x.pay())})
		case chosen != nil:
			x.settle(chosen, []*Row{row}, fmt.Sprintf("%s相符，%d份记录一笔%s，合计相符", how, len(chosen), x.pay()))
		}
	}
}

// subset is the one choice of two or more that comes to an amount; several reports that
// there is more than one. Of many only all together are tried.
func subset[T any](some []T, amount templates.Fen, of func(T) templates.Fen) (chosen []T, several bool) {
	if len(some) < 2 {
		return nil, false
	}
	if len(some) > mostParts {
		var total templates.Fen
		for _, v := range some {
			total += of(v)
		}
		if total == amount {
			return some, false
		}
		return nil, false
	}
	found := uint(0)
	for choice := uint(1); choice < 1<<len(some); choice++ {
		if bits.OnesCount(choice) < 2 {
			continue
		}
		var total templates.Fen
		for i, v := range some {
			if choice&(1<<i) != 0 {
				total += of(v)
			}
		}
		if total != amount {
			continue
		}
		if found != 0 {
			return nil, true
		}
		found = choice
	}
	if found == 0 {
		return nil, false
	}
	for i, v := range some {
		if found&(1<<i) != 0 {
			chosen = append(chosen, v)
		}
	}
	return chosen, false
}
