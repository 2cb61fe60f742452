// Package archive keeps issued records (档案) at rest, as folders that people
// can read without this program.
//
//	archive/<year>/<kind>/<number>/    one record: a BagIt bag, see package bag
//	    data/<form as it was dropped>
//	    data/attachments/…
//	    data/<number>.pdf
//	    data/<number> <name>.pdf       of further documents
//	    data/record.json
//	archive/journal/<year>.jsonl       what no bag can tell, see package journal; held to
//	                                   what it said before by package checkpoint
//
// The terms:
//
//   - Record (档案): one issued document with everything that belongs to it.
//   - Bag: its folder, which proves by itself that nothing in it was changed.
//   - Folder: where the bag lies below the archive, with /. It follows from the
//     record's year, kind and number, so it is stored nowhere.
//   - Submission: the hash over what was handed in. It ties the number to the form.
//
// What every file of a data folder is, and its versions: FORMATS.md.
//
// Bags and journal are the truth. The catalogue (package catalogue) and the
// search index are made from them and can be made again (package audit).
//
// A bag is never changed and never replaced. One writer at a time is assumed:
// the program that works on a data folder holds its lock.
package archive
