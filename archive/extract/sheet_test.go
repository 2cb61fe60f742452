package extract

import (
	"fmt"
	"strings"
	"testing"
)

const sheetStyles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="171" formatCode="000000"/></numFmts><cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="4"/><xf numFmtId="170"/><xf numFmtId="31"/><xf numFmtId="14"/><xf numFmtId="171"/><xf numFmtId="10"/></cellXfs></styleSheet>`

// sheetFile is a workbook of one sheet with these rows.
func sheetFile(t testing.TB, rows string, more ...[]string) []byte {
	return bookFile(t, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+rows+`</sheetData><headerFooter><oddHeader>&amp;C&amp;"宋体,加粗"&amp;14内部&amp;K00-024资料&amp;R第 &amp;P 页 A&amp;&amp;B</oddHeader><oddFooter>第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>`, more...)
}

func bookFile(t testing.TB, sheet string, more ...[]string) []byte {
	const book = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="s" state="hidden"/></sheets></workbook>`
	return officeFile(t, "xl/workbook.xml", book, append([][]string{
		relationships("xl/workbook.xml", related("s", "worksheet", "worksheets/sheet1.xml"), related("t", "sharedStrings", "sharedStrings.xml"), related("u", "styles", "styles.xml")),
		{"xl/worksheets/sheet1.xml", sheet, "xl/sharedStrings.xml", `<sst><si><t>共享</t></si><si><r><t>富</t></r><r><t xml:space="preserve">文本_x000D_</t></r><rPh sb="0" eb="1"><t>ふ</t></rPh></si></sst>`, "xl/styles.xml", sheetStyles},
	}, more...)...)
}

func TestReadSheetShowsCells(t *testing.T) {
	const feet = "\n内部资料 第 页 A&B"
	for name, tt := range map[string]struct{ rows, want string }{
		"texts":            {`<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="inlineStr"><is><t>内嵌</t></is></c><c t="inlineStr"><is><r><t>分</t></r><r><t>段</t></r></is></c><c t="str"><f>A1&amp;"x"</f><v>公式</v></c></row>`, "共享 富文本\n内嵌 分段 公式"},
		"numbers":          {`<row><c><v>12.5</v></c><c><v>0.30000000000000004</v></c><c s="1"><v>50000</v></c><c s="5"><v>163300</v></c><c s="5"><v>42</v></c><c s="6"><v>0.185</v></c><c><v>110101199003071234</v></c></row>`, "12.5 0.3 50,000.00 163300 000042 18.50% 110101199003071234"},
		"days":             {`<row><c s="2"><v>46082</v></c><c s="3"><v>46082</v></c><c s="4"><v>46082</v></c><c s="2" t="d"><v>2026-03-01T00:00:00</v></c><c t="d"><v>2026-03-01</v></c></row>`, "2026年3月1日 2026年3月1日 2026/3/1 2026年3月1日 2026-03-01"},
		"truth and errors": {`<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c></row>`, "TRUE FALSE #N/A"},
		"hidden, empty":    {`<row hidden="1"><c t="inlineStr"><is><t>隐藏</t></is></c></row><row r="1048576"><c s="2"/></row>`, "隐藏"},
		"prefixed":         {`<x:row><x:c t="inlineStr"><x:is><x:t>前缀</x:t></x:is></x:c></x:row>`, "前缀"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := data(t, "甲.xlsx", sheetFile(t, tt.rows)); r.State != Read || r.Text != "表\n"+tt.want+feet {
				t.Errorf("%s (%s) %q, want %q", r.State, r.Reason, r.Text, "表\n"+tt.want+feet)
			}
		})
	}
}

// TestReadWorkbookReadsWhatLiesOnSheets: comments, drawings and charts.
func TestReadWorkbookReadsWhatLiesOnSheets(t *testing.T) {
	file := sheetFile(t, `<row><c><v>1</v></c></row>`,
		relationships("xl/worksheets/sheet1.xml", related("a", "comments", "../comments1.xml"), related("b", "threadedComment", "../threadedComments/threadedComment1.xml"), related("c", "drawing", "../drawings/drawing1.xml"), related("d", "vmlDrawing", "../drawings/vmlDrawing1.vml"), related("e", "table", "../tables/table1.xml")),
		relationships("xl/drawings/drawing1.xml", related("a", "chart", "../charts/chart1.xml"), related("b", "diagramData", "../diagrams/data1.xml")),
		[]string{"xl/comments1.xml", `<comments><authors><author>甲</author></authors><commentList><comment ref="A1"><text><r><t>批</t></r><r><t>注</t></r></text></comment><comment><text><t>又一条</t></text></comment></commentList></comments>`,
			"xl/threadedComments/threadedComment1.xml", `<ThreadedComments><threadedComment ref="A1"><text>讨论</text></threadedComment></ThreadedComments>`,
			"xl/drawings/drawing1.xml", `<xdr:wsDr xmlns:xdr="x" ` + officeNames + `><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="1" name="文本框" descr="说明图"/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>框里</a:t></a:r><a:r><a:t>的字</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>`,
			"xl/drawings/vmlDrawing1.vml", `<xml xmlns:v="v"><v:shape><v:textbox><div style='text-align:left'><font face="宋体" size=220>同意</font><br></div></v:textbox></v:shape><v:shape><v:textbox><div>不&nbsp;同意</div></v:textbox></v:shape></xml>`,
			"xl/charts/chart1.xml", `<c:chartSpace ` + officeNames + `><c:title><a:p><a:r><a:t>图表标题</a:t></a:r></a:p></c:title></c:chartSpace>`,
			"xl/diagrams/data1.xml", `<dgm:dataModel ` + officeNames + `><dgm:t><a:p><a:r><a:t>流程</a:t></a:r></a:p></dgm:t></dgm:dataModel>`})
	want := "表\n1\n内部资料 第 页 A&B\n批注\n又一条\n讨论\n框里的字\n说明图\n流程\n图表标题\n同意\n不 同意"
	if r := data(t, "甲.xlsx", file); r.State != Read || r.Text != want {
		t.Errorf("%s (%s) %q\nwant %q", r.State, r.Reason, r.Text, want)
	}
}

func TestReadWorkbookTellsGaps(t *testing.T) {
	whole := sheetFile(t, `<row><c t="s"><v>0</v></c><c s="2"><v>46082</v></c></row>`)
	const foot = "\n内部资料 第 页 A&B"
	for name, tt := range map[string]struct {
		data []byte
		want Result
	}{
		"whole":                {whole, Result{Read, "", "表\n共享 2026年3月1日" + foot}},
		"a sheet cut short":    {bookFile(t, `<worksheet><sheetData><row><c t="s"><v>0</v></c></row><row><c t="s"><v>1`), Result{Partial, "工作表“表”（xl/worksheets/sheet1.xml）不完整或已损坏", "表\n共享"}},
		"bad XML in a sheet":   {bookFile(t, `<worksheet><sheetData><row><c t="s"><v>0</v></c></row><row <c></row></sheetData></worksheet>`), Result{Partial, "工作表“表”（xl/worksheets/sheet1.xml）不完整或已损坏", "表\n共享"}},
		"damaged styles":       {repacked(t, whole, "xl/styles.xml", "<styleSheet><"), Result{Partial, "格式表（xl/styles.xml）不完整或已损坏，数字按原值收录", "表\n共享 46082" + foot}},
		"damaged strings":      {repacked(t, whole, "xl/sharedStrings.xml", "<sst><si><t>共享</t></si><si"), Result{Partial, "文字表（xl/sharedStrings.xml）不完整或已损坏", "表\n共享 2026年3月1日" + foot}},
		"no strings":           {repacked(t, whole, "xl/sharedStrings.xml", "<sst/>"), Result{Partial, "有的单元格在文字表里没有对应的文字", "表\n2026年3月1日" + foot}},
		"no relationships":     {repacked(t, whole, "xl/_rels/workbook.xml.rels", ""), Result{Partial, "部件之间的关系（xl/_rels/workbook.xml.rels）不完整或已损坏", "表\n共享 2026年3月1日" + foot}},
		"no list of sheets":    {repacked(t, whole, "xl/workbook.xml", "<workbook"), Result{Partial, "工作簿（xl/workbook.xml）不完整或已损坏", "共享 2026年3月1日" + foot}},
		"a sheet that is gone": {repacked(t, whole, "xl/_rels/workbook.xml.rels", relationships("", related("s", "worksheet", "none.xml"))[1]), Result{Partial, "工作表“表”缺失", "表"}},
	} {
		t.Run(name, func(t *testing.T) {
			if r := data(t, "甲.xlsx", tt.data); r != tt.want {
				t.Errorf("%s (%s) %q\nwant %s (%s) %q", r.State, r.Reason, r.Text, tt.want.State, tt.want.Reason, tt.want.Text)
			}
		})
	}
}

// TestReadWorkbookIsBounded: a large workbook is read, within the limits.
func TestReadWorkbookIsBounded(t *testing.T) {
	var rows strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c t="s"><v>0</v></c><c s="1"><v>%d</v></c><c t="inlineStr"><is><t>第%d户</t></is></c></row>`, i+1, i, i)
	}
	r := data(t, "甲.xlsx", sheetFile(t, rows.String()))
	if r.State != Read || !strings.Contains(r.Text, "\n共享 39,999.00 第39999户\n") {
		t.Errorf("%s (%s), %d bytes", r.State, r.Reason, len(r.Text))
	}
	little := DefaultLimits
	little.Unpacked = 1 << 20
	r, err := within(little).Data(t.Context(), "甲.xlsx", sheetFile(t, rows.String()))
	if err != nil || r.State != Partial || !strings.Contains(r.Text, "第999户") {
		t.Errorf("%s (%s), %d bytes, %v", r.State, r.Reason, len(r.Text), err)
	}
}
