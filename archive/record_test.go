package archive

import (
	"cmp"
	"testing"
)

func TestParseRecordReadsSecrecy(t *testing.T) {
	for text, want := range map[string]string{
		`"version": 2, "fields": [{"label": "事由", "text": "秘密会谈"}, {"label": "密级", "text": "秘密"}]`: "秘密", // of before it had a place of its own
		`"version": 2, "fields": [{"label": "事由", "text": "秘密会谈"}]`:                                "",
		`"version": 3, "fields": [{"label": "涉密程度", "text": "机密"}], "secrecy": "机密"`:               "机密",
		`"version": 3, "fields": [{"label": "密级", "text": "秘密"}]`:                                  "", // the kind says where it stands
	} {
		r, err := ParseRecord([]byte(`{"number": "1号", "kind": "letter", "date": "2026-05-11", ` + text + `}`))
		if err != nil || r.Secrecy != want || r.Degree() != cmp.Or(want, NotSecret) {
			t.Errorf("%s: %q, %v", text, r.Secrecy, err)
		}
	}
}
