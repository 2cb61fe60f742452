package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongwen/index/reading"
)

// asked is what stands behind a colon; exact where it begins with =.
func (p *parser) asked() (exact bool, v value, err error) {
	p.skip()
	if r, size := p.peek(); r == '=' || r == '＝' {
		exact = true
		p.at += size
		p.skip()
	}
	start := p.at
	v, err = p.value()
	if v.text == "" {
		v.from, v.to = start, start
	}
	return exact, v, err
}

// StateName is what the condition on how a record stands is called, and stateNames are
// all names of it.
const StateName = "状态"

var stateNames = []string{StateName, "state"}

// named is the condition on a field of forms, or on the state of the record, that comes
// next; ok is false where what comes next is a word.
func (p *parser) named() (n Node, ok bool, err error) {
	name, size := p.name()
	if name == "" {
		return nil, false, nil
	}
	isState := slices.ContainsFunc(stateNames, func(s string) bool { return strings.EqualFold(s, name) })
	places := p.labels().named(name)
	if !isState && len(places) == 0 {
		if !isName(name) {
			return nil, false, nil
		}
		return nil, true, p.unknown(name)
	}
	p.at += size
	exact, v, err := p.asked()
	if err != nil {
		return nil, true, err
	}
	if reading.Fold(v.text) == "" {
		return nil, true, p.mistake(v.from, "“%s:”后面缺内容", name)
	}
	if isState {
		n, reason := p.standing(v.text, places)
		if reason != "" {
			return nil, true, p.mistake(v.from, "%s", reason)
		}
		return n, true, nil
	}
	asked := asked{name, v.text, exact, v.quoted, p.Vocabulary}
	n, reason := asked.said(places)
	if reason != "" {
		return nil, true, p.mistake(v.from, "%s", reason)
	}
	if asked.isText(places) {
		p.want(reading.Fold(v.text), v, n)
	}
	return n, true, nil
}

// name is what stands before a colon, if the next word has one, and its length with
// the colon.
func (p *parser) name() (name string, size int) {
	rest := p.text[p.at:]
	for i, r := range rest {
		switch mark := markOf(r); {
		case mark == ':':
			return rest[:i], i + utf8.RuneLen(r)
		case unicode.IsSpace(r), mark == '|', closing[r] != "":
			return "", 0
		}
	}
	return "", 0
}

// isName reports whether what stands before a colon and is no name of a field was meant
// for one: nothing but letters, Chinese ones among them, that are no ordinal. 甲芳:某某
// is; 9:30, http://…, PM2.5:75, 各镇、各部门：… and 第一条：… are just text.
func isName(text string) bool {
	han := false
	for _, r := range text {
		if !unicode.IsLetter(r) || unicode.Is(unicode.Nl, r) {
			return false
		}
		han = han || unicode.Is(unicode.Han, r)
	}
	if !han {
		return false
	}
	folded := reading.Fold(text)
	number := false
	reading.Numbers(strings.TrimPrefix(folded, "第"), func(start, end int, _ string) {
		number = number || start == 0 && (strings.HasPrefix(folded, "第") || end == len(folded))
	})
	return !number
}

// unknown is the mistake of a name that no field has.
func (p *parser) unknown(name string) error {
	names := slices.Clone(p.labels().names)
	for _, c := range conditions {
		names = append(names, c.names...)
	}
	names = append(names, stateNames...)
	meant := ""
	if found := near(name, names); len(found) > 0 {
		meant = "是不是 " + strings.Join(found, "、") + "？"
	}
	return p.mistake(p.at, "没有“%s”这一栏。%s要找这几个字本身，请加引号：“%s”", name, meant, p.word())
}

// word is the whole word that comes next, up to a phrase.
func (p *parser) word() string {
	ahead := *p
	v, _ := ahead.value() // which begins with a letter
	return strings.TrimRight(v.text, ":：")
}

// standing is the condition that a record is in a state. Where forms have a field of
// that name, too, it also holds of those that say so there.
func (p *parser) standing(name string, places []Place) (n Node, reason string) {
	var any Or
	if s, ok := p.State(name); ok {
		any = append(any, s.Records)
	}
	chosen := slices.DeleteFunc(slices.Clone(places), func(place Place) bool {
		return !slices.ContainsFunc(place.Choices, func(c string) bool { return strings.Contains(reading.Fold(c), reading.Fold(name)) })
	})
	if len(chosen) > 0 {
		said, reason := asked{StateName, name, false, true, p.Vocabulary}.said(chosen)
		if reason != "" {
			return nil, reason
		}
		any = append(any, said)
	}
	if len(any) > 0 {
		return any, ""
	}
	if p.States != nil {
		if _, err := p.States(); err != nil {
			return nil, fmt.Sprintf("现在查不了“%s”：%v", name, err)
		}
	}
	var names []string
	for _, s := range p.states() {
		names = append(names, s.Names[0])
	}
	for _, place := range places {
		names = append(names, place.Choices...)
	}
	if len(names) == 0 {
		return nil, "这里还没有状态可查"
	}
	return nil, "没有“" + name + "”这种状态，有：" + strings.Join(names, "、")
}
