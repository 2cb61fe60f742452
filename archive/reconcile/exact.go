package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// amountKey is an amount together with a party.
type amountKey struct {
	party  string
	amount int64
}

// exact settles records and rows that have the same party, by its account or name, and the
// same amount, in time.
func (x *matching) exact(outside bool, how string, of func(*Record) string, with func(*Row) string) {
	record := func(r *Record) (k amountKey) {
		if party := of(r); party != "" {
			k = amountKey{party, int64(r.Amount)}
		}
		return k
	}
	row := func(r *Row) (k amountKey) {
		if party := with(r); party != "" {
			k = amountKey{party, int64(r.Amount)}
		}
		return k
	}
	g, tooMany := grouped(x.free(outside), x.freeRows(), record, row, x.inTime)
	if tooMany {
		x.note("同一收款人、同一金额的太多，没有逐笔比对")
	}
	for _, p := range g.parts() {
		x.assign(p, how)
	}
}

// assign settles a part of which all have the same party and amount. Where there are as
// many rows as records, or more, they follow each other by their days: each record is paid
// by the first row that may be its own. Where there are fewer, a row is of the last record
// before it; if several are of that day, nobody can tell which.
func (x *matching) assign(p part, how string) {
	if len(p.records) > 1 || len(p.rows) > 1 {
		how += fmt.Sprintf("；同样的记录%d份、%s%d笔，按日期先后对应", len(p.records), x.pay(), len(p.rows))
	}
	if len(p.rows) >= len(p.records) {
		if rows := x.inTurn(p); rows != nil {
			for i, rec := range p.records {
				x.settle([]*Record{rec}, []*Row{rows[i]}, how)
			}
			return
		}
	}
	for _, row := range p.rows {
		var last []*Record
		for _, rec := range p.records {
			switch {
			case x.taken[rec] || !x.inTime(rec, row):
			case len(last) > 0 && rec.Date.After(row.Date.Time):
			case len(last) > 0 && rec.Date.Equal(last[0].Date.Time):
				last = append(last, rec)
			default:
				last = []*Record{rec}
			}
		}
		same := len(slices.DeleteFunc(slices.Clone(p.rows), func(r *Row) bool { return x.taken[r] || !r.Date.Equal(row.Date.Time) }))
		switch {
		case len(last) == 0 || x.taken[row]:
		case len(last) == 1 || same == len(last):
			x.settle(last[:1], []*Row{row}, how)
		default:
			x.add(Item{Sort: Doubtful, Finding: Several, Records: last, Rows: []*Row{row},
				Reason: fmt.Sprintf("%d份记录同一天、同一收款人、同样金额，对方只有%d笔，分不清是哪一份", len(last), same)})
		}
	}
}

// inTurn is a row for each record, or nil if they cannot all have one.
func (x *matching) inTurn(p part) (rows []*Row) {
	next := 0
	for _, rec := range p.records {
		for next < len(p.rows) && !x.inTime(rec, p.rows[next]) {
			next++
		}
		if next == len(p.rows) {
			return nil
		}
		rows = append(rows, p.rows[next])
		next++
	}
	return rows
}

func (x *matching) note(text string) {
	if !slices.Contains(x.notes, text) {
		x.notes = append(x.notes, text)
	}
}

// alike settles records and rows of the same amount, in time, of which the party is known
// only in part: an account with stars, a name that was cut off, one that stands in the text.
func (x *matching) alike(outside bool) {
	g, tooMany := grouped(x.free(outside), x.freeRows(), func(r *Record) int64 { return int64(r.Amount) }, func(r *Row) int64 { return int64(r.Amount) },
		func(rec *Record, row *Row) bool {
			accounts, parties := rec.account.like(row.account), partyLike(rec.party, row.party)
			if parties == unknown && utf8.RuneCountInString(rec.party) >= fewestRunes && strings.Contains(row.said, rec.party) {
				parties = partly
			}
			return x.inTime(rec, row) && accounts != unlike && parties != unlike && (accounts >= partly || parties >= partly)
		})
	if tooMany {
		x.note("同样金额的太多，没有逐笔比对户名")
	}
	x.settleParts(g, "金额相符，账号或户名就对方写出的部分相符")
}

// rounded settles records and rows of one party whose amounts differ by no more than the
// tolerance.
func (x *matching) rounded(outside bool) {
	if x.Match.tolerance == 0 {
		return
	}
	fits := func(rec *Record, row *Row) bool { return x.close(rec.Amount, row.Amount) && x.inTime(rec, row) }
	for _, key := range x.parties() {
		g, _ := grouped(x.free(outside), x.freeRows(), key.record, key.row, fits)
		x.settleParts(g, key.how+"相符")
	}
}

// party is one of the two ways to tell whose a payment is.
type party struct {
	how    string
	record func(*Record) string
	row    func(*Row) string
}

func (x *matching) parties() []party {
	return []party{
		{"账号", func(r *Record) string { return r.account.key }, func(r *Row) string { return wholeKey(r.account) }},
		{"户名", func(r *Record) string { return r.party }, func(r *Row) string { return r.party }},
	}
}

// fewEnough is how many records and rows people can still look through together.
const fewEnough = 6

// settleParts settles what has no other choice. Of what has, few are doubtful; where it is
// many, that they might belong together says nothing.
func (x *matching) settleParts(g graph, how string) {
	for _, p := range g.parts() {
		switch {
		case p.single():
			x.settle(p.records, p.rows, how)
		case len(p.records)+len(p.rows) <= fewEnough:
			x.addSeveral(p)
		}
	}
}

func (x *matching) addSeveral(p part) {
	x.add(Item{Sort: Doubtful, Finding: Several, Records: p.records, Rows: p.rows,
		Reason: fmt.Sprintf("%d份记录、%d笔%s互相都可能对应，须人工核对", len(p.records), len(p.rows), x.pay())})
}
