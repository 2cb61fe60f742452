// Package annotate makes the marked copy (批注本) of a form that is returned: the
// workbook as it came, with the cells at fault filled and a note on each.
//
// The copy is made by patching, not by reading the workbook into a model and writing
// that, which loses whatever the model does not know. A part that needs no change is
// copied packed, byte for byte; in one that does, text is put in at the places found
// by reading it. So every cell that is not marked is unchanged, whichever program
// made the workbook, and pictures, lists, tables, signatures' images and conditional
// formats are what they were. What changes, in the terms of ECMA-376 part 1:
//
//   - the sheet (worksheet): the cell's format, and a cell where there is none;
//   - the formats (styles): our fill, and the formats of the marked cells with it;
//   - the notes (comments), and their boxes, which are drawn in VML (legacyDrawing);
//   - the thread, where people already discuss the cell (threadedComments);
//   - relationships and content types of parts that are new.
//
// A workbook of the strict edition becomes one of the transitional edition, in which
// alone there is VML. The two differ in nothing but the names of their namespaces
// that a form could have, and more programs read the latter.
//
// Our notes are known again, also after people's programs have saved the copy: by
// their author, and by the line they begin with. When a marked copy comes back and is
// marked again, the notes of before go, and with them the fill. What people wrote
// stays, in the same note where it is about the same cell.
package annotate
