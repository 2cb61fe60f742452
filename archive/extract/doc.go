// Package extract reads the text out of an attachment (附件), so that it can be
// searched.
//
//	PDF              PDFium, compiled to WebAssembly: it runs in a sandbox that has
//	                 its own memory, no files and no network
//	docx, pptx,      packages of XML (ECMA-376), also as templates and with macros;
//	xlsx             parts are found by their relationships, which parts and elements
//	                 hold text is data; excelize tells how a number is shown
//	odt, ods, odp    packages of XML (ODF 1.3)
//	ofd              packages of XML (GB/T 33190), text joined to lines by its places
//	html             golang.org/x/net/html
//	txt, csv, …      UTF-8, GB18030, UTF-16 with a byte order mark
//
// What a file is its contents say; the name only helps where they do not, and
// nothing in a file is ever run. Attachments come from anywhere, so every
// reader works within Limits, and a panic in one is a State like the others.
//
// Read (已读) means all text that people are shown: with heads, feet, notes, comments,
// text boxes, charts and files embedded. What hangs on a sentence – a note, a comment,
// a text box, the reading of a character – follows its line and does not cut it. Of
// changes kept in a file the newer state is read; hidden text is read. Not in a file,
// and so never found, are the numbers a program puts before paragraphs (一、) and
// those of pages. Left out are what is offered and not shown, such as the words in a
// place to be filled in, masters that no slide uses, and what a chart was drawn from.
//
// What cannot be read is a gap that is told (只读到一部分): a part that is damaged or
// missing, an object of another program, a part beyond the limits. The rest is read.
//
// No library was found that reads all of this: those for Go read the paragraphs of a
// docx, the shapes of a pptx or the cells of an xlsx.
//
// The State (状态) of an attachment tells what an empty search answer is worth:
// a scanned contract was filed, but no word of it can be found.
package extract
