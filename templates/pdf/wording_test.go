package pdf

import (
	"io"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
)

func TestTitled(t *testing.T) {
	for _, c := range []struct{ unit, post, want string }{
		{"区教育局", "副局长", "区教育局副局长"},
		{"区教育局", "区教育局副局长", "区教育局副局长"},
		{"区教育局", "教育局副局长", "区教育局副局长"},
		{"区教育局", "龙凤区教育局副局长", "区教育局副局长"},
		{"区教育局", "大庆市龙凤区教育局基础教育科科长", "区教育局基础教育科科长"},
		{"区住房和城乡建设局", "区住建局局长", "区住房和城乡建设局局长"},
		{"区住房和城乡建设局", "住建局城建科科长", "区住房和城乡建设局城建科科长"},
		{"区财政局", "局长", "区财政局局长"},
		{"区财政局", "预算科科长", "区财政局预算科科长"},
		{"区政府办公室", "办公室主任", "区政府办公室主任"},
		{"区政府办公室", "政府办主任", "区政府办公室政府办主任"}, // which ends in another word
		{"龙凤镇人民政府", "镇长", "龙凤镇人民政府镇长"},
		{"龙凤镇人民政府", "镇政府副镇长", "龙凤镇人民政府副镇长"},
		{"青禾社区工作站", "工作站站长", "青禾社区工作站站长"},
		{"", "科长", "科长"},
		{"区财政局", "", "区财政局"},
	} {
		if got := titled(c.unit, c.post); got != c.want {
			t.Errorf("titled(%q, %q) = %q, want %q", c.unit, c.post, got, c.want)
		}
	}
}

func TestComrades(t *testing.T) {
	for _, c := range []struct {
		names  string
		people int64
		want   string
	}{
		{"沈望舒", 1, "沈望舒同志"},
		{"沈望舒", 3, "沈望舒等叁名同志"},
		{"沈望舒、林知远", 2, "沈望舒、林知远等贰名同志"},
		{"沈望舒、林知远", 1, "沈望舒、林知远等贰名同志"},
		{"沈望舒、林知远", 5, "沈望舒、林知远等伍名同志"},
	} {
		if got := comrades(c.names, c.people); got != c.want {
			t.Errorf("comrades(%q, %d) = %q, want %q", c.names, c.people, got, c.want)
		}
	}
}

func TestTrimEnds(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{trimEnd("第12次常务会议纪要", "纪要"), "第12次常务会议"},
		{trimEnd("纪要", "纪要"), "纪要"},
		{trimEnd("领取票据事宜事宜", "事宜"), "领取票据"},
		{trimEnd("办结登记", "登记表", "登记"), "办结"},
		{trimStart("赴市图书馆联系图书调拨", "联系", "赴市图书馆"), "图书调拨"},
		{trimStart("", "联系"), ""},
		{trimStart("核对账目", ""), "核对账目"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestBracketed(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "区教育局局长": "（区教育局局长）", "局长（替白云舟参会）": "（局长〔替白云舟参会〕）", "局长(兼)": "（局长〔兼〕）",
	} {
		if got := bracketed(text); got != want {
			t.Errorf("bracketed(%q) = %q, want %q", text, got, want)
		}
	}
}

// What a clerk writes into a letter of introduction often says already what the letter
// says around it.
func TestRendererSaysNothingTwice(t *testing.T) {
	const usual = "兹介绍区财政局预算科科长沈望舒等贰名同志前往贵处联系核对2026年度市级转移支付资金下达情况事宜，请予接洽。"
	kind, renderer := letter(t)
	template, err := Parse(kind)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ post, errand, want string }{
		{"预算科科长", "核对2026年度市级转移支付资金下达情况", usual},
		{"区财政局预算科科长", "联系核对2026年度市级转移支付资金下达情况事宜", usual},
		{"龙凤区财政局预算科科长", "赴市财政局核对2026年度市级转移支付资金下达情况。", usual},
		{"预算科科长", "前往贵单位联系核对2026年度市级转移支付资金下达情况的有关事项", usual},
	} {
		data := exampleData(t, kind)
		data.Values["bearer_post"], data.Values["errand"] = c.post, c.errand
		printed, err := renderer.Print(io.Discard, template, data)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(strings.Split(printed.Text, "\n"), c.want) {
			t.Errorf("%s, %s: the letter does not say\n%s\nbut\n%s", c.post, c.errand, c.want, printed.Text)
		}
	}
}

func TestExpandSaysNothingTwice(t *testing.T) {
	for _, c := range []struct {
		line   string
		values templates.Values
		want   string
	}{
		{"{bearer}赴{to}联系{errand}", templates.Values{"bearer": "安澜", "to": "市图书馆", "errand": "联系图书调拨"}, "安澜赴市图书馆联系图书调拨"},
		{"{name}纪要", templates.Values{"name": "第12次常务会议纪要"}, "第12次常务会议纪要"},
		{"{unit}{name}", templates.Values{"unit": "区教育局", "name": "区教育局采购教学一体机"}, "区教育局采购教学一体机"},
		{"{unit}{name}", templates.Values{"unit": "龙凤镇人民政府", "name": "政府采购"}, "龙凤镇人民政府政府采购"},
		{"{unit}{name}", templates.Values{"name": "采购"}, "采购"},
		{"第{n}号、{n}号", templates.Values{"n": "1"}, "第1号、1号"},
	} {
		if got := templates.Expand(c.line, c.values); got != c.want {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
}
