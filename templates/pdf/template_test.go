package pdf

import (
	"strings"
	"testing"
)

func TestTemplateMistakesAreFoundWhenLoaded(t *testing.T) {
	for _, c := range []struct{ name, document, want string }{
		{"field that the kind does not have", "<document>\n<p>{{.form.bearer}}</p>\n</document>",
			"test/document.xml:2:11：{{.form.bearer}}：没有“bearer”，可用：body、date、items、line、unit"},
		{"inside an if", "<document>{{if .form.body}}\n\n<p>{{.form.boody}}</p>{{end}}</document>",
			"test/document.xml:3:11：{{.form.boody}}：没有“boody”，可用：body、date、items、line、unit"},
		{"column of a list", "<document>{{range .form.items}}<p>{{.price}}</p>{{end}}</document>",
			"test/document.xml:1:37：{{.price}}：没有“price”，可用：name、note"},
		{"column of a list, by variable", "<document>{{range $i, $r := .form.items}}<p>{{$r.price}}</p>{{end}}</document>",
			"test/document.xml:1:49：{{$r.price}}：没有“price”，可用：name、note"},
		{"column of a list, joined", `<document><p>{{join .form.items "price" "、"}}</p></document>`,
			"test/document.xml:1:16：{{join .form.items \"price\" \"、\"}}：没有“price”，可用：name、note"},
		{"column of a list's last row", `<document><p>{{with last .form.items}}{{.price}}{{end}}</p></document>`,
			"test/document.xml:1:41：{{.price}}：没有“price”，可用：name、note"},
		{"root name", "<document><p>{{$.nummer}}</p></document>",
			"test/document.xml:1:17：{{$.nummer}}：没有“nummer”，可用：advice、date、entries、excused、form、government、labels、lists、number、office、on_paper、opinions、slip_title、subject、title、unit、verify"},
		{"into a text", "<document><p>{{.form.line.first}}</p></document>",
			"test/document.xml:1:21：{{.form.line.first}}：“first”之前的内容没有下一级"},
		{"every mistake", "<document><p>{{.form.a}}</p>\n<p>{{.form.b}}</p></document>",
			"test/document.xml:1:21：{{.form.a}}：没有“a”，可用：body、date、items、line、unit\n" +
				"\t<document><p>{{.form.a}}</p>\n\t                    ^\n" +
				"test/document.xml:2:11：{{.form.b}}：没有“b”，可用：body、date、items、line、unit\n" +
				"\t<p>{{.form.b}}</p></document>\n\t          ^"},
		{"unknown element", "<document>\n<para>x</para></document>",
			"test/document.xml:2：没有 <para> 这种元素，可用：annex、annexed、annexes、cell、document、entry、h1、h2、h3、h4、hang、headline、imprint、label、letterhead、mark、name、names、number、opinions、organ、p、page、row"},
		{"element in the wrong place", "<document><p>x</p>\n<row></row></document>",
			"test/document.xml:2：<document> 里不能有 <row>"},
		{"unknown attribute", "<document><p\ncolour=\"red\">x</p></document>",
			"test/document.xml:2：<p> 没有 colour 这个属性，可用：above、indent、align、font、size、keep"},
		{"wrong attribute value", "<document><p>y</p>\n<p align=\"middle\">x</p></document>",
			"test/document.xml:2：<p> 的 align=\"middle\" 不对"},
		{"loose text", "<document>正文</document>",
			"test/document.xml:1：<document> 里有不在任何元素中的文字“正文”"},
		{"row that does not fill the table", "<document><table cols=\"1 1\"><row><cell>x</cell></row></table></document>",
			"test/document.xml:1：<table> 第1行的格子没有占满2栏"},
		{"row that is too long", "<document><table cols=\"1\"><row><cell>x</cell><cell>y</cell></row></table></document>",
			"test/document.xml:1：<table> 第1行的格子超出了 <table> 的1栏1行"},
		{"not closed", "<document><p>x</document>", "test/document.xml：标记不合 XML 语法：element <p> closed by </document>"},
		{"not a template", "<document>{{if}}</document>", "模板语法有误"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(testKind(c.document))
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil {
				t.Fatal("no error")
			}
			if got := err.Error(); got != c.want && !strings.Contains(got, strings.TrimSuffix(c.want, "p, ")) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestParseTakesBuiltinTemplates(t *testing.T) {
	for _, k := range builtinKinds(t) {
		if _, err := Parse(k); err != nil {
			t.Error(err)
		}
	}
	if _, err := notice(); err != nil {
		t.Error(err)
	}
}

func TestOrdinal(t *testing.T) {
	for i, want := range map[int]string{0: "一", 9: "十", 10: "十一", 19: "二十", 20: "二十一", 98: "九十九", 99: "一百"} {
		if got := ordinal(i); got != want {
			t.Errorf("%d is %s, want %s", i, got, want)
		}
	}
}
