package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport says for each room of the house, a folder at the top, whose packages its
// own may import besides those of the room itself.
var mayImport = map[string][]string{
	"cmd":       {"pipeline", "archive", "index", "templates", "samples"},
	"pipeline":  {"archive", "index", "templates"},
	"index":     {"archive", "templates"},
	"archive":   {"templates"},
	"templates": {},
	"samples":   {"archive", "templates"},
}

const (
	mostLines = 400 // of a file
	mostShare = 15  // of all lines, in hundredths, in one package
)

// TestHouse holds the whole tree, for every operating system, to the directions of
// imports and to the sizes by which files and packages stay about one thing.
func TestHouse(t *testing.T) {
	lines, total := map[string]int{}, 0 // by folder
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if hidden := name != root && strings.HasPrefix(entry.Name(), "."); hidden || entry.Name() == "testdata" {
				return fs.SkipDir
			}
			return err
		}
		rel, err := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		if err != nil || path.Ext(rel) != ".go" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if path.Dir(rel) == "." {
			t.Errorf("%s stands at the top, where no Go file does", rel)
		}
		n := bytes.Count(text, []byte("\n"))
		if n > mostLines {
			t.Errorf("%s has %d lines, more than %d", rel, n, mostLines)
		}
		if strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		lines[path.Dir(rel)] += n
		total += n
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if why := mustNotImport(path.Dir(rel), imported); why != "" {
				t.Errorf("%s imports %s: %s", rel, imported, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) < 20 {
		t.Fatalf("only %d packages were looked at: that proves nothing", len(lines))
	}
	for folder, n := range lines {
		if 100*n > mostShare*total {
			t.Errorf("%s has %d lines of %d, more than %d %%", folder, n, total, mostShare)
		}
	}
}

// mustNotImport says why a package in a folder must not import another one, or is
// empty.
func mustNotImport(folder, imported string) string {
	if imported == "testing" {
		return "only tests may"
	}
	own, ours := strings.CutPrefix(imported, "gongwen/")
	if !ours {
		return ""
	}
	from, _, _ := strings.Cut(folder, "/")
	to, _, _ := strings.Cut(own, "/")
	allowed, known := mayImport[from]
	switch {
	case !known:
		return "nothing of ours stands in " + folder
	case from != to && !slices.Contains(allowed, to):
		return from + " does not know " + to
	case own == "pipeline" && from == "pipeline" && folder != "pipeline/web" && !strings.HasPrefix(folder, "pipeline/web/"):
		return "the pipeline is made of this package, not the other way round"
	}
	return ""
}

// TestHouseNotices: a test of directions that allows all of them proves nothing.
func TestHouseNotices(t *testing.T) {
	for _, wrong := range [][2]string{
		{"archive/journal", "gongwen/index"}, {"index", "gongwen/pipeline/rules"}, {"templates/pdf", "gongwen/archive/durable"},
		{"pipeline/web", "gongwen/samples"}, {"pipeline/form", "gongwen/cmd/gongwen"}, {"samples", "gongwen/pipeline/form"},
		{"pipeline/issue", "gongwen/pipeline"}, {"archive", "testing"}, {".", "gongwen/archive"},
	} {
		if mustNotImport(wrong[0], wrong[1]) == "" {
			t.Errorf("%s may import %s", wrong[0], wrong[1])
		}
	}
	for _, right := range [][2]string{
		{"cmd/load", "gongwen/samples"}, {"pipeline/web/account", "gongwen/pipeline"}, {"pipeline", "gongwen/index"},
		{"index", "gongwen/archive/texts"}, {"archive/register", "gongwen/templates/xlsx"}, {"archive", "gongwen/archive/bag"}, {"archive", "context"},
	} {
		if why := mustNotImport(right[0], right[1]); why != "" {
			t.Errorf("%s must not import %s: %s", right[0], right[1], why)
		}
	}
}
