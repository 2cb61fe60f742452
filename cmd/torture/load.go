//go:build linux

package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"gongwen/cmd/internal/program"
)

// form is one form with its attachments, as a clerk would hand it in.
type form struct {
	unit  string
	files []file // the form, then its attachments
}

type file struct {
	name string
	data []byte
}

// alone is the form without its attachments.
func (f *form) alone() *form { return &form{f.unit, f.files[:1]} }

// stem is the form's file name without its ending.
func (f *form) stem() string {
	return strings.TrimSuffix(f.files[0].name, filepath.Ext(f.files[0].name))
}

// mixture is what an office hands in, in hundredths. Every sort of way is in it:
// short forms and long ones, workbooks, with attachments and without.
var mixture = []struct {
	kind, format string
	share        int
}{
	{"letter", "yaml", 30}, {"letter", "xlsx", 8}, {"leave", "yaml", 15}, {"leave", "xlsx", 4},
	{"minutes", "yaml", 8}, {"visit", "yaml", 8}, {"asset", "yaml", 8}, {"agenda", "yaml", 5},
	{"seal", "yaml", 5}, {"funds", "yaml", 4}, {"supervision", "yaml", 5},
}

// percentBad is how many of a hundred forms break a rule.
const percentBad = 15

// load has gongwen draw n different forms, in random order: the same ones for
// the same seed. It needs the folder dir to write in.
func load(p program.Program, dir string, random *rand.Rand, seed uint64, n int) ([]*form, error) {
	var forms []*form
	for i, m := range mixture {
		count := (n*m.share + 99) / 100
		out := filepath.Join(dir, fmt.Sprintf("load-%d", i))
		if _, err := p.Must("samples", "--kind", m.kind, "--format", m.format, "--count", strconv.Itoa(count),
			"--seed", strconv.FormatUint(seed+uint64(i), 10), "--bad", strconv.Itoa(percentBad), "--out", out); err != nil {
			return nil, err
		}
		drawn, err := gather(out)
		if err != nil {
			return nil, err
		}
		forms = append(forms, drawn...)
		if err := os.RemoveAll(out); err != nil {
			return nil, err
		}
	}
	random.Shuffle(len(forms), func(i, j int) { forms[i], forms[j] = forms[j], forms[i] })
	return forms[:n], nil
}

// gather reads the forms that gongwen samples wrote: <unit>/<form>, or
// <unit>/<stem>/ with the form of that stem and its attachments.
func gather(dir string) ([]*form, error) {
	var forms []*form
	submissions := map[string]*form{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f := file{entry.Name(), data}
		parts := strings.Split(rel, string(filepath.Separator))
		if len(parts) == 2 {
			forms = append(forms, &form{parts[0], []file{f}})
			return nil
		}
		submission := submissions[filepath.Dir(path)]
		if submission == nil {
			submission = &form{unit: parts[0]}
			submissions[filepath.Dir(path)] = submission
			forms = append(forms, submission)
		}
		if strings.TrimSuffix(f.name, filepath.Ext(f.name)) == parts[1] {
			submission.files = append([]file{f}, submission.files...)
		} else {
			submission.files = append(submission.files, f)
		}
		return nil
	})
	return forms, err
}
