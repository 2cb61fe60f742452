package bounded_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/parser"

	"gongwen/templates/bounded"
)

// flood is how many bytes a hostile text has: as many as a form may have.
const flood = 2 << 20

// mostTimes is how many bytes may be allocated for each byte of a text. What is
// held at one time is less.
const mostTimes = 128

// TestYAMLAndJSONStandFloods: whatever two megabytes consist of, reading them takes a
// fixed multiple of that.
func TestYAMLAndJSONStandFloods(t *testing.T) {
	pieces := []string{
		"[", "]", "{", "}", ",", ":", ": ", "- ", "? ", "&a ", "*a ", "!a ", "|\n", ">-\n", "%", "@", "'", "\"", "#\n", "\\", "\n", "\r", "\r\n", " ",
		"\t", "<", "<<: ", "...\n", "---\n", "0", "字", "a", "a: ", "a:\n", "\n  ", "a: |2\n", "\"\\q", "{a: ", "'a', ", "\"a\": 1,", "- - - ", "\u2028",
	}
	random := rand.New(rand.NewPCG(12, 7))
	units := append([]string{}, pieces...)
	for range 30 {
		unit := ""
		for range 2 + random.IntN(3) {
			unit += pieces[random.IntN(len(pieces))]
		}
		units = append(units, unit)
	}
	for i, unit := range units {
		if testing.Short() && i%5 != 0 {
			continue
		}
		for _, begin := range []string{"", "a: [", "a: |\n ", "a: \""} {
			text := []byte(begin + strings.Repeat(unit, flood/len(unit)))
			if cost := allocated(func() { readYAML(text) }); cost > mostTimes*flood {
				t.Errorf("YAML of %q, then %q for ever: %d MB", begin, unit, cost>>20)
			}
			if cost := allocated(func() { readJSON(text) }); cost > mostTimes*flood {
				t.Errorf("JSON of %q, then %q for ever: %d MB", begin, unit, cost>>20)
			}
		}
	}
}

// TestYAMLStandsFloodsOfNames: every node has the names of all above it, strung
// together.
func TestYAMLStandsFloodsOfNames(t *testing.T) {
	name := strings.Repeat("n", 900)
	deep := ""
	for i := range 90 {
		deep += strings.Repeat(" ", i) + name + ":\n"
	}
	for what, text := range map[string]string{
		"a long name":     strings.Repeat(name, 1000) + ": {" + strings.Repeat("a: b, ", 10_000) + "}\n",
		"names in names":  deep + strings.Repeat(" ", 90) + "{" + strings.Repeat("a: b, ", 10_000) + "}\n",
		"names in braces": strings.Repeat("{"+name+": ", 15) + strings.Repeat("{a: b}, ", 10_000),
		"many a document": strings.Repeat("a: |2\n...\n", 9000),
	} {
		if cost := allocated(func() { readYAML([]byte(text)) }); cost > mostTimes*flood {
			t.Errorf("%s: %d MB", what, cost>>20)
		}
	}
}

// TestYAMLRaisesNoFalseAlarm: what people do write is let through, though it has more
// brackets, dashes and lines than most.
func TestYAMLRaisesNoFalseAlarm(t *testing.T) {
	for name, text := range map[string]string{
		"Chinese brackets":         "正文: |\n" + strings.Repeat("  各单位【抄送】：（一）防汛；（二）抢险，请遵照执行。\n", 20_000),
		"brackets not closed":      "正文: |\n" + strings.Repeat("  见附件[1，其中(2\n", 900),
		"a table in plain text":    "正文: |\n" + strings.Repeat("  | 甲 | 乙 |\n  |---|---|\n", 2000),
		"a line of dashes":         "正文: |\n  " + strings.Repeat("-", 10_000) + "\n  " + strings.Repeat("- ", 80) + "\n",
		"one line for a paragraph": "正文: \"" + strings.Repeat("关于进一步做好防汛工作的通知，", 20_000) + "\"\n",
		"quoted rows":              "任职:\n" + strings.Repeat("  - {\"姓名\": \"甲\", \"单位\": \"乙\", \"职务\": \"丙\"}\n", 4000),
		"comments":                 strings.Repeat("# [填写说明] {请看} - - - : 上面\n", 3000) + "a: b\n",
	} {
		if _, beyond := bounded.YAML([]byte(text), 20_000); beyond != nil {
			t.Errorf("%s: %v", name, beyond)
		}
	}
}

func TestJSON(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"as people write":     {`{"正文": "[[[{{{,,,:::\"[", "a": [1, {"b": null}]}`, ""},
		"brackets in a text":  {`["` + strings.Repeat("[,:", 100_000) + `"]`, ""},
		"brackets":            {"\n" + strings.Repeat("[", 2000), "第2行内容一层套一层，层数太多。请减少层数"},
		"numbers":             {"[\n" + strings.Repeat("1,", 100_000), "第2行以后的内容太多。请核对是不是放错了文件"},
		"brackets in escapes": {`["\\", ` + strings.Repeat("[", 2000), "第1行内容一层套一层，层数太多。请减少层数"},
	} {
		got := ""
		if beyond := bounded.JSON([]byte(tt.text), 1000); beyond != nil {
			got = beyond.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// allocated is how many bytes do takes, all told.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func readYAML(text []byte) {
	tokens, beyond := bounded.YAML(text, 20_000)
	if beyond == nil {
		_, _ = parser.Parse(tokens, 0)
	}
}

func readJSON(text []byte) {
	if bounded.JSON(text, 20_000) != nil {
		return
	}
	var read any
	_ = json.NewDecoder(bytes.NewReader(text)).Decode(&read)
}
