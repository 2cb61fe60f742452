package form

import (
	"cmp"
	"strings"

	"gongwen/archive"
)

// Degree is how secret a form is as far as it was read: its degree (密级), or
// archive.NotSecret where it has none; empty where something stood there that could
// not be read.
func (f *Form) Degree(found []Finding) string {
	field := f.Kind.Secrecy
	for _, finding := range found {
		switch {
		case field != "" && (finding.Path == field || finding.Path == ""):
			return ""
		case finding.Path == "" && strings.Contains(finding.Field+finding.Value+finding.Message, "密"):
			return "" // a kind without the field, and somebody wrote it all the same
		}
	}
	return cmp.Or(f.Kind.SecrecyOf(f.Values), archive.NotSecret)
}
