package moving

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
)

// sums are those of a stream, as sha256sum -c reads them, in its order. Who packs and who
// unpacks make them from what they see, and they must come out the same.
type sums struct{ bytes.Buffer }

// note adds a line. A name with a line end or a backslash is written as sha256sum does.
func (s *sums) note(sum [sha256.Size]byte, name string) {
	escaped := strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`).Replace(name)
	if escaped != name {
		s.WriteByte('\\')
	}
	fmt.Fprintf(s, "%x  %s\n", sum, escaped)
}
