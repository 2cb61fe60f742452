package extract

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"gongwen/templates/bounded/boundedtest"
)

func paragraphs(root string, lines ...string) string {
	return `<w:` + root + ` ` + officeNames + `>` + inParagraphs(lines...) + `</w:` + root + `>`
}

func inParagraphs(lines ...string) string {
	var b strings.Builder
	for _, words := range lines {
		b.WriteString(line(words))
	}
	return b.String()
}

// fullDocument is a docx with a part of every sort.
func fullDocument(t *testing.T) []byte {
	chart := `<c:chartSpace ` + officeNames + `><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>支出</a:t></a:r><a:r><a:t>构成</a:t></a:r></a:p></c:rich></c:tx></c:title><c:ser><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:pt idx="0"><c:v>决算数</c:v></c:pt></c:strCache></c:strRef></c:tx>` +
		`<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>教育</c:v></c:pt><c:pt idx="1"><c:v>卫生</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:formatCode>General</c:formatCode><c:pt idx="0"><c:v>365</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:chart></c:chartSpace>`
	file := officeFile(t, "word/document.xml", body(line("正文")),
		relationships("word/document.xml",
			related("a", "header", "header1.xml"), related("h", "header", "/elsewhere/Kopf.XML"), related("b", "footer", `..\word\footer1.xml`), related("c", "footnotes", "footnotes.xml"), related("d", "endnotes", "endnotes.xml"),
			related("e", "comments", "comments.xml"), related("f", "chart", "charts/chart1.xml"), related("g", "diagramData", "diagrams/data1.xml"), related("i", "aFChunk", "afchunk1.html"),
			related("j", "package", "embeddings/Microsoft_Excel_Sheet1.xlsx"), related("k", "glossaryDocument", "glossary/document.xml"), related("l", "chartEx", "charts/chartEx1.xml"),
			related("m", "image", "media/none.png"), related("n", "header", "header1.xml"), `<Relationship Id="o" Type="http://x/hyperlink" Target="http://x/" TargetMode="External"/>`),
		[]string{"word/header1.xml", paragraphs("hdr", "页眉一"), "elsewhere/kopf.xml", paragraphs("hdr", "页眉二"), "word/footer1.xml", paragraphs("ftr", "页脚"), "word/footnotes.xml", `<w:footnotes ` + officeNames + `><w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="2">` + inParagraphs("脚注") + `</w:footnote></w:footnotes>`,
			"word/endnotes.xml", paragraphs("endnotes", "尾注"), "word/comments.xml", `<w:comments ` + officeNames + `><w:comment w:author="甲">` + inParagraphs("批注一") + `</w:comment></w:comments>`, "word/charts/chart1.xml", chart,
			"word/diagrams/data1.xml", `<dgm:dataModel ` + officeNames + `><dgm:ptLst><dgm:pt><dgm:prSet phldrT="[文本]"/><dgm:t><a:p><a:r><a:t>受理</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>办结</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>`,
			"word/afchunk1.html", `<html><head><meta charset="utf-8"></head><p>嵌入的网页</p></html>`, "word/embeddings/Microsoft_Excel_Sheet1.xlsx", string(xlsxFile(t)), "word/glossary/document.xml", body(line("积木")),
			"word/charts/chartEx1.xml", `<cx:chartSpace xmlns:cx="cx"><cx:chartData><cx:data><cx:strDim><cx:f>A1</cx:f><cx:lvl><cx:pt idx="0">漏斗</cx:pt></cx:lvl></cx:strDim></cx:data></cx:chartData><cx:title><cx:tx><cx:txData><cx:v>进度</cx:v></cx:txData></cx:tx></cx:title></cx:chartSpace>`,
			"docProps/core.xml", `<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc"><dc:title>防汛方案</dc:title><dc:creator>甲</dc:creator><cp:keywords>防汛</cp:keywords></cp:coreProperties>`},
		relationships("word/footer1.xml", related("x", "chart", "charts/chart2.xml")),
		[]string{"word/charts/chart2.xml", strings.ReplaceAll(chart, "支出", "收入")},
		relationships("word/charts/chart1.xml", related("p", "package", "../embeddings/none.xlsx"), related("u", "chartUserShapes", "../drawings/drawing1.xml")),
		[]string{"word/drawings/drawing1.xml", `<c:userShapes ` + officeNames + `><a:p><a:r><a:t>图上的字</a:t></a:r></a:p></c:userShapes>`})
	return repacked(t, file, "_rels/.rels", relationships("", related("d", "officeDocument", "word/document.xml"), related("p", "core-properties", "docProps/core.xml"))[1])
}

// TestReadDocumentReadsAllParts: whatever hangs on a document is read, wherever it
// lies, once, and what only offers text is not.
func TestReadDocumentReadsAllParts(t *testing.T) {
	r := data(t, "甲.docx", fullDocument(t))
	const drawn = "构成\n决算数\n教育\n卫生\n365\n"
	want := "正文\n页眉一\n页眉二\n页脚\n收入" + drawn + "脚注\n尾注\n批注一\n受理\n办结\n支出" + drawn + "图上的字\n漏斗\n进度\n嵌入的网页\n资金明细\n项目 金额 日期\n老旧小区改造𠮷 50,000.00 Mar-26\n已核对发票\n第二页\n㛃堃祎\n防汛方案\n防汛"
	if r.State != Read || r.Text != want {
		t.Errorf("%s (%s) %q\nwant %q", r.State, r.Reason, r.Text, want)
	}
}

// TestGapsAreTold: what cannot be read is named, and the rest is read.
func TestGapsAreTold(t *testing.T) {
	ole := string(append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 1024)...))
	locked := ole + string(boundedtest.EncryptedPackage)
	with := func(typ, target string, parts ...string) []byte {
		return officeFile(t, "word/document.xml", body(line("正文")), relationships("word/document.xml", related("a", typ, target), related("b", "footer", "footer1.xml")), []string{"word/footer1.xml", paragraphs("ftr", "页脚")}, parts)
	}
	deep := xlsxFile(t)
	for range mostNested + 1 {
		deep = officeFile(t, "word/document.xml", body(line("层")), relationships("word/document.xml", related("a", "package", "a.docx")), []string{"word/a.docx", string(deep)})
	}
	whole := with("header", "header1.xml", "word/header1.xml", paragraphs("hdr", "页眉"))
	for name, tt := range map[string]struct {
		data   []byte
		state  State
		text   string
		reason string // how it begins
	}{
		"nothing missing":                 {whole, Read, "正文\n页眉\n页脚", ""},
		"a part missing":                  {with("header", "header9.xml"), Partial, "正文\n页脚", "页眉（header9.xml）缺失"},
		"bad XML":                         {with("header", "header1.xml", "word/header1.xml", `<w:hdr><w:p><w:t>页</w:t></w:p><w:p`), Partial, "正文\n页\n页脚", "页眉（word/header1.xml）不完整或已损坏"},
		"a bad checksum":                  {miscounted(t, whole, "word/header1.xml"), Partial, "正文\n页眉\n页脚", "页眉（word/header1.xml）不完整或已损坏"},
		"an OLE object":                   {with("oleObject", "embeddings/oleObject1.bin", "word/embeddings/oleObject1.bin", ole), Partial, "正文\n页脚", "嵌入的对象《oleObject1.bin》格式不支持（旧版 Office"},
		"a linked object":                 {with("oleObject", `x" TargetMode="External`), Read, "正文\n页脚", ""},
		"an encrypted workbook":           {with("package", "embeddings/a.xlsx", "word/embeddings/a.xlsx", locked), Partial, "正文\n页脚", "嵌入的文件《a.xlsx》有密码"},
		"a damaged workbook":              {with("package", "embeddings/a.xlsx", "word/embeddings/a.xlsx", "PK\x03\x04"), Partial, "正文\n页脚", "嵌入的文件《a.xlsx》损坏"},
		"RTF":                             {with("aFChunk", "a.rtf", "word/a.rtf", `{\rtf1 a}`), Partial, "正文\n页脚", "嵌入的内容《a.rtf》格式不支持（RTF 文件）"},
		"a control":                       {with("control", "activeX/activeX1.xml", "word/activeX/activeX1.xml", "<x/>"), Partial, "正文\n页脚", "控件里的文字没有读"},
		"too many files in files":         {deep, Partial, "层\n层\n层\n层\n层\n层", "嵌入的文件《a.docx》只读到一部分（"},
		"damaged relationships":           {repacked(t, whole, "word/_rels/document.xml.rels", "<Relationships><"), Partial, "正文\n页眉\n页脚", "部件之间的关系（word/_rels/document.xml.rels）不完整或已损坏"},
		"no relationships of the package": {repacked(t, whole, "_rels/.rels", ""), Read, "正文\n页眉\n页脚", ""},
		"only an OLE object":              {officeFile(t, "word/document.xml", body(""), relationships("word/document.xml", related("a", "oleObject", "a.bin")), []string{"word/a.bin", ole}), Unsupported, "", "嵌入的对象《a.bin》格式不支持（旧版 Office"},
		"only damage":                     {officeFile(t, "word/document.xml", "<w:document"), Damaged, "", "正文（word/document.xml）不完整或已损坏"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := data(t, "甲.docx", tt.data); r.State != tt.state || r.Text != tt.text || !strings.HasPrefix(r.Reason, tt.reason) {
				t.Errorf("%s (%s) %q\nwant %s (%s) %q", r.State, r.Reason, r.Text, tt.state, tt.reason, tt.text)
			}
		})
	}
}

// TestSniffPackage tells documents by their contents, whatever they are called and
// wherever they lie.
func TestSniffPackage(t *testing.T) {
	for name, tt := range map[string]struct {
		data  []byte
		state State
		text  string
	}{
		"a document elsewhere": {officeFile(t, "a/b.xml", body(line("正文"))), Read, "正文"},
		"an add-in's prefix":   {officeFile(t, "x.xml", `<n:document xmlns:n="http://purl.oclc.org/ooxml/wordprocessingml/main"><n:p><n:t>正文</n:t></n:p></n:document>`), Read, "正文"},
		"UTF-16":               {officeFile(t, "word/document.xml", string(encoded(t, strings.Replace(body(line("正文")), "UTF-8", "UTF-16", 1), "utf-16le"))), Read, "正文"},
		"GBK":                  {officeFile(t, "word/document.xml", string(encoded(t, strings.Replace(body(line("正文")), "UTF-8", "GBK", 1), "gb18030"))), Read, "正文"},
		"a binary workbook":    {officeFile(t, "xl/workbook.bin", "\x83\x01"), Unsupported, ""},
		"a drawing of Visio":   {officeFile(t, "visio/document.xml", "<VisioDocument/>"), Unsupported, ""},
		"a zip file":           {packedFile(t, "甲/乙.docx", "x"), Unsupported, ""},
		"a part in a part":     {officeFile(t, "word/document.xml", body(line("正文")), []string{"word/DOCUMENT.xml", body(line("重名"))}), Read, "正文"},
	} {
		for _, as := range []string{"甲.docx", "甲.dotx", "甲", "甲.wps"} {
			if r := data(t, as, tt.data); r.State != tt.state || r.Text != tt.text {
				t.Errorf("%s as %s: %s (%s) %q, want %s %q", name, as, r.State, r.Reason, r.Text, tt.state, tt.text)
			}
		}
	}
}

// miscounted is a zip file with a part whose checksum is wrong.
func miscounted(t *testing.T, file []byte, name string) []byte {
	t.Helper()
	file = bytes.Clone(file)
	at := bytes.LastIndex(file, []byte(name)) - 46 // where its entry in the list begins
	if !bytes.HasPrefix(file[at:], []byte("PK\x01\x02")) {
		t.Fatal("no entry")
	}
	file[at+16]++
	return file
}

// TestWalkIsBounded: what is made to take memory or time ends soon, with a state.
func TestWalkIsBounded(t *testing.T) {
	bomb := packedFile(t, "OFD.xml", "<OFD>"+strings.Repeat("<DocRoot>a.xml</DocRoot>", 10_000)+"</OFD>")
	files := []string{"word/document.xml", body(line("正文"))}
	var links []string
	for i := range 100 {
		name := fmt.Sprintf("word/embeddings/%d.docx", i)
		files = append(files, name, string(bomb))
		links = append(links, related(fmt.Sprint("r", i), "package", "/"+name))
	}
	for name, tt := range map[string]struct {
		data  []byte
		state State
	}{
		"boxes in boxes":       {officeFile(t, "word/document.xml", body(strings.Repeat("<w:p><w:txbxContent>", 100_000))), Damaged},
		"choices in choices":   {officeFile(t, "word/document.xml", body(strings.Repeat("<mc:AlternateContent><mc:Choice>", 100_000)+"甲")), Damaged},
		"one long text":        {officeFile(t, "word/document.xml", body(line(strings.Repeat("长", 6<<20)))), Partial},
		"one long attribute":   {officeFile(t, "word/document.xml", body(`<wp:docPr descr="`+strings.Repeat("长", 3<<20)+`"/>`)), Partial},
		"many words for a box": {officeFile(t, "word/document.xml", body(para(strings.Repeat(`<wp:docPr descr="长长长长长长长长长长长长长长长长"/>`, 100_000)))), Partial},
		"many files in files":  {officeFile(t, files[0], files[1], files[2:], relationships("word/document.xml", links...)), Partial},
		"one cell":             {sheetFile(t, `<row><c t="inlineStr">`+strings.Repeat("<t>字字字字字字字字</t>", 100_000)), Partial},
		"one text of ofd":      {ofdFile(t, "<Page><TextCode>"+strings.Repeat("字字字字字字字字<a/>", 200_000)), Partial},
		"many strings":         {repacked(t, sheetFile(t, `<row><c t="s"><v>0</v></c></row>`), "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si/>", mostStrings+2)+"</sst>"), Partial},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		r, err := whole().Data(t.Context(), "甲", tt.data)
		runtime.ReadMemStats(&after)
		checkClean(t, r)
		if err != nil || r.State != tt.state {
			t.Errorf("%s: %s (%.300s) %d bytes, %v", name, r.State, r.Reason, len(r.Text), err)
		}
		if held := int64(after.HeapSys) - int64(before.HeapSys); held > 256<<20 {
			t.Errorf("%s took %d MB", name, held>>20)
		}
	}
}
