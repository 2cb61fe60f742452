package templates

import (
	"regexp"
	"strings"

	"gongwen/templates/normal"
)

var (
	mobilePattern = regexp.MustCompile(`^(?:\(?(?:\+|00)?86\)?-?)?(1[3-9]\d(?:-?\d){8})$`)
	// landPattern has the area code, the number, that may be parted, and the extension.
	landPattern = regexp.MustCompile(`^(\(0\d{2,3}\)|0\d{2,3})?-?(\d{7,8}|\d{3,4}-\d{4})(?:[(,]?(?:转接?|分机号?|[Ee][Xx][Tt]\.?|[Xx#-])[:.]?(\d{1,6})\)?)?$`)
	// areaPattern parts an area code from the number when both are typed as one: Beijing
	// and the cities of 02x have three figures, all others four.
	areaPattern = regexp.MustCompile(`^(010|02\d|0[3-9]\d{2})-?(\d{7,8})$`)
	abroad      = regexp.MustCompile(`^(?:\(?\+86\)?-?|0086-)0?([1-9])`)
	phoneMarks  = strings.NewReplacer("–", "-", "—", "-", "―", "-", "‐", "-", "‑", "-", "−", "-", "─", "-",
		"〔", "(", "〕", ")", "[", "(", "]", ")", "【", "(", "】", ")", "轉", "转")
)

// ParsePhone reads a telephone number. Its normal form is 13845960112 for a mobile,
// 0459-6240551 for a land line, 6240551 for one without its area code, and
// 0459-6240551转802 for one with an extension. The error is a *Mistake.
func ParsePhone(s string) (string, error) {
	plain := strings.Join(strings.Fields(phoneMarks.Replace(normal.Narrow(s))), "")
	if m := mobilePattern.FindStringSubmatch(plain); m != nil {
		return strings.ReplaceAll(m[1], "-", ""), nil
	}
	m := landPattern.FindStringSubmatch(abroad.ReplaceAllString(plain, "0$1"))
	if m == nil {
		return "", mistake("请填11位手机号，或带区号的座机号，如 0459-6240551，分机写 0459-6240551转802；只填一个号码", "“%s”不像电话号码", clip(s))
	}
	area, number := strings.Trim(m[1], "()"), strings.ReplaceAll(m[2], "-", "")
	switch joined := areaPattern.FindStringSubmatch(area + number); {
	case joined != nil:
		number = joined[1] + "-" + joined[2]
	case area != "" && strings.HasPrefix(plain, area+number):
		number = area + number // no area code there is: as it was typed
	case area != "":
		number = area + "-" + number
	}
	if m[3] != "" {
		number += "转" + m[3]
	}
	return number, nil
}
