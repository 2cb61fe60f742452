package rules

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"gongwen/templates"
	"gongwen/templates/bounded"
)

//go:embed books
var books embed.FS

var builtin = sub(books, "books")

// Builtin are the rulebooks compiled into the program, as folders.
func Builtin() fs.FS { return builtin }

func sub(fsys fs.FS, dir string) fs.FS {
	inside, err := fs.Sub(fsys, dir)
	if err != nil {
		panic(err) // only for a name that is no path
	}
	return inside
}

// officeName is the file that says whose the rulebooks compiled in are.
const officeName = "office.yaml"

// BuiltinOffice is the office whose regulation the rulebooks compiled in are: whose names
// hold where a data folder gives none.
var BuiltinOffice = sync.OnceValue(func() templates.Office {
	var o templates.Office
	source, err := fs.ReadFile(builtin, officeName)
	if err == nil {
		err = bounded.DecodeYAML(source, 100, &o)
	}
	if err != nil || o.Mistake() != "" {
		panic(fmt.Sprintf("%s: %v %s", officeName, err, o.Mistake()))
	}
	return o
})

// FilesOf are the files, by their path in Builtin, whose rules are for a kind of form
// alone, by its key; none where it has no rules.
func FilesOf(kind string) ([]string, error) {
	names, err := fs.Glob(builtin, "*/*.yaml")
	if err != nil {
		return nil, err
	}
	var of []string
	for _, name := range names {
		source, err := fs.ReadFile(builtin, name)
		if err != nil {
			return nil, err
		}
		if parseBuiltin(name, source).kind.string == kind {
			of = append(of, name)
		}
	}
	return of, nil
}
