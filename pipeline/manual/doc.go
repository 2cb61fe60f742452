// Package manual is the manual that comes with the program (手册): what `gongwen help`
// shows in a terminal and the reading room shows at /help, so that an office has it where
// no network reaches, and always that of the version it runs.
//
// A page is a Markdown file in pages/. Its name is the file's, its title the first line,
//
//	# 备份
//
//	怎样备份、恢复，怎样证明备份是好的。
//
// and the first paragraph says in a sentence what it is for. Adding a file adds a page: where
// it stands among the others says the list in order.go, and one that is not in it stands at
// the end. Besides, there are pages that other parts of the program know best:
//
//   - settings is written from workspace.Settings, so that it tells what the program reads;
//   - the guides that lie beside the code they are about (archive, register, templates);
//   - what whoever opens the manual adds, as commands, which only cmd/gongwen knows.
//
// Markdown is what CommonMark says, with tables. Pages link to each other by their files, as
// [备份](backup.md), so that the links also work where the source is read. A page has no
// HTML of its own, and none would be let through.
package manual
