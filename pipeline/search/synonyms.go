package search

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"gongwen/index/reading"
	"gongwen/pipeline/roster"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

// SynonymsName is the file of an office's synonyms (同义词) at the top of a data folder: a
// list of groups of words that mean the same.
//
//	# 查其中一个，其余的也查到
//	- [老旧小区改造, 旧城改造]
//	- [最低生活保障, 低保]
const SynonymsName = "synonyms.yaml"

// Synonyms are groups of words that an office uses for the same.
type Synonyms struct {
	groups [][]string
	of     map[string]int // by the folded word, its group
}

// Of are the other words of the group that a word is in.
func (s *Synonyms) Of(word string) []string {
	i, ok := s.of[reading.Fold(word)]
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.groups[i]), func(other string) bool { return reading.Fold(other) == reading.Fold(word) })
}

// The bounds of a file of synonyms.
const (
	mostGroups  = 2000
	mostInGroup = 9
	mostRunes   = 30 // of a word
)

// ReadSynonyms reads synonyms.yaml of a data folder; without one there are none. The
// error names the line.
func ReadSynonyms(folder fs.FS) (*Synonyms, error) {
	source, err := bounded.ReadFile(folder, SynonymsName, bounded.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return &Synonyms{}, nil
	}
	if err != nil {
		return nil, err
	}
	s, err := parseSynonyms(source)
	if err != nil {
		return nil, fmt.Errorf("%s 有误：%w", SynonymsName, err)
	}
	return s, nil
}

func parseSynonyms(source []byte) (*Synonyms, error) {
	tokens, beyond := bounded.YAML(bounded.WithoutMark(source), mostGroups*mostInGroup)
	if beyond != nil {
		return nil, beyond
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, fmt.Errorf("不是合格的 YAML：%s", yaml.FormatError(err, false, true))
	}
	s := &Synonyms{of: map[string]int{}}
	lines := map[string]int{} // by the folded word, where it stands
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.NullType || doc.Body.Type() == ast.CommentType {
			continue
		}
		list, ok := doc.Body.(*ast.SequenceNode)
		if !ok {
			return nil, wrongGroup(doc.Body)
		}
		for _, node := range list.Values {
			group, ok := node.(*ast.SequenceNode)
			if !ok || len(group.Values) < 2 {
				return nil, wrongGroup(node)
			}
			if len(group.Values) > mostInGroup {
				return nil, fmt.Errorf("第%d行：一组最多%d个词", lineOf(node), mostInGroup)
			}
			if len(s.groups) == mostGroups {
				return nil, fmt.Errorf("第%d行：最多%d组", lineOf(node), mostGroups)
			}
			var words []string
			for _, value := range group.Values {
				word, folded, err := synonym(value)
				if err != nil {
					return nil, err
				}
				if line, twice := lines[folded]; twice {
					return nil, fmt.Errorf("第%d行：“%s”第%d行已经写了，一个词只能写一次，请并成一组", lineOf(value), word, line)
				}
				lines[folded], s.of[folded] = lineOf(value), len(s.groups)
				words = append(words, word)
			}
			s.groups = append(s.groups, words)
		}
	}
	return s, nil
}

func wrongGroup(node ast.Node) error {
	return fmt.Errorf("第%d行：每组写成 - [老旧小区改造, 旧城改造] 的样子，至少两个词", lineOf(node))
}

// synonym is a word of a group, and folded.
func synonym(node ast.Node) (word, folded string, err error) {
	var text any
	if err := yaml.NodeToValue(node, &text); err == nil {
		switch text.(type) {
		case string, int64, uint64: // 12345 is a word, too
			word = strings.TrimSpace(normal.Text(fmt.Sprint(text)))
		}
	}
	switch folded = reading.FoldLetters(word); {
	case folded == "":
		return "", "", fmt.Errorf("第%d行：这里应是一个词", lineOf(node))
	case utf8.RuneCountInString(folded) < 2:
		return "", "", fmt.Errorf("第%d行：“%s”只有一个字，几乎处处都有，请写两个字以上的词", lineOf(node), word)
	case utf8.RuneCountInString(folded) > mostRunes:
		return "", "", fmt.Errorf("第%d行：“%s…”太长，最多%d个字", lineOf(node), string([]rune(word)[:10]), mostRunes)
	}
	return word, reading.Fold(word), nil
}

func lineOf(node ast.Node) int { return node.GetToken().Position.Line }

// OtherWords gives the other words for a word of a query: the names of the unit that it
// is, and its synonyms, of which there are none where synonyms is nil. Both are read when
// a query first has a word. Where synonyms cannot be read, unreadable is told why, once;
// of units those are told who ask for one.
func OtherWords(units func() (*roster.Units, error), synonyms func() (*Synonyms, error), unreadable func(error)) func(word string) []string {
	names := sync.OnceValue(func() *roster.Units {
		known, err := units()
		if err != nil {
			return nil
		}
		return known
	})
	others := sync.OnceValue(func() *Synonyms {
		if synonyms == nil {
			return nil
		}
		known, err := synonyms()
		if err != nil {
			unreadable(err)
		}
		return known
	})
	return func(word string) (all []string) {
		if known := names(); known != nil {
			all = append(all, known.OtherNames(word)...)
		}
		if known := others(); known != nil {
			all = append(all, known.Of(word)...)
		}
		return all
	}
}
