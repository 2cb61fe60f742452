package form

import (
	"fmt"
	"strings"

	"gongwen/templates"
)

// Severity tells what can satisfy a finding.
type Severity string

const (
	// Must (必须): the text says it and the data decide it. Nothing gets round it.
	Must Severity = "must"
	// Principle (原则上): the article itself leaves room. It returns the form unless
	// that gives a reason for this very finding (例外).
	Principle Severity = "principle"
	// Confirm (请核实): a suspicion of ours, such as a word, a length or a usual figure
	// that the text does not give. A tick for this very finding satisfies it.
	Confirm Severity = "confirm"
)

// Finding is one thing wrong with a form: what the office reads on the notice
// that comes back with it.
type Finding struct {
	Article  string   `json:"article"` // such as 81(6); empty when the form itself is at fault
	Severity Severity `json:"severity"`
	Path     string   `json:"path,omitempty"`   // field key, list.column or list[row].column
	Field    string   `json:"field"`            // the label, as on the form
	Cell     string   `json:"cell"`             // where it stands: B7 or 第12行
	Value    string   `json:"value,omitempty"`  // what was found there
	Message  string   `json:"message"`          // what is wrong
	Advice   string   `json:"advice,omitempty"` // what to do next
	// Because is why, in one line with the values: 4天超过3天（第六十一条）→ 须区委、
	// 区政府主要领导批准.
	Because string `json:"because,omitempty"`
	// Code is what a row of the form's exceptions (例外) names the finding by, such as
	// K123, or K123-2 for the second row of a list. Findings of severity Must have none.
	Code string `json:"code,omitempty"`
	// About are the labels of the fields that a finding of severity Principle speaks of
	// besides its own: a row of the exceptions may name it by one of these as well.
	About []string `json:"-"`
	// Excused is set on a finding that the form's exceptions satisfy; it is printed and
	// archived but returns nothing. Reason is what they say, AgreedBy who agreed.
	Excused  bool   `json:"excused,omitempty"`
	Reason   string `json:"reason,omitempty"`
	AgreedBy string `json:"agreed_by,omitempty"`
	// Beyond are the degrees of secrecy, "" for none, of the records that the
	// finding rests on and that whoever handed the form in may not see. Told only
	// that there are such records, they get General.
	Beyond []string `json:"beyond,omitempty"`
	// Ending is set where nothing is wrong with the form: how it ended. Message then says
	// why, and Advice what its unit may do now. There is no other finding beside it.
	Ending Ending `json:"ending,omitempty"`
}

// Advised is the advice, or what holds of any finding where there is none: an office's
// own rule may give one that comes out empty.
func (f Finding) Advised() string {
	switch {
	case strings.TrimSpace(f.Advice) != "":
		return f.Advice
	case f.Field != "":
		return "请核对“" + f.Field + "”，改正后重新提交。"
	case f.Cell != "":
		return "请核对" + f.Cell + "，改正后重新提交。"
	}
	return "请核对整份表单，改正后重新提交。"
}

// Way is how else than by a correction the finding can be answered, for the clerk who
// gets the form back; empty where there is no other way.
func (f Finding) Way() string {
	switch f.Severity {
	case Principle:
		return fmt.Sprintf("这是原则上的要求，确有特殊情况的，可在“%s”里写一行：针对写%s，理由写明缘由。", templates.Exceptions.Label, f.Code)
	case Confirm:
		return fmt.Sprintf("这一处请核实，确实无误的，在“%s”里写一行：针对写%s，理由写“属实”。", templates.Exceptions.Label, f.Code)
	}
	return ""
}

// Answered is an excused finding in one line, with what the form says to it.
func (f Finding) Answered() string {
	by := ""
	if f.AgreedBy != "" {
		by = "；同意人" + f.AgreedBy
	}
	if f.Severity == Confirm {
		return fmt.Sprintf("%s（已核实：%s%s）", f.Message, f.Reason, by)
	}
	return fmt.Sprintf("%s（理由：%s%s）", f.Message, f.Reason, by)
}

// General is the finding without anything that the records behind it say: those
// who may not see them are told that there are such, by which article they
// count, and whom to ask. It is the finding itself where there are none.
func (f Finding) General(office string) Finding {
	if len(f.Beyond) == 0 {
		return f
	}
	f.Value, f.Because, f.Beyond = "", "", nil
	f.Message = "与本单位查阅范围以外的档案不符"
	f.Advice = "有关档案的内容不能在这里写明，请向" + office + "核实后再办。"
	return f
}

// General are all findings as somebody is told who may not see the records
// behind them.
func General(findings []Finding, office string) []Finding {
	told := make([]Finding, len(findings))
	for i, f := range findings {
		told[i] = f.General(office)
	}
	return told
}

// Returns reports whether the finding sends the form back.
func (f Finding) Returns() bool { return !f.Excused }
