package docx

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongwen/templates"
	"gongwen/templates/docx/docxtest"
)

func read(t testing.TB, body, styles, numbering string) *Document {
	t.Helper()
	d, err := Read(docxtest.Document(body, styles, numbering))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// said is a document in lines: level, text, cells.
func said(d *Document) string {
	var lines []string
	for _, b := range d.Blocks {
		switch {
		case b.Table != nil:
			for _, row := range b.Table {
				lines = append(lines, "|"+strings.Join(row, "|"))
			}
		case b.Level > 0:
			lines = append(lines, fmt.Sprintf("%d %s", b.Level, b.Text))
		default:
			lines = append(lines, b.Text)
		}
	}
	return strings.Join(lines, "\n")
}

func TestReadText(t *testing.T) {
	p := docxtest.Paragraph
	for name, c := range map[string]struct{ body, want string }{
		"paragraphs":      {p("", "　　甲") + p("", "") + p("", "乙 "), "甲\n乙"},
		"headings":        {p("h1", "一、甲") + p("h2", "乙") + p("h4", "丁"), "1 一、甲\n2 乙\n4 丁"},
		"outline level":   {`<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>`, "2 甲"},
		"runs":            {`<w:p><w:r><w:t>甲</w:t></w:r><w:hyperlink><w:r><w:t>乙</w:t></w:r></w:hyperlink><w:r><w:noBreakHyphen/><w:t>丙</w:t></w:r></w:p>`, "甲乙-丙"},
		"broken by hand":  {`<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:br w:type="page"/></w:r></w:p>`, "甲\n乙"},
		"result of field": {`<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>3</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>`, "3"},
		"content control": {`<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>` + p("", "甲") + `</w:sdtContent></w:sdt>`, "甲"},
		"small figures":   {`<w:p><w:r><w:t>100m</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r></w:p>`, "100m²"},
		"ticked":          {`<w:p><w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>是</w:t></w:r></w:p>`, "☑是"},
	} {
		d := read(t, c.body, docxtest.Headings, "")
		if got := said(d); got != c.want || len(d.Troubles) > 0 {
			t.Errorf("%s: %q, %v", name, got, d.Troubles)
		}
	}
}

func TestReadTable(t *testing.T) {
	cell := func(look, text string) string {
		return `<w:tc><w:tcPr>` + look + `</w:tcPr>` + docxtest.Paragraph("", text) + `</w:tc>`
	}
	row := func(cells ...string) string { return `<w:tr>` + strings.Join(cells, "") + `</w:tr>` }
	d := read(t, docxtest.Paragraph("", "表")+`<w:tbl>`+
		row(cell(`<w:vMerge w:val="restart"/>`, "序号"), cell(`<w:gridSpan w:val="2"/>`, "资金"))+
		row(cell(`<w:vMerge/>`, ""), cell("", "区级"), cell("", "上级"))+
		row(cell("", "1"), `<w:tc>`+docxtest.Paragraph("", "甲")+docxtest.Paragraph("", "乙")+`</w:tc>`, cell("", ""))+`</w:tbl>`, "", "")
	if want := "表\n|序号|资金|<<\n|^^|区级|上级\n|1|甲<br>乙|"; said(d) != want {
		t.Errorf("%q", said(d))
	}
	hidden := read(t, `<w:tbl>`+row(cell(`<w:vMerge w:val="restart"/>`, "甲"), cell("", "乙"))+row(cell(`<w:vMerge/>`, "丙"), cell("", "丁"))+`</w:tbl>`, "", "")
	if said(hidden) != "|甲|乙\n|^^|丁" || len(hidden.Troubles) != 1 || hidden.Troubles[0].What != "隐藏的文字" {
		t.Errorf("under another cell: %q, %v", said(hidden), hidden.Troubles)
	}
	box := read(t, `<w:tbl>`+row(cell("", "甲"))+row(cell("", "乙"))+`</w:tbl>`, "", "")
	if said(box) != "甲\n乙" {
		t.Errorf("a box: %q", said(box))
	}
}

func TestReadNumbers(t *testing.T) {
	level := func(i int, format, text string) string {
		return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/></w:lvl>`, i, format, text)
	}
	numbering := `<w:abstractNum w:abstractNumId="0">` + level(0, "chineseCountingThousand", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%3.") + level(3, "decimal", "%1.%3.%4") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1">` + level(0, "bullet", "\uf06c") + level(1, "hebrew1", "%2") + `</w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>` +
		`<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>`
	item := func(list, level int, text string) string {
		return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, level, list, text)
	}
	d := read(t, item(1, 0, "甲")+item(1, 1, "乙")+item(1, 2, "丙")+item(1, 2, "丁")+item(1, 1, "戊")+item(1, 2, "己")+item(1, 0, "庚")+item(1, 3, "辛")+item(2, 0, "壬")+item(3, 0, "癸")+item(0, 0, "子"), "", numbering)
	want := "一、甲\n（一）乙\n1.丙\n2.丁\n（二）戊\n1.己\n二、庚\n二.1.1 辛\n●壬\n五、癸\n子"
	if said(d) != want || len(d.Troubles) > 0 {
		t.Errorf("%q %v", said(d), d.Troubles)
	}
	if box := read(t, `<w:tbl><w:tr><w:tc>`+item(1, 0, "甲")+item(1, 0, "乙")+`</w:tc></w:tr></w:tbl>`, "", numbering); said(box) != "一、甲\n二、乙" {
		t.Errorf("in a box: %q", said(box))
	}
	odd := read(t, item(2, 1, "甲"), "", numbering)
	if len(odd.Troubles) != 1 || odd.Troubles[0].What != "编号样式“hebrew1”" {
		t.Errorf("%v", odd.Troubles)
	}
}

// TestReadNumbersThatGoOn: a level may count on whatever is counted above it, begin
// elsewhere in one list, and look as a list style does.
func TestReadNumbersThatGoOn(t *testing.T) {
	numbering := `<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="s"/>` +
		`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1章"/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlRestart w:val="0"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%2条"/></w:lvl>` +
		`<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="s"/></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="4"/></w:lvlOverride></w:num>`
	body := ""
	for _, level := range []string{"0", "1", "1", "2", "0", "1", "2"} {
		body += `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>`
	}
	if want := "第一章　甲\n第一条　甲\n第二条　甲\n4.甲\n第二章　甲\n第三条　甲\n4.甲"; said(read(t, body, "", numbering)) != want {
		t.Errorf("%q", said(read(t, body, "", numbering)))
	}
}

// TestReadBoundsWork: what little a file says can be made to take long is refused, or
// takes no longer than its size.
func TestReadBoundsWork(t *testing.T) {
	wide := `<w:tbl>` + strings.Repeat(`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr></w:tc></w:tr>`, 5000) + `</w:tbl>`
	if _, err := Read(docxtest.Document(wide, "", "")); !errors.Is(err, ErrTooLarge) {
		t.Errorf("cells: %v", err)
	}
	row := read(t, `<w:tbl><w:tr>`+strings.Repeat(`<w:tc/>`, 70)+`</w:tr></w:tbl>`, "", "")
	if len(row.Blocks) != 1 || len(row.Blocks[0].Table[0]) != maxColumns || len(row.Troubles) != 2 {
		t.Errorf("columns: %v", row.Troubles)
	}
	if cells := read(t, `<w:tbl><w:tr>`+strings.Repeat(`<w:tc/>`, templates.MaxCells+1)+`</w:tr></w:tbl>`, "", ""); len(cells.Troubles) != 1 {
		t.Errorf("cells of a row: %v", cells.Troubles)
	}
	pieces := read(t, `<w:p><w:r><w:t>`+strings.Repeat("甲<!---->", 200_000)+`</w:t></w:r></w:p>`, "", "")
	if len(pieces.Blocks[0].Text) != 3*200_000 {
		t.Errorf("pieces: %d", len(pieces.Blocks[0].Text))
	}
}

// TestReadNumbersOfStyles: headings have the numbers of the list that their style names,
// at the level that is linked to the style.
func TestReadNumbersOfStyles(t *testing.T) {
	styles := `<w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="b"><w:name w:val="heading 2"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>`
	numbering := `<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/><w:pStyle w:val="a"/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/><w:pStyle w:val="b"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
	p := docxtest.Paragraph
	d := read(t, p("a", "甲")+p("b", "乙")+p("a", "丙")+p("b", "丁"), styles, numbering)
	if want := "1 一、甲\n2 （一）乙\n1 二、丙\n2 （一）丁"; said(d) != want {
		t.Errorf("%q", said(d))
	}
}

func TestReadTellsWhatItCannotGive(t *testing.T) {
	run := func(inner string) string { return `<w:p><w:r><w:t>甲乙</w:t></w:r>` + inner + `</w:p>` }
	look := func(switched string) string {
		return run(`<w:r><w:rPr><w:` + switched + `/></w:rPr><w:t>丙</w:t></w:r>`)
	}
	for want, body := range map[string]string{
		"图片":       docxtest.Paragraph("", "甲乙") + docxtest.Picture,
		"文本框":      run(`<w:r><w:pict><w:txbxContent>` + docxtest.Paragraph("", "丙") + `</w:txbxContent></w:pict></w:r>`),
		"图表":       run(`<w:r><w:drawing><c:chart xmlns:c="c"/></w:drawing></w:r>`),
		"修订痕迹":     run(`<w:ins><w:r><w:t>丙</w:t></w:r></w:ins>`),
		"批注":       run(`<w:r><w:commentReference w:id="1"/></w:r>`),
		"脚注":       run(`<w:r><w:footnoteReference w:id="1"/></w:r>`),
		"尾注":       run(`<w:r><w:endnoteReference w:id="1"/></w:r>`),
		"公式":       run(`<m:oMath xmlns:m="m"><m:r><m:t>x</m:t></m:r></m:oMath>`),
		"隐藏的文字":    look("vanish"),
		"加了删除线的文字": look("strike"),
		"下标":       run(`<w:r><w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>2</w:t></w:r>`),
		"上标":       run(`<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>n</w:t></w:r>`),
		"自动生成的目录":  run(`<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> TOC \o </w:instrText><w:fldChar w:fldCharType="separate"/><w:t>丙 1</w:t><w:fldChar w:fldCharType="end"/></w:r>`),
		"嵌入的文件":    docxtest.Paragraph("", "甲乙") + `<w:altChunk r:id="x" xmlns:r="r"/>`,
		"复选框":      run(`<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox/></w:ffData></w:fldChar><w:instrText>FORMCHECKBOX</w:instrText><w:fldChar w:fldCharType="end"/></w:r>`),
		"符号字体的字符":  run(`<w:r><w:sym w:font="Webdings" w:char="F021"/></w:r>`),
		"没有结束的域":   docxtest.Paragraph("", "甲乙") + `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>丙</w:t></w:r></w:p>`,
		"嵌入的对象":    run(`<w:r><w:object><o:OLEObject xmlns:o="o"/></w:object></w:r>`),
		"表格里套的表格":  docxtest.Paragraph("", "甲") + `<w:tbl><w:tr><w:tc>` + docxtest.Paragraph("", "甲乙") + `<w:tbl><w:tr><w:tc/></w:tr></w:tbl></w:tc><w:tc/></w:tr></w:tbl>`,
		"拼音指南":     run(`<w:r><w:ruby><w:rt><w:r><w:t>bing</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>丙</w:t></w:r></w:rubyBase></w:ruby></w:r>`),
	} {
		d := read(t, body, "", "")
		at := len(d.Blocks)
		if len(d.Troubles) != 1 || d.Troubles[0].What != want || d.Troubles[0].At != at || !strings.HasPrefix(d.Troubles[0].Near, "甲乙") {
			t.Errorf("%s: %v", want, d.Troubles)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	deep := strings.Repeat("<w:sdt>", 200) + strings.Repeat("</w:sdt>", 200)
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"text":          {[]byte("no zip file"), ErrNotDocx},
		"a workbook":    {docxtest.Package([][2]string{{"_rels/.rels", `<Relationships><Relationship Id="1" Type="x/officeDocument" Target="x.xml"/></Relationships>`}, {"x.xml", "<workbook/>"}}), ErrNotDocx},
		"a password":    {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"), ErrLocked},
		"cut short":     {docxtest.Document("<w:p><w:r>", "", ""), ErrDamaged},
		"an entity":     {docxtest.Document("<w:p><w:r><w:t>&passwd;</w:t></w:r></w:p>", "", ""), ErrDamaged},
		"deep":          {docxtest.Document(deep, "", ""), ErrTooLarge},
		"a bomb":        {docxtest.Document(strings.Repeat(" ", maxPart), "", ""), ErrTooLarge},
		"many elements": {docxtest.Document("<w:p>"+strings.Repeat("<w:r/>", maxElements+1)+"</w:p>", "", ""), ErrTooLarge},
		"many blocks":   {docxtest.Document(strings.Repeat(docxtest.Paragraph("", "甲"), maxBlocks+1), "", ""), ErrTooLarge},
	} {
		if _, err := Read(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
