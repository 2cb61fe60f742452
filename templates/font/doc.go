// Package font finds the typefaces official documents are set in and cuts them
// down to the characters a document uses.
//
// GB/T 9704 names typefaces, not files. Here such a name is a Role (仿宋, 黑体
// …), and each role has a chain of Faces: the real typeface first where the
// machine has it, then stand-ins. Every character takes the first face of the
// chain that can draw it, so one rare character in a name changes the look of
// that character only.
//
// No font is part of the program. Files are looked for in this order:
//
//  1. the office's own choice (gongwen.yaml), see Config;
//  2. the typefaces of Windows and of Founder (方正), wherever installed;
//  3. the packages Debian has.
//
// Outlines may be TrueType's or PostScript ones (CFF, as OTF files have them); fonts
// whose maker forbids embedding are passed over. Survey tells how each role is served
// and what would serve it better.
//
// Debian has a 仿宋 of its own, FandolFang, in texlive-lang-chinese: 49 MB to download
// and, with TeX, 300 MB when installed, for fonts of 7 MB. The project's set-up takes
// only the fonts out of the package. Their licence, the GPL, lets documents embed them
// (font exception). They hold GB 2312 and little more; for a rare character in a name
// the next face of the chain stands in.
//
// A file is read and parsed once in the life of the program, when first a character is
// to be drawn with it. Everything here is safe for concurrent use.
package font
