package rules

import (
	"regexp"
	"strings"
)

// celMessages are the messages of CEL that whoever writes rules meets, in the
// language they read.
var celMessages = []struct {
	pattern *regexp.Regexp
	chinese string
}{
	{regexp.MustCompile(`^(\p{Han}.*)$`), "$1"}, // our own
	{regexp.MustCompile(`^undefined field '(.+)'$`), "没有 $1 这个字段，表单的字段见那种表单的 kind.yaml，参数见 parameters"},
	{regexp.MustCompile(`^undeclared reference to '([^']+)'.*$`), "不认识 $1"},
	{regexp.MustCompile(`^found no matching overload for '([^']+)' applied to '(.+)'$`), "$1 不能这样用，给它的是 $2"},
	{regexp.MustCompile(`^expression of type '(.+)' cannot be range of a comprehension.*$`), "$1 不是列表，不能逐项查看"},
	{regexp.MustCompile(`^Syntax error: token recognition error at: '(.+?)\s*'$`), "表达式里不能出现 $1（文字要加引号）"},
	{regexp.MustCompile(`^Syntax error: extraneous input '(.+)' expecting .*$`), "多出了 $1"},
	{regexp.MustCompile(`^Syntax error: mismatched input '<EOF>' expecting .*$`), "表达式没有写完"},
	{regexp.MustCompile(`^Syntax error: mismatched input '(.+)' expecting .*$`), "这里不该是 $1"},
	{regexp.MustCompile(`^Syntax error: missing '(.+)' at '(.+)'$`), "$2 前面少了 $1"},
	{regexp.MustCompile(`^Syntax error: (.+)$`), "写法有误：$1"},
}

// operators are CEL's own names of them.
var operators = regexp.MustCompile(`\b_(\S+?)_\b|@(in)\b|(!)_|(\[)_`)

// inChinese words a message of CEL for the people who write rules.
func inChinese(message string) string {
	message = typeName(message)
	for _, m := range celMessages {
		if m.pattern.MatchString(message) {
			return operators.ReplaceAllString(m.pattern.ReplaceAllString(message, m.chinese), "$1$2$3")
		}
	}
	return "表达式有误：" + message
}

// typeName drops the prefixes that keep our type names apart.
func typeName(s string) string {
	return strings.NewReplacer("gongwen.", "", "form.", "", "archive.", "").Replace(s)
}
