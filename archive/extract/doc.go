// Package extract reads the text out of an attachment (附件), so that it can be
// searched.
//
//	PDF              PDFium, compiled to WebAssembly: it runs in a sandbox that has
//	                 its own memory, no files and no network
//	xlsx, xlsm       excelize; cells as they are shown
//	docx, pptx,      packages of XML (ECMA-376, ODF 1.3, GB/T 33190 for OFD);
//	odt, ods, odp,   which elements hold text is data
//	ofd
//	html             golang.org/x/net/html
//	txt, csv, …      UTF-8, GB18030, UTF-16 with a byte order mark
//
// What a file is its contents say; the name only helps where they do not, and
// nothing in a file is ever run. Attachments come from anywhere, so every
// reader works within Limits, and a panic in one is a State like the others.
//
// The State (状态) of an attachment tells what an empty search answer is worth:
// a scanned contract was filed, but no word of it can be found.
package extract
