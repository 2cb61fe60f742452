package bounded_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/parser"

	"gongwen/templates/bounded"
)

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, size int64) {
		t.Helper()
		f, err := os.Create(filepath.Join(dir, name))
		if err := errors.Join(err, f.Truncate(size), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	write("most", 2<<20)
	write("more", 2<<20+1)
	write("sparse", 1<<40) // takes no room on the disk, and all the memory when read
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o750); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"most": "", "more": "more 太大（2.0MB，上限2MB），请核对是不是放错了文件", "folder": "folder 不是普通文件",
		"sparse": "sparse 太大（1048576.0MB，上限2MB），请核对是不是放错了文件",
	} {
		content, err := bounded.ReadFile(os.DirFS(dir), name, 2<<20)
		if want == "" {
			if err != nil || len(content) != 2<<20 {
				t.Error(name, len(content), err)
			}
		} else if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if _, err := bounded.ReadFile(os.DirFS(dir), "none", 1); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestYAML(t *testing.T) {
	laughs := "a: &a [x, x]\n"
	for c := 'b'; c <= 'z'; c++ {
		laughs += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 9) + "x]\n"
	}
	for name, tt := range map[string]struct{ text, want string }{
		"as people write":  {"rules:\n  - id: a\n    when: |\n      x > 1\n\n      && y\n    cases: {一: {二: [三, 四]}}\n", ""},
		"a thousand rows":  {"任职:\n" + strings.Repeat("- {姓名: 甲, 单位: 乙}\n", 400), ""},
		"a billion laughs": {laughs, "第1行有特殊符号“&”。这里用不着它，请去掉；如果它是内容的一部分，请给整个内容加上引号"},
		"a merge":          {"a: 1\n<<: {b: 2}\n", "第2行有特殊符号“<<”。这里用不着它，请去掉；如果它是内容的一部分，请给整个内容加上引号"},
		"a tag":            {"a: !!binary xx\n", "第1行有特殊符号“!!binary”。这里用不着它，请去掉；如果它是内容的一部分，请给整个内容加上引号"},
		"brackets":         {"a: " + strings.Repeat("[", 100_000), "第1行内容一层套一层，层数太多。请减少层数"},
		"dashes":           {strings.Repeat("- ", 100_000), "第1行内容一层套一层，层数太多。请减少层数"},
		"steps":            {steps(5000), "第201行内容一层套一层，层数太多。请减少层数"},
		"keys":             {strings.Repeat("a: b\n", 2000), "第1001行以后的栏目太多。请核对是不是放错了文件"},
		"blank lines":      {"a: |\n" + strings.Repeat("\n", 100_000), "第102行以前空行太多。请删去空行"},
	} {
		_, beyond := bounded.YAML([]byte(tt.text), 1000)
		got := ""
		if beyond != nil {
			got = beyond.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// steps is a map in a map in a map, each a column further in.
func steps(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// FuzzYAML: a text that is let through parses within a moment, and what is
// refused is refused with a line it has.
func FuzzYAML(f *testing.F) {
	f.Add([]byte("a: &a [x, {b: *a}]\n- !!str |\n  x\n"))
	f.Add([]byte("任职:\n- {姓名: 甲, 单位: \"乙\"}\n#\n---\n%YAML 1.2\n? a\n: b\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			return
		}
		tokens, beyond := bounded.YAML(text, 1000)
		if beyond == nil {
			_, _ = parser.Parse(tokens, 0)
			return
		}
		if lines := strings.Count(string(text), "\n") + strings.Count(string(text), "\r") + 1; beyond.Line < 1 || beyond.Line > lines+1 || beyond.Reason == "" || beyond.Advice == "" {
			t.Errorf("%+v in %d lines", beyond, lines)
		}
	})
}

func TestParts(t *testing.T) {
	if entry := "PK\x01\x02 a part"; !bounded.Parts([]byte(strings.Repeat(entry, 3)), 3) || bounded.Parts([]byte(strings.Repeat(entry, 4)), 3) {
		t.Error("counted wrong")
	}
}

// TestDecodeYAML: what is mistyped, written twice or too much is refused; a text
// with secrets in it is not repeated in the error.
func TestDecodeYAML(t *testing.T) {
	type settings struct {
		Port int `yaml:"port"`
	}
	var good settings
	if err := bounded.DecodeYAML([]byte("\ufeffport: 80\n"), 10, &good); err != nil || good.Port != 80 {
		t.Error(good, err)
	}
	for _, text := range []string{"", "# port: 81\n", "---\n# none\n", "null\n"} {
		if err := bounded.DecodeYAML([]byte(text), 10, &good); err != nil || good.Port != 80 {
			t.Errorf("%q: %v, %v", text, good, err)
		}
	}
	for _, text := range []string{"prot: 80\n", "port: 80\nport: 81\n", "port: [80\n", "port: eighty # secret\n"} {
		err := bounded.DecodeYAML([]byte(text), 10, new(settings))
		var malformed *bounded.Malformed
		if !errors.As(err, &malformed) {
			t.Errorf("%q: %v", text, err)
		} else if strings.Contains(malformed.WithoutSource(), "secret") {
			t.Errorf("%q: %s", text, malformed.WithoutSource())
		}
	}
	var beyond *bounded.Excess
	if err := bounded.DecodeYAML([]byte("port: &a 80\n"), 10, new(settings)); !errors.As(err, &beyond) {
		t.Error(err)
	}
}
