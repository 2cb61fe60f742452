package reconcile

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// Row is a line of the file that tells of a payment.
type Row struct {
	Line    int            `json:"line"` // from 1
	Sheet   string         `json:"sheet,omitempty"`
	Date    templates.Date `json:"date,omitzero"`
	Amount  templates.Fen  `json:"amount"` // below zero for what is taken back
	Party   string         `json:"party,omitempty"`
	Account string         `json:"account,omitempty"`
	Number  string         `json:"number,omitempty"`
	Text    string         `json:"text,omitempty"`

	account account
	party   string   // its key
	said    string   // the key of its text, which may name the party
	names   []string // the numbers of records that it names
	apart   bool     // other sheets have rows, too
	back    bool     // on the other side: it counts only where it takes a payment back
	lost    string   // what nobody can rely on in it, for the reason
	problem string   // why it cannot be read; empty if it can
}

// Passed is a line that is no payment, or none to be held against the archive.
type Passed struct {
	Line   int    `json:"line"`
	Sheet  string `json:"sheet,omitempty"`
	Text   string `json:"text"` // what stands in it
	Reason string `json:"reason"`
}

// reader makes rows of lines.
type reader struct {
	*Mapping
	*headed
	period Period
	sum    *regexp.Regexp
	names  names
	last   map[string]any // what the line above said, for Above
	rows   []*Row
	passed []Passed
	// What the amounts come to that count, from the beginning and since the last sum, to
	// hold the file's own sums against; notes are of those that do not.
	total, part templates.Fen
	notes       []string
}

// rows reads every line of the sheet: each is a row, or passed with a reason. Rows with a
// problem are told, too.
func (m *Mapping) rows(t *headed, period Period, n names) (rows []*Row, passed []Passed, notes []string) {
	var sums []string
	for _, word := range m.File.sums() {
		sums = append(sums, regexp.QuoteMeta(normal.Key(word)))
	}
	r := &reader{Mapping: m, headed: t, period: period, names: n, last: map[string]any{},
		sum: regexp.MustCompile(`^(?:(?:` + strings.Join(sums, "|") + `)(?:[^\p{Han}]|$)|共\d+[笔条项])`)}
	for _, l := range t.before {
		r.pass(l, "标题、栏名")
	}
	for _, l := range t.lines {
		r.read(l)
	}
	return r.rows, r.passed, r.notes
}

// plainSum is a sum of the lines above, and not of a month or of what came before, too.
var plainSum = regexp.MustCompile(`^(?:支出|借方|收入|贷方)?(?:合计|总计|小计)(?:[^\p{Han}]|$)|^共\d+[笔条项]`)

// ownSum notes a sum of the file's own that is not what the lines above it come to: some
// may be missing. Where the mapping leaves lines out nobody can tell.
func (r *reader) ownSum(l line) {
	if !slices.ContainsFunc(l.cells, func(cell any) bool { return plainSum.MatchString(normal.Key(shown(cell))) }) {
		return
	}
	key := "out"
	if r.in() {
		key = "in"
	}
	if _, split := r.at[key]; !split {
		_, directed := r.at["direction"]
		if key = "amount"; directed || r.Negative == "out" {
			return // it adds up both ways
		}
	}
	amount, err := r.figure(l, key)
	if err == nil && amount != 0 && amount != r.total && amount != r.part && len(r.keep)+len(r.drop) == 0 {
		r.notes = append(r.notes, fmt.Sprintf("%s第%d行写的合计是%s元，上面各行相加是%s元，请核对导出的文件是否完整", optional("工作表", r.sheet.name), l.number, amount, r.total))
	}
	r.part = 0
}

func (r *reader) pass(l line, format string, args ...any) {
	var texts []string
	for i, cell := range l.cells {
		if text := shown(cell); text != "" && !l.merged(i) {
			texts = append(texts, text)
		}
	}
	text := []rune(strings.Join(texts, " "))
	if len(text) > 200 {
		text = append(text[:200], '…')
	}
	r.passed = append(r.passed, Passed{l.number, r.sheet.name, string(text), fmt.Sprintf(format, args...)})
}

// cell is what a column of a line holds, as Above has it.
func (r *reader) cell(l line, key string) any {
	column, is := r.at[key]
	if !is {
		return nil
	}
	raw := l.cell(column)
	if shown(raw) == "" && slices.Contains(r.Above, key) {
		return r.last[key]
	}
	r.last[key] = raw
	return raw
}

func (r *reader) read(l line) {
	switch {
	case r.isLabels(l):
		r.pass(l, "栏名")
		return
	case r.isSum(l):
		r.ownSum(l)
		r.pass(l, "合计、余额等，不是一笔款项")
		return
	}
	row := &Row{Line: l.number, Sheet: r.sheet.name}
	date, number, party, account := r.cell(l, "date"), r.cell(l, "number"), r.cell(l, "party"), r.cell(l, "account")
	row.Party, row.Account, row.Number = shown(party), shown(account), shown(number)
	row.account, row.party = accountIn(account), partyKey(row.Party)
	if row.account.known > 0 {
		row.lost = fmt.Sprintf("对方账号存成了数字，只有前%d位可靠", row.account.known)
	}
	var texts []string
	for _, column := range r.texts {
		if text := shown(l.cell(column)); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	row.Text = strings.Join(texts, "；")
	if row.Text == "" && slices.Contains(r.Above, "text") {
		row.Text, _ = r.last["text"].(string)
	}
	r.last["text"], row.said = row.Text, partyKey(row.Text)
	if reason := r.unwanted(l); reason != "" {
		r.pass(l, "%s", reason)
		return
	}
	amount, back, amountErr := r.amount(l)
	if amountErr == nil && !back {
		r.total += amount
		r.part += amount
	}
	day, dayErr := dayIn(date)
	if dayErr == nil && day.IsZero() {
		dayErr = errors.New("没有日期")
	}
	switch {
	case amountErr == nil && amount == 0 && !back:
		r.pass(l, "没有金额")
		return
	case amountErr != nil && dayErr != nil && !(hasDigit(shown(date)) && row.Party+row.Account != ""):
		r.pass(l, "没有日期和金额，不是一笔款项")
		return
	case amountErr != nil:
		row.problem = "金额读不出：" + amountErr.Error()
	case dayErr != nil:
		row.problem = "日期读不出：" + dayErr.Error()
	case !r.period.has(day):
		r.pass(l, "%s，不在核对的期间内", day)
		return
	}
	row.Date, row.Amount, row.back = day, amount, back
	row.names = r.names.in(strings.Join([]string{row.Text, row.Number, row.Party}, "\n"))
	r.rows = append(r.rows, row)
}

func hasDigit(text string) bool { return strings.ContainsFunc(text, unicode.IsDigit) }

// isLabels reports whether the labels stand there again, as at the head of every printed
// page.
func (r *reader) isLabels(l line) bool {
	again := 0
	for column, label := range r.labels {
		if text := shown(l.cell(column)); text != "" && normal.Key(text) == normal.Key(label) {
			again++
		}
	}
	return again >= 2
}

// isSum reports whether a line only adds up others: one of its texts says so, and it has no
// other side.
func (r *reader) isSum(l line) bool {
	for _, key := range []string{"party", "account"} {
		if column, is := r.at[key]; is && shown(l.cell(column)) != "" && !r.sum.MatchString(normal.Key(shown(l.cell(column)))) {
			return false
		}
	}
	return slices.ContainsFunc(l.cells, func(cell any) bool { return r.sum.MatchString(normal.Key(shown(cell))) })
}

// unwanted is why the mapping passes over a line.
func (r *reader) unwanted(l line) string {
	has := func(c wordColumn) bool {
		text := normal.Key(shown(l.cell(c.column)))
		return slices.ContainsFunc(c.words, func(word string) bool { return strings.Contains(text, normal.Key(word)) })
	}
	for _, c := range r.keep {
		if !has(c) {
			return fmt.Sprintf("%s不是%s", c.label, strings.Join(c.words, "、"))
		}
	}
	for _, c := range r.drop {
		if has(c) {
			return fmt.Sprintf("%s是“%s”", c.label, clip(shown(l.cell(c.column))))
		}
	}
	return ""
}

// figure is the amount in one column of a line; 0 where there is none.
func (r *reader) figure(l line, key string) (templates.Fen, error) {
	column, is := r.at[key]
	if !is || l.merged(column) {
		return 0, nil
	}
	amount, _, err := amountIn(l.cell(column), r.scale[key])
	return amount, err
}

// amount is what a line comes to. Back is set for an amount of the other side, which is
// then below zero.
func (r *reader) amount(l line) (amount templates.Fen, back bool, err error) {
	ours, theirs := "out", "in"
	if r.in() {
		ours, theirs = theirs, ours
	}
	if _, split := r.at[ours]; split {
		amount, err := r.figure(l, ours)
		other, otherErr := r.figure(l, theirs)
		switch err := errors.Join(err, otherErr); {
		case err != nil:
			return 0, false, err
		case amount != 0 && other != 0:
			return 0, false, fmt.Errorf("%s和%s两栏都有数", r.labels[r.at["out"]], r.labels[r.at["in"]])
		case other != 0:
			return -other, true, nil
		}
		return amount, false, nil
	}
	if amount, err = r.figure(l, "amount"); err != nil || amount == 0 {
		return 0, false, err
	}
	out := true
	switch column, directed := r.at["direction"]; {
	case directed:
		if out, err = r.direction(shown(l.cell(column))); err != nil {
			return 0, false, err
		}
	case r.Negative == "out":
		if out = amount < 0; out {
			amount = -amount
		}
	default:
		return amount, false, nil
	}
	if out == r.in() {
		return -amount, true, nil
	}
	return amount, false, nil
}

func (r *reader) direction(word string) (out bool, err error) {
	is := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return normal.Key(w) == normal.Key(word) })
	}
	switch {
	case is(r.Directions.Out):
		return true, nil
	case is(r.Directions.In):
		return false, nil
	}
	return false, fmt.Errorf("收支方向“%s”不认识，请在对账方式的 directions 里写明", clip(word))
}
