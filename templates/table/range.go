package table

import (
	"fmt"
	"strings"
)

// ColumnName is the letter of a column, from 0: A, Z, AA.
func ColumnName(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// Range is the cells of a column, from 0, in the rows first to last of a sheet, counted from
// 1 with the labels in 1, as formulas on other sheets name them: '2026年合同'!$C$2:$C$101.
func Range(sheet string, column, first, last int) string {
	name := ColumnName(column)
	return fmt.Sprintf("'%s'!$%s$%d:$%[2]s$%[4]d", strings.ReplaceAll(sheet, "'", "''"), name, first, last)
}
