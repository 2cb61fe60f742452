package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// SubmissionHash is the hash, in hex, of what was handed in together: over the
// SHA-256, in hex, of the form and of its attachments in any order. Names do not
// count. A number is given to it, see Record.Submission.
func SubmissionHash(form string, attachments []string) string {
	hash := sha256.New()
	fmt.Fprintln(hash, form)
	for _, sum := range slices.Sorted(slices.Values(attachments)) {
		fmt.Fprintln(hash, sum)
	}
	return hex.EncodeToString(hash.Sum(nil))
}
