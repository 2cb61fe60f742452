package account

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Intervention is something an administrator did to an account by which somebody else
// than its person could sign. It cannot be kept from them: they keep the accounts. So
// signatures tell of it for a time, and the person is told when they enter.
type Intervention struct {
	Of Intervened `yaml:"of"`
	At time.Time  `yaml:"at"`
	By string     `yaml:"by,omitempty"` // the administrator's account; empty for the command line
}

// Intervened is what an administrator changed, in the words in which it is told.
type Intervened string

const (
	OfPerson   Intervened = "本人姓名"
	OfPassword Intervened = "密码"
	OfCodes    Intervened = "动态码"
	// OfCertificates is not for one that was taken away: nobody signs by that.
	OfCertificates Intervened = "证书"
)

// verb is what was done.
func (of Intervened) verb() string {
	if of == OfPerson || of == OfCertificates {
		return "设定"
	}
	return "重置"
}

const (
	// toldOnRecord is how long signatures tell of an intervention.
	toldOnRecord = 7 * 24 * time.Hour
	// toldPerson is how long the person is told when they enter: whoever enters first
	// after an intervention may be the administrator.
	toldPerson = 30 * 24 * time.Hour
)

// intervened notes an intervention in the place of an earlier one of the kind.
func (a *Account) intervened(of Intervened, by string, now time.Time) {
	a.Interventions = slices.DeleteFunc(slices.Clone(a.Interventions), func(i Intervention) bool { return i.Of == of })
	a.Interventions = append(a.Interventions, Intervention{Of: of, At: now.Truncate(time.Second), By: by})
}

// Remark is what a signature of the account's person carries: in brackets, what
// administrators did to the account in the last seven days; empty for nothing.
func (a Account) Remark(now time.Time) string {
	var said []string
	for _, i := range a.recent(now, toldOnRecord) {
		said = append(said, fmt.Sprintf("%s由管理员于%s%s", i.Of, i.At.Local().Format("2006年1月2日15:04"), i.Of.verb()))
	}
	if len(said) == 0 {
		return ""
	}
	return "（" + strings.Join(said, "，") + "）"
}

// Notice is what the person is told when they enter; empty for nothing.
func (a Account) Notice(now time.Time) string {
	var said []string
	for _, i := range a.recent(now, toldPerson) {
		by := i.By
		if by == "" {
			by = "在服务器上用命令操作的人"
		}
		said = append(said, fmt.Sprintf("您账号的%s由%s于%s%s", i.Of, by, i.At.Local().Format("2006年1月2日15:04"), i.Of.verb()))
	}
	if len(said) == 0 || a.Person == "" {
		return ""
	}
	return strings.Join(said, "；") + "。不是您要求的，请立即告诉办公室，并核对以您的名义所作的签批。"
}

// recent are the interventions not longer ago than that.
func (a Account) recent(now time.Time, age time.Duration) (recent []Intervention) {
	for _, i := range a.Interventions {
		if now.Sub(i.At) <= age {
			recent = append(recent, i)
		}
	}
	return recent
}
