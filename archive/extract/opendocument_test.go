package extract

import (
	"strings"
	"testing"
)

const openNames = `xmlns:office="o" xmlns:text="t" xmlns:table="ta" xmlns:draw="d" xmlns:xlink="x" xmlns:dc="dc" xmlns:svg="s" xmlns:style="st" xmlns:chart="c" xmlns:math="m" xmlns:meta="me"`

func openFile(t testing.TB, content string, parts ...string) []byte {
	return packedFile(t, append([]string{"mimetype", "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="/"/></manifest:manifest>`,
		"content.xml", openPart("document-content", content)}, parts...)...)
}

func openPart(root, content string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><office:` + root + ` ` + openNames + `>` + content + `</office:` + root + `>`
}

func TestOpenDocumentVocabulary(t *testing.T) {
	for name, tt := range map[string]struct{ content, want string }{
		"spans, blanks, tabs":   {`<text:h>一、<text:span>总则</text:span></text:h><text:p>甲<text:s text:c="5"/>乙<text:tab/>丙<text:line-break/>丁</text:p>`, "一、总则\n甲 乙 丙\n丁"},
		"wrapped lines":         {"<office:text>\n  <text:p>甲\n乙</text:p>\n</office:text>", "甲 乙"},
		"changes":               {`<text:tracked-changes><text:changed-region><text:deletion><text:p>删去</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>留<text:change-start/>增<text:change-end/>下</text:p>`, "留增下"},
		"notes in a sentence":   {`<text:p>专项资金<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>见附表</text:p><text:p>第二段</text:p></text:note-body></text:note>不得挪用</text:p><text:p>次段</text:p>`, "专项资金不得挪用\n见附表\n第二段\n次段"},
		"comments":              {`<text:p>安<office:annotation><dc:creator>甲</dc:creator><dc:date>2026-03-01T00:00:00</dc:date><text:p>请核实</text:p></office:annotation>排</text:p>`, "安排\n请核实"},
		"text boxes":            {`<text:p>前<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box><svg:desc>替代文字</svg:desc></draw:frame>后</text:p>`, "前后\n框\n替代文字"},
		"shapes":                {`<text:p>前<draw:custom-shape><text:p>图形</text:p></draw:custom-shape>后<draw:g><draw:ellipse><text:p>椭圆</text:p></draw:ellipse></draw:g></text:p>`, "前后\n图形\n椭圆"},
		"sheets":                {`<office:spreadsheet><table:table table:name="资金"><table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row></table:table><table:table table:name="第二页"/></office:spreadsheet>`, "资金\n甲\n第二页"},
		"prompts":               {`<office:master-styles><style:master-page><draw:frame presentation:class="title"><draw:text-box><text:p>单击此处</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>区政府</text:p></draw:text-box></draw:frame></style:master-page></office:master-styles><draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>标题</text:p></draw:text-box></draw:frame><draw:frame presentation:placeholder="true"><draw:text-box><text:p>单击</text:p></draw:text-box></draw:frame></draw:page><presentation:footer-decl>页脚</presentation:footer-decl>`, "区政府\n标题\n页脚"},
		"tables, with changes":  {`<table:table><table:tracked-changes><table:deletion><text:p>旧</text:p></table:deletion></table:tracked-changes><table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell><table:table-cell table:number-columns-repeated="9"/><table:covered-table-cell><text:p>盖住</text:p></table:covered-table-cell></table:table-row></table:table>`, "甲\n盖住"},
		"ruby":                  {`<text:p><text:ruby><text:ruby-base>浙</text:ruby-base><text:ruby-text>zhè</text:ruby-text></text:ruby>江</text:p>`, "浙江\nzhè"},
		"fields":                {`<text:p>第<text:page-number>3</text:page-number>页<text:date>2026年3月1日</text:date></text:p>`, "第3页2026年3月1日"},
		"slides with notes":     {`<draw:page><draw:frame><draw:text-box><text:p>标题</text:p></draw:text-box></draw:frame><draw:custom-shape><text:p>图形</text:p></draw:custom-shape><draw:g><draw:rect><text:p>组</text:p></draw:rect></draw:g><presentation:notes><draw:frame><draw:text-box><text:p>讲稿</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>`, "标题\n图形\n组\n讲稿"},
		"what is not shown":     {`<office:scripts>脚本</office:scripts><office:automatic-styles><text:p>样式</text:p></office:automatic-styles><text:p>正文</text:p>`, "正文"},
		"a formula right there": {`<text:p>式<draw:object><math:math><math:mi>甲</math:mi><math:mo>=</math:mo><math:mn>1</math:mn></math:math></draw:object></text:p>`, "式甲=1"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := data(t, "甲.odt", openFile(t, tt.content)); r.State != Read || r.Text != tt.want {
				t.Errorf("%s (%s) %q, want %q", r.State, r.Reason, r.Text, tt.want)
			}
		})
	}
}

func TestReadOpenDocument(t *testing.T) {
	object := func(href string) string { return `<draw:object xlink:href="` + href + `"/>` }
	chart := openPart("document-content", `<chart:chart><chart:title><text:p>支出构成</text:p></chart:title><table:table><table:table-row><table:table-cell><text:p>教育</text:p></table:table-cell></table:table-row></table:table></chart:chart>`)
	styles := openPart("document-styles", `<office:automatic-styles/><office:master-styles><style:master-page><style:header><text:p>页眉</text:p></style:header><style:footer><text:p>页脚</text:p></style:footer></style:master-page></office:master-styles>`)
	meta := openPart("document-meta", `<office:meta><dc:title>方案</dc:title><dc:creator>甲</dc:creator><meta:keyword>防汛</meta:keyword></office:meta>`)
	text := `<text:p>正文<draw:frame>` + object("./Object 1") + object("Object 2/") + object("./Object 9") + `<draw:object-ole xlink:href="./Object 3"/>` + object("http://x/y") + `</draw:frame>续</text:p>`
	parts := []string{"styles.xml", styles, "meta.xml", meta, "Object 1/content.xml", chart, "Object 2/content.xml", `<math xmlns="m"><semantics><mi>速度</mi><annotation>v</annotation></semantics></math>`, "Object 3", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "ObjectReplacements/Object 1", "x"}
	for name, tt := range map[string]struct {
		data []byte
		want Result
	}{
		"all parts": {openFile(t, text, parts...), Result{Partial, "嵌入的对象（./Object 9）缺失；嵌入的对象《Object 3》格式不支持（", "正文续\n支出构成\n教育\n速度\n页眉\n页脚\n方案\n防汛"}},
		"damaged":   {openFile(t, `<text:p>正文`, "styles.xml", styles), Result{Partial, "正文（content.xml）不完整或已损坏", "正文\n页眉\n页脚"}},
		"no text":   {packedFile(t, "META-INF/manifest.xml", "<m/>", "styles.xml", styles), Result{Partial, "正文（content.xml）缺失", "页眉\n页脚"}},
		"encrypted": {repacked(t, openFile(t, "<text:p>\x00密文"), "META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`), Result{Encrypted, "要有密码才能打开", ""}},
		"slashes":   {packedFile(t, `META-INF\manifest.xml`, "<m/>", "Content.xml", openPart("document-content", strings.ReplaceAll(`<text:p>正文</text:p>`, "text:", "t:"))), Result{Read, "", "正文"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := data(t, "甲.odt", tt.data)
			if r.State != tt.want.State || r.Text != tt.want.Text || !strings.HasPrefix(r.Reason, tt.want.Reason) {
				t.Errorf("%s (%s) %q\nwant %s (%s) %q", r.State, r.Reason, r.Text, tt.want.State, tt.want.Reason, tt.want.Text)
			}
		})
	}
}
