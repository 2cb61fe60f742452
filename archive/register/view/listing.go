package view

import (
	"context"

	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/table"
)

// Folder is where the views of all years lie among the registers.
const Folder = "综合"

// Listing is a view that files can be had of.
func Listing(v *templates.View) register.Listing {
	return register.Listing{Key: v.Key, Title: v.Title, Columns: Columns(v), Below: Folder,
		Table: func(ctx context.Context, b *register.Book, s register.Selection) (table.Book, error) {
			return Table(ctx, b, v, s, nil)
		}}
}
