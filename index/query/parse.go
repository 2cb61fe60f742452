package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongwen/index/reading"
	"gongwen/templates/normal"
)

// Parse reads a query as a clerk types it into the one box:
//
//	防汛 老旧小区       both words
//	“第3次 常务会议”     the phrase; blanks and the width of characters never matter
//	-作废              not the word
//	甲 OR 乙           either; also 甲|乙 and 甲 或 乙
//	(甲 OR 乙) 丙       brackets
//	类别:请假           a condition; see conditions for the fields
//	日期:2017-01..2017-06  金额:>50000
//
//	甲方:建工集团        what the forms say in a field; see Labels for the fields
//	单位:=区财政局       just this, and not what contains it
//
// A word without quotation marks that is a day finds that day in any form, and one that
// is the number of a record (会纪3号) finds the record; -3号 leaves out only what has 3号
// as it is written. The vocabulary tells what the office knows besides: spellings of a
// unit are one unit.
//
// Full-width marks do as well: ：“”（）｜－. A bracket, a hyphen or a quotation mark
// inside a word is just a part of it: 青政(2026)1号, 2017-01, 区“放管服”办; so is a colon
// behind anything that cannot be a name, see isName: 9:30. The error is a *Mistake.
func Parse(text string, known Vocabulary) (Query, error) {
	text = normal.Text(text)
	p := &parser{text: text, Vocabulary: known}
	p.skip()
	if p.at == len(text) {
		return Query{}, nil
	}
	root, err := p.alternatives()
	if err != nil {
		return Query{}, err
	}
	return Query{Root: root, Text: text, Words: p.words, Bare: p.bare, Also: p.alsoUsed}, nil
}

// SameUnit reports whether two spellings are one unit's, such as 青山区财政局 and
// 区财政局.
type SameUnit func(one, other string) bool

// parser reads a query from left to right.
type parser struct {
	Vocabulary
	text     string
	at       int
	depth    int     // of brackets
	minus    int     // of -, within which words are not wanted
	words    []Typed // see Query.Words
	bare     []Typed // see Query.Bare
	alsoUsed []Also
}

func (p *parser) mistake(at int, format string, args ...any) error {
	return &Mistake{Query: p.text, Offset: at, Reason: fmt.Sprintf(format, args...)}
}

// markOf is what a rune means in a query, whatever its width.
func markOf(r rune) rune {
	switch r {
	case '：':
		return ':'
	case '（':
		return '('
	case '）':
		return ')'
	case '｜':
		return '|'
	case '－':
		return '-'
	}
	return r
}

// peek is the rune that comes next, as a mark, and its length; 0 at the end.
func (p *parser) peek() (rune, int) {
	if p.at == len(p.text) {
		return 0, 0
	}
	r, size := utf8.DecodeRuneInString(p.text[p.at:])
	return markOf(r), size
}

func (p *parser) skip() {
	for {
		r, size := p.peek()
		if size == 0 || !unicode.IsSpace(r) {
			return
		}
		p.at += size
	}
}

// operator is the word that comes next if it is an operator: OR, AND, NOT, or in
// Chinese, between blanks.
func (p *parser) operator() (name string, size int) {
	if r, size := p.peek(); r == '|' {
		return "OR", size
	}
	rest := p.text[p.at:]
	end := strings.IndexFunc(rest, unicode.IsSpace)
	if end < 0 {
		end = len(rest)
	}
	switch rest[:end] {
	case "OR", "或", "或者":
		return "OR", end
	case "AND", "且", "并且":
		return "AND", end
	case "NOT", "非":
		return "NOT", end
	}
	return "", 0
}

// condition is what comes next, up to its colon, if it is one.
func (p *parser) condition() (*condition, int) {
	rest := p.text[p.at:]
	for i := range conditions {
		for _, name := range conditions[i].names {
			if len(rest) < len(name) || !strings.EqualFold(rest[:len(name)], name) {
				continue
			}
			r, size := utf8.DecodeRuneInString(rest[len(name):])
			if markOf(r) == ':' {
				return &conditions[i], len(name) + size
			}
		}
	}
	return nil, 0
}

// alternatives are parts of which any will do.
func (p *parser) alternatives() (Node, error) {
	var any Or
	for {
		part, err := p.conjunction()
		if err != nil {
			return nil, err
		}
		any = append(any, part)
		p.skip()
		name, size := p.operator()
		if name != "OR" {
			break
		}
		p.at += size
	}
	if len(any) == 1 {
		return any[0], nil
	}
	return any, nil
}

// conjunction are parts of which all must hold.
func (p *parser) conjunction() (Node, error) {
	var all And
	var typed []Typed // for each of all, the word that it is
	for {
		if p.ended() {
			break
		}
		name, size := p.operator()
		if (name == "OR" || name == "AND") && len(all) == 0 {
			return nil, p.mistake(p.at, "“%s”前面缺一个词；要找这个词本身，请加引号", p.text[p.at:p.at+size])
		}
		if name == "OR" {
			break
		}
		if name == "AND" {
			p.at += size
			if p.ended() {
				return nil, p.mistake(p.at, "这里缺一个词")
			}
			continue
		}
		before := len(p.bare)
		part, err := p.part()
		if err != nil {
			return nil, err
		}
		if part != nil {
			all = append(all, part)
			typed = append(typed, p.onlyWord(part, before))
		}
	}
	if len(all) == 0 {
		return nil, p.mistake(p.at, "这里缺一个词")
	}
	return simple(p.withReferences(all, typed)), nil
}

func simple(all And) Node {
	if len(all) == 1 {
		return all[0]
	}
	return all
}

// ended reports whether nothing more comes here.
func (p *parser) ended() bool {
	p.skip()
	r, size := p.peek()
	return size == 0 || r == ')' && p.depth > 0
}

// part is a word, a phrase, a condition, something in brackets, or not one of
// these. It is nil for marks that fold to nothing.
func (p *parser) part() (Node, error) {
	name, size := p.operator()
	r, one := p.peek()
	if r == '-' && p.at+one < len(p.text) {
		name, size = "NOT", one
	}
	if name == "NOT" {
		start := p.at
		p.at += size
		if p.ended() {
			return nil, p.mistake(start, "“%s”后面缺要排除的词", p.text[start:start+len(strings.TrimSpace(p.text[start:p.at]))])
		}
		p.minus++
		defer func() { p.minus-- }()
		part, err := p.part()
		if part == nil || err != nil {
			return nil, err
		}
		return Not{part}, nil
	}
	if r == '(' {
		start := p.at
		p.at += one
		p.depth++
		part, err := p.alternatives()
		if err != nil {
			return nil, err
		}
		p.skip()
		r, size := p.peek()
		if r != ')' {
			return nil, p.mistake(start, "这个括号没有配对的“）”；要找括号本身，请加引号")
		}
		p.at += size
		p.depth--
		return part, nil
	}
	if c, size := p.condition(); c != nil {
		p.at += size
		exact, v, err := p.asked()
		if err != nil {
			return nil, err
		}
		if reading.Fold(v.text) == "" {
			return nil, p.mistake(v.from, "“%s:”后面缺内容，如 %s:%s", c.names[0], c.names[0], c.example)
		}
		if exact {
			if n, ok := p.exactly(c.field, v.text); ok {
				return n, nil
			}
		}
		part, reason := c.read(v.text, p.Vocabulary)
		if reason != "" {
			return nil, p.mistake(v.from, "%s", reason)
		}
		if c.field == Number { // what is asked for is a word, too
			if !v.quoted {
				part = numbered(v.text)
			}
			p.want(reading.Fold(v.text), v, part)
		}
		return part, nil
	}
	if part, ok, err := p.named(); ok || err != nil {
		return part, err
	}
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	text := reading.Fold(v.text)
	if text == "" {
		return nil, nil
	}
	n := asReadings(spelt(v.text, false))
	if !v.quoted {
		if p.minus == 0 { // nothing is left out for what it may mean
			n = p.withAlso(word(v.text), v.text)
		}
		p.bare = append(p.bare, Typed{text, v.from, v.to, n})
	}
	p.want(text, v, n)
	return n, nil
}

// want notes a word that was just read.
func (p *parser) want(folded string, v value, n Node) {
	if p.minus > 0 || slices.ContainsFunc(p.words, func(w Typed) bool { return w.Folded == folded }) {
		return
	}
	p.words = append(p.words, Typed{folded, v.from, v.to, n})
}

// value is a word or a phrase, and where it is in the query, without quotation marks.
type value struct {
	text     string
	from, to int
	quoted   bool
}

// value reads a phrase in quotation marks or a word.
func (p *parser) value() (value, error) {
	start := p.at
	if r, size := p.peek(); closing[r] != "" {
		text, end, behind, ok := phrase(p.text, start)
		if !ok {
			end, _ := utf8.DecodeRuneInString(closing[r])
			advice := ""
			if strings.ContainsAny(p.text[start+size:], slipped) {
				advice = "；里面还有引号的，外面请用「」"
			}
			return value{}, p.mistake(start, "这个引号没有配对的“%c”%s", end, advice)
		}
		p.at = behind
		return value{text, start + size, end, true}, nil
	}
	own := 0 // brackets opened within the word
	for {
		r, size := p.peek()
		switch {
		case closing[r] != "" && p.at > start:
			if behind := quotedWithin(p.text, p.at); behind > 0 {
				p.at = behind
				continue
			}
			return value{p.text[start:p.at], start, p.at, false}, nil
		case size == 0 || unicode.IsSpace(r) || r == '|':
			return value{p.text[start:p.at], start, p.at, false}, nil
		case r == '(':
			own++
		case r == ')':
			if own == 0 && p.depth > 0 {
				return value{p.text[start:p.at], start, p.at, false}, nil
			}
			own--
		}
		p.at += size
	}
}
