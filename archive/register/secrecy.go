package register

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"gongwen/archive"
)

// The folder of the registers is shared with all who read registers, whatever degree of
// secrecy (密级) each of them may see. What lies there therefore has no records with one,
// neither as rows nor in its totals, and says how many it leaves out. The whole is for those
// whose right to see it is known: in the reading room by their accounts, and by command.

// Withholds reports whether the selection leaves out a record for its degree of secrecy,
// which is empty for most.
func (s Selection) Withholds(secrecy string) bool { return s.NotSecret && secrecy != "" }

func (r *registerOf) withhold(of archive.Record) {
	r.withheld++
	tell(r.book.Withheld, of)
}

const secrecySaid = "密级"

// SecrecySaid is what the sheet 说明 of a register or view without records with a degree of
// secrecy says of that, by which NotSecretSaid knows it again: a label and a text.
func SecrecySaid(withheld int) (label, text string) {
	text = "有密级的不列入，不计入合计"
	if withheld > 0 {
		text = withheldText(withheld)
	}
	return secrecySaid, text
}

// NotSecretSaid reports whether a register or view says that it leaves out what has a degree
// of secrecy.
func NotSecretSaid(f *excelize.File) bool { return saidIn(f)[secrecySaid] != "" }

// WithheldNotes are the notes below rows of which so many records were left out.
func WithheldNotes(withheld int) func() []string {
	if withheld == 0 {
		return nil
	}
	return func() []string { return []string{withheldText(withheld)} }
}

func withheldText(n int) string {
	return fmt.Sprintf("另有%d件有密级的不列入，不计入合计；有权看的在阅览室的“台账”页取，或由管理服务器的人用 gongwen registers --out 生成", n)
}
