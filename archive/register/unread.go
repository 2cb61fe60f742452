package register

import (
	"fmt"
	"strings"

	"gongwen/templates"
)

// A kind may have changed since a record was filed, so that a field is not any more what
// the form says there: an amount that was a text. Such a record stands in its register with
// all else; what cannot be read is in no total, and the row says so. Were it an error, one
// old record would keep the register from all others.

// decoded types what a form says in some fields, and tells of those that are not what their
// type says; empty where there are none.
func decoded(fields []templates.Field, said map[string]any) (values templates.Values, unread string) {
	values, err := (&templates.Kind{Fields: fields}).Decode(said)
	if err == nil {
		return values, ""
	}
	var all []string
	for i := range fields {
		if _, err := (&templates.Kind{Fields: fields[i : i+1]}).Decode(said); err != nil {
			all = append(all, fields[i].Label+saidThere(said[fields[i].Key]))
		}
	}
	return values, unreadable(all)
}

// unreadable says that some fields cannot be read. An amount among them is in no total, but
// others of the record are.
func unreadable(fields []string) string {
	return "按现在的表单定义读不出（其中的金额不计入）：" + strings.Join(fields, "、")
}

// mostQuoted is how many characters of what cannot be read are quoted.
const mostQuoted = 40

func saidThere(raw any) string {
	switch raw.(type) {
	case []any, map[string]any:
		return ""
	}
	text := []rune(fmt.Sprint(raw))
	if len(text) > mostQuoted {
		text = append(text[:mostQuoted], '…')
	}
	return "“" + string(text) + "”"
}
