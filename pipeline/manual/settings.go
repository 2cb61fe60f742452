package manual

import (
	"fmt"
	"strings"

	"gongwen/pipeline/workspace"
)

// settingsPage is the page of gongwen.yaml, from the table that the program itself goes by.
func settingsPage() string {
	var b strings.Builder
	b.WriteString(`# 设置 gongwen.yaml

数据文件夹里的 gongwen.yaml 可以写哪些设置，各是什么意思、默认是什么。

文件可以没有，每一项都有默认值；写错的（不认识的名称、不能用的值）启动时告知是哪一项、怎样改。用文本编辑器改，存成 UTF-8。缩进用空格，冒号、引号用半角的；值里有冒号、# 或花括号的，整个加引号。时长写成 500ms、2s、10m、1h 的样子。

运行中改了，有的自动采用，有的重新启动后生效，下面各项写明；写错的不采用，仍按原来的办理。花名册、日历、同义词、` + "`rules/`、`templates/`" + ` 的改动总是自动采用。
`)
	for _, s := range workspace.Settings {
		if s.Group != "" {
			fmt.Fprintf(&b, "\n## %s\n", s.Group)
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s。\n\n", s.Key, Escape(strings.TrimSuffix(s.Meaning, "。")))
		fmt.Fprintf(&b, "- 可写：%s\n", Escape(s.Values))
		if standard := s.Default(); standard != "" {
			fmt.Fprintf(&b, "- 默认：`%s`\n", standard)
		}
		if s.Depth() > 0 {
			if s.Example != "" {
				fmt.Fprintf(&b, "- 例：`%s: %s`\n", s.Name(), s.Example)
			}
			continue
		}
		if s.Live {
			b.WriteString("- 生效：运行中改了自动采用\n")
		} else {
			b.WriteString("- 生效：重新启动后\n")
		}
		if entry := s.Entry(); entry != "" {
			fmt.Fprintf(&b, "\n```yaml\n%s```\n", entry)
		}
	}
	return b.String()
}

// Escape is text that Markdown would else take for marks.
func Escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "]", `\]`, "`", "\\`").Replace(text)
}
