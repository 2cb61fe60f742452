// Package wording reads the regulation's own words (条文) from the text as it was
// published, so that a notice can quote them.
//
// The text belongs to the office: the program brings none of it. It is read once,
// by gongwen regulation load, from whatever the office has – a page copied from
// the web with its menus, odd indents and stray spaces – and kept in the data
// folder as regulation.yaml, which people can read and mend.
//
// The terms:
//
//   - Chapter (章) and article (条), both counted through.
//   - Paragraph (款): a line of an article. An item (项) is a paragraph that
//     begins with （一）, （二） …, counted within its article.
//   - What stands before the first chapter is the preamble, what stands after the
//     last article is the tail: titles, menus, the act that issued it.
package wording

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"gongwen/templates/bounded"
)

// Name is the file in the data folder.
const Name = "regulation.yaml"

// Text is a regulation in its own words.
type Text struct {
	Preamble []string  `yaml:"preamble,omitempty"`
	Chapters []Chapter `yaml:"chapters"`
	Tail     []string  `yaml:"tail,omitempty"`
}

// Chapter is a 章. Articles before the first chapter belong to one without
// number and title.
type Chapter struct {
	Number   int       `yaml:"number,omitempty"`
	Title    string    `yaml:"title,omitempty"`
	Articles []Article `yaml:"articles"`

	mark string // 第一章 as it stood
}

// Article is a 条.
type Article struct {
	Number     int         `yaml:"number"`
	Paragraphs []Paragraph `yaml:"paragraphs"`

	mark string // 第一条 as it stood
}

// Paragraph is a line of an article; Item is its number where it is a 项.
type Paragraph struct {
	Item int    `yaml:"item,omitempty"`
	Text string `yaml:"text"` // an item's begins with its mark, （一）
}

// Title is what the text calls itself: the last line before the first article that ends as
// titles of regulations do.
func (t *Text) Title() string {
	title := "工作规则"
	for _, line := range t.Preamble {
		for _, end := range []string{"规则", "规定", "办法", "制度", "章程", "细则"} {
			if strings.HasSuffix(line, end) {
				title = line
			}
		}
	}
	return title
}

// Article is the article with the number; ok is false when there is none.
func (t *Text) Article(number int) (a Article, ok bool) {
	if t == nil {
		return Article{}, false
	}
	for _, c := range t.Chapters {
		for _, a := range c.Articles {
			if a.Number == number {
				return a, true
			}
		}
	}
	return Article{}, false
}

// Count counts chapters, articles and items.
func (t *Text) Count() (chapters, articles, items int) {
	for _, c := range t.Chapters {
		if c.Number > 0 {
			chapters++
		}
		articles += len(c.Articles)
		for _, a := range c.Articles {
			for _, p := range a.Paragraphs {
				if p.Item > 0 {
					items++
				}
			}
		}
	}
	return chapters, articles, items
}

// Quote gives the words of what a finding cites: 81, or 81(6) for one item. An
// article is quoted without its items, and what is long is cut short; it is empty
// where the text has no such article or item.
func (t *Text) Quote(cited string) string {
	var number, item int
	if _, err := fmt.Sscanf(cited, "%d(%d)", &number, &item); err != nil {
		if _, err := fmt.Sscanf(cited, "%d", &number); err != nil {
			return ""
		}
	}
	a, ok := t.Article(number)
	if !ok {
		return ""
	}
	var words []string
	for _, p := range a.Paragraphs {
		if p.Item == item {
			words = append(words, p.Text)
		}
	}
	const most = 200 // a notice quotes so that people know which words, not to replace the text
	return cut(strings.Join(words, ""), most)
}

// cut keeps the first characters of a text.
func cut(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "……"
	}
	return text
}

// Opening is how an article begins, for lists: its first sentence.
func (a Article) Opening() string {
	if len(a.Paragraphs) == 0 {
		return ""
	}
	text := a.Paragraphs[0].Text
	if i := strings.IndexAny(text, "。；;"); i >= 0 {
		text = text[:i]
	}
	return cut(text, 40)
}

// Load reads regulation.yaml from a data folder. Where there is none, the error
// is fs.ErrNotExist.
func Load(folder fs.FS) (*Text, error) {
	source, err := bounded.ReadFile(folder, Name, bounded.Rules)
	if err != nil {
		return nil, err
	}
	var t Text
	if err := bounded.DecodeYAML(source, 100_000, &t); err != nil {
		return nil, fmt.Errorf("%s 读不懂：%w", Name, err)
	}
	return &t, nil
}

// YAML is the text as regulation.yaml holds it.
func (t *Text) YAML() ([]byte, error) { return yaml.Marshal(t) }
