package templates

import (
	"regexp"
	"strings"

	"gongwen/templates/normal"
)

// recordNumber is a text that is nothing but the number of a document (发文字号).
var recordNumber = regexp.MustCompile(`^(\p{Han}[\p{Han}\s]*)[〔\[【(〈《﹝｛{〖]\s*((?:19|20|21)\d\d)\s*年?\s*[〕\]】)〉》﹞｝}〗]\s*第?\s*0*([1-9]\d{0,6})\s*号$`)

// RecordNumber is the normal form of the number of a document, of ours or of others,
// as GB/T 9704—2012 7.2.5 writes it: 青政办假字〔2026〕12号, whatever the brackets it was
// typed with, without 第 and without idle zeros. ok is false for a text that is
// anything else or more.
func RecordNumber(s string) (number string, ok bool) {
	m := recordNumber.FindStringSubmatch(strings.TrimSpace(normal.Narrow(s)))
	if m == nil {
		return s, false
	}
	return strings.Join(strings.Fields(m[1]), "") + "〔" + m[2] + "〕" + m[3] + "号", true
}
