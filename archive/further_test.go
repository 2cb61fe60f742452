package archive_test

import (
	"os"
	"reflect"
	"testing"

	"gongwen/archive"
	"gongwen/archive/bag"
)

// Further documents lie in the bag beside the main one, under names that tell what they
// are and that no form takes; putting them again changes nothing.
func TestPutFurther(t *testing.T) {
	t.Parallel()
	a := open(t)
	r := letter(12)
	r.Further = []archive.Further{
		{Name: "发文稿纸", Text: "签发"},
		{Name: "会议通知", Number: "龙政办会〔2026〕12号", Issued: true, Text: "通知"},
	}
	files := dropped(t, "龙政办介字〔2026〕12号 发文稿纸.pdf")
	if _, err := a.Put(t.Context(), r, files); err == nil {
		t.Error("put without what is to be there")
	}
	files.Further = [][]byte{[]byte("%PDF-1.4 稿纸"), []byte("%PDF-1.4 通知")}
	got, err := a.Put(t.Context(), r, files)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"data/龙政办介字〔2026〕12号 发文稿纸.pdf", "data/龙政办会〔2026〕12号 会议通知.pdf"} {
		text, err := os.ReadFile(a.Path(got.Folder(), got.Further[i].Path))
		if err != nil || got.Further[i].Path != want || string(text) != string(files.Further[i]) {
			t.Errorf("%s: %q %v", got.Further[i].Path, text, err)
		}
	}
	if got.Form.Path != "data/龙政办介字〔2026〕12号 发文稿纸(2).pdf" {
		t.Error(got.Form.Path)
	}
	if problems, err := bag.Validate(a.Path(got.Folder())); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
	again, err := a.Put(t.Context(), r, files)
	if err != nil || !reflect.DeepEqual(again.Further, got.Further) {
		t.Errorf("again: %+v, %v", again.Further, err)
	}
}

// Records from before there were further documents have none.
func TestParseRecordWithoutFurther(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"4", "5"} {
		r, err := archive.ParseRecord([]byte(`{"version": ` + version + `, "number": "1号", "kind": "outgoing", "date": "2026-05-11", "document": {"path": "data/1号.pdf"}}`))
		if err != nil || r.Further != nil || r.Done != nil || r.Document.Path == "" {
			t.Errorf("version %s: %+v, %v", version, r, err)
		}
	}
}
