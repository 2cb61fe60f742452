package extract

import (
	"fmt"
	"testing"
)

const ofdNames = `xmlns:ofd="http://www.ofdspec.org/2016"`

// piece is one of text on a page, with letters of 4 mm.
func piece(x, y float64, code string) string {
	return fmt.Sprintf(`<ofd:TextObject ID="1" Boundary="%g %g %g 6" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g %d 4">%s</ofd:TextCode></ofd:TextObject>`, x, y, 4*float64(len([]rune(code))), len([]rune(code))-1, code)
}

func ofdPage(content string) string {
	return `<ofd:Page ` + ofdNames + `><ofd:Content><ofd:Layer>` + content + `</ofd:Layer></ofd:Content></ofd:Page>`
}

func TestOFDPagesJoinPieces(t *testing.T) {
	for name, tt := range map[string]struct{ content, want string }{
		"a piece a line":             {piece(20, 30, "关于防汛的") + piece(20, 36, "通知"), "关于防汛的\n通知"},
		"a piece a character":        {piece(20, 30, "防") + piece(24, 30, "汛") + piece(28, 30, "方案"), "防汛方案"},
		"another font in a line":     {piece(20, 30, "投入") + piece(28, 30.4, "500") + piece(40, 30, "万元"), "投入500万元"},
		"columns":                    {piece(20, 30, "物资") + piece(80, 30, "数量"), "物资 数量"},
		"back in the line":           {piece(80, 30, "右") + piece(20, 30, "左"), "右\n左"},
		"several lines in one piece": {`<ofd:TextObject Boundary="20 30 100 20" Size="4"><ofd:TextCode X="0" Y="4">第一行</ofd:TextCode><ofd:TextCode X="0" Y="10">第二行</ofd:TextCode><ofd:TextCode X="12">续</ofd:TextCode></ofd:TextObject>`, "第一行\n第二行续"},
		"a matrix":                   {`<ofd:TextObject Boundary="20 30 8 4" Size="1" CTM="4 0 0 4 0 0"><ofd:TextCode X="0" Y="1">甲</ofd:TextCode></ofd:TextObject>` + `<ofd:TextObject Boundary="24 30 8 4" Size="1" CTM="4 0 0 4 0 0"><ofd:TextCode X="0" Y="1">乙</ofd:TextCode></ofd:TextObject>`, "甲乙"},
		"no places":                  {`<ofd:TextObject><ofd:TextCode>甲</ofd:TextCode></ofd:TextObject><ofd:TextObject><ofd:TextCode>乙</ofd:TextCode></ofd:TextObject>`, "甲\n乙"},
		"blocks":                     {`<ofd:PageBlock><ofd:PageBlock>` + piece(20, 30, "块") + `</ofd:PageBlock></ofd:PageBlock>`, "块"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := data(t, "甲.ofd", ofdFile(t, ofdPage(tt.content))); r.State != Read || r.Text != tt.want {
				t.Errorf("%s (%s) %q, want %q", r.State, r.Reason, r.Text, tt.want)
			}
		})
	}
}

func ofdFile(t testing.TB, page string) []byte {
	return packedFile(t, "OFD.xml", `<ofd:OFD `+ofdNames+`><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
		"Doc_0/Document.xml", `<ofd:Document `+ofdNames+`><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>`, "Doc_0/Pages/Page_0/Content.xml", page)
}

// TestReadOFD: pages and what comes with them are found where the file says.
func TestReadOFD(t *testing.T) {
	text := func(s string) string { return ofdPage(piece(20, 30, s)) }
	file := packedFile(t,
		"OFD.xml", `<ofd:OFD `+ofdNames+`><ofd:DocBody><ofd:DocInfo><ofd:Title>批复</ofd:Title><ofd:Author>甲</ofd:Author></ofd:DocInfo><ofd:DocRoot>/甲/根.xml</ofd:DocRoot><ofd:Signatures>/甲/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody><ofd:DocBody><ofd:DocRoot>乙\Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
		"甲/根.xml", `<ofd:Document `+ofdNames+`><ofd:CommonData><ofd:PublicRes>res/P.xml</ofd:PublicRes><ofd:TemplatePage ID="9" BaseLoc="T/t.xml"/></ofd:CommonData><ofd:Pages><ofd:Page ID="2" BaseLoc="z.xml"/><ofd:Page ID="1" BaseLoc="/别处/a.xml"/></ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>`,
		"甲/z.xml", text("首页"), "别处/a.xml", text("次页"), "甲/T/t.xml", text("页眉"),
		"甲/res/P.xml", `<ofd:Res `+ofdNames+`><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit><ofd:Content>`+piece(0, 0, "图章")+`</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>`,
		"甲/Annots/Annotations.xml", `<ofd:Annotations `+ofdNames+`><ofd:Page PageID="2"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>`,
		"甲/Annots/Page_0/Annotation.xml", `<ofd:PageAnnot `+ofdNames+`><ofd:Annot Type="Highlight"><ofd:Remark>请核实</ofd:Remark><ofd:Appearance>`+piece(0, 0, "圈阅")+`</ofd:Appearance></ofd:Annot></ofd:PageAnnot>`,
		"甲/Attachs/Attachments.xml", `<ofd:Attachments `+ofdNames+`><ofd:Attachment ID="5" Name="明细" Format="txt"><ofd:FileLoc>明细.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>`,
		"甲/Attachs/明细.txt", "拨付三万元",
		"乙/Document.xml", `<ofd:Document `+ofdNames+`><ofd:Pages><ofd:Page BaseLoc="p.xml"/></ofd:Pages></ofd:Document>`, "乙/p.xml", text("另一份"),
		"甲/Pages/Page_7/Content.xml", text("没有列出的页"))
	want := Result{Read, "", "首页\n次页\n图章\n页眉\n请核实\n圈阅\n明细.txt\n拨付三万元\n另一份\n批复"}
	if r := data(t, "甲.ofd", file); r != want {
		t.Errorf("%s (%s) %q\nwant %q", r.State, r.Reason, r.Text, want.Text)
	}
}

func TestReadOFDTellsGaps(t *testing.T) {
	whole := ofdFile(t, ofdPage(piece(20, 30, "首页")))
	glyphs := `<ofd:TextObject Boundary="20 60 8 4" Size="4"><ofd:CGTransform CodePosition="0" GlyphCount="2"><ofd:Glyphs>17 18</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X="0" Y="4">%s</ofd:TextCode></ofd:TextObject>`
	for name, tt := range map[string]struct {
		data []byte
		want Result
	}{
		"glyphs with characters":        {ofdFile(t, ofdPage(fmt.Sprintf(glyphs, "甲乙"))), Result{Read, "", "甲乙"}},
		"some glyphs only":              {ofdFile(t, ofdPage(piece(20, 30, "首页")+fmt.Sprintf(glyphs, ""))), Result{Partial, "第1页有的字只有字形、没有文字对照", "首页"}},
		"all glyphs only":               {ofdFile(t, ofdPage(fmt.Sprintf(glyphs, "¤¤"))), Result{NoText, "第1页有的字只有字形、没有文字对照", ""}},
		"encrypted":                     {repacked(t, repacked(t, whole, "OFD.xml", "\x00密文"), "Encryptions.xml", "<Encryptions/>"), Result{Encrypted, "要有密码才能打开", ""}},
		"a page missing":                {repacked(t, whole, "Doc_0/Document.xml", `<ofd:Document><ofd:Pages><ofd:Page BaseLoc="Pages/Page_0/Content.xml"/><ofd:Page BaseLoc="Pages/Page_1/Content.xml"/></ofd:Pages></ofd:Document>`), Result{Partial, "第2页（Pages/Page_1/Content.xml）缺失", "首页"}},
		"a page cut short":              {ofdFile(t, `<ofd:Page>`+piece(20, 30, "首页")+`<ofd:Te`), Result{Partial, "第1页（Doc_0/Pages/Page_0/Content.xml）不完整或已损坏", "首页"}},
		"the list of documents damaged": {repacked(t, whole, "OFD.xml", "<OFD"), Result{Partial, "OFD.xml（OFD.xml）不完整或已损坏", "首页"}},
		"the list of pages damaged":     {repacked(t, whole, "Doc_0/Document.xml", "<Document"), Result{Partial, "文档（Doc_0/Document.xml）不完整或已损坏；文档（Doc_0/Document.xml）里没有页", "首页"}},
	} {
		t.Run(name, func(t *testing.T) {
			if r := data(t, "甲.ofd", tt.data); r != tt.want {
				t.Errorf("%s (%s) %q\nwant %s (%s) %q", r.State, r.Reason, r.Text, tt.want.State, tt.want.Reason, tt.want.Text)
			}
		})
	}
}
