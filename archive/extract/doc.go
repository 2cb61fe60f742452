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
//	xlsx, xlsm       excelize; cells as they are shown
//	docx, pptx,      packages of XML (ECMA-376, ODF 1.3, GB/T 33190 for OFD);
//	odt, ods, odp,   which elements hold text is data
//	ofd
//	Word and Excel   one file of XML; text, foot- and endnotes, comments, names of
//	2003 XML, flat   sheets. Numbers as stored, not as formatted
//	OPC, flat ODF,
//	UOF 1.0, svg
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
// A sentence reads through. The text of a PDF is that of its pages without what
// stands between them – running heads and feet, which follow once, and page numbers –
// and notes follow the line they are in.
package extract
