package extract

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"

	"gongwen/templates/opc"
)

func TestReadFlatXML(t *testing.T) {
	const word = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:o="urn:schemas-microsoft-com:office:office"><o:DocumentProperties><o:Author>不要</o:Author></o:DocumentProperties>` +
		`<w:styles><w:style><w:t>不要</w:t></w:style></w:styles><w:body><w:p><w:r><w:t>区财</w:t></w:r><w:footnote><w:p><w:r><w:t>注一</w:t></w:r></w:p></w:footnote><w:r><w:t>政局</w:t><w:tab/><w:delText>删</w:delText></w:r></w:p><w:pict><w:binData>QUJD</w:binData></w:pict><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>`
	const excel = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="a"><NumberFormat ss:Format="0"/></Style></Styles>` +
		`<Worksheet ss:Name="资金"><Table><Row><Cell><Data ss:Type="String">项目</Data></Cell><Cell><Data ss:Type="Number">50000</Data><Comment><ss:Data><Font>已核对</Font></ss:Data></Comment></Cell><Cell ss:Index="9"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>加</B>粗</ss:Data></Cell></Row></Table><WorksheetOptions><PageSetup><Header Data="&amp;C资金汇总表"/></PageSetup></WorksheetOptions></Worksheet></Workbook>`
	const odf = `<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="t" xmlns:table="b"><office:meta>不要</office:meta><office:automatic-styles>不要</office:automatic-styles><office:master-styles><text:p>页眉</text:p></office:master-styles>` +
		`<office:body><office:text><text:tracked-changes>旧</text:tracked-changes><text:p>开放<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>脚注</text:p></text:note-body></text:note>文档</text:p><table:table table:name="表一"><table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document>`
	const fods = `<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:body><office:spreadsheet><table:table table:name="资金"><table:table-row><table:table-cell><text:p>甲<text:date>5月</text:date></text:p><office:annotation><dc:creator>不要</dc:creator><text:p>已核对</text:p></office:annotation></table:table-cell><table:table-cell><text:p>乙</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>`
	const noted = `<w:wordDocument><w:body><w:p><w:pPr><w:sectPr><w:hdr><w:p><w:r><w:t>文头</w:t></w:r></w:p></w:hdr></w:sectPr></w:pPr><w:r><w:t>区财</w:t></w:r>` +
		`<aml:annotation w:type="Word.Comment"><aml:content><w:p><w:r><w:t>此处</w:t></w:r></w:p><w:p><w:r><w:t>存疑</w:t></w:r></w:p></aml:content></aml:annotation>` +
		`<aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>政</w:t></w:r></aml:content></aml:annotation>` +
		`<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:t>不要</w:t></w:r></aml:content></aml:annotation><w:r><w:t>局</w:t></w:r></w:p>` +
		`<w:p><w:r><w:pict><v:shape alt="区徽"><v:textbox><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r><w:r><w:t>正文</w:t></w:r></w:p></w:body></w:wordDocument>`
	const uof = `<?xml version="1.0" encoding="UTF-8"?><uof:UOF xmlns:uof="u" xmlns:字="z"><uof:元数据>不要</uof:元数据><uof:文字处理><字:主体><字:段落><字:句><字:文本串>标文通</字:文本串></字:句></字:段落></字:主体></uof:文字处理></uof:UOF>`
	const svg = `<svg xmlns="http://www.w3.org/2000/svg"><style>x</style><text>示意<tspan>图</tspan></text><title>图一</title><foreignObject><div>框里</div></foreignObject></svg>`
	const unknown = `<?xml version="1.0"?><名单><人 名="安澜"/></名单>`
	tests := []struct {
		name  string
		data  []byte
		state State
		text  string
	}{
		{"甲.xml", []byte(word), Read, "区财政局 \n注一\n甲"},
		{"甲.doc", []byte(word), Read, "区财政局 \n注一\n甲"},
		{"甲.xml", encoded(t, strings.Replace(word, "UTF-8", "GB2312", 1), "gb18030"), Read, "区财政局 \n注一\n甲"},
		{"甲.xml", encoded(t, strings.Replace(word, "UTF-8", "UTF-16", 1), "utf-16le"), Read, "区财政局 \n注一\n甲"},
		{"甲.xml", []byte(word[:len(word)-40]), Damaged, "区财政局 \n注一\n甲"},
		{"甲.xls", []byte(excel), Read, "资金\n项目 50000 加粗\n已核对\n资金汇总表"},
		{"甲.fodt", []byte(odf), Read, "页眉\n开放文档\n脚注\n甲"},
		{"甲.fods", []byte(fods), Read, "资金\n甲5月\n乙\n已核对"},
		{"甲.xml", []byte(noted), Read, "文头\n区财政局\n此处\n存疑\n正文\n区徽\n框里"},
		{"甲.xml", []byte(strings.Replace(word, "</w:body>", "</w:body><w:docOleData><w:binData>QUJD</w:binData></w:docOleData>", 1)), Partial, "区财政局 \n注一\n甲"},
		{"甲.uof", []byte(uof), Read, "标文通"},
		{"甲.svg", []byte(svg), Read, "示意图\n图一\n框里"},
		{"甲.xml", []byte(unknown), Read, unknown},
		{"甲.txt", []byte("<区财政局>"), Read, "<区财政局>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := data(t, tt.name, tt.data); r.State != tt.state || r.Text != tt.text {
				t.Errorf("%s (%s) %q\nwant %s %q", r.State, r.Reason, r.Text, tt.state, tt.text)
			}
		})
	}
}

// TestReadFlatPackage: a package says the same in one file.
func TestReadFlatPackage(t *testing.T) {
	for name, file := range map[string][]byte{"docx": fullDocument(t), "xlsx": xlsxFile(t)} {
		t.Run(name, func(t *testing.T) {
			packed := data(t, "甲."+name, file)
			for label, xml := range map[string]string{"甲.xml": flattened(t, file), "cut.xml": flattened(t, file) + "<x>"} {
				r := data(t, label, []byte(xml))
				if label == "甲.xml" && r != packed || r.Text != packed.Text || packed.Text == "" {
					t.Errorf("%s: %s (%s) %q\nwant %s %q", label, r.State, r.Reason, r.Text, packed.State, packed.Text)
				}
			}
		})
	}
	const empty = `<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/a.xml"><pkg:xmlData/></pkg:part></pkg:package>`
	if r := data(t, "甲.xml", []byte(empty)); r.State != Unsupported {
		t.Errorf("without a document: %s (%s)", r.State, r.Reason)
	}
}

// flattened is a package as one file of XML.
func flattened(t *testing.T, file []byte) string {
	zip := must(opc.Open(file, opc.Bounds{Parts: 1000, Unpacked: 1 << 30, Part: 1 << 30}))(t)
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">`)
	for _, f := range zip.Files() {
		content := must(io.ReadAll(must(f.Open())(t)))(t)
		if f.Name == "[Content_Types].xml" {
			continue // each part says it
		}
		fmt.Fprintf(&b, `<pkg:part pkg:name="/%s">`, f.Name)
		if bytes.HasPrefix(content, []byte("<")) && !bytes.HasPrefix(content, []byte("<html")) {
			fmt.Fprintf(&b, `<pkg:xmlData>%s</pkg:xmlData>`, declaration.ReplaceAll(content, nil))
		} else {
			fmt.Fprintf(&b, "<pkg:binaryData>%s</pkg:binaryData>", base64.StdEncoding.EncodeToString(content))
		}
		b.WriteString("</pkg:part>")
	}
	return b.String() + "</pkg:package>"
}
