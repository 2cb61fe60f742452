package annotate

import (
	"slices"
	"strings"

	"gongwen/templates/opc"
)

// IsMarked reports whether a file has our marks: notes by this program, as a marked
// copy has them, also after Excel, WPS or LibreOffice has saved it again. It says
// nothing about what else is in the file: a form that was corrected on its marked copy
// is a form, and still has our marks unless they were deleted. It reads no more of the
// file than its notes, and what is no workbook has none.
func IsMarked(data []byte) bool {
	if !mayHaveNotes(data) {
		return false
	}
	b, err := open(data)
	if err != nil {
		return false
	}
	for _, s := range b.sheets {
		c, err := b.comments(s)
		if err == nil && slices.ContainsFunc(c.all, func(one *comment) bool { return one.ours() >= 0 }) {
			return true
		}
	}
	return false
}

// mayHaveNotes tells, quickly, whether a sheet of a workbook can have notes, which lie
// in a part of their own. Then there are relationships besides those of the package and
// of the workbook, in which most forms have all of theirs.
func mayHaveNotes(data []byte) bool {
	pack, err := opc.Open(data, bounds)
	if err != nil {
		return false
	}
	lists := 0
	for _, file := range pack.Files() {
		if strings.HasSuffix(strings.ToLower(file.Name), ".rels") {
			lists++
		}
	}
	return lists > 2
}
