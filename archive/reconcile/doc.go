// Package reconcile holds records against what others wrote down of the same payments
// (对账): the statement of a bank, an export of the accounts.
//
//	export file ──Mapping──► rows ─┐
//	                               ├─ Match ─► Result ─► table.Book
//	catalogue ───Mapping──► records┘
//
// The terms:
//
//   - Here (我方) is the archive, there (对方) whoever made the file.
//   - Mapping (对账方式): which columns of the file say what, which kind's records it is
//     about, and how far the two may be apart. It is data: mappings/*.yaml, and an
//     office's own in its data folder under reconcile/.
//   - Row: a line of the file that tells of a payment. Every line of the file is a row, a
//     line passed over, or a line that cannot be read, each with the reason.
//   - Item: records and rows that belong together, or one that is alone, with its Sort and
//     the reason. Every record that stands in the period, and every row, is in exactly one
//     item, so that the sums of the items come to the sums of the two sides.
//
// What fits is found in steps, the surest first, and each takes what those before it left.
// The same file and archive give the same result, whatever the order of the lines: a step
// never takes the first that fits where another would do as well. See match.go.
package reconcile
