package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"gongwen/archive/catalogue"
)

// TestReceiveSharesAnAttachmentOfSeveralForms: it lies beside six letters that all name
// it. All are filed with it, whichever takes it first.
func TestReceiveSharesAnAttachmentOfSeveralForms(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "attachment_wait: 1h\nrescan: 100ms\n")
	const forms = 6
	for i := range forms {
		letter(t, f, "同一袋", fmt.Sprintf("查阅第%d号档案", i))
		from := filepath.Join(f.Inbox(), "区财政局", "同一袋", "介绍信.yaml")
		if err := os.Rename(from, filepath.Join(filepath.Dir(from), fmt.Sprintf("信%d.yaml", i))); err != nil {
			t.Fatal(err)
		}
	}
	r := run(t, f)
	for i := range forms {
		r.filed(fmt.Sprintf("区财政局/同一袋/信%d.yaml", i))
	}
	for e, err := range r.workspace.Catalogue.Records(t.Context(), catalogue.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(r.workspace.Archive.Path(e.Folder(), e.Attachments[0].Path))
		if err != nil || len(e.Attachments) != 1 || string(text) != "兹介绍沈望舒前往办理。" {
			t.Errorf("%s: %q, %v", e.Number, text, err)
		}
	}
	if _, err := os.Stat(filepath.Join(f.Inbox(), "区财政局", "同一袋")); err == nil {
		t.Error("something was left in the inbox")
	}
}
