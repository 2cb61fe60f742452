package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/templates"
)

// pair is a row and the one that takes it back: a transfer that was returned, an entry in
// red.
type pair struct{ paid, back *Row }

// pairBack sets rows aside that are taken back by later ones. A row of the other side that
// takes nothing back is none of those that count.
func (x *matching) pairBack() {
	for _, back := range x.rows {
		if back.Amount >= 0 {
			continue
		}
		var paid *Row
		same := x.rowsOf[-back.Amount]
		until, _ := slices.BinarySearchFunc(same, back.Date, func(r *Row, day templates.Date) int {
			if r.Date.After(day.Time) {
				return 1
			}
			return -1
		})
		for looks := 0; paid == nil && until > 0 && looks < mostLooks; looks++ { // the last before it
			until--
			if row := same[until]; !x.taken[row] && row.Date.DaysUntil(back.Date) <= x.Match.after() && backOf(back, row) {
				paid = row
			}
		}
		switch {
		case paid != nil:
			x.taken[paid], x.taken[back] = true, true
			x.back = append(x.back, pair{paid, back})
		case back.back:
			reason := "收入，不在核对之列"
			if x.in() {
				reason = "支出，不在核对之列"
			}
			x.taken[back], x.unmatched[back] = true, true
			x.passed = append(x.passed, Passed{back.Line, back.Sheet,
				strings.TrimSpace(strings.Join([]string{back.Date.String(), back.Party, (-back.Amount).String(), back.Text}, " ")), reason})
		}
	}
}

func backOf(back, paid *Row) bool {
	accounts := back.account.like(paid.account)
	return accounts >= partly || accounts != unlike && (partyLike(back.party, paid.party) >= partly || back.Number != "" && back.Number == paid.Number)
}

// settleBack tells of what was taken back whether it is still to be paid.
func (x *matching) settleBack() {
	for _, p := range x.back {
		i := Item{Sort: Doubtful, Finding: x.word(TakenBack), Rows: []*Row{p.paid, p.back},
			Reason: fmt.Sprintf("%s的%s，%s退回或冲销，我方没有相应的记录", p.paid.Place(), x.pay(), p.back.Place())}
		var free, other *Record // one that it may have paid and that is not paid, and one that is
		for _, rec := range x.paidBy(p.paid) {
			if !x.taken[rec] {
				free = rec
				break
			}
			if other == nil {
				other = rec
			}
		}
		if free != nil {
			i.Sort, i.Records = Different, []*Record{free}
			i.Reason = fmt.Sprintf("%s的%s，%s退回或冲销，等于还没有%[2]s", p.paid.Place(), x.pay(), p.back.Place())
		} else if other != nil {
			i.Sort, i.Finding, i.Of = Matched, "", []string{other.Number}
			i.Reason = fmt.Sprintf("%s的%s，%s退回或冲销，两相抵销；这份记录另有%[2]s", p.paid.Place(), x.pay(), p.back.Place())
		}
		if free == nil && other == nil {
			for _, rec := range x.ended {
				if !x.taken[rec] && (slices.Contains(p.paid.names, rec.Number) || rec.Amount == p.paid.Amount && sameParty(rec, p.paid) && x.inTime(rec, p.paid)) {
					i.Sort, i.Finding, i.Records = Matched, "", []*Record{rec}
					i.Reason = fmt.Sprintf("%s%s，%s的%s已由%s退回或冲销", rec.Number, rec.Ended, p.paid.Place(), x.pay(), p.back.Place())
					break
				}
			}
		}
		x.add(i)
	}
}

// paidBy are the records that stand and that a row may have paid, in order: those that it
// names first.
func (x *matching) paidBy(row *Row) (some []*Record) {
	for _, number := range row.names {
		if rec := x.known[number]; rec != nil && rec.Ended == "" {
			some = append(some, rec)
		}
	}
	for looks, rec := range x.recordsOf[row.Amount] {
		if looks > mostLooks {
			break
		}
		if sameParty(rec, row) && x.inTime(rec, row) {
			some = append(some, rec)
		}
	}
	return some
}

// paidEnded finds rows that paid records which do not stand.
func (x *matching) paidEnded() {
	g, _ := grouped(slices.DeleteFunc(slices.Clone(x.ended), func(r *Record) bool { return x.taken[r] }), x.freeRows(),
		func(r *Record) int64 { return int64(r.Amount) }, func(r *Row) int64 { return int64(r.Amount) },
		func(rec *Record, row *Row) bool { return sameParty(rec, row) && x.inTime(rec, row) })
	for _, p := range g.parts() {
		x.addEnded(p)
	}
}

func (x *matching) addEnded(p part) {
	var why []string
	finding := PaidOld
	for _, rec := range p.records {
		if rec.Ended == "" {
			continue
		}
		if rec.void {
			finding = PaidVoid
		}
		why = append(why, rec.Number+rec.Ended)
	}
	x.add(Item{Sort: Different, Finding: x.word(finding), Records: p.records, Rows: p.rows, Reason: strings.Join(why, "；") + "，却有" + x.pay()})
}

// paidTwice finds rows that pay once more what an item already has a payment of.
func (x *matching) paidTwice() {
	type payment struct {
		record *Record
		row    *Row
	}
	by := map[templates.Fen][]payment{}
	for _, i := range x.items {
		if len(i.Records) == 1 && len(i.Rows) == 1 && i.Sort != Doubtful {
			by[i.Rows[0].Amount] = append(by[i.Rows[0].Amount], payment{i.Records[0], i.Rows[0]})
		}
	}
	for _, row := range x.freeRows() {
		for looks, p := range by[row.Amount] {
			if looks > mostLooks {
				break
			}
			if x.inTime(p.record, row) && (sameParty(p.record, row) || p.row.account.like(row.account) == same) {
				x.addTwice(row, p.record, p.row)
				break
			}
		}
	}
}

func (x *matching) addTwice(row *Row, rec *Record, first *Row) {
	reason := fmt.Sprintf("%s已有%s的%s（%s），户名、账号或编号相同，金额也相同", first.Place(), rec.Number, x.pay(), first.Date)
	if row.Number != "" && row.Number == first.Number && row.Date.Equal(first.Date.Time) {
		reason += "；日期、凭证号也相同，可能是导出时重复了一行"
	}
	x.add(Item{Sort: Different, Finding: x.word(PaidTwice), Rows: []*Row{row}, Of: []string{rec.Number}, Reason: reason})
}
