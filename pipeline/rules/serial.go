package rules

import (
	"regexp"
	"strconv"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"gongwen/index/reading"
)

// serials is a run of numbers on receipts and the like: 0012001-0012086. What stands
// before the figures tells one book of them from another.
type serials struct {
	book        string
	first, last int64
}

// serialPattern is a number with what stands before it, and the last of the run it
// begins, which may leave out what it has in common with the first: 0012001-86.
var serialPattern = regexp.MustCompile(`([a-z]*)([0-9]+)号?(?:\s*(?:[-–—−~]+|至|到)\s*(?:第|no\.?)?\s*([a-z]*)([0-9]+))?`)

// readSerials are the runs that a text names; none where it names one that cannot be.
func readSerials(text string) []serials {
	var runs []serials
	for _, m := range serialPattern.FindAllStringSubmatch(reading.Fold(text), -1) {
		first, last := m[2], m[4]
		switch {
		case last == "":
			last = first
		case len(last) < len(first):
			last = first[:len(first)-len(last)] + last
		}
		from, err := strconv.ParseInt(first, 10, 64)
		until, failed := strconv.ParseInt(last, 10, 64)
		if err != nil || failed != nil || until < from || m[3] != "" && m[3] != m[1] {
			return nil
		}
		runs = append(runs, serials{m[1], from, until})
	}
	return runs
}

// serialCount is how many numbers a text of serial numbers names, 0 for one that
// cannot be read.
func serialCount(text ref.Val) ref.Val {
	count := types.Int(0)
	for _, s := range readSerials(str(text)) {
		count += types.Int(s.last - s.first + 1)
	}
	return count
}

// serialsOverlap reports whether two texts of serial numbers have one in common.
func serialsOverlap(a, b ref.Val) ref.Val {
	others := readSerials(str(b))
	for _, s := range readSerials(str(a)) {
		for _, o := range others {
			if s.book == o.book && s.first <= o.last && o.first <= s.last {
				return types.True
			}
		}
	}
	return types.False
}
