package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongwen/templates"
)

// matching is the work of finding what belongs together. Both sides are in the order of
// their days; what a step has put into an item is taken, and no later step looks at it.
type matching struct {
	*Mapping
	records []*Record // that stand
	ended   []*Record // that do not
	rows    []*Row
	known   map[string]*Record // all records by number
	back    []pair
	// By what they come to, in order.
	rowsOf    map[templates.Fen][]*Row
	recordsOf map[templates.Fen][]*Record // that stand
	span      Period                      // of the rows
	taken     map[any]bool
	items     []Item
	// unmatched are the rows of the other side that take nothing back.
	unmatched map[*Row]bool
	passed    []Passed
	notes     []string
}

// match puts every row and every standing record of the period into one item.
func (m *Mapping) match(records []*Record, rows []*Row) *matching {
	x := &matching{Mapping: m, known: map[string]*Record{}, span: days(rows), taken: map[any]bool{}, unmatched: map[*Row]bool{},
		rowsOf: map[templates.Fen][]*Row{}, recordsOf: map[templates.Fen][]*Record{}}
	records, rows = slices.Clone(records), slices.Clone(rows)
	slices.SortStableFunc(records, func(a, b *Record) int {
		return cmp.Or(a.Date.Compare(b.Date.Time), cmp.Compare(a.Number, b.Number))
	})
	slices.SortStableFunc(rows, func(a, b *Row) int {
		return cmp.Or(a.Date.Compare(b.Date.Time), cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Line, b.Line))
	})
	for _, r := range records {
		x.known[r.Number] = r
		if r.Ended == "" {
			x.records = append(x.records, r)
			x.recordsOf[r.Amount] = append(x.recordsOf[r.Amount], r)
		} else {
			x.ended = append(x.ended, r)
		}
	}
	for _, r := range rows {
		if r.problem != "" {
			x.add(Item{Sort: Doubtful, Finding: Unreadable, Reason: r.problem, Rows: []*Row{r}})
		} else {
			x.rows = append(x.rows, r)
			x.rowsOf[r.Amount] = append(x.rowsOf[r.Amount], r)
		}
	}
	x.pairBack()
	x.byNumber()
	for _, outside := range []bool{false, true} { // what was asked for before the period only takes what is left
		x.exact(outside, "账号、金额相符", func(r *Record) string { return r.account.key }, func(r *Row) string { return wholeKey(r.account) })
		x.exact(outside, "户名、金额相符", func(r *Record) string { return r.party }, func(r *Row) string { return r.party })
		x.alike(outside)
		x.rounded(outside)
	}
	x.paidEnded()
	x.settleBack()
	x.paidTwice()
	x.inParts()
	x.atOtherTimes()
	x.otherAmounts()
	x.byAmountAlone()
	x.rest()
	order(x.items)
	return x
}

func wholeKey(a account) string {
	if !a.whole() {
		return ""
	}
	return a.key
}

// add puts what belongs together into an item, so that it is taken.
func (x *matching) add(i Item) {
	for _, r := range i.Records {
		x.taken[r] = true
	}
	for _, r := range i.Rows {
		x.taken[r] = true
	}
	x.items = append(x.items, i)
}

// free are the records that are not taken: those of the period, and the others if outside
// is set.
func (x *matching) free(outside bool) (some []*Record) {
	for _, r := range x.records {
		if !x.taken[r] && (outside || !r.outside) {
			some = append(some, r)
		}
	}
	return some
}

// freeRows are the rows that are not taken.
func (x *matching) freeRows() (some []*Row) {
	for _, r := range x.rows {
		if !x.taken[r] && !r.back {
			some = append(some, r)
		}
	}
	return some
}

// inTime reports whether a row may be the payment of a record by its day.
func (x *matching) inTime(rec *Record, row *Row) bool { return x.Match.within(rec.Date, row.Date) }

// sameParty reports whether a record and a row are surely of the same account or name.
func sameParty(rec *Record, row *Row) bool {
	return rec.account.like(row.account) == same || rec.party != "" && rec.party == row.party
}

// pay is what the rows are called.
func (x *matching) pay() string {
	if x.in() {
		return "收款"
	}
	return "付款"
}

// word is a finding in the words that go for what comes in.
func (x *matching) word(finding string) string {
	if !x.in() {
		return finding
	}
	return strings.NewReplacer("支付", "收款", "付后", "收后").Replace(finding)
}

func sum(rows []*Row) (total templates.Fen) { return Item{Rows: rows}.There() }

func sumOf(records []*Record) (total templates.Fen) { return Item{Records: records}.Here() }

// settle makes an item of records and rows whose sums are the same within the tolerance and
// that belong together by what how says: matched, or different in something else.
func (x *matching) settle(records []*Record, rows []*Row, how string) {
	i := Item{Sort: Matched, Records: records, Rows: rows, Reason: how}
	found := map[string]string{}
	for _, row := range rows {
		if row.lost != "" {
			i.Reason += "；" + row.lost
		}
		stranger := len(row.names) > 0
		for _, rec := range records {
			stranger = stranger && !slices.Contains(row.names, rec.Number)
			x.differences(rec, row, found)
		}
		if stranger {
			found[OtherNumber] = fmt.Sprintf("%s写的编号是%s", row.Place(), row.names[0])
			if x.known[row.names[0]] == nil {
				found[OtherNumber] += "，本次核对的档案里没有"
			}
		}
	}
	if difference := sum(rows) - sumOf(records); difference != 0 {
		i.Reason += fmt.Sprintf("；相差%s元，在允许的%s元之内", difference, x.Match.tolerance)
	}
	for _, finding := range []string{OtherParty, OtherAccount, OtherDate, OtherNumber} {
		if why := found[finding]; why != "" {
			if i.Sort == Matched {
				i.Sort, i.Finding = Different, finding
			}
			i.Reason += "；" + why
		}
	}
	x.add(i)
}

// differences notes what a record and a row that belong together say differently.
func (x *matching) differences(rec *Record, row *Row, found map[string]string) {
	if rec.account.like(row.account) == unlike {
		found[OtherAccount] = fmt.Sprintf("账号不同：我方%s，对方%s", rec.Account, row.Account)
	}
	if partyLike(rec.party, row.party) == unlike {
		found[OtherParty] = fmt.Sprintf("户名不同：我方%s，对方%s", rec.Party, row.Party)
	}
	if row.Date.IsZero() || x.inTime(rec, row) {
		return
	}
	if days := rec.Date.DaysUntil(row.Date); days < 0 {
		found[OtherDate] = fmt.Sprintf("%s（%s）比%s（%s）早%d天", x.pay(), row.Date, x.dateLabel(), rec.Date, -days)
	} else {
		found[OtherDate] = fmt.Sprintf("%s（%s）比%s（%s）晚%d天，超过%d天", x.pay(), row.Date, x.dateLabel(), rec.Date, days, x.Match.after())
	}
}

func (m *Mapping) dateLabel() string { return m.kind.LabelOf(m.Against.Date) }

// Place is where a row stands: 第12行, and on which sheet if several have rows.
func (r *Row) Place() string {
	if r.apart {
		return fmt.Sprintf("%s第%d行", r.Sheet, r.Line)
	}
	return fmt.Sprintf("第%d行", r.Line)
}
