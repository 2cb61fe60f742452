package extract

import (
	"fmt"
	"strings"
	"testing"
)

const notice = "关于做好2026年汛期值班值守工作的通知，各街道办事处、各有关单位：请于3月1日前报送名单。"

func TestDecodeTellsEncodings(t *testing.T) {
	gbk := func(s string) string { return string(encoded(t, s, "gb18030")) }
	wide := func(s, how string) string { return string(encoded(t, s, how)[2:]) } // without the mark
	traditional := "關於做好二〇二六年汛期值班值守工作的通知，各街道辦事處、各有關單位"
	long := strings.Repeat(notice, 50)
	tests := []struct {
		name     string
		data     string
		declared string
		text     string
		bad      int
	}{
		{"UTF-8", notice, "", notice, 0},
		{"UTF-8 declared GB2312", notice, "gb2312", notice, 0},
		{"UTF-8 declared Latin", notice, "iso-8859-1", notice, 0},
		{"UTF-8, mark", "\ufeff" + notice, "gbk", notice, 0},
		{"UTF-8, few bad bytes", long + "\xff\xfe\n" + long + "\xe5\x8c", "", long + "\ufffd\ufffd\n" + long + "\ufffd", 2},
		{"UTF-8, few bad bytes, declared GBK", long + "\xb0" + long, "gbk", long + "\ufffd" + long, 1},
		{"UTF-8 cut at the end", notice[:len(notice)-1], "", strings.TrimSuffix(notice, "。") + "\ufffd", 1},
		{"UTF-8 late in the file", strings.Repeat("a", 5000) + notice, "", strings.Repeat("a", 5000) + notice, 0},
		{"UTF-8 with accents", "café à la carte", "", "café à la carte", 0},
		{"UTF-8 in Cyrillic", "Привет, мир", "", "Привет, мир", 0},
		{"ASCII declared anything", "a,b", "big5", "a,b", 0},
		{"ASCII declared UTF-16", "<p>a", "utf-16", "<p>a", 0},
		{"GB18030", gbk(notice + "㛃𠮷"), "", notice + "㛃𠮷", 0},
		{"GB18030 late in the file", strings.Repeat("a", 5000) + gbk(notice), "", strings.Repeat("a", 5000) + notice, 0},
		{"GB18030 declared UTF-8", gbk(notice), "utf-8", notice, 0},
		{"GB18030 declared Latin", gbk(notice), "windows-1252", notice, 0},
		{"GB18030 declared Big5", gbk(notice), "no-such", notice, 0},
		{"GB18030 that could be UTF-8", gbk("联通"), "", "联通", 0},
		{"GB18030 that could be UTF-8, one character", gbk("图.png"), "", "图.png", 0},
		{"GB18030 that could be UTF-8, declared", gbk("路×5"), "gb2312", "路×5", 0},
		{"UTF-8, signs of Latin", "5 × 3 · 20°C ±1", "", "5 × 3 · 20°C ±1", 0},
		{"GB18030 cut at the end", gbk(notice + "报")[:len(gbk(notice))+1], "", notice + "\ufffd", 1},
		{"GB18030, traditional", gbk(traditional), "", traditional, 0},
		{"GB18030, one word", gbk("附件"), "", "附件", 0},
		{"Big5", string(encoded(t, traditional, "big5")), "", traditional, 0},
		{"Big5 declared", string(encoded(t, "名單", "big5")), "big5", "名單", 0},
		{"UTF-16LE, mark", string(encoded(t, notice, "utf-16le")), "", notice, 0},
		{"UTF-16BE, mark, declared GBK", string(encoded(t, notice, "utf-16be")), "gbk", notice, 0},
		{"UTF-16LE, no mark", wide(notice+"\r\nb𠮷\n", "utf-16le"), "", notice + "\r\nb𠮷\n", 0},
		{"UTF-16BE, no mark", wide(notice+"\r\nb\n", "utf-16be"), "", notice + "\r\nb\n", 0},
		{"UTF-16LE, no mark, no ASCII", wide("关于做好汛期值班值守工作的通知", "utf-16le"), "", "关于做好汛期值班值守工作的通知", 0},
		{"UTF-16LE, no mark, ASCII", wide("name,amount\r\n", "utf-16le"), "", "name,amount\r\n", 0},
		{"UTF-16LE cut", string(encoded(t, notice, "utf-16le")[:21]), "", "关于做好2026年\ufffd", 1},
		{"UTF-32LE", "\xff\xfe\x00\x00\x3a\x53\x00\x00", "", "区", 0},
		{"filled with zeros", notice + strings.Repeat("\x00", 4096), "", notice, 0},
		{"UTF-16LE filled with zeros", wide(notice+"\n", "utf-16le") + strings.Repeat("\x00", 64), "", notice + "\n", 0},
		{"zeros between", notice + "\x00" + notice, "", notice + "\x00" + notice, 0},
		{"end of file of DOS", gbk(notice) + "\x1a", "", notice, 0},
		{"colours of a terminal", "\x1b[31m" + notice + "\x1b[0m", "", "\x1b[31m" + notice + "\x1b[0m", 0},
		{"Latin declared", "na\xefve", "iso-8859-1", "naïve", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := decode([]byte(tt.data), tt.declared)
			if err != nil || string(d.text) != tt.text || d.bad != tt.bad {
				t.Errorf("%.200q, %d bad, %v\nwant %.200q, %d", d.text, d.bad, err, tt.text, tt.bad)
			}
		})
	}
	for name, data := range map[string]string{
		"binary": "\x00\x01\x02\x03\x04\x05\x06\x07\x08",
		"packed": "\x1f\x8b\x08\x00\x01\x02\x03\x04\x05\x06\x99\x00\xff\xfe\x10",
	} {
		if d, err := decode([]byte(data), ""); err == nil {
			t.Errorf("%s: %q", name, d.text)
		}
	}
}

func TestReadPlainTellsBadBytes(t *testing.T) {
	for _, tt := range []struct {
		data  string
		state State
		text  string
	}{
		{strings.Repeat(notice, 3) + "\xff" + "完", Partial, strings.Repeat(notice, 3) + "完"},
		{strings.Repeat(notice, 3) + "\x00" + "完", Read, strings.Repeat(notice, 3) + "完"},
		{string(encoded(t, notice, "gb18030")) + "\xff", Partial, notice},
	} {
		if r := data(t, "甲.txt", []byte(tt.data)); r.State != tt.state || r.Text != tt.text {
			t.Errorf("%s (%s) %q", r.State, r.Reason, r.Text)
		}
	}
}

func TestReadHTMLByItsBytes(t *testing.T) {
	page := `<html><head>%s<title>值班</title></head><body>` + strings.Repeat("<!-- far -->", 500) + `<p>防汛值班表</p></body></html>`
	const want = "值班\n防汛值班表"
	gb := `<meta http-equiv="Content-Type" content="text/html; charset=gb2312">`
	for name, file := range map[string][]byte{
		"UTF-8, nothing declared": fmt.Appendf(nil, page, ""),
		"UTF-8 declared GB2312":   fmt.Appendf(nil, page, gb),
		"GBK, nothing declared":   encoded(t, fmt.Sprintf(page, ""), "gb18030"),
		"GBK declared":            encoded(t, fmt.Sprintf(page, gb), "gb18030"),
		"GBK declared UTF-8":      encoded(t, fmt.Sprintf(page, "<meta charset=utf-8>"), "gb18030"),
		"declared late":           encoded(t, fmt.Sprintf(page, strings.Repeat(" ", 3000)+gb), "gb18030"),
		"Big5 declared":           encoded(t, fmt.Sprintf(page, "<meta charset='big5'>"), "big5"),
		"UTF-16, mark":            encoded(t, fmt.Sprintf(page, gb), "utf-16le"),
		"XHTML":                   fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+page, ""),
		"XHTML in GBK":            encoded(t, fmt.Sprintf(`<?xml version="1.0" encoding="GBK"?>`+"\n"+page, ""), "gb18030"),
	} {
		for _, as := range []string{"甲.html", "甲.doc", "甲.txt"} {
			if r := data(t, as, file); r.State != Read || r.Text != want {
				t.Errorf("%s as %s: %s (%s) %q", name, as, r.State, r.Reason, r.Text)
			}
		}
	}
}

func TestReadHTMLTakesWhatIsShown(t *testing.T) {
	long := strings.Repeat("防汛", 600_000)
	for page, want := range map[string]string{
		`<p>图<img alt="示意图" title="点击放大" src=a>后<p>完`:                                                                             "图示意图后\n点击放大\n完",
		`关于<a title="链接" href=x>区财政局</a>的函`:                                                                                       "关于区财政局的函\n链接",
		`<ruby>喆<rp>(</rp><rt>zhé</rt><rp>)</rp></ruby>明同志<p>完`:                                                                   "喆明同志\n(zhé)\n完",
		`<ruby>汉<rt>hàn<rb>字<rt>zì</ruby>表`:                                                                                       "汉字表\nhànzì",
		`<form>姓名<input value="安澜" type=text><input type=hidden value=x><input type=password value=y><textarea>事由 <b></textarea>`: "姓名 安澜 \n事由 <b>",
		`<select><option value=1>甲<option>乙</select>`:                                                                             "甲\n乙",
		`<p hidden>藏</p><p style="display:none">隐</p>`:                                                                            "藏\n隐",
		`<!-- 注释 --><style>样</style><script>脚</script><noscript>无</noscript><template>模</template>文`:                              "文",
		`<!--[if gte mso 9]><xml><w:View>x</w:View></xml><![endif]-->文<xml><o:p>设置</o:p></xml>`:                                   "文",
		`落实<a class="sdfootnoteanc" href="#sdfootnote1sym"><sup>1</sup></a>值班<a href="#_ftn2" title=""><span>[2]</span></a>制度<a href="#a">。</a><p><a href="#_ftnref2">[2]</a>注`: "落实值班制度。\n1[2]\n注\n[2]",
		`一<br>二<br/>三<hr>四`:             "一\n二\n三\n四",
		`防&shy;汛<wbr>值&#8203;班&#x8868;`: "防汛值班表",
		"<p>" + long:                    long,
		`<img src="data:image/png;base64,` + strings.Repeat("A", 3<<20) + `">后`: "后",
		`<pre>` + strings.Repeat("长", 100) + `</pre>尾`:                          strings.Repeat("长", 100) + "\n尾",
	} {
		if r := data(t, "甲.html", []byte(page)); r.State != Read || r.Text != want {
			t.Errorf("%.200q: %s (%s) %.200q\nwant %.200q", page, r.State, r.Reason, r.Text, want)
		}
	}
}
