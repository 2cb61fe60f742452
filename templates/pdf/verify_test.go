package pdf

import (
	"path/filepath"
	"strings"
	"testing"
)

// A telephone reads from paper what was put in: here, zbar from the page as
// poppler draws it.
func TestVerifyCodeIsReadFromPaper(t *testing.T) {
	for address, says := range map[string]string{
		"https://gw.example.gov.cn/verify?n=%E9%BE%99%E6%94%BF%E5%8A%9E%E4%BB%8B%E5%AD%97%E3%80%942026%E3%80%9512%E5%8F%B7&c=K7QF-2M4D-XW3A": "扫码查验真伪\n查验电话：0459-6240551\n校验码：K7QF-2M4D-XW3A\n",
		"龙政办介字〔2026〕12号 校验码 K7QF-2M4D-XW3A 请致电龙凤区人民政府办公室0459-6240551查验":                                                                      "请致电0459-6240551查验\n校验码：K7QF-2M4D-XW3A\n",
	} {
		kind, _ := letter(t)
		template, err := Parse(kind)
		if err != nil {
			t.Fatal(err)
		}
		d := exampleData(t, kind)
		d.Verify = Verify{"K7QF-2M4D-XW3A", address, "0459-6240551"}
		file, printed := printWith(t, template, d)
		if printed.Pages != 1 {
			t.Errorf("the code takes the letter to %d pages", printed.Pages)
		}
		if !strings.Contains(printed.Text, says) {
			t.Errorf("text is\n%s", printed.Text)
		}
		picture := filepath.Join(t.TempDir(), "page")
		tool(t, "poppler-utils", "pdftoppm", "-png", "-singlefile", "-r", "200", save(t, file), picture)
		// It also says that it has no desktop to talk to.
		if got := tool(t, "zbar-tools", "zbarimg", "-q", "--raw", picture+".png"); !strings.HasSuffix(got, "\n"+address+"\n") && got != address+"\n" {
			t.Errorf("read %q, want %q", got, address)
		}
	}
}
