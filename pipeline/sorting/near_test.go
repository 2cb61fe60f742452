package sorting

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestNear: what is perhaps meant by a name, from what lies there.
func TestNear(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		want  string // in what is said; empty for nothing
	}{
		{"函.pdf", nil, ""},
		{"函.pdf", []string{"信.xlsx", "别的.pdf"}, ""},
		{"A.pdf", []string{"a.PDF"}, "是不是“a.PDF”"},
		{"函(1).pdf", []string{"函（1）.pdf"}, "是不是“函（1）.pdf”"},
		{"通知[2026].pdf", []string{"通知〔2026〕.pdf"}, "是不是“通知〔2026〕.pdf”"},
		{"第 1 号.pdf", []string{"第1号.pdf"}, "是不是“第1号.pdf”"},
		{"第１号．pdf", []string{"第1号.pdf"}, "是不是“第1号.pdf”"},
		{"ＡＢ.pdf", []string{"AB.pdf"}, "是不是“AB.pdf”"},
		{"2026-1.pdf", []string{"2026—1.pdf"}, "是不是“2026—1.pdf”"},
		{"扫描_1.pdf", []string{"扫描 1.pdf"}, "是不是“扫描 1.pdf”"},
		{"函.docx", []string{"函.doc"}, "是不是“函.doc”？请用 Word 等软件打开，另存为“函.docx”，或在表单上改填“函.doc”"},
		{"函.doc", []string{"函.docx"}, "是不是“函.docx”"},
		{"图.jpg", []string{"图.jpeg"}, "是不是“图.jpeg”"},
		{"函.pdf", []string{"函.jpg"}, "是不是“函.jpg”"},
		{"函", []string{"函.pdf"}, "是不是“函.pdf”"},
		{"函.txt", []string{"函 (1).txt"}, "是不是“函 (1).txt”"},
		{"函.txt", []string{"函(1).txt"}, "是不是“函(1).txt”"},
		{"函.txt", []string{"函 - 副本.txt"}, "是不是“函 - 副本.txt”"},
		{"函.txt", []string{"函 - 副本 (2).txt"}, "是不是“函 - 副本 (2).txt”"},
		{"函.txt", []string{"函 - Copy.txt"}, "是不是“函 - Copy.txt”"},
		{"函.txt", []string{"复件 函.txt"}, "是不是“复件 函.txt”"},
		{"函.txt", []string{"函.txt.txt"}, "是不是“函.txt.txt”"},
		{"函.txt", []string{"附件/函.txt"}, "放在下一层文件夹“附件”里"},
		{"函.txt", []string{"../函.txt"}, "放在上一层文件夹里"},
		{"函.txt", []string{"附件/函（1）.txt"}, "（在另一层文件夹里）"},
		{"é.txt", []string{"附件/" + norm.NFD.String("é") + ".txt"}, "下一层"},
		{"数据.xlsx", []string{"数据.et"}, "请用 WPS 表格打开，另存为“数据.xlsx”"},
		{"数据.xlsx", []string{"数据.xls"}, "Excel 等软件"},
		{"报告.docx", []string{"报告.wps"}, "WPS 文字"},
		{"函.pdf", []string{"函.pdf.lnk"}, "只是快捷方式"},
		{"函.pdf", []string{"函.pdf - 快捷方式.lnk"}, "只是快捷方式"},
		{"函.pdf", []string{"函 - 快捷方式.lnk"}, "只是快捷方式"},
		{"函.pdf", []string{"函 - Shortcut (2).lnk"}, "只是快捷方式"},
		{"函.pdf", []string{"函.url"}, "只是快捷方式"},
		{"函.pdf", []string{"函.pdf.crdownload"}, "还没有下载或复制完"},
		{"函.pdf", []string{"函.pdf.part"}, "还没有下载或复制完"},
		{"函.pdf", []string{"函.pdf.xltd"}, "还没有下载或复制完"},
		{"函.pdf", []string{"函.pdf.td"}, "还没有下载或复制完"},
		{"函.pdf", []string{"函.pdf.baiduyun.p.downloading"}, "还没有下载或复制完"},
		{"~$数据.xlsx", []string{"~$数据.xlsx", "数据.xlsx"}, "临时留下的文件"},
		{"Thumbs.db", nil, "临时留下的文件"},
		{"（1）.pdf", []string{"（2）.pdf"}, ""}, // nothing but a mark
	}
	for _, test := range tests {
		if got := Near(test.name, test.files); test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s beside %q: %q, want %q", test.name, test.files, got, test.want)
		}
		if kept := Nearby([]string{test.name}, append([]string{"别的.zip"}, test.files...)); test.want != "" && test.files != nil && len(kept) == 0 {
			t.Errorf("%s beside %q: nothing was kept", test.name, test.files)
		}
	}
}

// FuzzNear: whatever names there are, what is said names one of them or the
// attachment, and a name is near itself but for its folder.
func FuzzNear(f *testing.F) {
	for _, name := range []string{"函 - 副本 (2).txt", "é", "(1)", "a.b.c", "函.pdf.lnk", "\xff.txt", "..", ".part"} {
		f.Add(name, "函.txt")
	}
	f.Fuzz(func(t *testing.T, name, file string) {
		said := Near(name, []string{file})
		if said != "" && !strings.Contains(said, name) && !strings.Contains(said, file[strings.LastIndex(file, "/")+1:]) {
			t.Errorf("%q beside %q: %q", name, file, said)
		}
	})
}
