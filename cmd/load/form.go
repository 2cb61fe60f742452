//go:build linux

package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"

	"gongwen/cmd/internal/sampling"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// form is one form with its attachments, as a clerk would hand it in.
type form struct {
	unit  string
	name  string         // in the inbox: of the form, or of the folder of form and attachments
	files []samples.File // the form, then its attachments; paths are names
}

// share is how many of a hundred forms are of a kind.
type share struct {
	kind   string
	format samples.Format
	share  int
}

// mixture is what an office takes in: short forms and long ones, with money,
// days and attachments and without, some of them workbooks.
var mixture = []share{
	{"letter", samples.YAML, 14}, {"leave", samples.YAML, 14}, {"funds", samples.XLSX, 12}, {"contract", samples.YAML, 12},
	{"minutes", samples.YAML, 8}, {"seal", samples.YAML, 8}, {"visit", samples.YAML, 8}, {"asset", samples.YAML, 8},
	{"supervision", samples.YAML, 6}, {"agenda", samples.YAML, 5}, {"procurement", samples.YAML, 5},
}

// of is how many of n forms are of the kind.
func (s share) of(n int) int { return (n*s.share + 99) / 100 }

// percentBad is how many of a hundred forms break a rule.
const percentBad = 10

// What is drawn for one purpose is never drawn for another: the seeds lie this
// far apart.
const (
	seedFiled = (1 + iota) << 20
	seedDropped
	seedRight
	seedFaulty
)

// draw draws at least n forms of a mixture, kind after kind, of which so many in
// a hundred break a rule. The same seed gives the same ones.
func draw(ruleset *workspace.Ruleset, of []share, n, bad int, seed uint64) iter.Seq2[form, error] {
	return func(yield func(form, error) bool) {
		drawn := 0
		for i, m := range of {
			kind := ruleset.Kinds.Named(m.kind)
			options := sampling.Options(ruleset, kind, m.format, bad)
			for sample, err := range samples.Generate(kind, seed+uint64(i)<<8, m.of(n), options) {
				drawn++
				if !yield(newForm(sample, fmt.Sprintf("%06d", drawn)), err) || err != nil {
					return
				}
			}
		}
	}
}

// newForm is the form of a sample, under a name no other has.
func newForm(s samples.Sample, name string) form {
	f := form{files: s.Files}
	if len(s.Files) == 0 {
		return f
	}
	f.unit, _, _ = strings.Cut(s.Files[0].Path, "/")
	for i := range f.files {
		f.files[i].Path = path.Base(f.files[i].Path)
	}
	f.name = name + "-" + strings.TrimSuffix(f.files[0].Path, path.Ext(f.files[0].Path))
	if len(f.files) == 1 {
		f.name += path.Ext(f.files[0].Path)
	}
	return f
}

// write writes the form into a folder.
func (f form) write(dir string) error {
	if len(f.files) == 1 {
		return errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, f.name), f.files[0].Data, 0o644))
	}
	dir = filepath.Join(dir, f.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, file := range f.files {
		if err := os.WriteFile(filepath.Join(dir, file.Path), file.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
