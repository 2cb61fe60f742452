package table

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/templates/normal"
)

// Choose are the places of the columns with the labels wanted, in the order in which they
// are wanted; of all columns where none are. A label that no column has, or that is wanted
// twice, is an error that lists those there are. Technical columns stand last, wherever they
// are named; those for A3 stand where they are named, and whoever takes them has them
// printed on A4, too: they were asked for.
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
	slices.SortStableFunc(at, func(x, y int) int {
		switch {
		case columns[x].Technical == columns[y].Technical:
			return 0
		case columns[x].Technical:
			return 1
		}
		return -1
	})
	return at, nil
}
