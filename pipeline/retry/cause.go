package retry

import "strings"

// Cause is what a reason given by Reason comes down to, in a word for machines; empty
// where it is none of the faults an office can do something about.
func Cause(reason string) string {
	for _, f := range faults {
		if strings.Contains(reason, f.says) {
			return f.cause
		}
	}
	return ""
}
