package reconcile

import (
	"fmt"
	"slices"
	"strconv"

	"gongwen/templates"
)

// longAgo is how many days a payment may be before or after the record, out of time, and
// still be taken for its own.
const longAgo = 366

// atOtherTimes settles records and rows that agree in all but the time. Of records that are
// not of the period most were paid before: one is taken only if no other would do.
func (x *matching) atOtherTimes() {
	for _, outside := range []bool{false, true} {
		g, _ := grouped(x.free(outside), x.freeRows(), func(r *Record) int64 { return int64(r.Amount) }, func(r *Row) int64 { return int64(r.Amount) },
			func(rec *Record, row *Row) bool {
				days := rec.Date.DaysUntil(row.Date)
				return sameParty(rec, row) && days >= -longAgo && days <= longAgo
			})
		if !outside {
			x.settleParts(g, "户名或账号、金额相符")
			continue
		}
		for _, p := range g.parts() {
			if p.single() {
				x.settle(p.records, p.rows, "户名或账号、金额相符")
			}
		}
	}
}

// otherAmounts tells of payments to the same party, in time, that do not come to what the
// record does.
func (x *matching) otherAmounts() {
	for _, key := range x.parties() {
		g, _ := grouped(x.free(false), x.freeRows(), key.record, key.row, x.inTime)
		for _, p := range g.parts() {
			switch {
			case p.single(), len(p.records) == 1 && sum(p.rows) < p.records[0].Amount:
				x.addOtherAmount(p, key.how+"相符")
			case len(p.records)+len(p.rows) <= fewEnough:
				x.add(Item{Sort: Doubtful, Finding: Several, Records: p.records, Rows: p.rows,
					Reason: fmt.Sprintf("%s相符，金额各不相同，%d份记录、%d笔%s对应不上，须人工核对", key.how, len(p.records), len(p.rows), x.pay())})
			}
		}
	}
}

func (x *matching) addOtherAmount(p part, how string) {
	here, there := sumOf(p.records), sum(p.rows)
	reason := fmt.Sprintf("%s，我方%s元，对方%s元", how, here, there)
	switch {
	case there < here:
		reason += fmt.Sprintf("，少%s元", here-there)
	case there > here:
		reason += fmt.Sprintf("，多%s元", there-here)
	}
	switch hint := slip(here, there); {
	case hint != "" && p.single():
		reason += "，" + hint
	case there < here && there > 0:
		reason += "，可能是分期的，还没有完"
	}
	x.add(Item{Sort: Different, Finding: OtherAmount, Records: p.records, Rows: p.rows, Reason: reason})
}

// slip is how one amount may have become the other when it was typed.
func slip(here, there templates.Fen) string {
	small, large := min(here, there), max(here, there)
	if small <= 0 {
		return ""
	}
	for _, times := range []templates.Fen{10, 100, 1000, 10_000} {
		if large%times == 0 && large/times == small {
			return fmt.Sprintf("正好相差%d倍，可能多写或少写了0，或错了小数点", times)
		}
	}
	if digits(here) == digits(there) {
		return "数字相同、次序不同，可能写颠倒了"
	}
	return ""
}

func digits(f templates.Fen) string {
	all := []byte(strconv.FormatInt(int64(f), 10))
	slices.Sort(all)
	return string(all)
}

// byAmountAlone doubts of records and rows that have nothing in common but the amount and
// the time, where no other has the same.
func (x *matching) byAmountAlone() {
	g, _ := grouped(x.free(false), x.freeRows(), func(r *Record) int64 { return int64(r.Amount) }, func(r *Row) int64 { return int64(r.Amount) }, x.inTime)
	for _, p := range g.parts() {
		if p.single() {
			x.add(Item{Sort: Doubtful, Finding: OnlyAmount, Records: p.records, Rows: p.rows,
				Reason: "只有金额相符、时间合得上，户名、账号不同或没有写，须人工核对是不是同一笔"})
		}
	}
}

// rest are those for which nothing fits.
func (x *matching) rest() {
	for _, rec := range x.free(false) {
		reason := "没有找到相应的" + x.pay()
		if !x.span.To.IsZero() {
			reason = fmt.Sprintf("到%s为止，没有找到相应的%s", x.span.To, x.pay())
			switch {
			case rec.Date.AddDays(x.Match.after()).After(x.span.To.Time):
				reason += fmt.Sprintf("；还在%s后%d天之内，可能在下期%s", x.dateLabel(), x.Match.after(), x.pay())
			case rec.Date.Before(x.span.From.Time):
				reason += fmt.Sprintf("；%s在文件的第一笔（%s）以前，可能已在上期%s", x.dateLabel(), x.span.From, x.pay())
			}
		}
		x.add(Item{Sort: MissingThere, Records: []*Record{rec}, Reason: reason})
	}
	for _, row := range x.freeRows() {
		reason := "没有户名或账号相符、金额相符的记录"
		if len(row.names) > 0 {
			reason = fmt.Sprintf("写的编号是%s，本次核对的档案里没有；也%s", row.names[0], reason)
		}
		for _, rec := range x.ended {
			if !x.taken[rec] && sameParty(rec, row) && x.inTime(rec, row) {
				reason += fmt.Sprintf("；同一收款人的%s（%s元）%s", rec.Number, rec.Amount, rec.Ended)
				break
			}
		}
		x.add(Item{Sort: MissingHere, Rows: []*Row{row}, Reason: reason})
	}
}
