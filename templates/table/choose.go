package table

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/templates/normal"
)

// Choose are the places of the columns with the labels wanted, in the order in which they
// are wanted; of all columns where none are. A label that no column has, or that is wanted
// twice, is an error that lists those there are.
func Choose(columns []Column, wanted []string) ([]int, error) {
	var at []int
	if len(wanted) == 0 {
		for i := range columns {
			at = append(at, i)
		}
		return at, nil
	}
	for _, label := range wanted {
		key := normal.Key(label)
		i := slices.IndexFunc(columns, func(c Column) bool { return normal.Key(c.Label) == key })
		if i < 0 {
			var there []string
			for _, c := range columns {
				there = append(there, c.Label)
			}
			return nil, fmt.Errorf("没有“%s”这一栏，可选的有：%s", label, strings.Join(there, "、"))
		}
		if slices.Contains(at, i) {
			return nil, fmt.Errorf("“%s”这一栏写了两次，请删去一个", columns[i].Label)
		}
		at = append(at, i)
	}
	// Technical columns are not printed and stand last, wherever they are named.
	slices.SortStableFunc(at, func(x, y int) int { return later(columns[x]) - later(columns[y]) })
	return at, nil
}

func later(c Column) int {
	switch {
	case c.Technical:
		return 2
	case c.OnA3:
		return 1
	}
	return 0
}
