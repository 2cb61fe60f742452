package web

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHandInTakesWhatAFormNamesForItsAttachment, as the inbox does, and offers what is
// near.
func TestHandInTakesWhatAFormNamesForItsAttachment(t *testing.T) {
	r := theRoom(t)
	form := func(errand, attachment string) []byte {
		return formText(t, letter(map[string]any{"联系事项": errand, "本单位介绍信": attachment}))
	}
	tests := []struct {
		what  string
		files map[string][]byte
		code  int
		says  string // where it is refused
	}{
		{"a form", map[string][]byte{"信.yaml": form("查阅甲档案", "附表.yaml"), "附表.yaml": []byte("表单种类: 介绍信\n")}, http.StatusSeeOther, ""},
		{"what claims to be a form", map[string][]byte{"信.yaml": form("查阅乙档案", "附表.yaml"), "附表.yaml": []byte("表单种类: [")}, http.StatusSeeOther, ""},
		{"an empty file", map[string][]byte{"信.yaml": form("查阅丙档案", "空.xlsx"), "空.xlsx": nil}, http.StatusSeeOther, ""},
		{"another name", map[string][]byte{"信.yaml": form("查阅丁档案", "函.txt"), "函 (1).txt": []byte("x")}, http.StatusUnprocessableEntity, "是不是“函 (1).txt”"},
		{"a form that cannot be read beside one", map[string][]byte{"信.yaml": form("查阅戊档案", "函.txt"), "函.txt": []byte("x"), "表.xlsx": []byte("PK")}, http.StatusUnprocessableEntity, "已经损坏"},
		{"a download that is not finished", map[string][]byte{"信.yaml": form("查阅己档案", "函.txt"), "函.txt.crdownload": []byte("x")}, http.StatusUnprocessableEntity, "没有下载完"},
		{"a shortcut", map[string][]byte{"信.yaml": form("查阅庚档案", "函.txt"), "函.txt.lnk": []byte("x")}, http.StatusUnprocessableEntity, "快捷方式"},
	}
	for _, test := range tests {
		w := r.as(t, "caizheng").upload("区财政局", test.files)
		if w.Code != test.code || !strings.Contains(w.Body.String(), test.says) {
			t.Errorf("%s: %d, want %d and %q:\n%s", test.what, w.Code, test.code, test.says, w.Body)
		}
	}
	dropped, err := filepath.Glob(filepath.Join(r.workspace.Folder.Inbox(), "区财政局", handedInPrefix+"*"))
	if err != nil || len(dropped) != 3 {
		t.Errorf("dropped: %q, %v", dropped, err)
	}
	for _, folder := range dropped { // other tests look there, too
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	}
}
