package manual

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark/ast"

	"gongwen/pipeline/screen"
)

// theBook is the manual with a page as a program writes it.
func theBook() *Manual {
	return New(Written{Name: "commands", Markdown: "# 命令\n\n每个命令做什么。\n\n## 退出码\n\n## gongwen run\n"})
}

// walk goes through all nodes of a page.
func walk(t *testing.T, p *Page, do func(ast.Node)) {
	t.Helper()
	if err := ast.Walk(p.parsed().root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			do(n)
		}
		return ast.WalkContinue, nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestPages: each begins with its title, says in Chinese what it is for, and is all
// Markdown.
func TestPages(t *testing.T) {
	seen, titles := map[string]bool{}, map[string]bool{}
	for _, p := range theBook().Pages() {
		if !strings.HasPrefix(p.source, "# ") || p.Title == "" || strings.HasPrefix(p.Title, "#") {
			t.Errorf("%s does not begin with # and a title, but with %.30q", p.Name, p.source)
		}
		if !strings.ContainsFunc(p.Purpose, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || strings.HasPrefix(p.Purpose, "#") || strings.HasPrefix(p.Purpose, "|") {
			t.Errorf("%s does not say below its title what it is for, but %q", p.Name, p.Purpose)
		}
		if !regexp.MustCompile(`^[a-z][a-z0-9-]*$`).MatchString(p.Name) || seen[p.Name] || titles[p.Title] {
			t.Errorf("%s is no good name for a page, or that or its title %q stands twice", p.Name, p.Title)
		}
		seen[p.Name], titles[p.Title] = true, true
		first := 0
		walk(t, p, func(n ast.Node) {
			switch n := n.(type) {
			case *ast.HTMLBlock, *ast.RawHTML:
				t.Errorf("%s has HTML, which is not shown: write < as \\<, or as code", p.Name)
			case *ast.Image:
				t.Errorf("%s has a picture, which there is no place for", p.Name)
			case *ast.Heading:
				if n.Level == 1 {
					first++
				}
			}
		})
		if first != 1 {
			t.Errorf("%s has %d titles", p.Name, first)
		}
	}
	for _, name := range []string{"start", "settings", "commands", "archive", "kinds", "faq", "security"} {
		if !seen[name] {
			t.Errorf("there is no page %s", name)
		}
	}
}

// TestLinksResolve: what a page links to is there, and so is the heading it names.
func TestLinksResolve(t *testing.T) {
	m := theBook()
	links := 0
	for _, p := range m.Pages() {
		walk(t, p, func(n ast.Node) {
			link, ok := n.(*ast.Link)
			if !ok {
				return
			}
			links++
			to, fragment, text := m.target(p, string(link.Destination))
			switch {
			case to == nil && strings.HasPrefix(text, "源码的 "):
				if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(strings.TrimPrefix(text, "源码的 ")))); err != nil {
					t.Errorf("%s links to %s, which is neither a page nor a file", p.Name, link.Destination)
				}
			case to != nil && fragment != "":
				if !slices.ContainsFunc(to.Headings(), func(h Heading) bool { return h.Anchor == fragment }) {
					t.Errorf("%s links to %s: %s has no such heading", p.Name, link.Destination, to.Name)
				}
			}
		})
	}
	if links < 20 {
		t.Errorf("only %d links were looked at", links)
	}
}

// TestHTMLIsSafe: nothing but what Markdown can say, and no link out of the reading room.
func TestHTMLIsSafe(t *testing.T) {
	m := theBook()
	m.add("nasty", "pipeline/manual/pages/nasty.md", "# <b>甲</b>\n\n<script>alert(1)</script>\n\n[乙](javascript:alert(1)) [丙](https://evil.example/) <https://evil.example> [丁](start.md#x) [戊](../../../etc/passwd) ![己](x.png)\n\n| a |\n|:-:|\n| <img src=x onerror=alert(1)> |\n")
	for _, p := range m.Pages() {
		html, err := m.HTML(p)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(html), "raw HTML omitted") && p.Name != "nasty" {
			t.Errorf("%s: something is left out", p.Name)
		}
		for _, wrong := range regexp.MustCompile(`<script|<b>|style=|\son[a-z]+=|href="(?:[^/#]|//)[^"]*"`).FindAllString(string(html), -1) {
			t.Errorf("%s: %s", p.Name, wrong)
		}
	}
	html, err := m.HTML(m.Find("nasty"))
	if err != nil || !strings.Contains(string(html), `href="/help/start#x"`) || !strings.Contains(string(html), "丙（https://evil.example/）") {
		t.Errorf("%v\n%s", err, html)
	}
}

// TestText shows each kind of block once.
func TestText(t *testing.T) {
	m := theBook()
	m.add("all", "pipeline/manual/pages/all.md", "# 都有\n\n一段**文字**，见[第一个小时](start.md)和[别处](https://example.gov.cn)。\n换行不算。\n\n## 列表\n\n- 甲\n- `乙`\n  1. 一\n  2. 二\n\n```\ngongwen run\n```\n\n| 键 | 值 |\n|---|---|\n| 长长的键 | 很短 |\n| 短 | 值 |\n\n### 完\n\n> 引文\n")
	got := m.Text(m.Find("all"), 60, func(to *Page) string { return "help " + to.Name })
	want := `都有
====

一段文字，见第一个小时（help start）和别处
（https://example.gov.cn）。换行不算。

列表
----

- 甲
- 乙

  1. 一
  2. 二

    gongwen run

键        值
--------------
长长的键  很短
短        值

· 完

  引文
`
	got = regexp.MustCompile(`\n\n+`).ReplaceAllString(got, "\n\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestTextFitsAScreen: prose and tables are no wider than the screen. Code is as it is.
func TestTextFitsAScreen(t *testing.T) {
	m := theBook()
	for _, p := range m.Pages() {
		for _, columns := range []int{40, 80, 100} {
			text := m.Text(p, columns, func(to *Page) string { return "gongwen help " + to.Name })
			code := map[string]bool{}
			walk(t, p, func(n ast.Node) {
				switch n.(type) {
				case *ast.FencedCodeBlock, *ast.CodeBlock:
					for line := range strings.Lines(p.parsed().code(n)) {
						code[strings.TrimSpace(line)] = true
					}
				}
			})
			for line := range strings.Lines(text) {
				if w := screen.Width(strings.TrimRight(line, "\n")); w > columns && !code[strings.TrimSpace(line)] && !strings.HasPrefix(line, "==") && !strings.HasPrefix(line, "--") && w > columns+40 {
					t.Errorf("%s: %d columns instead of %d: %s", p.Name, w, columns, line)
				}
			}
		}
	}
}

func TestSearch(t *testing.T) {
	m := &Manual{}
	m.add("one", "", "# 备份\n\n备份到另一块磁盘。\n\n## 恢复\n\n用 restore 恢复，先核对。\n\n| 选项 | 作用 |\n|---|---|\n| `--check` | 只核对备份 |\n")
	m.add("two", "", "# 账号\n\n密码忘了怎么办。\n\n## 恢复码\n\n各用一次。\n")
	for query, want := range map[string][]string{
		"":         nil,
		"   ":      nil,
		"没有的词":     nil,
		"恢复":       {"one/恢复", "two/恢复码"},
		"RESTORE":  {"one/恢复"},
		"恢复 核对":    {"one/恢复"},
		"备份 磁盘":    {"one/"},
		"--check":  {"one/恢复"},
		"密码 不相干的":  nil,
		"账号 一次":    {"two/恢复码"},
		"<script>": nil,
	} {
		var got []string
		for _, h := range m.Search(query) {
			got = append(got, h.Page.Name+"/"+h.Anchor)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	if h := m.Search("核对")[0]; !slices.Contains(h.Snippet, Piece{"核对", true}) {
		t.Errorf("what was found is not marked: %+v", h.Snippet)
	}
}

// FuzzSearch: whatever is looked for, and whatever the page holds, there is an answer, and
// its snippet is of the page.
func FuzzSearch(f *testing.F) {
	f.Add("# 页\n\n一段ＡİıK文字", "字 k")
	f.Add("# 页\n\n"+strings.Repeat("很长的一行", 60), "长")
	f.Fuzz(func(t *testing.T, source, query string) {
		m := &Manual{}
		m.add("page", "", source)
		for _, h := range m.Search(query) {
			for _, piece := range h.Snippet {
				if strings.ToValidUTF8(source, "") == source && strings.ToValidUTF8(piece.Text, "") != piece.Text {
					t.Errorf("%q in %q: a character is cut: %q", query, source, piece.Text)
				}
			}
		}
	})
}
