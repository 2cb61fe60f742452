package form_test

import (
	"strings"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// TestContent: what says the same has the same hash, and what does not has not.
func TestContent(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	const plain = `表单种类: 介绍信
联系事项: 查阅2026年档案
持信人: 沈望舒
开具日期: 2026-05-11
有效期至: 2026-05-20
本单位介绍信: 函.pdf
`
	content := func(name, text string, attachments ...string) string {
		f, _, err := form.Read(name, []byte(text), kinds)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Values) < 3 {
			t.Fatalf("too little was read: %v", f.Values)
		}
		return f.Content(attachments)
	}
	was := content("a.yaml", plain, "aa", "bb")
	same := map[string]string{
		"another name":       content("b.yml", plain, "aa", "bb"),
		"other order":        content("a.yaml", "有效期至: 2026-05-20\n"+strings.Replace(plain, "有效期至: 2026-05-20\n", "", 1), "bb", "aa"),
		"JSON":               content("a.json", `{"表单种类":"介绍信","联系事项":"查阅2026年档案","持信人":"沈望舒","开具日期":"2026-05-11","有效期至":"2026年5月20日","本单位介绍信":"函.pdf"}`, "aa", "bb"),
		"spaces and widths":  content("a.yaml", strings.Replace(plain, "查阅2026年档案", "查阅 ２０２６ 年档案", 1), "aa", "bb"),
		"attachment renamed": content("a.yaml", strings.Replace(plain, "函.pdf", "扫描件.pdf", 1), "aa", "bb"),
	}
	for name, got := range same {
		if got != was {
			t.Errorf("%s: another content", name)
		}
	}
	other := map[string]string{
		"a word":             content("a.yaml", strings.Replace(plain, "查阅", "复制", 1), "aa", "bb"),
		"a day":              content("a.yaml", strings.Replace(plain, "05-20", "05-21", 1), "aa", "bb"),
		"an attachment more": content("a.yaml", plain, "aa", "bb", "cc"),
		"another attachment": content("a.yaml", plain, "aa", "bc"),
		"an answer less":     content("a.yaml", strings.Replace(plain, "持信人: 沈望舒\n", "", 1), "aa", "bb"),
	}
	for name, got := range other {
		if got == was {
			t.Errorf("%s: the same content", name)
		}
	}
}
