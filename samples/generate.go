package samples

import (
	"bytes"
	"fmt"
	"iter"
	"path"
	"strings"

	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// Format is what a generated form is written as.
type Format string

const (
	YAML Format = "yaml"
	XLSX Format = "xlsx"
)

// Options of Generate. The zero value gives acceptable forms as YAML.
type Options struct {
	Format Format
	// Bad is how many of 100 forms break a rule, 0 to 100. They need Spoilers.
	Bad      int
	Spoilers []Spoiler
	// Breaks reports whether the form breaks the article. When set, a spoiled form
	// it denies, such as one that happens to satisfy the rule another way, is
	// drawn again.
	Breaks func(v templates.Values, article string) bool
}

// Sample is a generated form with everything that is dropped with it.
type Sample struct {
	Values  templates.Values
	Article string // the article it was made to break; empty for an acceptable form
	Files   []File // the form, then its attachments
}

// File is one file of a sample. Its path lies below an inbox, with /: the
// unit's folder and, where there are attachments, a folder of the form's own.
type File struct {
	Path string
	Data []byte
}

// Generate draws n forms of a kind, all different, from the kind's recipe. The
// i-th form depends on seed and i only. The first error ends the sequence.
func Generate(kind *templates.Kind, seed uint64, n int, o Options) iter.Seq2[Sample, error] {
	return func(yield func(Sample, error) bool) {
		g, err := load(kind)
		if err != nil {
			yield(Sample{}, err)
			return
		}
		for i := range n {
			s, err := g.sample(seed, i, o)
			if !yield(s, err) || err != nil {
				return
			}
		}
	}
}

func load(kind *templates.Kind) (*generator, error) {
	r, err := readRecipe(builtin, kind.Key)
	if err != nil {
		return nil, err
	}
	return newGenerator(kind, r)
}

// sample draws form i, counted from 0.
func (g *generator) sample(seed uint64, i int, o Options) (s Sample, err error) {
	g.begin(g.kind.Key, seed, i)
	bad := g.chance(o.Bad)
	if s.Values, err = g.values(); err != nil {
		return s, err
	}
	if bad {
		if s.Values, s.Article, err = g.spoiled(s.Values, o); err != nil {
			return s, err
		}
	}
	unit, _ := s.Values[g.kind.Unit].(string)
	name := fmt.Sprintf("%s-%06d", g.kind.Title, i+1)
	s.Files, err = g.files(path.Join(strings.ReplaceAll(unit, "/", ""), name), s.Values, o.Format)
	return s, err
}

func (g *generator) files(name string, v templates.Values, format Format) ([]File, error) {
	attachments, err := g.attached(v)
	if err != nil {
		return nil, err
	}
	form := File{Path: name}
	switch format {
	case "", YAML:
		form.Path += ".yaml"
		form.Data = formYAML(g.kind, v)
	case XLSX:
		var b bytes.Buffer
		if err := xlsx.Fill(&b, g.kind, v); err != nil {
			return nil, err
		}
		form.Path += ".xlsx"
		form.Data = b.Bytes()
	default:
		return nil, fmt.Errorf("不能生成 %s 格式的表单，可用 yaml 或 xlsx", format)
	}
	if len(attachments) > 0 {
		form.Path = path.Join(name, path.Base(form.Path))
	}
	for i := range attachments {
		attachments[i].Path = path.Join(name, attachments[i].Path)
	}
	return append([]File{form}, attachments...), nil
}

// attached writes the files the form names.
func (g *generator) attached(v templates.Values) ([]File, error) {
	var files []File
	for _, a := range g.attachments {
		for _, name := range v.Lookup(a.path) {
			content, err := a.text()
			if err != nil {
				return nil, err
			}
			files = append(files, File{Path: name.(string), Data: []byte(content)})
		}
	}
	return files, nil
}
