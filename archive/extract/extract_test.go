package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"gongwen/templates/bounded/boundedtest"
)

func TestDataGivesStateAndText(t *testing.T) {
	own, _ := ownPDF(t)
	paragraphs := `<w:p><w:r><w:t>区财政</w:t></w:r><w:r><w:t>局𠮷</w:t><w:tab/><w:t>第二列</w:t></w:r></w:p>` +
		`<w:p><w:del><w:r><w:delText>删去的话</w:delText></w:r></w:del><w:r><w:instrText>PAGEREF</w:instrText></w:r></w:p>` +
		`<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>文本框旧</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>`
	page := `<html><head><meta charset="%s"><title>防汛方案</title><style>p{color:red}</style><script>var 脚本</script></head><body><h1>一、总则</h1><p>第一
条&nbsp;为了<b>防汛</b></p><table><tr><td>物资</td><td>编织袋</td></tr></table></body></html>`
	ofd := packedFile(t, "OFD.xml", "<OFD/>", "Doc_0/Document.xml", "<Document>不要</Document>", "Doc_0/Pages/Page_0/Content.xml",
		`<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:TextObject><ofd:TextCode>版式文件</ofd:TextCode></ofd:TextObject><ofd:TextObject><ofd:TextCode>第二行</ofd:TextCode></ofd:TextObject></ofd:Content></ofd:Page>`)
	odt := packedFile(t, "mimetype", "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml", "<manifest/>", "content.xml",
		`<office:text xmlns:office="o" xmlns:text="t"><text:tracked-changes>旧字</text:tracked-changes><text:p>开放<text:span>文档</text:span><text:s/>乙</text:p></office:text>`)
	pptx := packedFile(t, "ppt/presentation.xml", "<p/>", "ppt/slides/slide10.xml", `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>末页</a:t></a:r></a:p></p:sld>`,
		"ppt/slides/slide2.xml", `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>次页</a:t></a:r></a:p></p:sld>`)
	ole := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 1024)...)
	tests := []struct {
		name  string
		data  []byte
		state State
		text  string // all of it
	}{
		{"甲.txt", []byte("\ufeff区财政局\r\n第二行\t末"), Read, "区财政局\n第二行 末"},
		{"甲.txt", encoded(t, "区财政局㛃\n关于𠮷的函", "gb18030"), Read, "区财政局㛃\n关于𠮷的函"},
		{"甲.txt", encoded(t, "区财政局𠮷", "utf-16le"), Read, "区财政局𠮷"},
		{"甲.txt", encoded(t, "区财政局𠮷", "utf-16be"), Read, "区财政局𠮷"},
		{"甲", []byte("没有后缀"), Read, "没有后缀"},
		{"甲.txt", nil, NoText, ""},
		{"甲.txt", []byte(" \n\u3000\n"), NoText, ""},
		{"甲.json", []byte(`{"\u533a": ["\u8d22\u653f", 5, true, null]}`), Read, "区\n财政\n5\ntrue"},
		{"甲.csv", encoded(t, "项目,金额\n\"改造\",5\n", "gb18030"), Read, "项目,金额\n\"改造\",5"},
		{"甲.pdf", []byte("其实是文字"), Read, "其实是文字"},
		{"甲.pdf", []byte("\x00\x01\x02\x03\x04\x05\x06\x07"), Damaged, ""},
		{"甲.docx", []byte("\x00\x01\x02\x03\x04\x05\x06\x07"), Damaged, ""},
		{"甲.dat", []byte("\x00\x01\x02\x03\x04\x05\x06\x07"), Unsupported, ""},
		{"甲.html", fmt.Appendf(nil, page, "utf-8"), Read, "防汛方案\n一、总则\n第一 条 为了防汛\n物资 编织袋"},
		{"甲.htm", encoded(t, fmt.Sprintf(page, "gb2312"), "gb18030"), Read, "防汛方案\n一、总则\n第一 条 为了防汛\n物资 编织袋"},
		{"甲.docx", docx(t, paragraphs), Read, "区财政局𠮷 第二列\n文本框\n页眉密级"},
		{"甲.pdf", docx(t, paragraphs), Read, "区财政局𠮷 第二列\n文本框\n页眉密级"},
		{"甲.docx", docx(t, "<w:p><w:r><w:t>到此"), Partial, "到此\n页眉密级"},
		{"甲.docx", docx(t, paragraphs)[:400], Damaged, ""},
		{"甲.docx", docx(t, `<!DOCTYPE a [<!ENTITY x "很多">]><w:p><w:r><w:t>&x;</w:t></w:r></w:p>`), Partial, "页眉密级"},
		{"甲.pptx", pptx, Read, "次页\n末页"},
		{"甲.odt", odt, Read, "开放文档 乙"},
		{"甲.ofd", ofd, Read, "版式文件\n第二行"},
		{"甲.xlsx", xlsxFile(t), Read, "资金明细\n项目 金额 日期\n老旧小区改造𠮷 50,000.00 Mar-26\n已核对发票\n第二页\n㛃堃祎"},
		{"甲.xlsx", xlsxFile(t)[:2000], Damaged, ""},
		{"甲.zip", packedFile(t, "a.txt", "里面"), Unsupported, ""},
		{"甲.doc", ole, Unsupported, ""},
		{"甲.docx", append(bytes.Clone(ole), boundedtest.EncryptedPackage...), Encrypted, ""},
		{"甲.rtf", []byte(`{\rtf1 abc}`), Unsupported, ""},
		{"甲.png", picture(t), NoText, ""},
		{"甲.pdf", picture(t), NoText, ""},
		{"甲.tif", []byte("II*\x00\x08\x00\x00\x00"), NoText, ""},
		{"甲.mp4", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), Unsupported, ""},
		{"甲.pdf", scan(t, 3), NoText, ""},
		{"甲.pdf", scan(t, 3, 2), Partial, "Budget page 2"},
		{"甲.pdf", scan(t, 1, 1), Partial, "Budget page 1"},
		{"甲.pdf", gbkPDF(t, "关于区财政局转移支付的批复"), Read, "关于区财政局转移支付的批复"},
		{"甲.pdf", own[:len(own)/2], Damaged, ""},
		{"甲.pdf", []byte("%PDF-1.7\n"), Damaged, ""},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprint(i, tt.name), func(t *testing.T) {
			r := data(t, tt.name, tt.data)
			if r.State != tt.state || r.Text != tt.text {
				t.Errorf("%s (%s) %q\nwant %s %q", r.State, r.Reason, r.Text, tt.state, tt.text)
			}
		})
	}
}

func TestReadPDFOfOurOwn(t *testing.T) {
	file, printed := ownPDF(t)
	r := data(t, "退件通知.pdf", file)
	if r.State != Read {
		t.Fatalf("%s: %s", r.State, r.Reason)
	}
	if bare(r.Text) != bare(printed) {
		t.Errorf("got  %q\nwant %q", bare(r.Text), bare(printed))
	}
}

// TestDataFromRealTools reads what LibreOffice and qpdf write, with poppler as judge.
func TestDataFromRealTools(t *testing.T) {
	dir := t.TempDir()
	xlsx := filepath.Join(dir, "资金.xlsx")
	if err := os.WriteFile(xlsx, xlsxFile(t), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, as := range []string{"pdf", "ods"} {
		run(t, "soffice", "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless", "--convert-to", as, "--outdir", dir, xlsx)
		file := must(os.ReadFile(filepath.Join(dir, "资金."+as)))(t)
		r := data(t, "资金."+as, file)
		if r.State != Read {
			t.Errorf("%s: %s %s", as, r.State, r.Reason)
		}
		for _, want := range []string{"老旧小区改造", "50,000.00", "㛃堃祎"} {
			if !strings.Contains(bare(r.Text), want) {
				t.Errorf("%s: no %s in %q", as, want, r.Text)
			}
		}
	}
	printed := filepath.Join(dir, "资金.pdf")
	// The bookmarks are the sheets' names.
	judged := words(string(run(t, "pdftotext", "-layout", "-nopgbrk", printed, "-")) + "资金明细第二页")
	if r := data(t, "资金.pdf", must(os.ReadFile(printed))(t)); words(r.Text) != judged {
		t.Errorf("got  %s\nwant %s", words(r.Text), judged)
	}
	locked := filepath.Join(dir, "locked.pdf")
	run(t, "qpdf", "--encrypt", "secret", "owner", "256", "--", printed, locked)
	if r := data(t, "甲.pdf", must(os.ReadFile(locked))(t)); r.State != Encrypted || r.Text != "" {
		t.Errorf("%s %q", r.State, r.Text)
	}
	// One that opens without a password, but must not be copied from, is read:
	// it is not copied, it is found.
	run(t, "qpdf", "--encrypt", "", "owner", "256", "--extract=n", "--", printed, locked)
	if r := data(t, "甲.pdf", must(os.ReadFile(locked))(t)); r.State != Read || words(r.Text) != judged {
		t.Errorf("%s %q", r.State, r.Text)
	}
}

// TestReadPDFTakesFilesInIt reads what qpdf attaches, with files in files.
func TestReadPDFTakesFilesInIt(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	attach := func(to []byte, files ...string) []byte {
		args := []string{write("to.pdf", to)}
		for _, file := range files {
			args = append(args, "--add-attachment", file, "--key="+filepath.Base(file), "--filename="+filepath.Base(file), "--")
		}
		run(t, "qpdf", append(args, filepath.Join(dir, "with.pdf"))...)
		return must(os.ReadFile(filepath.Join(dir, "with.pdf")))(t)
	}
	locked := filepath.Join(dir, "locked.pdf")
	run(t, "qpdf", "--encrypt", "secret", "owner", "256", "--", write("open.pdf", gbkPDF(t, "保密")), locked)
	list := write("清单.xlsx", xlsxFile(t))
	inner := write("内.pdf", attach(gbkPDF(t, "里面的正文"), list))
	own, printed := ownPDF(t)
	r := data(t, "甲.pdf", attach(own, inner))
	if r.State != Read || !strings.HasPrefix(bare(r.Text), bare(printed)) || !strings.Contains(r.Text, "内.pdf\n里面的正文\n清单.xlsx\n资金明细\n") {
		t.Errorf("%s (%s) %q", r.State, r.Reason, r.Text)
	}
	r = data(t, "甲.pdf", attach(gbkPDF(t, "正文"), locked, write("扫描.png", picture(t)), write("空.txt", nil)))
	if r.State != Partial || r.Reason != "其中的《locked.pdf》有密码（要有密码才能打开）；其中的《扫描.png》没有文字（里面没有文字，可能是扫描件或图片）" {
		t.Errorf("%s (%s) %q", r.State, r.Reason, r.Text)
	}
}

// TestDataTakesLittleMemory: of an attachment only what is read is unpacked, and what
// is read as a whole is weighed first.
func TestDataTakesLittleMemory(t *testing.T) {
	pictures := repacked(t, xlsxFile(t), "xl/media/image1.png", strings.Repeat("0", 60<<20))
	tags := repacked(t, xlsxFile(t), "xl/styles.xml", "<styleSheet><cellXfs>"+strings.Repeat("<xf/>", 2<<20)+"</cellXfs></styleSheet>")
	x := within(DefaultLimits)
	for _, tt := range []struct {
		name  string
		data  []byte
		state State
	}{{"pictures.xlsx", pictures, Read}, {"tags.xlsx", tags, Partial}} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := x.Data(t.Context(), tt.name, tt.data)
		runtime.ReadMemStats(&after)
		if err != nil || r.State != tt.state {
			t.Errorf("%s: %s (%s) %v", tt.name, r.State, r.Reason, err)
		}
		if cost := after.TotalAlloc - before.TotalAlloc; cost > 16<<20 {
			t.Errorf("%s: reading %d KB took %d MB", tt.name, len(tt.data)>>10, cost>>20)
		}
	}
}

func TestLimits(t *testing.T) {
	own, _ := ownPDF(t)
	zeros := strings.Repeat("0", 8<<20)
	deep := strings.Repeat("<w:p>", 200_000)
	wide := docx(t, "<w:p><w:r><w:t>开头"+strings.Repeat("很长", 100_000)+"</w:t></w:r></w:p>")
	tests := []struct {
		name   string
		data   []byte
		limits Limits
		state  State
		begins string
	}{
		{"size.txt", []byte("一二三四"), Limits{Size: 11}, TooLarge, ""},
		{"text.txt", []byte("一二三四"), Limits{Text: 7}, Partial, "一二"},
		{"bomb.docx", docx(t, "<w:p><w:r><w:t>炸弹</w:t></w:r></w:p><!--"+zeros+"-->"), Limits{Unpacked: 1 << 20}, Partial, "炸弹"},
		{"bomb.xlsx", packedFile(t, "xl/workbook.xml", "<workbook/>", "xl/worksheets/a.xml", "<worksheet><!--"+zeros+"--></worksheet>"), Limits{Unpacked: 1 << 20}, TooLarge, ""},
		{"deep.docx", docx(t, deep), Limits{}, Partial, "页眉密级"},
		{"wide.docx", wide, Limits{Text: 3000}, Partial, "开头很长"},
		{"time.docx", wide, Limits{Time: time.Nanosecond}, TimedOut, ""},
		{"time.xlsx", xlsxFile(t), Limits{Time: time.Nanosecond}, TimedOut, ""},
		{"time.html", []byte("<p>文字"), Limits{Time: time.Nanosecond}, TimedOut, ""},
		{"time.pdf", own, Limits{Time: time.Nanosecond}, TimedOut, ""},
		{"pages.pdf", scan(t, 5, 1, 2, 3, 4, 5), Limits{Pages: 2}, Partial, "Budget page 1\nBudget page 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := DefaultLimits
			if tt.limits.Size > 0 {
				l.Size = tt.limits.Size
			}
			if tt.limits.Text > 0 {
				l.Text = tt.limits.Text
			}
			if tt.limits.Unpacked > 0 {
				l.Unpacked = tt.limits.Unpacked
			}
			if tt.limits.Time > 0 {
				l.Time = tt.limits.Time
			}
			if tt.limits.Pages > 0 {
				l.Pages = tt.limits.Pages
			}
			x := within(l)
			r, err := x.Data(t.Context(), tt.name, tt.data)
			checkClean(t, r)
			if err != nil || r.State != tt.state || !strings.HasPrefix(r.Text, tt.begins) || len(r.Text) > l.Text {
				t.Errorf("%s (%s) %.50q\nwant %s %q", r.State, r.Reason, r.Text, tt.state, tt.begins)
			}
		})
	}
}

// TestDataStoppedInTheMiddle ends the time while PDFium is at work, and reads the
// next file with the same extractor.
func TestDataStoppedInTheMiddle(t *testing.T) {
	pages := scan(t, 1500, 1)
	limits := DefaultLimits
	limits.Time = 30 * time.Millisecond
	if r, err := within(limits).Data(t.Context(), "长.pdf", pages); err != nil || r.State != TimedOut {
		t.Errorf("%s %s %v", r.State, r.Reason, err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer stop()
	if r, err := whole().Data(ctx, "长.pdf", pages); !errors.Is(err, context.DeadlineExceeded) || r != (Result{}) {
		t.Errorf("%+v, %v", r, err) // it was not the attachment that took too long
	}
	if r := data(t, "甲.pdf", scan(t, 1, 1)); r.State != Partial {
		t.Errorf("%s %s", r.State, r.Reason)
	}
}

func TestWithTakesAPanicForAState(t *testing.T) {
	r, err := whole().with(t.Context(), nil, func(*Extractor, *text, []byte) error { panic("beyond the library") })
	if r.State != Damaged || err != nil {
		t.Errorf("%s %s %v", r.State, r.Reason, err)
	}
}

// BenchmarkData reads one small attachment of each sort. A letter's PDF is the
// common case; compare the sorts with one another, on one machine.
func BenchmarkData(b *testing.B) {
	own, _ := ownPDF(b)
	for _, file := range []struct {
		name string
		data []byte
	}{
		{"letter.pdf", own},
		{"letter.docx", docx(b, "<w:p><w:r><w:t>"+strings.Repeat("关于转移支付资金下达情况的函。", 100)+"</w:t></w:r></w:p>")},
		{"funds.xlsx", xlsxFile(b)},
		{"letter.txt", encoded(b, strings.Repeat("关于转移支付资金下达情况的函。", 100), "gb18030")},
	} {
		b.Run(file.name, func(b *testing.B) {
			x := whole()
			if _, err := x.Data(b.Context(), file.name, file.data); err != nil { // starts PDFium
				b.Fatal(err)
			}
			for b.Loop() {
				if r, err := x.Data(b.Context(), file.name, file.data); err != nil || r.State != Read {
					b.Fatal(r.State, r.Reason, err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
		})
	}
}
