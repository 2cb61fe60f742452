package wording

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongwen/templates/normal"
)

// ErrNoArticles is the error for a text without a 第一条.
var ErrNoArticles = errors.New("没有找到“第一条”，这不像是规则的正文")

const numeral = `([0-9０-９零〇○一二三四五六七八九十百]+)`

var (
	chapterMark = regexp.MustCompile(`^第\s*` + numeral + `\s*章`)
	articleMark = regexp.MustCompile(`^第\s*` + numeral + `\s*条`)
	itemMark    = regexp.MustCompile(`^[（(]\s*` + numeral + `\s*[）)]`)
	// A sentence that ends and a mark that begins, on one line, with space around.
	joined = regexp.MustCompile(`([。；;：:！？])\s+(第\s*` + numeral + `\s*[条章]\s)`)
	inline = regexp.MustCompile(`([。；;：:])(\s*[（(]\s*` + numeral + `\s*[）)])`)
	// What web pages print below a text.
	debris = regexp.MustCompile(`^[【\[（(]?\s*(打\s*印|关\s*闭|上一[篇条]|下一[篇条]|分享|扫一扫|责任编辑|编辑[:：]|版权所有|主办[:：]|主办单位|承办[:：]|相关链接|附件[:：]|返回顶部|网站地图|来源[:：])`)
)

// Parse reads a text as published. Marks count only where the next number is
// due, so that 第三十条 cited at the beginning of a line is no new article. All that is
// in the source is in the result, in its order, except white space.
func Parse(source []byte) (*Text, error) {
	lines := paragraphs(decode(source))
	start := body(lines)
	if start < 0 {
		return nil, ErrNoArticles
	}
	p := &parser{text: &Text{Preamble: lines[:start:start]}}
	for _, line := range lines[start:] {
		p.line(line)
	}
	return p.text, nil
}

// Problems are what is doubtful about a text: chapters without articles, and
// what the rulebook expects but the text has not.
func (t *Text) Problems(articles int) []string {
	var problems []string
	for _, c := range t.Chapters {
		if len(c.Articles) == 0 {
			problems = append(problems, fmt.Sprintf("第%d章“%s”里没有条文", c.Number, c.Title))
		}
	}
	if _, n, _ := t.Count(); n != articles {
		problems = append(problems, fmt.Sprintf("读到%d条，规则册列有%d条，请核对第%d条前后的原文", n, articles, min(n, articles)+1))
	}
	return problems
}

// decode reads UTF-8, and the GB 18030 of older systems, with the characters a text
// copied from a PDF has for others as these.
func decode(source []byte) string {
	if !utf8.Valid(source) {
		if decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(source); err == nil {
			source = decoded
		}
	}
	return normal.Text(strings.ToValidUTF8(string(source), "\ufffd"))
}

// blank is what nobody sees, zero-width marks included.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || '\u200b' <= r && r <= '\u200d' }

// paragraphs are the lines that say something, each trimmed, and cut where a
// mark follows a sentence on the same line.
func paragraphs(text string) []string {
	var lines []string
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f' || r == '\u0085'
	}) {
		line = joined.ReplaceAllString(line, "$1\n$2")
		line = inline.ReplaceAllString(line, "$1\n$2")
		for part := range strings.SplitSeq(line, "\n") {
			if part = strings.TrimFunc(part, blank); part != "" {
				lines = append(lines, part)
			}
		}
	}
	return lines
}

// body is the line the regulation begins at: the last 第一章 before the first
// 第一条 – a table of contents has one too – or that article; -1 without any.
func body(lines []string) int {
	chapter := -1
	for i, line := range lines {
		if marked(chapterMark, line, 1) != "" {
			chapter = i
		}
		if marked(articleMark, line, 1) != "" {
			if chapter >= 0 {
				return chapter
			}
			return i
		}
	}
	return -1
}

// marked is the mark a line begins with, when it has the number; "" otherwise.
func marked(mark *regexp.Regexp, line string, number int) string {
	m := mark.FindStringSubmatch(line)
	if m == nil || parseNumeral(m[1]) != number {
		return ""
	}
	return m[0]
}

// parser puts lines in their places.
type parser struct {
	text            *Text
	chapter, number int // last seen
	item            int // last seen in the article
	open            bool
	ended           bool // in the tail
}

func (p *parser) line(line string) {
	if p.ended {
		p.text.Tail = append(p.text.Tail, line)
		return
	}
	chapters := &p.text.Chapters
	if mark := marked(chapterMark, line, p.chapter+1); mark != "" {
		p.chapter++
		*chapters = append(*chapters, Chapter{Number: p.chapter, Title: clean(line[len(mark):]), mark: mark})
		return
	}
	if mark := marked(articleMark, line, p.number+1); mark != "" {
		p.number++
		p.item = 0
		if len(*chapters) == 0 {
			*chapters = append(*chapters, Chapter{})
		}
		last := &(*chapters)[len(*chapters)-1]
		last.Articles = append(last.Articles, Article{Number: p.number, mark: mark})
		p.open = false
		if rest := strings.TrimLeftFunc(line[len(mark):], func(r rune) bool { return blank(r) }); rest != "" {
			p.paragraph(rest)
		}
		return
	}
	last := &(*chapters)[len(*chapters)-1]
	switch {
	case len(last.Articles) == 0: // a title on a line of its own
		last.Title += clean(line)
	case debris.MatchString(line):
		p.ended = true
		p.text.Tail = append(p.text.Tail, line)
	default:
		p.paragraph(line)
	}
}

// paragraph adds a line to the last article. A line that does not end a
// sentence was broken in the middle and takes the next one in.
func (p *parser) paragraph(line string) {
	last := &p.text.Chapters[len(p.text.Chapters)-1]
	article := &last.Articles[len(last.Articles)-1]
	next := Paragraph{Text: clean(line)}
	if marked(itemMark, line, p.item+1) != "" {
		p.item++
		next.Item = p.item
	}
	broken := p.open && next.Item == 0
	p.open = !ends(next.Text)
	if broken {
		before := &article.Paragraphs[len(article.Paragraphs)-1]
		end, _ := utf8.DecodeLastRuneInString(before.Text)
		begin, _ := utf8.DecodeRuneInString(next.Text)
		if latin(end) && latin(begin) {
			before.Text += " "
		}
		before.Text += next.Text
		return
	}
	article.Paragraphs = append(article.Paragraphs, next)
}

// ends reports whether a line can end a paragraph.
func ends(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("。；;：:！？!?.”’\"）)》", last)
}

// clean takes out the spaces that Chinese text does not have; between two Latin
// words one stays.
func clean(s string) string {
	var b strings.Builder
	var before rune
	space := false
	for _, r := range s {
		if blank(r) {
			space = true
			continue
		}
		if space && latin(before) && latin(r) {
			b.WriteByte(' ')
		}
		space, before = false, r
		b.WriteRune(r)
	}
	return b.String()
}

func latin(r rune) bool { return r != 0 && r < 0x2000 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// parseNumeral reads 十, 八十一, 一百零三 or 103; 0 is what is none below 1000.
func parseNumeral(s string) int {
	n, part, figures := 0, 0, false
	for _, r := range normal.Narrow(s) {
		switch i := strings.IndexRune("零一二三四五六七八九", r) / len("零"); {
		case '0' <= r && r <= '9':
			n, figures = n*10+int(r-'0'), true
		case figures:
			return 0
		case r == '十':
			n, part = n+max(part, 1)*10, 0
		case r == '百':
			n, part = n+max(part, 1)*100, 0
		case strings.ContainsRune("零〇○", r):
			part = 0
		default:
			part = i
		}
		if n > 999 {
			return 0
		}
	}
	return n + part
}
