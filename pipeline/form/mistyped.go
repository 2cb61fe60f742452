package form

import (
	"regexp"
	"strconv"
	"strings"

	"gongwen/templates"
)

// What people mistype in YAML most: the colon of a Chinese keyboard, or one without a
// blank after it. YAML takes such a line for text, of the field before if it is
// indented, so that a whole field could vanish in another one.

var (
	// named is a line that begins like one of the form's: a name and a colon.
	named = regexp.MustCompile(`^[\s\x{3000}\x{a0}]*(?:-\s+)?["'“]?([^:：{}\[\]"'”]{1,40}?)["'”]?\s*(：|:)(.*)$`)
	block = regexp.MustCompile(`^([ ]*).*:[ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?$`)
)

// mistyped are the lines of a text of YAML, from 1, on which a colon is of full width
// (wide) or lacks the blank behind it (tight). Is reports what is the name of a field.
func mistyped(text string, is func(name string) bool) (wide, tight []int) {
	inBlock := -1 // the indent of the line that opened a block of text
	for i, line := range strings.Split(text, "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if inBlock >= 0 && (indent > inBlock || strings.TrimSpace(line) == "") {
			continue
		}
		inBlock = -1
		if block.MatchString(line) {
			inBlock = indent
		}
		m := named.FindStringSubmatch(line)
		if m == nil || !is(m[1]) {
			continue
		}
		switch {
		case m[2] == "：":
			wide = append(wide, i+1)
		case m[3] != "" && m[3][0] != ' ' && m[3][0] != '\t':
			tight = append(tight, i+1)
		}
	}
	return wide, tight
}

// colons says of which lines the colons are mistyped, or nil.
func colons(text string, is func(name string) bool) *notText {
	wide, tight := mistyped(text, is)
	switch {
	case len(wide) > 0 && len(tight) > 0:
		return &notText{reason: linesAt(wide) + "的栏目名称后面是全角冒号“：”，" + linesAt(tight) + "的冒号后面没有空格",
			advice: "栏目名称后面请都写半角冒号“:”再空一格"}
	case len(wide) > 0:
		return &notText{reason: linesAt(wide) + "的栏目名称后面是全角冒号“：”", advice: "请改成半角冒号“:”再空一格"}
	case len(tight) > 0:
		return &notText{reason: linesAt(tight) + "的冒号后面没有半角空格", advice: "请在栏目名称后的“:”与内容之间空一格（半角）"}
	}
	return nil
}

// linesAt names lines: 第2、5、6行, and of very many the first.
func linesAt(lines []int) string {
	const most = 10
	names := make([]string, 0, most)
	for _, n := range lines[:min(most, len(lines))] {
		names = append(names, strconv.Itoa(n))
	}
	s := "第" + strings.Join(names, "、") + "行"
	if len(lines) > most {
		s += "等" + strconv.Itoa(len(lines)) + "行"
	}
	return s
}

// fieldNames tells the names of fields and columns of all kinds, by key and label.
func fieldNames(kinds *templates.Set) func(string) bool {
	names := map[string]bool{templates.KindKey: true, templates.KindLabel: true}
	var add func(fields []templates.Field)
	add = func(fields []templates.Field) {
		for i := range fields {
			names[fields[i].Key], names[looseLabel(fields[i].Label)] = true, true
			add(fields[i].Columns)
		}
	}
	for _, k := range kinds.All() {
		add(k.Fields)
	}
	return func(name string) bool { return names[looseLabel(name)] }
}

// explainYAML finds on the line where the parser stopped, or the next, what it stopped
// at.
func explainYAML(bad *notText, lines []string) {
	say := func(line int, what, advice string) {
		bad.line, bad.reason, bad.advice = line, bad.reason+"，"+what, advice
	}
	if bracesOff(say, bad.line, lines) {
		return
	}
	const quote = "请给整个内容加上引号"
	for n := bad.line; n <= min(bad.line+1, len(lines)); n++ {
		line := strings.TrimRight(lines[n-1], " \t")
		text := strings.TrimLeft(line, " \t\u3000\u00a0")
		indent := line[:len(line)-len(text)]
		switch {
		case text == "":
			continue
		case strings.Contains(indent, "\t"):
			say(n, "行首有制表符（Tab）", "行首的缩进请改用半角空格")
			return
		case strings.ContainsAny(indent, "\u3000\u00a0"):
			say(n, "行首有全角空格", "行首的缩进请改用半角空格")
			return
		}
		if len(text) > 1 && text[0] == '-' && text[1] != ' ' && text[1] != '-' {
			say(n, "“-”后面没有空格", "请在“-”后面空一格（半角）")
			return
		}
		_, value, found := strings.Cut(text, ": ")
		if value = strings.TrimSpace(value); !found || value == "" {
			continue
		}
		first, size := string([]rune(value)[:1]), len([]rune(value))
		switch {
		case strings.Contains("'\"", first) && (size == 1 || strings.Count(value, first)%2 == 1):
			say(n, "引号没有成对", "请补上另一半引号")
		case strings.Contains("'\"", first) && !strings.HasSuffix(value, first):
			say(n, "引号没有包住整个内容", "请把整个内容放进一对引号；内容里本来就有引号的，请改用“”")
		case strings.Contains("[{", first) && strings.Count(value, first) > strings.Count(value, map[string]string{"[": "]", "{": "}"}[first]):
			say(n, "内容以“"+first+"”开头而没有另一半", "是内容的，"+quote+"；是列表的，请补上另一半")
		case strings.Contains("@`%!&*|>?,]}[{", first) || value == "-" || strings.HasPrefix(value, "- "):
			say(n, "内容以“"+first+"”开头", quote)
		case strings.Contains(value, ": ") || strings.HasSuffix(value, ":"):
			say(n, "内容里有冒号“:”", quote)
		case n > bad.line && indent != "" && n > 1 && !strings.HasPrefix(lines[n-2], indent):
			say(n, "行首的空格与上面不齐", "请与同一级的其他栏目左端对齐")
		default:
			continue
		}
		return
	}
	for n := bad.line; n <= min(bad.line+1, len(lines)); n++ {
		text := strings.TrimSpace(lines[n-1])
		if text != "" && !strings.Contains(text, ": ") && !strings.HasSuffix(text, ":") && text[0] != '-' && text[0] != '#' {
			say(n, "这一行没有半角冒号“:”", "请写成“栏目名称: 内容”；是上一栏的内容的，请在行首空两格")
			return
		}
	}
}

// bracesOff looks for rows of a list in braces that are not as they should be, on a line
// and the one before it, where the parser may not have noticed. It reports whether it
// found one.
func bracesOff(say func(line int, what, advice string), at int, lines []string) bool {
	for n := max(1, at-1); n <= min(at, len(lines)); n++ {
		text := strings.TrimSpace(lines[n-1])
		row := strings.TrimSpace(strings.TrimLeft(text, "-－"))
		switch {
		case strings.HasPrefix(text, "－"):
			say(n, "行首是全角的“－”", "请改成半角“-”再空一格")
		case strings.HasPrefix(row, "｛"):
			say(n, "用了全角的花括号", "请改成半角的“{”“}”")
		case !strings.HasPrefix(row, "{"):
			continue
		case strings.Count(row, "{") != strings.Count(row, "}"):
			say(n, "花括号没有成对", "请补上另一半“}”")
		case row == text:
			say(n, "行首没有“- ”", "列表的每一行请以“- ”开头")
		default:
			continue
		}
		return true
	}
	return false
}
