// Package extract reads the text out of an attachment (附件), so that it can be
// searched.
//
// What is taken of each sort of file, and by what it is read:
//
//	PDF              pages as laid out, whatever turned or hidden; notes, fields
//	                 filled in (AcroForm), stamps and other looks of annotations,
//	                 bookmarks, files in the PDF. Of an XFA form the data. Not taken:
//	                 the properties. PDFium, compiled to WebAssembly: it runs in a
//	                 sandbox that has its own memory, no files and no network
//	docx, pptx,      packages of XML (ECMA-376), also as templates and with macros;
//	xlsx             parts are found by their relationships; which parts and elements
//	                 hold text is data; excelize tells how a number is shown
//	odt, ods, odp    packages of XML (ODF 1.3)
//	ofd              packages of XML (GB/T 33190), text joined to lines by its places
//	Word and Excel   one file of XML; heads, feet, notes, comments, text boxes, names
//	2003 XML, UOF    of sheets. Numbers as stored, not as formatted
//	1.0, svg
//	flat OPC, flat   the packages in one file of XML, and read as these are
//	ODF
//	html, xhtml      golang.org/x/net/html; what a browser would show were all of it
//	                 unfolded, the title, alternative texts, tips, values filled in
//	eml              subject, from, to, date, the body (of alternatives the page),
//	                 and what is attached, by these same readers
//	mht, mhtml       the page and its frames, headers and footers
//	txt, csv, …      UTF-8, GB18030, Big5, UTF-16, UTF-32; see decode
//
// Office's files from before 2007 (doc, xls, ppt, wps), Outlook's msg, RTF, mbox and
// zip archives are Unsupported. The libraries in Go for doc, xls and RTF that were
// looked at (2026-11) were last changed years ago or are weeks old, and do not say
// what of a file they leave out: a text that says Read and is not all of it is worse
// than none.
//
// What a file is its contents say; the name only helps where they do not, and
// nothing in a file is ever run. Attachments come from anywhere, so every
// reader works within Limits, and a panic in one is a State like the others. A file
// that lies in another is read within what is left of the limits of the whole.
//
// The State (状态) of an attachment tells what an empty search answer is worth:
// a scanned contract was filed, but no word of it can be found. Read means that all
// text was taken. A page that is a picture but for a few letters, a file inside with
// a password, bytes that are no character: such a lack makes a file Partial, with
// the reason.
//
// Of an office document is taken what people are shown: with heads, feet, notes,
// comments, text boxes, charts and files embedded. Of changes kept in it the newer
// state is read; hidden text, slides and sheets are read. Not in a file, and so never
// found, are the numbers a program puts before paragraphs (一、) and those of pages.
// Left out is what is offered and not shown: words in a place to be filled in, masters
// that no slide uses, what a chart was drawn from. A part that is damaged or missing,
// or an object of another program, is a lack; the rest is read. No library in Go was
// found that reads all of this: those looked at (2026-11) read the paragraphs of a
// docx, the shapes of a slide or the cells of a sheet.
//
// A sentence reads through. The text of a PDF is that of its pages without what
// stands between them – running heads and feet, which follow once, footnotes, and page
// numbers – and notes, comments and text boxes follow the line they are in.
package extract
