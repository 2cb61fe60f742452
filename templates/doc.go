// Package templates holds the kinds of form (表单种类) an office works with.
//
// A kind is data: a folder with
//
//	kind.yaml      its fields, number series, retention and register columns
//	document.xml   the layout of its official document, for package pdf
//	example.yaml   one complete, acceptable form; rules and samples build on it
//
// Nothing in Go knows a kind by name. The kinds an office starts with are the
// folders beside this file, compiled into the program; folders of the same
// shape in an office's own data folder override them or add to them. No kind names an
// office: what one is called, and how its numbers begin, Office puts in the place of
// {our.government}, {our.prefix} and the like as the files are read.
//
// The terms:
//
//   - Kind: what sort of paper is asked for, such as letter (介绍信).
//   - Field: one thing the form asks. It has a key for rules and templates
//     (valid_until) and a label for people (有效期至); forms may use either.
//   - Values: what one form says, typed by its fields. An empty field is absent.
//   - Normal form: what people type in several ways and means one thing, a name, a
//     phone, a day, an amount, the number of a document, is read as one value by
//     Field.Parse, and only there: without line ends, indents, alignment and characters
//     that nobody sees. What a number in a spreadsheet means, package numfmt tells by
//     what its cell shows; that characters which only look alike are the same, package
//     normal. Spellings gives the ways back, for looking into older records.
//   - Series: the running numbers a kind's records are given, one per year.
//   - Retention (保管期限): how long a record is kept, by DA/T 22 code.
//   - Register (台账): the Excel list of all records of a kind. The kind says by
//     which date it counts, and which of its columns are added up.
//   - Degree of secrecy (密级): what the field that the kind names under secrecy
//     says. No label decides anything.
//
// The renderers that turn a kind and its values into paper live in the
// packages pdf and xlsx; package annotate marks what is wrong in a form.
package templates
