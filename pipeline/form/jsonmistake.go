package form

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// explainJSON finds what stands where a decoder stopped: what people write into JSON
// because other formats have it, and what a Chinese keyboard makes of its marks. Offset
// is how far it read.
func explainJSON(bad *notText, data []byte, offset int) {
	offset = min(max(offset, 0), len(data))
	rest := bytes.TrimLeft(data[offset:], " \t\n")
	at := len(data) - len(rest)
	before := bytes.TrimRight(data[:offset], " \t\n")
	say := func(at int, what, advice string) {
		bad.line, bad.reason, bad.advice = 1+bytes.Count(data[:at], []byte("\n")), bad.reason+"，"+what, advice
	}
	comma := bytes.HasPrefix(rest, []byte(","))
	if comma { // the decoder stops before it, whatever comes behind
		behind := bytes.TrimLeft(rest[1:], " \t\n")
		if len(behind) > 0 && (behind[0] == '}' || behind[0] == ']') {
			say(at, "最后一项后面多了逗号", "请删去这个逗号")
			return
		}
		rest = behind
		at = len(data) - len(rest)
	}
	next, _ := utf8.DecodeRune(rest)
	switch {
	case len(rest) == 0:
		say(len(data), "没有写完", "请补上末尾的引号和括号“]”“}”")
	case bytes.HasPrefix(rest, []byte("//")), bytes.HasPrefix(rest, []byte("/*")), next == '#':
		say(at, "里面有注释", "JSON 里不能写注释，请删去")
	case (next == '}' || next == ']') && bytes.HasSuffix(before, []byte(",")):
		say(at, "最后一项后面多了逗号", "请删去这个逗号")
	case next == '}' || next == ']':
		say(at, "括号没有成对", "请核对方括号和花括号")
	case strings.ContainsRune("'‘’", next):
		say(at, "用了单引号", "请改用半角双引号 \"")
	case strings.ContainsRune("“”＂", next):
		say(at, "用了中文引号", "请改用半角双引号 \"")
	case strings.ContainsRune("，：；｛｝［］、", next):
		say(at, "用了全角的“"+string(next)+"”", "请改用半角的标点")
	case next == '"' && rawBreak(rest):
		say(at, "一段文字在引号里换了行", "请把换行写成 \\n，或写在一行里")
	case next == '"' && !comma && len(before) > 0 && !strings.ContainsRune("{[,:", rune(before[len(before)-1])):
		say(at, "这里少了逗号或冒号", "两项之间写半角逗号，栏目名称与内容之间写半角冒号")
	case next == '"':
		say(at, "引号或反斜杠写得不对", "内容里的双引号请写成 \\\"，反斜杠写成 \\\\")
	case strings.ContainsRune(":=;", next):
		say(at, "“"+string(next)+"”写错了地方", "每一项请写成 \"栏目名称\": \"内容\"，两项之间写半角逗号")
	case strings.ContainsRune("0123456789.+-", next):
		say(at, "数字写得不对", "请写成普通的数，或给它两头加半角双引号")
	case bytes.HasSuffix(before, []byte("\"")):
		say(at, "内容里有双引号", "内容里的双引号请写成 \\\"，或改用“”")
	default:
		say(at, "文字没有加引号", "请给文字两头加半角双引号")
	}
}

// rawBreak reports whether a text that begins with a quotation mark goes on in the next
// line.
func rawBreak(text []byte) bool {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return false
		case '\n':
			return true
		}
	}
	return false
}
