package reconcile

import (
	"cmp"
	"slices"
	"time"

	"gongwen/templates"
)

// Sort is how records and rows stand to one another.
type Sort string

const (
	Matched      Sort = "matched"       // 相符
	Different    Sort = "different"     // 不符: they belong together and do not say the same
	MissingThere Sort = "missing_there" // 我方有、对方无
	MissingHere  Sort = "missing_here"  // 对方有、我方无
	Doubtful     Sort = "doubtful"      // 待核: only people can tell
)

// Sorts are all, in the order in which they are told.
var Sorts = []Sort{Matched, Different, MissingThere, MissingHere, Doubtful}

func (s Sort) String() string {
	return map[Sort]string{Matched: "相符", Different: "不符", MissingThere: "我方有、对方无", MissingHere: "对方有、我方无", Doubtful: "待核"}[s]
}

// What is found of records and rows that are not just matched. Of what comes in, 支付 and
// 付 are other words, see matching.word.
const (
	OtherAmount  = "金额不符"
	OtherDate    = "日期不符"
	OtherParty   = "户名不符"
	OtherAccount = "账号不符"
	OtherNumber  = "编号不符"
	PaidVoid     = "已作废却已支付"
	PaidOld      = "已被代替却已支付"
	PaidTwice    = "疑似重复支付"
	TakenBack    = "付后退回"
	Several      = "有几种可能"
	OnlyAmount   = "只有金额相符"
	Unreadable   = "读不出"
)

// Item is records and rows that belong together, or one of them alone.
type Item struct {
	Sort    Sort      `json:"sort"`
	Finding string    `json:"finding,omitempty"`
	Reason  string    `json:"reason"`
	Records []*Record `json:"records,omitempty"`
	Rows    []*Row    `json:"rows,omitempty"`
	// Of are the numbers of further records that it concerns and that are in another item.
	Of []string `json:"of,omitempty"`
}

// Here is what the item's records come to; those that do not stand come to nothing.
func (i Item) Here() (sum templates.Fen) {
	for _, r := range i.Records {
		if r.Ended == "" {
			sum += r.Amount
		}
	}
	return sum
}

// There is what the item's rows come to.
func (i Item) There() (sum templates.Fen) {
	for _, r := range i.Rows {
		sum += r.Amount
	}
	return sum
}

// Result is what came of it.
type Result struct {
	File    string    `json:"file"` // its name
	SHA256  string    `json:"sha256"`
	Sheets  []string  `json:"sheets,omitempty"` // of a workbook, that were read
	Mapping string    `json:"mapping"`          // its title
	Kind    string    `json:"kind"`             // title of the records' kind
	Period  Period    `json:"period"`           // as asked for
	Rows    Period    `json:"rows"`             // from the first row to the last
	Unit    string    `json:"unit,omitempty"`
	Made    time.Time `json:"made"`
	By      string    `json:"by,omitempty"`
	Totals  []Total   `json:"totals"`
	// Here and There are the sums of the two sides, added up without looking at the items.
	Here    templates.Fen `json:"here"`
	There   templates.Fen `json:"there"`
	Items   []Item        `json:"items"`
	Passed  []Passed      `json:"passed,omitempty"`  // lines of the file
	Outside int           `json:"outside,omitempty"` // records not of the period for which no row was found
	Unpaid  []string      `json:"unpaid,omitempty"`  // numbers of records that do not stand and were not paid
	Notes   []string      `json:"notes,omitempty"`
	limits  Limits
	byDate  string // label of the date that records go by
	layout  []string
}

// Total is what the items of a sort come to; of every sort, and last of all of them.
type Total struct {
	Sort    Sort          `json:"sort,omitempty"` // empty for all
	Items   int           `json:"items"`
	Records int           `json:"records"`
	Rows    int           `json:"rows"`
	Here    templates.Fen `json:"here"`
	There   templates.Fen `json:"there"`
}

// Ties reports whether nothing is left to be looked at.
func (r *Result) Ties() bool {
	return !slices.ContainsFunc(r.Items, func(i Item) bool { return i.Sort != Matched })
}

// Of are the items of a sort.
func (r *Result) Of(s Sort) (some []Item) {
	for _, i := range r.Items {
		if i.Sort == s {
			some = append(some, i)
		}
	}
	return some
}

// Total is that of a sort; of all for the empty one.
func (r *Result) Total(s Sort) (t Total) {
	t.Sort = s
	for _, i := range r.Items {
		if s == "" || i.Sort == s {
			t.Items++
			t.Records += len(i.Records)
			t.Rows += len(i.Rows)
			t.Here += i.Here()
			t.There += i.There()
		}
	}
	return t
}

// order puts the items in the order they are told in: by sort, finding, day and number.
func order(items []Item) {
	first := func(i Item) (day templates.Date, number string, line int) {
		if len(i.Records) > 0 {
			day, number = i.Records[0].Date, i.Records[0].Number
		}
		if len(i.Rows) > 0 {
			line = i.Rows[0].Line
			if day.IsZero() {
				day = i.Rows[0].Date
			}
		}
		return day, number, line
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		dayA, numberA, lineA := first(a)
		dayB, numberB, lineB := first(b)
		return cmp.Or(cmp.Compare(slices.Index(Sorts, a.Sort), slices.Index(Sorts, b.Sort)), cmp.Compare(a.Finding, b.Finding),
			dayA.Compare(dayB.Time), cmp.Compare(numberA, numberB), cmp.Compare(lineA, lineB))
	})
}
