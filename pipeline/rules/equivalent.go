package rules

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// declared is a slip, or a side of a branch, that no case can show, with the reason.
type declared struct{ text, reason text }

// declarations reads them.
func (f *file) declarations(to *[]declared) func(ast.Node) {
	return func(node ast.Node) {
		for _, entry := range f.entries(node) {
			var d declared
			f.text(&d.text)(entry.Key)
			f.text(&d.reason)(entry.Value)
			if d.reason.string == "" {
				f.wrong(entry.Key, "请写明为什么这一处不影响结果")
			}
			*to = append(*to, d)
		}
	}
}

// plain is a text without regard to how it is spaced.
func plain(s string) string { return strings.Join(strings.Fields(s), "") }
