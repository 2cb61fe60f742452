package samples

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"gongwen/templates/bounded"
)

//go:embed recipes/*.yaml words.yaml
var builtin embed.FS

const wordsFile = "words.yaml"

// recipe is a recipe file as written; see the package comment.
type recipe struct {
	File        string            `yaml:"-"`
	Lists       map[string][]item `yaml:"lists"`
	Let         ordered[source]   `yaml:"let"`
	Form        ordered[filling]  `yaml:"form"`
	Attachments ordered[source]   `yaml:"attachments"`
	Cases       []*alternative    `yaml:"cases"`
	Words       map[string][]item `yaml:"-"` // of words.yaml
}

// alternative is one of the recipe's cases.
type alternative struct {
	Name  source           `yaml:"name"`
	Share int              `yaml:"share"` // drawn so often among the sum of shares
	Let   ordered[source]  `yaml:"let"`
	Form  ordered[filling] `yaml:"form"`
}

// source is a template or a pipeline, and the line it stands on.
type source struct {
	Text string
	Line int
}

// ordered is a mapping in the order of the file, each entry with its line.
type ordered[T any] []entry[T]

type entry[T any] struct {
	Name  string
	Line  int
	Value T
}

// item of a list: a text, or parts that belong together.
type item struct {
	Text  source
	Parts ordered[source]
}

// filling says how a field is filled: by a text or, if a list, by blocks.
type filling struct {
	Text   source
	Blocks []block
}

// block is a row; with Each, a row for every item of a list.
type block struct {
	When source          `yaml:"when"`
	Each source          `yaml:"each"`
	Row  ordered[source] `yaml:"row"`
}

func (s *source) UnmarshalYAML(n ast.Node) error {
	s.Line = lineOf(n)
	if _, ok := n.(ast.ScalarNode); !ok {
		return fmt.Errorf("第%d行：这里应当是一段文字", s.Line)
	}
	return yaml.NodeToValue(n, &s.Text)
}

func (o *ordered[T]) UnmarshalYAML(n ast.Node) error {
	mapping, ok := n.(ast.MapNode)
	if !ok {
		return fmt.Errorf("第%d行：这里应当是“名称: 内容”", lineOf(n))
	}
	for entries := mapping.MapRange(); entries.Next(); {
		key := entries.Key().GetToken()
		e := entry[T]{Name: key.Value, Line: key.Position.Line}
		if err := yaml.NodeToValue(entries.Value(), &e.Value, yaml.Strict()); err != nil {
			return err
		}
		*o = append(*o, e)
	}
	return nil
}

func (it *item) UnmarshalYAML(n ast.Node) error {
	if _, ok := n.(ast.MapNode); ok {
		return it.Parts.UnmarshalYAML(n)
	}
	return it.Text.UnmarshalYAML(n)
}

func (f *filling) UnmarshalYAML(n ast.Node) error {
	if _, ok := n.(*ast.SequenceNode); ok {
		return yaml.NodeToValue(n, &f.Blocks, yaml.Strict())
	}
	return f.Text.UnmarshalYAML(n)
}

// line is where the item begins.
func (it *item) line() int {
	if len(it.Parts) > 0 {
		return it.Parts[0].Line
	}
	return it.Text.Line
}

func lineOf(n ast.Node) int { return n.GetToken().Position.Line }

// readRecipe reads the recipe of a kind and the word lists all recipes share.
func readRecipe(fsys fs.FS, kind string) (*recipe, error) {
	r := &recipe{File: "recipes/" + kind + ".yaml"}
	err := readYAML(fsys, r.File, r)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s：没有这种表单的配方，不能生成样例", r.File)
	}
	if err != nil {
		return nil, err
	}
	if err := readYAML(fsys, wordsFile, &r.Words); err != nil {
		return nil, err
	}
	return r, nil
}

// maxKeys is more than any of the samples' files has.
const maxKeys = 20_000

func readYAML(fsys fs.FS, file string, into any) error {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	if err := bounded.DecodeYAML(text, maxKeys, into); err != nil {
		return fmt.Errorf("%s：%w", file, err)
	}
	return nil
}
