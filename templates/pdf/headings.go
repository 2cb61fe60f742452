package pdf

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongwen/templates/font"
)

// Headings within what a form says (GB/T 9704, 7.3.3) are known by their number, for
// nobody marks them there: 一、 （一） 1. （1） at a paragraph's beginning. Such a
// paragraph is
//
//   - a heading, if it is short, ends with no mark and has something under it. One
//     directly beside another of its level is an item of a list;
//   - text with its heading before it, if its first sentence is short and more follow:
//     （一）加强领导。各单位要…;
//   - text, like any other, otherwise: 1. 各单位于5月20日前报送方案。

// numbered are the beginnings of headings by level.
var numbered = []*regexp.Regexp{
	regexp.MustCompile(`^[一二三四五六七八九十]{1,3}、`),
	regexp.MustCompile(`^[（(][一二三四五六七八九十]{1,3}[）)]`),
	regexp.MustCompile(`^[0-9０-９]{1,2}[.．、][^0-9０-９]`), // not 1.5万元, nor 1、2号楼; many type 1、 for 1.
	regexp.MustCompile(`^[（(][0-9０-９]{1,2}[）)]`),
}

// headingFaces are the faces of headings by level.
var headingFaces = []font.Role{font.Hei, font.Kai, font.Body, font.Body}

const (
	longestHeading = 30 // characters of one that stands alone
	longestLead    = 26 // characters of one with its text behind it
)

// headingLevel is the level of a paragraph's number; -1 for one without.
func headingLevel(text string) int {
	return slices.IndexFunc(numbered, func(begin *regexp.Regexp) bool { return begin.MatchString(text) })
}

// standsAlone reports whether a numbered paragraph can be a heading of its own.
func standsAlone(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return utf8.RuneCountInString(text) <= longestHeading && !strings.ContainsAny(text, "。；！？") && !strings.ContainsRune("，、：,:;.", last)
}

// lead is the length of the heading that a numbered paragraph begins with, its full
// stop included; 0 if there is none. What is set in 仿宋 like the text behind it has
// to be shorter than a clause to be taken for one.
func lead(text string, level int) int {
	first, rest, found := strings.Cut(text, "。")
	if !found || strings.TrimSpace(rest) == "" || utf8.RuneCountInString(first) > longestLead ||
		strings.ContainsAny(first, "；！？") || level != 1 && strings.Contains(first, "，") {
		return 0
	}
	return len(first) + len("。")
}

// withHeadings gives the document's elements with the paragraphs of its text that are
// headings, or begin with one, made so.
func withHeadings(elements []*node) []*node {
	var all []*node
	for i, n := range elements {
		if !isBodyText(n) {
			all = append(all, n)
			continue
		}
		paragraphs := n.paragraphs()
		for j, text := range paragraphs {
			one := *n
			one.text = text
			if j > 0 {
				one.attrs = without(n.attrs, "above")
			}
			before, after := outside, outside
			if j > 0 {
				before = levelAlone(paragraphs[j-1])
			} else if i > 0 {
				before = lastLevel(elements[i-1])
			}
			if j < len(paragraphs)-1 {
				after = levelAlone(paragraphs[j+1])
			} else if i < len(elements)-1 {
				after = firstLevel(elements[i+1])
			}
			level := headingLevel(text)
			switch {
			case level < 0:
			case standsAlone(text):
				if level != before && after > level {
					one.name = "h" + strconv.Itoa(level+1)
				}
			case lead(text, level) > 0:
				one.name = "led"
			}
			all = append(all, &one)
		}
	}
	return all
}

// What stands beside a paragraph: a heading of a level, or
const (
	asText  = 10 // what can stand under any heading
	outside = -1 // nothing, or what belongs to no heading
)

// levelAlone is the level of a paragraph that can be a heading of its own.
func levelAlone(paragraph string) int {
	if level := headingLevel(paragraph); level >= 0 && standsAlone(paragraph) {
		return level
	}
	return asText
}

func firstLevel(n *node) int { return edgeLevel(n, 0) }
func lastLevel(n *node) int  { return edgeLevel(n, len(n.paragraphs())-1) }

// edgeLevel is the level of an element's paragraph, its first or last.
func edgeLevel(n *node, at int) int {
	switch n.name {
	case "h1", "h2", "h3", "h4":
		return int(n.name[1] - '1')
	case "table":
		return asText
	case "p":
		if isBodyText(n) {
			return levelAlone(n.paragraphs()[at])
		}
		return asText
	}
	return outside
}

// isBodyText reports whether an element is text that nothing is said about but that it
// is text.
func isBodyText(n *node) bool {
	return n.name == "p" && n.text != "" && n.attrs["font"] == "" && n.attrs["size"] == "" && n.attrs["indent"] == "" && n.attr("align", "justify") == "justify"
}

func without(attrs map[string]string, name string) map[string]string {
	rest := map[string]string{}
	for key, value := range attrs {
		if key != name {
			rest[key] = value
		}
	}
	return rest
}

// heading sets a heading, which stays with what it is the heading of and is a
// bookmark of the file.
func (c *composer) heading(n *node, level int) {
	first := len(c.slabs)
	c.block(n, style{role: headingFaces[level], indent: 2, align: "justify"})
	c.keep(first)
	c.bookmark(first, n.onOneLine().text, level)
}

// led sets a paragraph with its heading before it.
func (c *composer) led(n *node) {
	level := headingLevel(n.text)
	title, rest := n.text[:lead(n.text, level)], n.text[lead(n.text, level):]
	c.say(n.text)
	first := len(c.slabs)
	m := measure{size: c.size, width: areaWidth, indent: 2 * pitch(c.size), justify: true}
	c.put(c.lines(m, span{title, headingFaces[level]}, span{rest, font.Body}), style{})
	c.bookmark(first, strings.TrimSuffix(title, "。"), level)
}

// bookmark makes the slab a place that the reader of the file can jump to.
func (c *composer) bookmark(slab int, title string, level int) {
	paint := c.slabs[slab].paint
	c.slabs[slab].paint = func(p *page, top float64) {
		paint(p, top)
		p.bookmarks = append(p.bookmarks, bookmark{title, level, top})
	}
}
