package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPipelineOffersWhatIsNear where an attachment is missing: to who waits for it and
// in the notice.
func TestPipelineOffersWhatIsNear(t *testing.T) {
	t.Parallel()
	tests := []struct{ beside, offered string }{
		{"函(1).txt", "是不是“函(1).txt”"},
		{"函.TXT", "是不是“函.TXT”"},
		{"函.docx", "是不是“函.docx”"},
		{"子/函.txt", "放在下一层文件夹“子”里"},
		{"../函.txt", "放在上一层文件夹里"},
		{"函.txt.crdownload", "还没有下载或复制完"},
		{"函.txt - 快捷方式.lnk", "只是快捷方式"},
		{"函.wps", "请用 WPS 文字打开"},
	}
	for _, test := range tests {
		t.Run(test.beside, func(t *testing.T) {
			t.Parallel()
			for _, wait := range []string{"1h", "0s"} {
				if wait == "0s" && strings.Contains(test.beside, "/") {
					continue // it goes back by itself, perhaps before the form is looked at
				}
				f := dataFolder(t, fmt.Sprintf("attachment_wait: %s\n", wait))
				dropAll(t, f, map[string]string{"袋/信.yaml": naming(t, "核对账目", "函.txt"), filepath.Join("袋", test.beside): "x"})
				said := ""
				for _, e := range once(t, f) {
					if e.File == "区财政局/袋/信.yaml" {
						said += e.Reason
						for _, f := range e.Findings {
							said += f.Advice
						}
					}
				}
				if !strings.Contains(said, test.offered) {
					t.Errorf("waiting %s: %q", wait, said)
				}
				if notice, err := os.ReadFile(filepath.Join(f.Returned(), "区财政局", "信", "退件通知.txt")); wait == "0s" && (err != nil || !strings.Contains(string(notice), test.offered)) {
					t.Errorf("the notice: %s, %v", notice, err)
				}
			}
		})
	}
}

// TestRunWaitsForTheFormOfAWorkbookThatCameFirst: it is no form, and goes with the one
// that names it, if that comes soon.
func TestRunWaitsForTheFormOfAWorkbookThatCameFirst(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "attachment_wait: 1h\nrescan: 100ms\n")
	r := run(t, f)
	dropAll(t, f, map[string]string{"数据.xlsx": workbookOf(t, 3)})
	r.pending("区财政局/数据.xlsx", "等候表单送到")
	staged := filepath.Join(t.TempDir(), "信.yaml")
	put(t, staged, []byte(naming(t, "核对账目", "数据.xlsx")))
	must(t, os.Rename(staged, filepath.Join(f.Inbox(), "区财政局", "信.yaml")))
	r.filed("区财政局/信.yaml")
	if got := attachmentsOf(t, f)["信.yaml"]; len(got) != 1 || got[0] != "数据.xlsx" {
		t.Errorf("attachments %q", got)
	}
}

// TestRunSharesAnAttachmentAsFormsCome, in any order, with one form that is returned.
func TestRunSharesAnAttachmentAsFormsCome(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "attachment_wait: 1h\nrescan: 100ms\n")
	unit, staged := filepath.Join(f.Inbox(), "区财政局"), t.TempDir()
	put(t, filepath.Join(staged, "1.yaml"), []byte(naming(t, "查阅一号档案", "函.txt")))
	put(t, filepath.Join(staged, "2.yaml"), []byte(wrong(t, "查阅二号档案", "函.txt")))
	put(t, filepath.Join(staged, "3.yaml"), []byte(naming(t, "查阅三号档案", "函.txt")))
	put(t, filepath.Join(staged, "函.txt"), []byte("函"))
	must(t, os.MkdirAll(unit, 0o755))
	r := run(t, f)
	for _, name := range []string{"1.yaml", "3.yaml"} {
		must(t, os.Rename(filepath.Join(staged, name), filepath.Join(unit, name)))
		r.pending("区财政局/"+name, "等候附件：函.txt")
	}
	must(t, os.Rename(filepath.Join(staged, "函.txt"), filepath.Join(unit, "函.txt")))
	r.filed("区财政局/1.yaml")
	r.filed("区财政局/3.yaml")
	must(t, os.Rename(filepath.Join(staged, "2.yaml"), filepath.Join(unit, "2.yaml")))
	r.until("the wrong one goes back", func(e Event) bool { return e.Type == "returned" && e.File == "区财政局/2.yaml" })
}
