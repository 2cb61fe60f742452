package pipeline

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/index"
)

// TestAttachmentsAreReadInTheBackground: what stands only in an attachment is
// found a while after the form was filed.
func TestAttachmentsAreReadInTheBackground(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "rescan: 100ms\n")
	r := run(t, f)
	attach := func(name, text string) {
		form := strings.Replace(string(example(t, "letter")), "转移支付资金", name, 1)
		put(t, filepath.Join(f.Inbox(), "区财政局", name, "区财政局介绍信.txt"), []byte(text))
		put(t, filepath.Join(f.Inbox(), "区财政局", name, "介绍信.yaml"), []byte(form))
	}
	searchable := index.At(f.Index(), nil)
	found := func(text string) {
		t.Helper()
		q, err := index.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(time.Minute); ; {
			result, err := searchable.Search(t.Context(), index.Request{Query: q})
			if err == nil && result.Total == 1 {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("%s: %d found, %v", text, result.Total, err)
			}
			time.Sleep(20 * time.Millisecond) // and look again
		}
	}
	attach("甲项", "国库集中支付")
	r.filed("区财政局/甲项/介绍信.yaml")
	found("国库集中支付")
	attach("乙项", "逾期滞纳金")
	r.filed("区财政局/乙项/介绍信.yaml")
	found("逾期滞纳金")
}
