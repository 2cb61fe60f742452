package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/archive/catalogue"
)

// TestOnceAsksAgainWithoutTellingSecrets: of a secret record that was made void the notice
// says that there is one, and neither its number nor why; the very same files are never
// their own answer, though a reason stands in them.
func TestOnceAsksAgainWithoutTellingSecrets(t *testing.T) {
	f := dataFolder(t, "")
	minutes := string(example(t, "minutes")) + "\n密级: 秘密\n保密期限: 10年\n例外理由: 会议请假单为纸质，存区政府办公室\n"
	drop := func() []Event {
		t.Helper()
		put(t, filepath.Join(f.Inbox(), "区政府办公室", "纪要.yaml"), []byte(minutes))
		return once(t, f)
	}
	first := drop()
	if len(first) != 1 || first[0].Type != string(catalogue.Filed) {
		t.Fatalf("%+v", first)
	}
	at(t, f, func(p *Pipeline) {
		if _, err := p.Void(t.Context(), first[0].Number, "写错会议室"); err != nil {
			t.Fatal(err)
		}
	})
	again := drop()
	if len(again) != 1 || again[0].Type != string(catalogue.Returned) {
		t.Fatalf("%+v", again)
	}
	notice, err := os.ReadFile(filepath.Join(string(f), filepath.FromSlash(again[0].Path), "退件通知.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{first[0].Number, "写错会议室"} {
		if strings.Contains(string(notice), secret) {
			t.Errorf("the notice tells %q:\n%s", secret, notice)
		}
	}
	if !strings.Contains(string(notice), "查阅范围以外") {
		t.Errorf("%s", notice)
	}
}
