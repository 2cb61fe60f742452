package extract

import (
	"fmt"
	"path"
	"strings"
	"testing"
)

// relation to another part, as an entry of a .rels file.
func related(id, typ, target string) string {
	return fmt.Sprintf(`<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`, id, typ, target)
}

// relationships is the .rels file of a part with its name, for packedFile.
func relationships(part string, all ...string) []string {
	dir, name := path.Split(part)
	return []string{dir + "_rels/" + name + ".rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + strings.Join(all, "") + `</Relationships>`}
}

// officeFile is a package whose document lies at name. parts are names and contents
// in turn, among them relationships.
func officeFile(t testing.TB, name, document string, parts ...[]string) []byte {
	files := append(relationships("", related("d", "officeDocument", name)), name, document)
	for _, part := range parts {
		files = append(files, part...)
	}
	return packedFile(t, files...)
}

const officeNames = `xmlns:w="w" xmlns:a="a" xmlns:r="r" xmlns:mc="mc" xmlns:wps="wps" xmlns:v="v" xmlns:m="m" xmlns:c="c" xmlns:p="p" xmlns:dgm="dgm" xmlns:wp="wp"`

func body(inner string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ` + officeNames + `><w:body>` + inner + `<w:sectPr><w:headerReference r:id="h"/></w:sectPr></w:body></w:document>`
}

func textRun(s string) string {
	return `<w:r><w:rPr><w:rFonts w:ascii="仿宋"/></w:rPr><w:t>` + s + `</w:t></w:r>`
}
func para(s string) string {
	return `<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr>` + s + `</w:p>`
}
func line(s string) string { return para(textRun(s)) }

const fallback = `<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>旧框</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>`

func TestOfficeVocabulary(t *testing.T) {
	box := func(s string) string {
		return `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><wps:txbx><w:txbxContent>` + s + `</w:txbxContent></wps:txbx></a:graphic></wp:inline></w:drawing></mc:Choice>` + fallback + `</mc:AlternateContent></w:r>`
	}
	for name, tt := range map[string]struct{ body, want string }{
		"runs join":                         {para(textRun("区财") + textRun("政") + `<w:hyperlink>` + textRun("局") + `</w:hyperlink>`), "区财政局"},
		"tabs and line breaks":              {para(textRun("甲") + `<w:r><w:tab/></w:r>` + textRun("乙") + `<w:r><w:br/></w:r>` + textRun("丙")), "甲 乙\n丙"},
		"line ends in the XML":              {para(textRun("甲\n乙")), "甲 乙"},
		"hyphens":                           {para(textRun("2026") + `<w:r><w:noBreakHyphen/></w:r>` + textRun("27年") + `<w:r><w:softHyphen/></w:r>` + textRun("度")), "2026-27年度"},
		"a ticked box":                      {para(`<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>` + textRun("同意") + `<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>`), "☑同意"},
		"a letter as a symbol":              {para(`<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r><w:r><w:sym w:font="宋体" w:char="4E59"/></w:r>`), "α乙"},
		"a text box":                        {para(textRun("会议于")+box(line("框内")+line("两行"))+textRun("举行")) + line("次段"), "会议于举行\n框内\n两行\n次段"},
		"a text box of old":                 {para(textRun("甲") + `<w:r><w:pict><v:shape><v:textbox><w:txbxContent>` + line("框") + `</w:txbxContent></v:textbox></v:shape></w:pict></w:r>` + textRun("乙")), "甲乙\n框"},
		"a choice without text":             {para(textRun("甲") + `<w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice>` + fallback + `</mc:AlternateContent></w:r>`), "甲\n旧框"},
		"several choices":                   {`<mc:AlternateContent><mc:Choice>` + line("一") + `</mc:Choice><mc:Choice>` + line("二") + `</mc:Choice><mc:Fallback>` + line("三") + `</mc:Fallback></mc:AlternateContent>` + line("四"), "一\n四"},
		"boxes in boxes":                    {para(textRun("甲") + box(para(textRun("乙")+box(line("丙"))+textRun("丁")))), "甲\n乙丁\n丙"},
		"WordArt, words for pictures":       {para(`<w:r><w:pict><v:shape><v:textpath string="内部资料"/></v:shape></w:pict></w:r>` + textRun("正文") + `<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="防汛物资照片"/></wp:inline></w:drawing></w:r>`), "正文\n内部资料\n防汛物资照片"},
		"marks chosen for notes":            {para(textRun("专项资金") + `<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>注①</w:t></w:r>` + textRun("不得挪用") + `<w:r><w:endnoteReference w:customMarkFollows="true" w:id="2"></w:endnoteReference><w:sym w:font="Symbol" w:char="F061"/></w:r>` + textRun("。")), "专项资金不得挪用。\n注①\nα"},
		"notes in a sentence":               {para(textRun("专项资金") + `<w:r><w:footnoteReference w:id="2"/></w:r>` + textRun("不得挪用") + `<w:r><w:commentReference w:id="0"/></w:r><w:r><w:endnoteReference w:id="0"/></w:r>` + textRun("。")), "专项资金不得挪用。"},
		"changes":                           {para(`<w:del><w:r><w:delText>三</w:delText></w:r></w:del><w:ins>` + textRun("五") + `</w:ins>` + textRun("万元") + `<w:moveFrom>` + textRun("移走") + `</w:moveFrom><w:moveTo>` + textRun("移来") + `</w:moveTo>`), "五万元移来"},
		"the end of a paragraph struck out": {`<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>` + textRun("老旧") + `</w:p>` + line("小区"), "老旧小区"},
		"fields":                            {para(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DOCPROPERTY 密级 </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + textRun("内部") + `<w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr="PAGE">` + textRun("3") + `</w:fldSimple>`), "内部3"},
		"a drop-down field":                 {para(`<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="事假"/><w:listEntry w:val="病假"/></w:ddList></w:ffData></w:fldChar></w:r>`), "病假"},
		"content controls":                  {`<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="加急"/></w:dropDownList></w:sdtPr><w:sdtContent>` + para(`<w:sdt><w:sdtContent>`+textRun("特急")+`</w:sdtContent></w:sdt>`) + `</w:sdtContent></w:sdt>`, "特急"},
		"formulas":                          {para(`<m:oMath><m:f><m:num><m:r><m:t>投入</m:t></m:r></m:num><m:den><m:r><m:t>产出</m:t></m:r></m:den></m:f></m:oMath>`), "投入产出"},
		"ruby":                              {para(`<w:r><w:ruby><w:rt>` + textRun("zhè") + `</w:rt><w:rubyBase>` + textRun("浙") + `</w:rubyBase></w:ruby></w:r>` + textRun("江")), "浙江\nzhè"},
		"hidden text":                       {para(`<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>`), "隐藏"},
		"tables":                            {`<w:tbl><w:tr><w:tc>` + line("甲") + `</w:tc><w:tc>` + line("乙") + `</w:tc></w:tr></w:tbl>` + line("丙"), "甲\n乙\n丙"},
		"strict, with another prefix":       {`<x:p xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:r><x:t>严格</x:t></x:r></x:p>`, "严格"},
		"smart tags and custom XML":         {para(`<w:smartTag><w:customXml>` + textRun("龙凤区") + `</w:customXml></w:smartTag><w:bdo>` + textRun("政府") + `</w:bdo>`), "龙凤区政府"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := data(t, "甲.docx", officeFile(t, "word/document.xml", body(tt.body))); r.State != Read || r.Text != tt.want {
				t.Errorf("%s (%s) %q, want %q", r.State, r.Reason, r.Text, tt.want)
			}
		})
	}
}

// TestReadDocumentInUTF16: a part may be in either encoding (ECMA-376 part 2, 9.1.4).
func TestReadDocumentInUTF16(t *testing.T) {
	const xml = `<?xml version="1.0" encoding="UTF-16"?>`
	for _, as := range []string{"utf-16le", "utf-16be"} {
		file := docx(t, "")
		file = repacked(t, file, "word/document.xml", string(encoded(t, xml+body(line("区财政局𠮷")), as)))
		if r := data(t, "甲.docx", file); r.State != Read || r.Text != "区财政局𠮷\n页眉密级" {
			t.Errorf("%s: %s (%s) %q", as, r.State, r.Reason, r.Text)
		}
	}
}
