package templates

import "time"

// Manner (签批方式) is how the approvals of a form are given.
type Manner string

const (
	// Paper: on paper, and typed into the form by whoever hands it in.
	Paper Manner = "paper"
	// PaperScan is Paper with a scan of the signed sheet as an attachment.
	PaperScan Manner = "paper-scan"
	// Desk: at the desk of the reading room, by the people themselves. The form has none.
	Desk Manner = "desk"
)

// Manners are all of them.
var Manners = []Manner{Paper, PaperScan, Desk}

// Chinese is how documents and registers tell of it. What records from before there
// were manners do not say, empty, is Paper.
func (m Manner) Chinese() string {
	switch m {
	case PaperScan:
		return "书面签批，附扫描件"
	case Desk:
		return "网上签批"
	}
	return "书面签批，经办人填报"
}

// Short is the same in the few characters that a column of a register has.
func (m Manner) Short() string {
	switch m {
	case PaperScan:
		return "书面附扫描"
	case Desk:
		return "网上"
	}
	return "书面"
}

// HowSigned is Short of a record of the kind with such values; empty where nobody signed.
func (k *Kind) HowSigned(v Values, m Manner) string {
	n := 0
	switch rows := v[k.ApprovalsKey()].(type) {
	case []Values:
		n = len(rows)
	case []any: // as record.json has them
		n = len(rows)
	}
	if n == 0 && m != Desk {
		return ""
	}
	return m.Short()
}

// SignOff (网上签批) is what is told of a line of a form's approvals that was given at the
// desk.
type SignOff struct {
	Line  int       `json:"line"`  // of the approvals, from 0
	Code  string    `json:"code"`  // short code over the event, by which it is looked up
	At    time.Time `json:"at"`    // when it was given
	Known string    `json:"known"` // how the person was known: 密码, 密码和动态码, 证书, 统一认证
}

// Advice (征求意见) is an opinion that one of those who signed asked somebody for. It
// approves nothing, and stands in for no approval.
type Advice struct {
	Name  string    `json:"name"`
	Words string    `json:"words"`
	At    time.Time `json:"at"`
	Code  string    `json:"code"` // as of a SignOff
}

// Awaited (待签) is a signature that a form waits for.
type Awaited struct {
	Who  string // a title, or several parted by 或 of which one suffices
	Does string // 审核, 审定, 签发 …
}
