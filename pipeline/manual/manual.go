package manual

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"gongwen/archive"
	"gongwen/archive/reconcile"
	"gongwen/archive/register"
	"gongwen/templates"
)

//go:embed pages/*.md
var files embed.FS

// Page is one page of the manual.
type Page struct {
	Name    string // in the address and on the command line: letters, digits and hyphens
	Title   string // its first line, without the mark
	Purpose string // what it is for, one sentence
	Group   string // the heading it stands under

	path   string // of its file in the source, for links; empty for one that is written by the program
	source string
	parsed func() *document
}

// Manual is all pages, in the order in which they are read.
type Manual struct{ pages []*Page }

// New is the manual, with pages that the caller writes; these need a name and a source in
// Markdown.
func New(written ...Written) *Manual {
	names, err := fs.Glob(files, "pages/*.md")
	if err != nil {
		panic(err) // the pattern is wrong
	}
	m := &Manual{}
	for _, name := range names {
		source, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it was there
		}
		m.add(strings.TrimSuffix(path.Base(name), ".md"), path.Join("pipeline/manual", name), string(source))
	}
	m.add("archive", "archive/README.md", archive.Guide)
	m.add("proof", "archive/PROOF.md", archive.ProofGuide)
	m.add("register-files", "archive/register/README.md", register.Guide)
	m.add("reconcile", "archive/reconcile/README.md", reconcile.Guide)
	m.add("kinds", "templates/README.md", templates.Guide)
	m.add("search", "", searchPage())
	m.add("settings", "", settingsPage())
	for _, w := range written {
		m.add(w.Name, "", w.Markdown)
	}
	slices.SortFunc(m.pages, func(a, b *Page) int {
		_, one := place(a.Name)
		_, other := place(b.Name)
		return cmp.Or(cmp.Compare(one, other), cmp.Compare(a.Name, b.Name))
	})
	return m
}

// Written is a page that the caller of New writes.
type Written struct{ Name, Markdown string }

func (m *Manual) add(name, file, source string) {
	source = strings.ReplaceAll(source, "\r\n", "\n")
	title, rest, _ := strings.Cut(source, "\n")
	p := &Page{Name: name, Title: strings.TrimPrefix(title, "# "), Purpose: purpose(rest), path: file, source: source}
	p.Group, _ = place(name)
	p.parsed = sync.OnceValue(func() *document { return parse(p.source) })
	m.pages = append(m.pages, p)
}

// purpose is the first sentence below the title.
func purpose(rest string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(rest), "\n\n")
	first, _, _ = strings.Cut(first, "\n")
	first, _, _ = strings.Cut(first, "。")
	return strings.NewReplacer("`", "", "*", "").Replace(strings.TrimRight(first, "："))
}

// Pages are all pages.
func (m *Manual) Pages() []*Page { return m.pages }

// Find is the page of a name, its file's name or its title; nil for none.
func (m *Manual) Find(name string) *Page {
	name = strings.TrimSuffix(name, ".md")
	for _, p := range m.pages {
		if p.Name == name || p.Title == name {
			return p
		}
	}
	return nil
}

// target is where a link of a page leads: to a page, and to which heading of it. Without a
// page, text is what to say instead of linking.
func (m *Manual) target(from *Page, link string) (to *Page, fragment, text string) {
	file, fragment, _ := strings.Cut(link, "#")
	switch {
	case strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:"):
		return nil, "", link
	case file == "":
		return from, fragment, ""
	}
	at := path.Join(path.Dir(from.path), file)
	for _, p := range m.pages {
		written := p.path == "" && strings.HasPrefix(at, "pipeline/manual/pages/") && path.Base(at) == p.Name+".md"
		if written || p.path != "" && p.path == at {
			return p, fragment, ""
		}
	}
	if from.path == "" { // pages that are written link as if they lay beside the others
		if p := m.Find(file); p != nil {
			return p, fragment, ""
		}
	}
	return nil, "", fmt.Sprintf("源码的 %s", at)
}
