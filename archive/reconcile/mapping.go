package reconcile

import (
	"gongwen/templates"
)

// Mapping (对账方式) tells what the columns of a file mean and what they are held against.
//
//	title: 银行流水
//	columns:
//	  date: [交易日期, 记账日期]
//	  out: [借方发生额, 支出]
//	  party: [对方户名]
//	against: {kind: funds, date: issue_date, amount: amount, party: payee, account: account}
//	match: {days_after: 60}
type Mapping struct {
	Name  string `yaml:"-"` // of its file, without .yaml
	Title string `yaml:"title"`
	Note  string `yaml:"note"` // what it is for, in one line

	File    Layout  `yaml:"file"`
	Columns Columns `yaml:"columns"`
	// Directions are the words of the direction column: for what goes out, and comes in.
	Directions struct {
		Out []string `yaml:"out"`
		In  []string `yaml:"in"`
	} `yaml:"directions"`
	// Negative is out where negative amounts of the amount column are what goes out, as
	// some banks write it. Else they are amounts taken back.
	Negative string `yaml:"negative"`
	// Above are those of date, number, party and text that say what the line above says
	// where they are empty, as in the lines of a voucher.
	Above []string `yaml:"above"`
	// Keep are the words of which a column must have one, by its label, or several parted by
	// | of which the first that is there counts; other lines are passed over. Lines in which
	// a column has one of Drop are, too; a file need not have that column.
	Keep map[string][]string `yaml:"keep"`
	Drop map[string][]string `yaml:"drop"`

	Against Against `yaml:"against"`
	Match   Limits  `yaml:"match"`

	kind *templates.Kind // that Against names
}

// Layout is how the file is made.
type Layout struct {
	Sheet     string   `yaml:"sheet"`     // of a workbook; empty for the first that has the columns
	Header    string   `yaml:"header"`    // a label of the line of labels; empty for the line that has the columns
	Encoding  string   `yaml:"encoding"`  // auto, utf-8, gb18030 or utf-16
	Delimiter string   `yaml:"delimiter"` // auto, comma, tab, semicolon or bar
	Sums      []string `yaml:"sums"`      // words of lines that only add up others; none for the usual ones
}

// Columns are the labels that columns have, in the order in which they are looked for: the
// first that is there counts. Of Text all count.
type Columns struct {
	Date      []string `yaml:"date"`
	Amount    []string `yaml:"amount"` // in and out in one column
	Out       []string `yaml:"out"`    // or in two
	In        []string `yaml:"in"`
	Direction []string `yaml:"direction"` // which of the two the amount is
	Party     []string `yaml:"party"`
	Account   []string `yaml:"account"`
	Text      []string `yaml:"text"`
	Number    []string `yaml:"number"` // of the voucher or the transaction
}

// Against is the kind of the records and their fields: keys, or list.column.
type Against struct {
	Kind      string `yaml:"kind"`
	Date      string `yaml:"date"` // empty for the day the kind's register counts by
	Amount    string `yaml:"amount"`
	Party     string `yaml:"party"`
	Account   string `yaml:"account"`
	Reference string `yaml:"reference"` // a number that the file has, too, such as 缴款书号
	Side      string `yaml:"side"`      // which amounts of the file count: out, as is usual, or in
}

// Limits are how far a record and a row may be apart.
type Limits struct {
	DaysBefore int    `yaml:"days_before"` // by which the row may be earlier than the record
	DaysAfter  *int   `yaml:"days_after"`  // by which it may be later; 60 where nothing is said
	Tolerance  string `yaml:"tolerance"`   // in yuan

	tolerance templates.Fen
}

// usualDays is how long after it was asked for an amount may be paid.
const usualDays = 60

func (l Limits) after() int {
	if l.DaysAfter == nil {
		return usualDays
	}
	return *l.DaysAfter
}

// within reports whether a row of a day may be of a record of a day.
func (l Limits) within(record, row templates.Date) bool {
	days := record.DaysUntil(row)
	return days >= -l.DaysBefore && days <= l.after()
}

// Kind is the kind of the records that a file is held against.
func (m *Mapping) Kind() *templates.Kind { return m.kind }

// in reports whether it is what comes in that counts.
func (m *Mapping) in() bool { return m.Against.Side == "in" }

// usualSums are the words by which lines that only add up others, or carry something
// over, are known.
var usualSums = []string{"合计", "总计", "小计", "累计", "本日合计", "本日小计", "日合计", "本月合计", "本月小计", "月计", "本月累计", "本年累计", "本年合计", "本期合计", "当前合计",
	"借方合计", "贷方合计", "支出合计", "收入合计", "承前页", "过次页", "承前", "期初余额", "期末余额", "上期余额", "上月余额", "上年结转", "年初余额", "月初余额", "上月结余", "本月余额", "总笔数", "合计笔数"}

func (l Layout) sums() []string {
	if len(l.Sums) > 0 {
		return l.Sums
	}
	return usualSums
}
