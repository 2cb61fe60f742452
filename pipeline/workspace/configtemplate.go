package workspace

import (
	"fmt"
	"reflect"
	"strings"

	"gongwen/pipeline/screen"
)

// NewConfig is the gongwen.yaml of a new data folder, with every setting explained: those
// that the configuration has as it has them, the others as comments.
func NewConfig(c Config) string {
	config := reflect.ValueOf(c)

	var b strings.Builder
	var live []string
	for _, s := range Settings {
		if s.Live {
			live = append(live, s.Key)
		}
	}
	comment(&b, "公文 的设置。"+strings.Join(live, "、")+" 改动后自动采用，其余的重新启动后生效；删去某一行即用默认值。每一项的详细说明：gongwen help settings")
	for _, s := range Settings {
		if s.Depth() > 0 {
			continue // stands in the example of its parent
		}
		if s.Group != "" {
			b.WriteString("\n# ―― " + s.Group + " ――\n")
		}
		b.WriteString("\n")
		comment(&b, s.Meaning)
		if field, _ := topField(config, s.Key); literal(field) != "" {
			fmt.Fprintf(&b, "%s: %s\n", s.Key, literal(field))
		}
		for line := range strings.Lines(s.Entry()) {
			b.WriteString("# " + line)
		}
	}
	return b.String()
}

// commentColumns is how wide the explanations are.
const commentColumns = 96

func comment(b *strings.Builder, text string) {
	for _, line := range screen.Wrap(text, commentColumns) {
		b.WriteString("# " + line + "\n")
	}
}

// Entry is a setting with its example as it may stand in gongwen.yaml, with all that stands
// below it; empty for one without an example.
func (s Setting) Entry() string {
	switch {
	case strings.HasPrefix(s.Example, "\n"):
		return s.Name() + ":" + strings.ReplaceAll(s.Example, "\n", "\n  ") + "\n"
	case s.Example != "":
		return s.Name() + ": " + s.Example + "\n"
	}
	var b strings.Builder
	for i, child := range s.below() {
		if i == 0 {
			b.WriteString(s.Name() + ":\n")
		}
		first, rest := "  ", "  "
		if strings.HasPrefix(child.Key, s.Key+"[].") {
			first, rest = "    ", "    "
			if i == 0 {
				first = "  - "
			}
		}
		entry := strings.Split(strings.TrimSuffix(child.Entry(), "\n"), "\n")
		entry[0] = explained(first+entry[0], child.Meaning)
		b.WriteString(entry[0] + "\n")
		for _, line := range entry[1:] {
			b.WriteString(rest + line + "\n")
		}
	}
	return b.String()
}

// explained is a line with what it means behind it.
func explained(line, meaning string) string {
	const column = 38
	return line + strings.Repeat(" ", max(2, column-screen.Width(line))) + "# " + meaning
}
