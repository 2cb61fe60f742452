package pipeline

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// letterBook is a letter as a workbook, in order but for the phone number where that is
// given, naming an attachment.
func letterBook(t testing.TB, phone, attachment string) []byte {
	t.Helper()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	kind := kinds.Named("letter")
	for s, err := range samples.Generate(kind, 7, 1000, samples.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		if s.Values["unit"] != "区财政局" {
			continue
		}
		s.Values["unit_letter"] = attachment
		if phone != "" {
			s.Values["phone"] = phone
		}
		var b bytes.Buffer
		if err := xlsx.Fill(&b, kind, s.Values); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	t.Fatal("no letter of this unit")
	return nil
}

// setCell changes the cell beside a label, as somebody does in Excel.
func setCell(t testing.TB, book []byte, label, value string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	merged, err := f.GetMergeCells(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range merged {
		if !strings.HasPrefix(m.GetCellValue(), label) {
			continue
		}
		col, row, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			t.Fatal(err)
		}
		beside, err := excelize.CoordinatesToCellName(col+1, row)
		if err == nil {
			err = f.SetCellStr(sheet, beside, value)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetDocProps(&excelize.DocProperties{Modified: "2026-05-12T00:00:00Z"}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// back moves a returned folder into the inbox again, whole, after a change to it.
func back(t testing.TB, f workspace.Folder, name string, change func(dir string)) {
	t.Helper()
	from := filepath.Join(f.Returned(), "区财政局", name)
	change(from)
	if err := os.Rename(from, filepath.Join(f.Inbox(), "区财政局", "再交")); err != nil {
		t.Fatal(err)
	}
}

func rewrite(t testing.TB, file string, change func([]byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	put(t, file, change(data))
}

// TestPipelineFilesAReturnedFolderDroppedAgain with the form corrected, and nothing of
// ours with it, whatever that is called.
func TestPipelineFilesAReturnedFolderDroppedAgain(t *testing.T) {
	t.Parallel()
	correct := func(dir string) {
		rewrite(t, filepath.Join(dir, "甲.xlsx"), func(b []byte) []byte { return setCell(t, b, "联系电话", "0459-6240118") })
	}
	tests := []struct {
		what       string
		attachment string
		change     func(dir string)
		want       []string
		passed     int
		form       string
		with       []string
	}{
		{"corrected", "函.txt", correct, []string{"filed 甲.xlsx"}, 3, "甲.xlsx", []string{"函.txt"}},
		{"its notices called otherwise", "函.txt", func(dir string) {
			correct(dir)
			for _, ext := range []string{".pdf", ".txt"} {
				must(t, os.Rename(filepath.Join(dir, "退件通知"+ext), filepath.Join(dir, "退件通知 - 副本"+ext)))
			}
			must(t, os.Rename(filepath.Join(dir, "批注-甲.xlsx"), filepath.Join(dir, "看这个.xlsx")))
		}, []string{"filed 甲.xlsx"}, 3, "甲.xlsx", []string{"函.txt"}},
		{"the notice saved by an editor", "函.txt", func(dir string) {
			correct(dir)
			rewrite(t, filepath.Join(dir, "退件通知.txt"), func(b []byte) []byte {
				return append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))...)
			})
		}, []string{"filed 甲.xlsx"}, 3, "甲.xlsx", []string{"函.txt"}},
		{"the notice written into", "函.txt", func(dir string) {
			correct(dir)
			rewrite(t, filepath.Join(dir, "退件通知.txt"), func(b []byte) []byte { return append(b, "已改，请办。"...) })
		}, []string{"filed 甲.xlsx"}, 2, "甲.xlsx", []string{"函.txt", "退件通知.txt"}},
		{"with an attachment called as the notice", "退件通知.pdf", correct, []string{"filed 甲.xlsx"}, 3, "甲.xlsx", []string{"退件通知.pdf"}},
		{"nothing corrected", "函.txt", func(string) {}, []string{"returned 甲.xlsx"}, 3, "", nil},
		{"the marked copy corrected", "函.txt", func(dir string) {
			rewrite(t, filepath.Join(dir, "批注-甲.xlsx"), func(b []byte) []byte { return setCell(t, b, "联系电话", "0459-6240118") })
		}, []string{"filed 批注-甲.xlsx", "returned 甲.xlsx"}, 2, "批注-甲.xlsx", []string{"函.txt"}},
		{"both corrected, alike", "函.txt", func(dir string) {
			correct(dir)
			rewrite(t, filepath.Join(dir, "批注-甲.xlsx"), func(b []byte) []byte { return setCell(t, b, "联系电话", "0459-6240118") })
		}, []string{"filed 甲.xlsx", "returned 批注-甲.xlsx"}, 2, "甲.xlsx", []string{"函.txt"}},
		{"both corrected, each in its way", "函.txt", func(dir string) {
			correct(dir)
			rewrite(t, filepath.Join(dir, "批注-甲.xlsx"), func(b []byte) []byte { return setCell(t, b, "联系电话", "0459-6240119") })
		}, []string{"returned 批注-甲.xlsx", "returned 甲.xlsx"}, -1, "", nil},
		{"only the marked copy, corrected", "函.txt", func(dir string) {
			rewrite(t, filepath.Join(dir, "批注-甲.xlsx"), func(b []byte) []byte { return setCell(t, b, "联系电话", "0459-6240118") })
			must(t, os.Remove(filepath.Join(dir, "甲.xlsx")))
		}, []string{"filed 批注-甲.xlsx"}, 2, "批注-甲.xlsx", []string{"函.txt"}},
		{"only the marked copy, as it was", "函.txt", func(dir string) {
			must(t, os.Remove(filepath.Join(dir, "甲.xlsx")))
		}, []string{"returned 批注-甲.xlsx"}, 2, "", nil},
	}
	for _, config := range []string{"attachment_wait: 0s\n", "attachment_wait: 1h\n"} {
		for _, test := range tests {
			t.Run(test.what+config, func(t *testing.T) {
				t.Parallel()
				f := dataFolder(t, config)
				put(t, filepath.Join(f.Inbox(), "区财政局", "袋", "甲.xlsx"), letterBook(t, "x", test.attachment))
				put(t, filepath.Join(f.Inbox(), "区财政局", "袋", test.attachment), []byte("自己的"))
				if got := ended(once(t, f)); !slices.Equal(got, []string{"returned 甲.xlsx"}) {
					t.Fatalf("events %q", got)
				}
				back(t, f, "甲", test.change)
				events := once(t, f)
				passed := 0
				for _, e := range events {
					passed += len(e.Passed)
					if e.Type == PassedEvent {
						passed++
					}
				}
				events = slices.DeleteFunc(events, func(e Event) bool { return e.Type == PassedEvent })
				if got := ended(events); !slices.Equal(got, test.want) {
					t.Errorf("events %q, want %q: %+v", got, test.want, events)
				}
				if test.passed >= 0 && passed != test.passed {
					t.Errorf("%d files passed, want %d: %+v", passed, test.passed, events)
				}
				if got := attachmentsOf(t, f)[test.form]; !slices.Equal(got, test.with) {
					t.Errorf("filed with %q, want %q", got, test.with)
				}
				if left, _ := filepath.Glob(filepath.Join(f.Inbox(), "区财政局", "*")); len(left) > 0 {
					t.Errorf("left lying: %q", left)
				}
				sums(t, f)
			})
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestPipelineGivesBackWhatIsCalledAsOurs under a free name, beside ours.
func TestPipelineGivesBackWhatIsCalledAsOurs(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	mine := map[string]string{"退件通知.pdf": "一", "退件通知.txt": "二", "退件通知.TXT": "三", "批注-甲.xlsx": "四", "a.txt": "五", "A.TXT": "六"}
	for name, content := range mine {
		put(t, filepath.Join(f.Inbox(), "区财政局", "袋", name), []byte(content))
	}
	put(t, filepath.Join(f.Inbox(), "区财政局", "袋", "甲.xlsx"), letterBook(t, "x", "批注-甲.xlsx"))
	once(t, f)
	found := map[string]string{}
	names := map[string]bool{}
	files, _ := filepath.Glob(filepath.Join(f.Returned(), "区财政局", "*", "*"))
	for _, name := range files {
		data, err := os.ReadFile(name)
		must(t, err)
		found[string(data)] = path.Base(name)
		lower := strings.ToLower(path.Base(name))
		if names[lower] {
			t.Errorf("%s is there twice but for case", name)
		}
		names[lower] = true
	}
	for name, content := range mine {
		if found[content] == "" {
			t.Errorf("%s did not come back", name)
		}
	}
	notice, err := os.ReadFile(filepath.Join(f.Returned(), "区财政局", "甲", "退件通知.txt"))
	if err != nil || !strings.Contains(string(notice), "“退件通知.pdf”改名为“退件通知（原件）.pdf”") {
		t.Errorf("the notice does not say what was renamed: %s %v", notice, err)
	}
}
