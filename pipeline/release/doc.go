// Package release says which version of the program this is, which formats it reads and
// writes, and whether it may touch a data folder.
//
// A version (版本) has the form 1.0 or 1.0.2 and an entry in CHANGELOG.md. What decides
// whether a program may open a data folder is not its version but the formats in it
// (archive/FORMATS.md): a repaired 1.0.1 can go back to 1.0.0, while a program that does
// not know a line of the journal must not write to it. So a data folder remembers the
// formats it is written in, and the version that first wrote them so, in
//
//	formats.json
//
// which the program writes before the first thing in a newer format, and never turns
// back. A data folder without it is from before 1.0.
//
// Two classes of formats follow different rules. What is kept (Kept) – records, journal,
// accounts, what is under way, the catalogue, too, since numbers are given out of it – is
// read in every version up to the program's own; a newer one stops every command, with
// the version that is needed. What is derived (index, texts of attachments, registers) is
// simply made anew.
//
// Before anything that is kept is changed in place, it is copied to
//
//	upgrades/<time>-before-<version>/
//
// (Prepare), so that an upgrade that went wrong can be taken back by hand.
package release
