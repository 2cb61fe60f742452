package producers

import (
	"os/exec"
	"strings"
	"testing"

	"gongwen/templates/bounded"
	"gongwen/templates/docx"
)

const bodyHTML = `<html><head><meta charset="utf-8"></head><body>
<p>现就做好防汛抗旱工作通知如下：</p>
<h1>压实责任</h1>
<h2>明确分工</h2>
<ol><li>甲片由镇政府负责。</li><li>乙片由区应急管理局负责。</li></ol>
<table border="1">
<tr><th rowspan="2">序号</th><th colspan="2">资金</th></tr>
<tr><th>区级</th><th>上级</th></tr>
<tr><td>1</td><td>12.50</td><td><p>8.00</p><p>另计</p></td></tr>
</table>
<p>共<strike>三</strike>四项。</p>
</body></html>`

// TestReadOfLibreOffice: what LibreOffice writes of headings, lists, tables and changed
// text is read as it is.
func TestReadOfLibreOffice(t *testing.T) {
	from, to := write(t, ".html", map[string][]byte{"body": []byte(bodyHTML)}), t.TempDir()
	cmd := exec.Command("soffice", append([]string{"-env:UserInstallation=file://" + t.TempDir(), "--headless", "--infilter=HTML (StarWriter)",
		"--convert-to", "docx:MS Word 2007 XML", "--outdir", to}, files(t, from)...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := docx.Load(bounded.Dir(to), "body.docx")
	if err != nil {
		t.Fatal(err)
	}
	document, err := docx.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, b := range document.Blocks {
		said = append(said, strings.Repeat("#", b.Level)+b.Text)
		for _, row := range b.Table {
			said = append(said, strings.Join(row, "|"))
		}
	}
	want := "现就做好防汛抗旱工作通知如下：/#压实责任/##明确分工/1.甲片由镇政府负责。/2.乙片由区应急管理局负责。//序号|资金|<</^^|区级|上级/1|12.50|8.00<br>另计/共三四项。"
	if got := strings.Join(said, "/"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(document.Troubles) != 1 || document.Troubles[0].What != "加了删除线的文字" {
		t.Errorf("%v", document.Troubles)
	}
}
