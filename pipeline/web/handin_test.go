package web

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/web/throttle"
)

// TestUploadsStayInTheirInbox: what a browser says of unit and file names is not
// to be believed.
func TestUploadsStayInTheirInbox(t *testing.T) {
	r := theRoom(t)
	form := map[string][]byte{"表单.yaml": formText(t, letter(map[string]any{"联系事项": "不该送到的"})), "本单位介绍信.txt": []byte("x")}
	c := r.as(t, "caizheng")
	for _, unit := range []string{"区教育局", "../archive", "..", "", "/etc", "区财政局/..", "区财政局\x00"} {
		if w := c.upload(unit, form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("unit %q: %d", unit, w.Code)
		}
	}
	for _, name := range []string{"..", "CON.yaml", "a<b.yaml", "~$表单.yaml", "表单.yaml.part", "desktop.ini"} {
		files := map[string][]byte{"本单位介绍信.txt": []byte("x")}
		files[name] = form["表单.yaml"]
		if w := c.upload("区财政局", files); w.Code == http.StatusSeeOther {
			t.Errorf("name %q was taken", name)
		}
	}
	// Of a name with folders the browser's last part counts: net/http cuts the rest.
	err := filepath.WalkDir(r.workspace.Folder.Inbox(), func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.Contains(path, handedInPrefix) {
			err = fmt.Errorf("%s is left in the inbox", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestStagedFolderIsOutOfReachUntilItIsJudged, and goes through no link that
// somebody has put in the place of an inbox.
func TestStagedFolderIsOutOfReachUntilItIsJudged(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "caizheng")
	files := map[string][]byte{"表单.yaml": formText(t, letter(map[string]any{"联系事项": "核对往年决算"})), "本单位介绍信.txt": []byte("x")}
	inbox := filepath.Join(r.workspace.Folder.Inbox(), "区财政局")
	aside, elsewhere := inbox+"~", t.TempDir()
	exists := true
	if err := os.Rename(inbox, aside); errors.Is(err, fs.ErrNotExist) {
		exists = false
	} else if err != nil {
		t.Fatal(err)
	}
	// Where others could have made it, a link is not the administrator's.
	info, err := os.Stat(filepath.Dir(inbox))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink(elsewhere, inbox), os.Chmod(filepath.Dir(inbox), 0o777)); err != nil {
		t.Fatal(err)
	}
	w := c.upload("区财政局", files)
	left, err := os.ReadDir(elsewhere)
	if w.Code == http.StatusSeeOther || err != nil || len(left) != 0 {
		t.Errorf("through a link: %d, %v, %v", w.Code, left, err)
	}
	if err := errors.Join(os.Remove(inbox), os.Chmod(filepath.Dir(inbox), info.Mode().Perm())); err != nil {
		t.Fatal(err)
	}
	if exists {
		if err := os.Rename(aside, inbox); err != nil {
			t.Fatal(err)
		}
	}

	// What is staged is nobody else's to see or change.
	room, err := os.Stat(r.server.staging())
	if err != nil || room.Mode().Perm()&0o077 != 0 || strings.HasPrefix(r.server.staging(), r.workspace.Folder.Inbox()) {
		t.Errorf("staged in %s: %v, %v", r.server.staging(), room, err)
	}
	if left, err := os.ReadDir(r.server.staging()); err != nil || len(left) != 0 {
		t.Errorf("left there: %v, %v", left, err)
	}
}

// TestThrottleChecksByAccount: the answer says until when.
func TestThrottleChecksByAccount(t *testing.T) {
	r := theRoom(t)
	was := r.server.formChecks
	r.server.formChecks = throttle.New(time.Hour, 3)
	defer func() { r.server.formChecks = was }()
	bad := []byte("表单种类: 介绍信\n")
	c := r.as(t, "caizheng")
	if w := c.upload("区财政局", map[string][]byte{"a.yaml": bad, "b.yaml": bad}); w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("the first two: %d", w.Code)
	}
	w := c.upload("区财政局", map[string][]byte{"a.yaml": bad, "b.yaml": bad})
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "以后再送交") {
		t.Errorf("two more: %d %q", w.Code, w.Header())
	}
	if w := c.upload("区财政局", map[string][]byte{"a.yaml": bad}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("what was refused counts: %d", w.Code)
	}
	c.from = "192.0.2.99:1" // from elsewhere it is the same account
	if w := c.upload("区财政局", map[string][]byte{"a.yaml": bad}); w.Code != http.StatusTooManyRequests {
		t.Errorf("from elsewhere: %d", w.Code)
	}
	if w := r.as(t, "admin").upload("区财政局", map[string][]byte{"a.yaml": bad}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("another account: %d", w.Code)
	}
}

// TestHandInDoesNotNameADuplicateOutOfReach when somebody asks.
func TestHandInDoesNotNameADuplicateOutOfReach(t *testing.T) {
	r := theRoom(t)
	files := map[string][]byte{"a.yaml": formText(t, letter(map[string]any{"申请单位": "区教育局", "持信人": "方听澜", "联系事项": "核对学位数据"})),
		"本单位介绍信.txt": []byte("兹介绍我单位教育前往联系。")}
	for name, named := range map[string]bool{"caizheng": false, "dangan": true} {
		body := r.as(t, name).upload("区财政局", files).Body.String()
		if strings.Contains(body, r.foreign.Number) != named || strings.Contains(body, "同样内容的表单此前已经办理") == named {
			t.Errorf("%s, who is to be told the number: %v, is told otherwise", name, named)
		}
	}
}

// TestHandInTakesOnlyWhatIsInOrder: what is wrong stands at its field; what was
// filed before is said to be; several forms go together or not at all; what is in
// order lies in the inbox, whole.
func TestHandInTakesOnlyWhatIsInOrder(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "caizheng")
	attachment := []byte("兹介绍我单位财政前往联系。")
	left := func() []string {
		found, err := filepath.Glob(filepath.Join(r.workspace.Folder.Inbox(), "区财政局", handedInPrefix+"*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	good := letter(map[string]any{"联系事项": "核对决算报表", "持信人": "叶知白"})
	bad := letter(map[string]any{"有效期至": "2026-05-01", "持信人": ""})
	for _, test := range []struct {
		name  string
		files map[string][]byte
		wants []string
	}{
		{"bad", map[string][]byte{"a.yaml": formText(t, bad), "本单位介绍信.txt": attachment}, []string{`class="wrong"`, "持信人", "第八十一条", "没有送交"}},
		{"without its letter", map[string][]byte{"a.yaml": formText(t, good)}, []string{"附件“本单位介绍信.txt”没有随表单送到"}},
		{"one good, one bad", map[string][]byte{"a.yaml": formText(t, good), "b.yaml": formText(t, bad), "本单位介绍信.txt": attachment}, []string{"这一次都没有送交", "这份表单要改"}},
		{"filed before", map[string][]byte{"a.yaml": formText(t, letter(nil)), "本单位介绍信.txt": attachment}, []string{"此前已办理", r.own.Number}},
		{"no form", map[string][]byte{"本单位介绍信.txt": attachment}, []string{"没有表单"}},
		{"not readable", map[string][]byte{"a.xlsx": []byte("no workbook")}, []string{"没有送交"}},
	} {
		w := c.upload("区财政局", test.files)
		for _, want := range test.wants {
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d, no %q", test.name, w.Code, want)
			}
		}
		if found := left(); len(found) > 0 {
			t.Fatalf("%s: left in the inbox: %v", test.name, found)
		}
	}
	if w := c.upload("区财政局", map[string][]byte{"a.yaml": formText(t, good), "本单位介绍信.txt": attachment}); w.Code != http.StatusSeeOther {
		t.Fatalf("good: %d %s", w.Code, w.Body)
	}
	found := left()
	if len(found) != 1 {
		t.Fatalf("in the inbox: %v", found)
	}
	defer os.RemoveAll(found[0])
	for name, want := range map[string][]byte{"a.yaml": formText(t, good), "本单位介绍信.txt": attachment} {
		if got, err := os.ReadFile(filepath.Join(found[0], name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
