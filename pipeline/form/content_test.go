package form_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// TestContent: what says the same has the same hash, and what does not has not.
func TestContent(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
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

// TestEarlierContents: a form that is handed in again as it was before there were normal
// forms is known by what it said then.
func TestEarlierContents(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	read := func(text string) *form.Form {
		f, _, err := form.Read("a.yaml", []byte("表单种类: 介绍信\n"+text), kinds)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	// As an older program read it: the values as they were typed.
	older := read("持信人: x\n联系电话: '1'\n")
	older.Values["bearer"], older.Values["phone"] = "阿依•木沙", "04596240551"
	again := read("持信人: 阿依•木沙\n联系电话: '04596240551'\n")
	if got, want := again.EarlierContents(nil), older.Content(nil); !slices.Contains(got, want) {
		t.Error("typed again, it is not known")
	}
	other := read("持信人: 阿依·木沙\n联系电话: (0459)6240551\n")
	if again.Content(nil) != other.Content(nil) {
		t.Error("typed in another way, it does not say the same")
	}
	// As a program read it that knew these, but no look-alikes.
	for text, want := range map[string]string{
		"收信单位: ⻘⼭局\n联系事项: 查阅⻓期⼯作⽤⼾档案\n持信人: ⻢　⻜\n联系电话: '04596240551'\n例外理由: 请⻅　附件\n": "cba728d6e25d9d80b0b7a53653c79645c80fdb50ec665e38364df55d67e4eb6f",
		"联系事项: 查阅⻓期档案\n持信人: 阿依•木沙\n联系电话: '04596240551'\n":                           "b0a2c838716eddb5d105ac3e8af1b0c3a4bef71e910b1f85e6db229159cc26a3",
	} {
		f := read(text)
		if got := f.EarlierContents(nil); !slices.Contains(got, want) {
			t.Errorf("%s is not known: %q", text, got)
		}
		usual := read(normal.Text(text))
		if f.Content(nil) != usual.Content(nil) || !reflect.DeepEqual(f.Values, usual.Values) {
			t.Errorf("with look-alikes it says %v, without %v", f.Values, usual.Values)
		}
	}
	for _, text := range []string{"持信人: 阿依·木沙\n联系电话: 0459-6240551\n", "持信人: 安　澜\n"} { // spaces never made a difference
		if got := read(text).EarlierContents(nil); got != nil {
			t.Errorf("%s has an earlier content of its own", text)
		}
	}
}

// TestShown: findings show what stands on the form.
func TestShown(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := form.Read("a.yaml", []byte("表单种类: 介绍信\n持信人: 安　澜\n联系电话: 138-4596-0112\n人数: 2人\n开具日期: 2026年5月3号\n审批意见:\n- {姓名: 江 临 川, 职务: 区长}\n"), kinds)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"bearer": "安　澜", "phone": "138-4596-0112", "people": "2人", "approvals[0].name": "江 临 川"} {
		if got := f.Written[path]; got != want {
			t.Errorf("%s shows %q, want %q", path, got, want)
		}
	}
	if f.Values["bearer"] != "安澜" || f.Values["people"] != int64(2) || len(f.Written) != 4 {
		t.Errorf("%v %v", f.Values, f.Written)
	}
	f.ReadAs("bearer", "later")
	if got := f.Shown("bearer", "安澜") + f.Shown("issue_date", f.Values["issue_date"]); got != "安　澜2026年5月3日" {
		t.Error(got)
	}
}
