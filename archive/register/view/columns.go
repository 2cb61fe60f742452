package view

import (
	"gongwen/templates"
	"gongwen/templates/table"
)

// TableColumns are all columns of a view's rows as its table has them, for pages to choose
// from.
func TableColumns(v *templates.View) []table.Column { return tableColumns(allColumns(v)) }
