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
// Only TrueType outlines can be embedded; fonts with PostScript outlines (CFF)
// are passed over, and so are fonts whose maker forbids embedding. Survey tells
// how each role is served and what would serve it better.
//
// A file is read and parsed once in the life of the program. Everything here
// is safe for concurrent use.
package font
