package bounded

import "bytes"

// Excess is what in a text goes beyond a bound.
type Excess struct {
	Line   int
	Reason string // continues 第…行, such as 以前空行太多
	Advice string
}

// A tokenizer makes some three hundred bytes of each bracket, so a text is looked
// at as bytes first. What is counted is never less than what a tokenizer will
// find, whatever stands in quotes, comments and blocks of text; the bounds are so
// far above what people write that counting those too refuses none of them.
const (
	marksPerKey = 5      // for each key that there may be
	fewMarks    = 50_000 // that there may be in any case
	maxDeep     = 1000   // brackets opened and not closed
	maxSteps    = 200    // “- ” one after the other on a line
	maxTabs     = 200    // in a line; the lexer looks from each to its end
	maxRun      = 1000   // of <, each of which the lexer counts anew
	maxBlank    = 100    // blank lines in a row; each is a copy of the text before
)

var (
	tooDeep = Excess{Reason: "内容一层套一层，层数太多", Advice: "请减少层数"}
	tooMany = Excess{Reason: "以后的内容太多", Advice: "请核对是不是放错了文件"}
)

func (e Excess) at(line int) *Excess { e.Line = line; return &e }

// mark tells the bytes at which YAML can begin a token, and so JSON.
var mark = func() (is [256]bool) {
	for _, c := range "\r\n\t[]{},:-?&*!|>%@`'\"#<" {
		is[c] = true
	}
	return is
}()

// marks looks at a text of YAML as bytes, in one pass and without memory.
func marks(source []byte, pairs int) *Excess {
	most := max(marksPerKey*pairs, fewMarks)
	line, blank, deep, tabs, steps, run := 1, 0, 0, 0, 0, 0
	directive, empty := false, true
	for i, c := range source {
		if mark[c] || directive && c == ' ' { // a directive is cut into words
			most--
		}
		if run++; c != '<' {
			run = 0
		}
		switch c {
		case '[', '{':
			deep++
		case ']', '}':
			deep = max(deep-1, 0)
		case '-', '?':
			if i+1 == len(source) || bytes.IndexByte([]byte(" \t\r\n"), source[i+1]) >= 0 {
				steps++
			}
		case '\t':
			tabs++
		case '%':
			directive = true
		}
		switch {
		case most < 0:
			return tooMany.at(line)
		case deep > maxDeep || steps > maxSteps:
			return tooDeep.at(line)
		case tabs > maxTabs:
			return &Excess{line, "制表符（Tab）太多", "请改用空格，或者去掉"}
		case run > maxRun:
			return &Excess{line, "“<”太多", "请核对是不是放错了文件"}
		}
		if c != '\n' && c != '\r' {
			empty = empty && (c == ' ' || c == '\t')
			continue
		}
		if c == '\n' && i > 0 && source[i-1] == '\r' { // one end of line
			continue
		}
		if blank++; !empty {
			blank = 0
		}
		if blank > maxBlank {
			return &Excess{line, "以前空行太多", "请删去空行"}
		}
		line++
		tabs, steps, directive, empty = 0, 0, false, true
	}
	return nil
}

// JSON tells what keeps a decoder from being trusted with a text of JSON, or nil.
// pairs is the most keys there may be.
func JSON(source []byte, pairs int) *Excess {
	most := max(marksPerKey*pairs, fewMarks)
	line, deep := 1, 0
	quoted, escaped := false, false
	for _, c := range source {
		switch {
		case c == '\n':
			line++
		case escaped:
			escaped = false
			continue
		case c == '"':
			quoted = !quoted
		case quoted:
			escaped = c == '\\'
			continue
		case c == '[' || c == '{':
			deep++
			most--
		case c == ']' || c == '}':
			deep--
		case c == ',' || c == ':':
			most--
		}
		if deep > maxDeep {
			return tooDeep.at(line)
		}
		if most < 0 {
			return tooMany.at(line)
		}
	}
	return nil
}
