package extract

import (
	"strings"
	"testing"
)

func TestReadPDFTakesNotesAndFields(t *testing.T) {
	text := func(s string) string { return pdfString(t, s) }
	look := func(s string) string {
		return stream("/Type/XObject/Subtype/Form/BBox[0 0 400 900]/Resources<</Font<</F1 3 0 R>>>>", drawn(t, s))
	}
	tests := []struct {
		name    string
		page    string // entries
		catalog string
		objects []string // from number 30 on
		state   State
		text    string
	}{
		{"note", "/Annots[30 0 R]", "", []string{"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents" + text("请核对金额𠮷") + ">>"}, Read, "正文\n请核对金额𠮷"},
		{"highlight, with its popup", "/Annots[30 0 R 31 0 R]", "", []string{
			"<</Type/Annot/Subtype/Highlight/Rect[0 0 9 9]/QuadPoints[0 0 9 0 0 9 9 9]/Popup 31 0 R/Contents" + text("依据第几条") + ">>",
			"<</Type/Annot/Subtype/Popup/Rect[0 0 9 9]/Parent 30 0 R/Contents" + text("依据第几条") + ">>"}, Read, "正文\n依据第几条"},
		{"text box without a look", "/Annots[30 0 R]", "", []string{"<</Type/Annot/Subtype/FreeText/Rect[0 0 90 9]/DA(/Helv 9 Tf)/Contents" + text("同意拨付") + ">>"}, Read, "正文\n同意拨付"},
		{"rich text only", "/Annots[30 0 R]", "", []string{"<</Type/Annot/Subtype/FreeText/Rect[0 0 90 9]/DA(/Helv 9 Tf)/RC" + text("<body><p>同意<b>拨付</b>&amp;上报</p></body>") + ">>"}, Read, "正文\n同意拨付&上报"},
		{"stamp with a look", "/Annots[30 0 R]", "", []string{"<</Type/Annot/Subtype/Stamp/Rect[0 0 400 900]/F 4/AP<</N 31 0 R>>>>", look("已办结归档章")}, Read, "正文\n正文已办结归档章"},
		{"hidden note", "/Annots[30 0 R]", "", []string{"<</Type/Annot/Subtype/Text/F 2/Rect[0 0 9 9]/Contents" + text("隐藏批注") + ">>"}, Read, "正文\n隐藏批注"},
		{"link", "/Annots[30 0 R]", "", []string{"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://example.org)>>>>"}, Read, "正文"},
		{"text field", "/Annots[30 0 R]", "/AcroForm<</Fields[30 0 R]>>", []string{
			"<</Type/Annot/Subtype/Widget/FT/Tx/T" + text("姓名") + "/V" + text("安澜") + "/Rect[0 0 90 9]>>"}, Read, "正文\n安澜"},
		{"field with its value above", "/Annots[31 0 R 32 0 R]", "/AcroForm<</Fields[30 0 R]/NeedAppearances true>>", []string{
			"<</FT/Tx/T" + text("事由") + "/V" + text("赴省厅办理项目") + "/Kids[31 0 R 32 0 R]>>",
			"<</Type/Annot/Subtype/Widget/Parent 30 0 R/Rect[0 0 90 9]>>", "<</Type/Annot/Subtype/Widget/Parent 30 0 R/Rect[0 20 90 29]>>"}, Read, "正文\n赴省厅办理项目"},
		{"field with value and look", "/Annots[30 0 R]", "/AcroForm<</Fields[30 0 R]>>", []string{
			"<</Type/Annot/Subtype/Widget/F 4/FT/Tx/T(a)/V" + text("安澜") + "/Rect[0 0 400 900]/AP<</N 31 0 R>>>>", look("安澜")}, Read, "正文\n正文安澜"},
		{"choice", "/Annots[30 0 R 31 0 R]", "/AcroForm<</Fields[30 0 R 31 0 R]>>", []string{
			"<</Type/Annot/Subtype/Widget/FT/Ch/Ff 131072/T(a)/Opt[[(x)" + text("区财政局") + "][(y)" + text("区教育局") + "]]/V(y)/Rect[0 0 90 9]>>",
			"<</Type/Annot/Subtype/Widget/FT/Ch/Ff 2097152/T(b)/Opt[" + text("甲类") + text("乙类") + text("丙类") + "]/V[" + text("甲类") + text("丙类") + "]/Rect[0 0 90 9]>>"}, Read, "正文\n区教育局\ny\n甲类\n丙类"},
		{"button with a look", "/Annots[30 0 R]", "/AcroForm<</Fields[30 0 R]>>", []string{
			"<</Type/Annot/Subtype/Widget/F 4/FT/Btn/Ff 65536/T(a)/Rect[0 0 400 900]/MK<</CA" + text("提交审批") + ">>/AP<</N 31 0 R>>>>", look("提交审批")}, Read, "正文\n正文提交审批"},
		{"said on the page already", "/Annots[30 0 R]", "", []string{"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents" + text("正 文") + ">>"}, Read, "正文"},
		{"bookmarks", "", "/Outlines 30 0 R", []string{"<</Type/Outlines/First 31 0 R/Last 31 0 R/Count 1>>",
			"<</Title" + text("第一章 总则") + "/Parent 30 0 R/First 32 0 R/Last 32 0 R/Count 1/Next 31 0 R>>", "<</Title" + text("正文") + "/Parent 31 0 R>>"}, Read, "正文\n第一章 总则"},
		{"file noted on the page", "/Annots[30 0 R]", "", []string{"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/Contents" + text("见附") + "/FS 31 0 R>>",
			"<</Type/Filespec/F(a.txt)/UF" + text("清单.txt") + "/EF<</F 32 0 R>>>>", stream("/Type/EmbeddedFile", "编织袋三千条")}, Read, "正文\n见附\n清单.txt\n编织袋三千条"},
		{"hidden layer", "", "/OCProperties<</OCGs[30 0 R]/D<</OFF[30 0 R]>>>>", []string{"<</Type/OCG/Name(x)>>"}, Read, "正文"},
		{"XFA whose pages are drawn by others", "", "/NeedsRendering true/AcroForm<</Fields[]/XFA[(template)30 0 R(datasets)31 0 R]>>", []string{stream("", "<template><caption>事由</caption></template>"),
			stream("", "<xfa:datasets xmlns:xfa='x'><xfa:data><a>赴省厅</a><b>安澜</b></xfa:data></xfa:datasets>")}, Partial, "正文\n赴省厅\n安澜"},
		{"XFA beside its pages", "", "/AcroForm<</Fields[]/XFA[(template)30 0 R(datasets)31 0 R]>>", []string{stream("", "<template><caption>事由</caption></template>"),
			stream("", "<xfa:datasets xmlns:xfa='x'><xfa:data><a>赴省厅</a><b>安澜</b></xfa:data></xfa:datasets>")}, Read, "正文\n赴省厅\n安澜"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := pdfParts{[]pdfPage{{drawn(t, "正文"), tt.page}}, tt.catalog, tt.objects}.file(t)
			if r := data(t, "甲.pdf", file); r.State != tt.state || r.Text != tt.text {
				t.Errorf("%s (%s) %q\nwant %s %q", r.State, r.Reason, r.Text, tt.state, tt.text)
			}
		})
	}
}

func TestReadPDFTakesWhatIsDrawnAnyHow(t *testing.T) {
	one := func(content, entries string) []byte { return pdfParts{pages: []pdfPage{{content, entries}}}.file(t) }
	words := drawn(t, "区财政局预算科")
	hex := words[strings.Index(words, "<") : strings.Index(words, ">")+1]
	for name, tt := range map[string]struct {
		file  []byte
		state State
		text  string
	}{
		"page on its side":       {one(words, "/Rotate 90"), Read, "区财政局预算科"},
		"text on its side":       {one("BT /F3 12 Tf 0 1 -1 0 200 200 Tm (Budget) Tj ET", "/Resources<</Font<</F3<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"), Read, "Budget"},
		"text upside down":       {one("BT /F1 12 Tf -1 0 0 -1 400 400 Tm "+hex+" Tj ET", ""), Read, "区财政局预算科"},
		"slanted watermark":      {one("BT /F1 12 Tf 0.7 0.7 -0.7 0.7 200 200 Tm "+hex+" Tj ET", ""), Read, "区财政局预算科"},
		"invisible, over OCR":    {one("BT 3 Tr /F1 12 Tf 1 0 0 1 72 700 Tm "+hex+" Tj ET", ""), Read, "区财政局预算科"},
		"outside of the page":    {one("BT /F1 12 Tf 1 0 0 1 72 2000 Tm "+hex+" Tj ET", ""), Read, "区财政局预算科"},
		"in a hidden layer":      {one("/OC /L BDC "+words+" EMC", ""), Read, "区财政局预算科"},
		"glyphs without a map":   {one("BT /F2 12 Tf 1 0 0 1 72 700 Tm <00450102024503050211> Tj ET", ""), NoText, ""},
		"one page without a map": {pdfParts{pages: []pdfPage{{words, ""}, {"BT /F2 12 Tf 1 0 0 1 72 700 Tm <00450102024503050211> Tj ET", ""}}}.file(t), Partial, "区财政局预算科"},
		"empty page":             {pdfParts{pages: []pdfPage{{words, ""}, {"", ""}}}.file(t), Read, "区财政局预算科"},
	} {
		if r := data(t, "甲.pdf", tt.file); r.State != tt.state || strings.ReplaceAll(r.Text, "\n", "") != tt.text {
			t.Errorf("%s: %s (%s) %q\nwant %s %q", name, r.State, r.Reason, r.Text, tt.state, tt.text)
		}
	}
}
