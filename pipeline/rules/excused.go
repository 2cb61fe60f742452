package rules

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// excused is a slip, or a side of a condition, that no case can show, with the reason.
type excused struct{ text, reason text }

// excuses reads them.
func (f *file) excuses(to *[]excused) func(ast.Node) {
	return func(node ast.Node) {
		for _, entry := range f.entries(node) {
			var e excused
			f.text(&e.text)(entry.Key)
			f.text(&e.reason)(entry.Value)
			if e.reason.string == "" {
				f.wrong(entry.Key, "请写明为什么这一处不影响结果")
			}
			*to = append(*to, e)
		}
	}
}

// plain is a text without regard to how it is spaced.
func plain(s string) string { return strings.Join(strings.Fields(s), "") }
