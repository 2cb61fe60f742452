package extract

import (
	"strings"
	"testing"
)

func slide(root, inner string) string {
	return `<p:` + root + ` ` + officeNames + `><p:cSld><p:spTree>` + inner + `</p:spTree></p:cSld></p:` + root + `>`
}

func shape(place, text string) string {
	if place != "" {
		place = `<p:ph type="` + place + `"/>`
	}
	return `<p:sp><p:nvSpPr><p:cNvPr id="2" name="标题 1"/><p:cNvSpPr/><p:nvPr>` + place + `</p:nvPr></p:nvSpPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>` + text + `</a:t></a:r></a:p></p:txBody></p:sp>`
}

// TestReadPresentation: slides come in the order of the presentation, each with what
// belongs to it; of masters what they show, and not what they offer.
func TestReadPresentation(t *testing.T) {
	table := `<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>甲</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>乙</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>`
	parts := [][]string{
		relationships("ppt/presentation.xml", related("m", "slideMaster", "slideMasters/slideMaster1.xml"), related("r1", "slide", "slides/slide1.xml"), related("r2", "slide", "slides/slide2.xml"), related("r3", "slide", "slides/slide3.xml")),
		relationships("ppt/slides/slide2.xml", related("l", "slideLayout", "../slideLayouts/slideLayout1.xml"), related("n", "notesSlide", "../notesSlides/notesSlide1.xml"), related("c", "comments", "../comments/comment1.xml"), related("d", "comments", "../comments/modernComment_1.xml"), related("s", "slide", "slide1.xml")),
		relationships("ppt/slides/slide1.xml", related("l", "slideLayout", "../slideLayouts/slideLayout1.xml")),
		relationships("ppt/slideLayouts/slideLayout1.xml", related("m", "slideMaster", "../slideMasters/slideMaster1.xml")),
		relationships("ppt/slideMasters/slideMaster1.xml", related("a", "slideLayout", "../slideLayouts/slideLayout1.xml"), related("b", "slideLayout", "../slideLayouts/slideLayout2.xml")),
		relationships("ppt/notesSlides/notesSlide1.xml", related("s", "slide", "../slides/slide2.xml")),
		{"ppt/slides/slide1.xml", slide("sld", shape("title", "后一页")+`<p:grpSp><p:grpSp>`+shape("", "组里的字")+`</p:grpSp></p:grpSp>`),
			"ppt/slides/slide2.xml", strings.Replace(slide("sld", shape("ctrTitle", "先一页")+table+`<p:pic><p:nvPicPr><p:cNvPr id="4" name="图片" descr="签约现场"/></p:nvPicPr></p:pic>`), "<p:sld ", `<p:sld show="0" `, 1),
			"ppt/slides/slide3.xml", slide("sld", shape("", "删去的页")),
			"ppt/notesSlides/notesSlide1.xml", slide("notes", shape("body", "讲稿")),
			"ppt/comments/comment1.xml", `<p:cmLst ` + officeNames + `><p:cm authorId="0"><p:text>旧批注</p:text></p:cm></p:cmLst>`,
			"ppt/comments/modernComment_1.xml", `<q:cmLst xmlns:q="q" ` + officeNames + `><q:cm><q:replyLst><q:reply><q:txBody><a:p><a:r><a:t>答复</a:t></a:r></a:p></q:txBody></q:reply></q:replyLst><q:txBody><a:p><a:r><a:t>新批注</a:t></a:r></a:p></q:txBody></q:cm></q:cmLst>`,
			"ppt/slideLayouts/slideLayout1.xml", slide("sldLayout", shape("title", "单击此处编辑母版标题样式")+shape("", "版式上的字")),
			"ppt/slideLayouts/slideLayout2.xml", slide("sldLayout", shape("", "没有用到的版式")),
			"ppt/slideMasters/slideMaster1.xml", slide("sldMaster", shape("body", "编辑母版文本样式")+shape("", "区政府办公室"))},
	}
	presentation := `<p:presentation ` + officeNames + `><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="m"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="257" r:id="r2"/><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>`
	const second = "先一页\n甲\n乙\n签约现场\n讲稿\n旧批注\n答复\n新批注\n版式上的字\n区政府办公室\n"
	whole := officeFile(t, "ppt/presentation.xml", presentation, parts...)
	for name, tt := range map[string]struct {
		data []byte
		want Result
	}{
		"in order":            {whole, Result{Read, "", second + "后一页\n组里的字"}},
		"of another producer": {officeFile(t, "p.xml", strings.NewReplacer("p:", "n:", "xmlns:p", "xmlns:n").Replace(presentation), relationships("p.xml", related("r1", "slide", "/ppt/slides/slide1.xml"), related("r2", "slide", `\PPT\Slides\slide2.xml`)), parts[1], parts[3], parts[6]), Result{Read, "", second + "后一页\n组里的字"}},
		"a slide missing":     {repacked(t, whole, "ppt/_rels/presentation.xml.rels", relationships("", related("r1", "slide", "slides/slide9.xml"), related("r2", "slide", "slides/slide2.xml"))[1]), Result{Partial, "幻灯片（slides/slide9.xml）缺失", strings.TrimSpace(second)}},
		"the order lost":      {repacked(t, whole, "ppt/presentation.xml", "<p:presentation"), Result{Partial, "演示文稿（ppt/presentation.xml）不完整或已损坏", "后一页\n组里的字\n版式上的字\n区政府办公室\n先一页\n甲\n乙\n签约现场\n讲稿\n旧批注\n答复\n新批注\n删去的页"}},
		"relationships lost":  {repacked(t, whole, "ppt/_rels/presentation.xml.rels", "<"), Result{Partial, "部件之间的关系（ppt/_rels/presentation.xml.rels）不完整或已损坏", "后一页\n组里的字\n版式上的字\n区政府办公室\n先一页\n甲\n乙\n签约现场\n讲稿\n旧批注\n答复\n新批注\n删去的页"}},
	} {
		t.Run(name, func(t *testing.T) {
			if r := data(t, "甲.pptx", tt.data); r != tt.want {
				t.Errorf("%s (%s) %q\nwant %s (%s) %q", r.State, r.Reason, r.Text, tt.want.State, tt.want.Reason, tt.want.Text)
			}
		})
	}
}
