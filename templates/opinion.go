package templates

import (
	"regexp"
	"strings"
)

// Decisions an approver can record. Only Agreed counts as an approval.
const (
	Agreed   = "同意"
	Refused  = "不同意"
	SentBack = "退回" // to be changed and submitted again
)

var decisions = []string{Agreed, Refused, SentBack}

// Opinion (审批意见) is what one approver said: the decision, which rules read, and the
// words that go with it, which people read.
type Opinion struct {
	Decision string // one of Agreed, Refused, SentBack; empty when nothing was said
	// Words are what was said beside the decision, 请财政局阅办, or the whole where the
	// decision is a part of it, 拟同意。请区长审定. Empty when there was nothing more.
	Words string
}

// decided is how an opinion begins that says what was decided. What may stand before the
// decision does not change it.
var decided = regexp.MustCompile(`^((?:(?:已?阅|经研究|原则上?|完全|建议|拟|均|暂)[，。、；：,.;:\s]*)*)(同意退回|不予?同意|同意|退回)`)

// undecided is what follows where words only speak of a decision: 同意与否请区长审定,
// 不同意见已吸收, 退回的材料请补齐.
var undecided = regexp.MustCompile(`^(?:与否|还是|或者?|不同意|的|后|见|件|吗|[?？])`)

const betweenWords = "，。、；：！,.;:! 　\n"

// ReadOpinion reads an opinion as people write it: 同意, or 同意，请财政局阅办. Words are what
// stands apart for them, if anything does. The error, a Mistake, is for words that do not
// begin with a decision, or with another one.
func ReadOpinion(said, words string) (Opinion, error) {
	o, begins := splitOpinion(said)
	if said != "" && !begins {
		return Opinion{}, mistake("请先写“"+strings.Join(decisions, "”“")+"”中的一项，再写批示，如：同意，请财政局阅办",
			"“%s”里看不出是同意、不同意还是退回", clip(said))
	}
	more, again := splitOpinion(words)
	switch {
	case !again:
		more = Opinion{o.Decision, words}
	case o.Decision == "":
		return more, nil
	case more.Decision != o.Decision:
		return Opinion{}, mistake("请改成一致", "意见是“%s”，批示却写“%s”", clip(said), clip(words))
	}
	if o.Words != "" && more.Words != "" && o.Words != more.Words {
		more.Words = strings.TrimRight(o.Words, betweenWords) + "。" + more.Words
	} else if more.Words == "" {
		more.Words = o.Words
	}
	return more, nil
}

// splitOpinion parts an opinion into decision and words; false when it does not begin
// with a decision.
func splitOpinion(s string) (Opinion, bool) {
	s = strings.TrimSpace(s)
	m := decided.FindStringSubmatch(s)
	if m == nil || undecided.MatchString(s[len(m[0]):]) {
		return Opinion{}, false
	}
	o := Opinion{Decision: m[2]}
	switch o.Decision {
	case "同意退回":
		o.Decision = SentBack
	case "不予同意":
		o.Decision = Refused
	}
	rest := strings.TrimLeft(s[len(m[0]):], betweenWords)
	if m[0] == o.Decision && (rest == "" || len(rest) < len(s)-len(m[0])) {
		o.Words = rest
	} else {
		o.Words = s
	}
	return o, true
}

// OpinionIn is the opinion in a row of approvals.
func OpinionIn(row Values) Opinion {
	return Opinion{Text(row[opinionKey]), Text(row[wordsKey])}
}

// String is the whole opinion in one sentence or several, without a mark at its end:
// 同意，请财政局阅办. The decision is said once.
func (o Opinion) String() string {
	if again, begins := splitOpinion(o.Words); begins && again.Decision == o.Decision {
		o = again
	}
	words := strings.TrimRight(o.Words, betweenWords)
	switch again, _ := splitOpinion(o.Words); {
	case words == "":
		return o.Decision
	case o.Decision == "" || again == o: // the words say what was decided
		return words
	case strings.ContainsAny(words, "。\n"):
		return o.Decision + "。" + words
	}
	return o.Decision + "，" + words
}
