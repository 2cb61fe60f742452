package query

import (
	"fmt"
	"strings"
	"unicode"
)

// Mistake says what in a query cannot be read, and where.
type Mistake struct {
	Query  string
	Offset int    // in bytes
	Reason string // in Chinese, with what to do
}

// Error shows the query with a mark below the place.
func (m *Mistake) Error() string {
	var line, below strings.Builder
	for at, r := range m.Query {
		if unicode.IsSpace(r) {
			r = ' '
		}
		line.WriteRune(r)
		if at < m.Offset {
			if r < 0x2E80 {
				below.WriteByte(' ')
			} else {
				below.WriteRune('\u3000') // as wide as a Chinese character
			}
		}
	}
	return fmt.Sprintf("查询看不懂：%s\n  %s\n  %s^", m.Reason, line.String(), below.String())
}
