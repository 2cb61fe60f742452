package rules

import (
	"strings"
	"sync"
)

// caseKeys are how the cases of a rule begin in the files compiled in.
var caseKeys = []string{"    fails:", "    passes:"}

// parseBuiltin is parseFile for a file compiled in. Its cases, which are half of it, are
// not read before somebody asks for them: only who tries rules or makes samples does,
// and they are known to be right.
func parseBuiltin(name string, source []byte) *file {
	f := &file{name: name, lines: linesOf(source)}
	f.unread = sync.OnceFunc(func() {
		whole := parseFile(name, source)
		if err := whole.mistakes.err(); err != nil {
			panic(err)
		}
		cases := map[string][]example{}
		for _, r := range whole.rules {
			cases[r.id.string] = r.cases
		}
		for _, r := range f.rules {
			r.cases = cases[r.id.string]
		}
	})
	f.parse([]byte(withoutCases(f.lines)))
	return f
}

// withoutCases is a file with blank lines where its cases stand.
func withoutCases(lines []string) string {
	var b strings.Builder
	inCases := false
	for _, line := range lines {
		within := strings.TrimSpace(line) == "" || strings.HasPrefix(line, "     ")
		inCases = inCases && within
		for _, key := range caseKeys {
			inCases = inCases || strings.HasPrefix(line, key)
		}
		if !inCases {
			b.WriteString(line)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// examples are the cases of a rule.
func (r *rule) examples() []example {
	if f := r.id.file; f != nil && f.unread != nil {
		f.unread()
	}
	return r.cases
}
