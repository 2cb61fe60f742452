package pdf

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
)

// What a clerk types often already says what stands around it on the document: the
// unit before the post, the word that opens the sentence, the one that ends it. These
// functions let a template say it once.

// trimStart is a text without the words at its beginning, each as often as it stands
// there, unless nothing else is left.
func trimStart(v any, words ...string) string { return withoutWords(v, words, strings.CutPrefix) }

// trimEnd is a text without the words at its end, as trimStart.
func trimEnd(v any, words ...string) string { return withoutWords(v, words, strings.CutSuffix) }

func withoutWords(v any, words []string, cut func(s, word string) (string, bool)) string {
	text := strings.TrimSpace(templates.Text(v))
	for again := true; again; {
		again = false
		for _, word := range words {
			if rest, found := cut(text, word); found && word != "" && rest != "" {
				text, again = strings.TrimSpace(rest), true
			}
		}
	}
	return text
}

// titled is a post under its unit, which is said once: 区教育局 and 区教育局副局长, or
// 教育局副局长, 青山区教育局副局长, are 区教育局副局长. A short name of the unit counts
// as one when all its characters stand in the unit's, in their order, and both end
// alike: 区住建局局长 of 区住房和城乡建设局. Posts within the unit keep their names:
// 预算科科长 of 区财政局.
func titled(unit, post any) string {
	of, title := templates.Text(unit), templates.Text(post)
	if at := strings.Index(title, of); of != "" && at >= 0 && len([]rune(title[:at])) <= maxPlace {
		return of + title[at+len(of):]
	}
	whole, said := []rune(of), []rune(title)
	for n := len(said) - 1; n >= 2; n-- {
		if len(whole) > 0 && said[n-1] == whole[len(whole)-1] && within(said[:n], whole) {
			return of + string(said[n:])
		}
	}
	return of + title
}

// ownNumber is a number that somebody has put before a heading or the name of an annex
// by hand.
var ownNumber = regexp.MustCompile(`^\s*(?:第?[一二三四五六七八九十]{1,3}[、．.：]|（[一二三四五六七八九十]{1,3}）、?|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.．、](?:\D|$)|附件\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[：:.．、])`)

// unnumbered is a heading or the name of an annex without the number that its place in
// the document gives it, and without the mark at its end.
func unnumbered(v any) string {
	text := clause(v)
	at := ownNumber.FindString(text)
	if r, size := utf8.DecodeLastRuneInString(at); size > 0 && !strings.ContainsRune("、．.：:）)", r) {
		at = at[:len(at)-size] // the first character of the heading, looked at
	}
	if rest := strings.TrimSpace(text[len(at):]); rest != "" {
		return rest
	}
	return text
}

// maxPlace is how many characters a place can have before the name of its unit:
// 江州市青山 before 区教育局.
const maxPlace = 8

// within reports whether the characters of short stand in long, in their order.
func within(short, long []rune) bool {
	for _, r := range short {
		i := slices.Index(long, r)
		if i < 0 {
			return false
		}
		long = long[i+1:]
	}
	return true
}

// comrades are those who go somewhere together, as letters of introduction name them:
// one 沈望舒同志, several 沈望舒、林知远等贰名同志. People is how many they are, with
// those who are not named.
func comrades(names any, people int64) string {
	text := templates.Text(names)
	if n := max(people, int64(len(templates.People(text)))); n > 1 {
		return text + "等" + templates.Capitals(n) + "名同志"
	}
	return text + "同志"
}

// bracketed puts a remark into brackets, and what stands in brackets in it into others
// (GB/T 15834-2011, 4.9.3.5); nothing when there is none.
func bracketed(v any) string {
	text := templates.Text(v)
	if text == "" {
		return ""
	}
	return "（" + strings.NewReplacer("（", "〔", "）", "〕", "(", "〔", ")", "〕").Replace(text) + "）"
}
