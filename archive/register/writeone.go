package register

import "context"

// WriteOne writes the files of one table into the folder itself, under the table's own
// name. Of a table whose first sheet has no rows there is none.
func (b *Book) WriteOne(ctx context.Context, f Files, l Listing) error {
	return b.writeTable(ctx, f, "", l, Selection{})
}
