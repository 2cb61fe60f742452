// Package docx reads the text of a Word document (.docx, ECMA-376) that is to be
// printed as part of an official document: headings, paragraphs, lists and tables, in
// their order.
//
// What it cannot give is never left out without a word. A picture, a text box, an
// equation, a note, a comment, a tracked change, hidden or struck out text: each is a
// Trouble that says what it is and by which paragraph it stands. The text around it is
// read all the same. Only what is of the page and not of the text is passed over:
// fonts, sizes and colours, page set-up, headers and footers. Of a field its result is
// the text.
//
// Numbers of lists and headings that Word would draw by itself are made into text
// (numbering.go), for elsewhere the paragraph stands without its list.
//
// The terms:
//
//   - Block (段): a paragraph or a table.
//   - Level (级): of a heading, from 1, by its style or outline level.
//   - Number: what Word draws before a paragraph of a list or a heading.
//
// A file that comes from outside is trusted in nothing: how many parts it has, how much
// they unpack to, how deep elements lie and how many there are is bounded, and nothing
// outside the package is ever opened.
package docx
