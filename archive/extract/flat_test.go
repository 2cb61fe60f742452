package extract

import (
	"strings"
	"testing"
)

func TestReadFlatXML(t *testing.T) {
	const word = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:o="urn:schemas-microsoft-com:office:office"><o:DocumentProperties><o:Author>不要</o:Author></o:DocumentProperties>` +
		`<w:styles><w:style><w:t>不要</w:t></w:style></w:styles><w:body><w:p><w:r><w:t>区财</w:t></w:r><w:footnote><w:p><w:r><w:t>注一</w:t></w:r></w:p></w:footnote><w:r><w:t>政局</w:t><w:tab/><w:delText>删</w:delText></w:r></w:p><w:pict><w:binData>QUJD</w:binData></w:pict><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>`
	const excel = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="a"><NumberFormat ss:Format="0"/></Style></Styles>` +
		`<Worksheet ss:Name="资金"><Table><Row><Cell><Data ss:Type="String">项目</Data></Cell><Cell><Data ss:Type="Number">50000</Data><Comment><ss:Data><Font>已核对</Font></ss:Data></Comment></Cell><Cell ss:Index="9"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>加</B>粗</ss:Data></Cell></Row></Table></Worksheet></Workbook>`
	const odf = `<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="t" xmlns:table="b"><office:meta>不要</office:meta><office:automatic-styles>不要</office:automatic-styles><office:master-styles><text:p>页眉</text:p></office:master-styles>` +
		`<office:body><office:text><text:tracked-changes>旧</text:tracked-changes><text:p>开放<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>脚注</text:p></text:note-body></text:note>文档</text:p><table:table table:name="表一"><table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document>`
	const opc = `<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document xmlns:w="w"><w:p><w:r><w:t>平面</w:t></w:r></w:p></w:document></pkg:xmlData></pkg:part><pkg:part><pkg:binaryData>QUJD</pkg:binaryData></pkg:part></pkg:package>`
	const uof = `<?xml version="1.0" encoding="UTF-8"?><uof:UOF xmlns:uof="u" xmlns:字="z"><uof:元数据>不要</uof:元数据><uof:文字处理><字:主体><字:段落><字:句><字:文本串>标文通</字:文本串></字:句></字:段落></字:主体></uof:文字处理></uof:UOF>`
	const svg = `<svg xmlns="http://www.w3.org/2000/svg"><style>x</style><text>示意<tspan>图</tspan></text><title>图一</title></svg>`
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
		{"甲.xls", []byte(excel), Read, "资金\n项目 50000 加粗\n已核对"},
		{"甲.fodt", []byte(odf), Read, "页眉\n开放文档\n脚注\n表一\n甲"},
		{"甲.xml", []byte(opc), Read, "平面"},
		{"甲.uof", []byte(uof), Read, "标文通"},
		{"甲.svg", []byte(svg), Read, "示意图\n图一"},
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
