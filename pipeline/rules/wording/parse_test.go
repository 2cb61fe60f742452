package wording

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongwen/templates/normal/normaltest"
)

// An invented regulation, as untidy as published ones are.
const published = "\ufeff首页 >> 文件\r\n\r\n关于印发青石镇公物借用规则的通知\r\n发布时间:2020年05月01 点击率:7\r\n" +
	"目录\r\n第一章 总则\r\n第二章 借用\r\n第三章 附则\r\n\r\n" +
	"   青石镇公物借用规则\r\n\r\n 第一章   总   则 \r\n\r\n" +
	"　　第一条   为了 管好公物,制定本规则。\r\n" +
	"第二条　　公物由 ABC 公司\r\n与镇政府共同保管。\r\n第一款所称公物,不含 车 辆。\r\n" +
	"第 二 章\r\n借用与归还\r\n" +
	"  第三条  借用公物:(一)写明用途;\r\n（ 二 ）写明归还日期。\r\n\r\n(三)经保管人同意。   第四条  第三条规定的借用不超过十天。\r\n" +
	"第三条所列各项缺一不可。\r\n" +
	"第三章 附则\r\n第５条 本规则自发布之日起施行。\r\n\r\n【打印本页】【关闭窗口】\r\n上一篇：没有了\r\n"

func TestParse(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(strings.TrimPrefix(published, "\ufeff"))
	if err != nil {
		t.Fatal(err)
	}
	copied := normaltest.Copied(published)
	for _, source := range []string{published, gbk, copied, strings.ReplaceAll(published, "\r\n", "\n")} {
		text, err := Parse([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, c := range text.Chapters {
			got.WriteString(c.Title + "\n")
			for _, a := range c.Articles {
				for _, p := range a.Paragraphs {
					got.WriteString(strings.Repeat("  ", 1) + string(rune('0'+a.Number)) + "." + string(rune('0'+p.Item)) + " " + p.Text + "\n")
				}
			}
		}
		want := `总则
  1.0 为了管好公物,制定本规则。
  2.0 公物由ABC公司与镇政府共同保管。
  2.0 第一款所称公物,不含车辆。
借用与归还
  3.0 借用公物:
  3.1 (一)写明用途;
  3.2 （二）写明归还日期。
  3.3 (三)经保管人同意。
  4.0 第三条规定的借用不超过十天。
  4.0 第三条所列各项缺一不可。
附则
  5.0 本规则自发布之日起施行。
`
		if got.String() != want {
			t.Errorf("got\n%s", got.String())
		}
		if len(text.Tail) != 2 || len(text.Preamble) != 8 {
			t.Errorf("preamble %q, tail %q", text.Preamble, text.Tail)
		}
		if problems := text.Problems(5); problems != nil {
			t.Error(problems)
		}
	}
}

func TestQuote(t *testing.T) {
	parsed, err := Parse([]byte(published))
	if err != nil {
		t.Fatal(err)
	}
	source, err := parsed.YAML()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := Load(fstest.MapFS{Name: {Data: source}})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []*Text{parsed, kept} {
		for cited, want := range map[string]string{
			"1": "为了管好公物,制定本规则。", "3": "借用公物:", "3(2)": "（二）写明归还日期。",
			"3(4)": "", "9": "", "": "", "x": "",
		} {
			if got := text.Quote(cited); got != want {
				t.Errorf("%s: got %q, want %q", cited, got, want)
			}
		}
	}
	if got := (*Text)(nil).Quote("1"); got != "" {
		t.Error("no text was quoted", got)
	}
	if a, _ := kept.Article(2); a.Opening() != "公物由ABC公司与镇政府共同保管" {
		t.Error(a.Opening())
	}
}

func TestProblems(t *testing.T) {
	text, err := Parse([]byte("第一章 总则\n第二章 细则\n第一条 一。\n第三条 三。"))
	if err != nil {
		t.Fatal(err)
	}
	want := "第1章“总则”里没有条文；读到1条，规则册列有3条，请核对第2条前后的原文"
	if got := strings.Join(text.Problems(3), "；"); got != want {
		t.Error(got)
	}
	if _, err := Parse([]byte("第二条 没有第一条")); err != ErrNoArticles {
		t.Error(err)
	}
}

func TestParseNumeral(t *testing.T) {
	for s, want := range map[string]int{"一": 1, "十": 10, "十一": 11, "二十": 20, "八十一": 81, "一百": 100, "一百零三": 103,
		"一百一十": 110, "二百五十六": 256, "103": 103, "１２": 12, "1十": 0, "9999": 0, "百百百百百百百百百百百": 0} {
		if got := parseNumeral(s); got != want {
			t.Errorf("%s: got %d, want %d", s, got, want)
		}
	}
}

// concatenated is all that is in a text, in its order.
func concatenated(t *Text) string {
	var b strings.Builder
	b.WriteString(strings.Join(t.Preamble, ""))
	for _, c := range t.Chapters {
		b.WriteString(c.mark + c.Title)
		for _, a := range c.Articles {
			b.WriteString(a.mark)
			for _, p := range a.Paragraphs {
				b.WriteString(p.Text)
			}
		}
	}
	b.WriteString(strings.Join(t.Tail, ""))
	return b.String()
}

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, s)
}

// Whatever the text, nothing of it is lost, doubled or moved, and articles count
// from 1 on.
func FuzzParse(f *testing.F) {
	f.Add([]byte(published))
	f.Add([]byte("第一条 一：（一）甲；（二）乙。 第二条 二。"))
	f.Add([]byte("第一章\n第一章\n第1条\n(一)\n(二)a b\n附件：x"))
	f.Fuzz(func(t *testing.T, source []byte) {
		text, err := Parse(source)
		if err != nil {
			return
		}
		if got, want := bare(concatenated(text)), bare(decode(source)); got != want {
			t.Errorf("got %q\nwant %q", got, want)
		}
		n := 0
		for _, c := range text.Chapters {
			for _, a := range c.Articles {
				if n++; a.Number != n {
					t.Errorf("article %d is called %d", n, a.Number)
				}
			}
		}
	})
}

// FuzzLoad: a regulation.yaml is refused by its name, or it is a text that reads
// the same when it is kept again.
func FuzzLoad(f *testing.F) {
	text, err := Parse([]byte(published))
	if err != nil {
		f.Fatal(err)
	}
	kept, err := text.YAML()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(kept)
	f.Add([]byte("chapters:\n- {number: 1, title: '一: 二', articles: [{number: 1, paragraphs: [{item: 1, text: \"a\\n#b\"}]}]}\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		text, err := Load(fstest.MapFS{Name: &fstest.MapFile{Data: source}})
		if err != nil {
			if !strings.HasPrefix(err.Error(), Name) {
				t.Error(err)
			}
			return
		}
		_ = text.Quote("81(6)")
		kept, err := text.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Load(fstest.MapFS{Name: &fstest.MapFile{Data: kept}})
		if err != nil {
			t.Fatalf("%v\n%s", err, kept)
		}
		if same, err := again.YAML(); err != nil || !bytes.Equal(same, kept) {
			t.Errorf("%v\n%s\n%s", err, kept, same)
		}
	})
}
