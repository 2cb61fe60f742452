// Package xlsx writes an office's Excel workbooks:
//
//   - the blank form (空白表单) of a kind, and the same filled in;
//   - tables: registers (台账), views and lists, see Write.
//
// Blank forms are laid out for people, as on paper, and read back by label, so the layout
// here can change without forms already handed out becoming unreadable; what those said
// of their own is kept in Furniture. The same input gives the same bytes.
package xlsx
