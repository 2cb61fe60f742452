package pipeline

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/workspace"
)

// naming is a letter in order, told from others by its errand, that names an
// attachment.
func naming(t testing.TB, errand, attachment string) string {
	t.Helper()
	return strings.NewReplacer("核对2026年度市级转移支付资金下达情况", errand, "区财政局介绍信.txt", attachment).Replace(string(example(t, "letter")))
}

// wrong is one with a mistake.
func wrong(t testing.TB, errand, attachment string) string {
	t.Helper()
	return strings.Replace(naming(t, errand, attachment), "有效期至: 2026-05-20", "有效期至: 2026-02-30", 1)
}

func workbookOf(t testing.TB, rows int) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for row := range rows {
		if err := book.SetCellInt("Sheet1", fmt.Sprintf("A%d", row+1), int64(row)); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// dropAll puts files below a unit's inbox.
func dropAll(t testing.TB, f workspace.Folder, files map[string]string) {
	t.Helper()
	for name, content := range files {
		put(t, filepath.Join(f.Inbox(), "区财政局", name), []byte(content))
	}
}

// ended are the events in short, sorted: filed 信.yaml.
func ended(events []Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, e.Type+" "+path.Base(e.File))
	}
	slices.Sort(all)
	return all
}

// attachmentsOf are the names of the attachments of each filed record, by its form.
func attachmentsOf(t testing.TB, f workspace.Folder) map[string][]string {
	t.Helper()
	o, err := workspace.View(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	all := map[string][]string{}
	for e, err := range o.Catalogue.Records(t.Context(), catalogue.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, a := range e.Attachments {
			names = append(names, path.Base(a.Path))
		}
		all[path.Base(e.Form.Path)] = names
	}
	return all
}

// TestTakeTakesWhatAFormNamesForItsAttachment, whatever it is, in a folder of its own
// and in the inbox itself.
func TestTakeTakesWhatAFormNamesForItsAttachment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		what, name string
		content    func(t *testing.T) string
	}{
		{"a large workbook", "数据.xlsx", func(t *testing.T) string { return workbookOf(t, 40_000) }},
		{"a small workbook", "数据.XLSX", func(t *testing.T) string { return workbookOf(t, 1) }},
		{"a form", "附表.yaml", func(t *testing.T) string { return naming(t, "查阅城建档案", "没有.txt") }},
		{"a form with mistakes", "附表.yaml", func(t *testing.T) string { return wrong(t, "查阅城建档案", "没有.txt") }},
		{"what claims to be a form", "附表.yaml", func(*testing.T) string { return "表单种类: [" }},
		{"a text too large for a form", "清单.json", func(*testing.T) string { return strings.Repeat(" ", 3<<20) }},
		{"an empty workbook", "空.xlsx", func(*testing.T) string { return "" }},
		{"an empty text", "空.txt", func(*testing.T) string { return "" }},
		{"a file called as our notice", "退件通知.pdf", func(*testing.T) string { return "%PDF-1.4 自己的" }},
		{"a file called as our marked copy", "批注-信.xlsx", func(t *testing.T) string { return workbookOf(t, 2) }},
		{"a shortcut", "函.lnk", func(*testing.T) string { return "L" }},
	}
	for _, config := range []string{"attachment_wait: 0s\n", "attachment_wait: 1h\n"} {
		for _, folder := range []string{"袋", ""} {
			for _, test := range tests {
				t.Run(test.what+" in "+folder+config, func(t *testing.T) {
					t.Parallel()
					f := dataFolder(t, config)
					dropAll(t, f, map[string]string{
						path.Join(folder, "信.yaml"): naming(t, "核对账目", test.name), path.Join(folder, test.name): test.content(t),
					})
					if got := ended(once(t, f)); !slices.Equal(got, []string{"filed 信.yaml"}) {
						t.Errorf("events %q", got)
					}
					if got := attachmentsOf(t, f)["信.yaml"]; len(got) != 1 || !strings.EqualFold(got[0], test.name) {
						t.Errorf("attachments %q", got)
					}
				})
			}
		}
	}
}

// TestTakeSharesAnAttachment of several forms: all of them end, each with its own.
func TestTakeSharesAnAttachment(t *testing.T) {
	t.Parallel()
	good := func(errand string) string { return naming(t, errand, "函.txt") }
	bad := func(errand string) string { return wrong(t, errand, "函.txt") }
	both := strings.Replace(good("核对两件事"), "本单位介绍信: 函.txt", "本单位介绍信: 函.txt", 1)
	tests := []struct {
		what  string
		files map[string]string
		want  []string
		in    map[string][]string
	}{
		{"of two", map[string]string{"甲.yaml": good("查阅一号档案"), "乙.yaml": good("查阅二号档案"), "函.txt": "函"},
			[]string{"filed 乙.yaml", "filed 甲.yaml"}, map[string][]string{"甲.yaml": {"函.txt"}, "乙.yaml": {"函.txt"}}},
		{"of three, one returned", map[string]string{"1.yaml": bad("查阅一号档案"), "2.yaml": good("查阅二号档案"), "3.yaml": good("查阅三号档案"), "函.txt": "函"},
			[]string{"filed 2.yaml", "filed 3.yaml", "returned 1.yaml"}, map[string][]string{"2.yaml": {"函.txt"}, "3.yaml": {"函.txt"}}},
		{"the last returned", map[string]string{"1.yaml": good("查阅一号档案"), "9.yaml": bad("查阅二号档案"), "函.txt": "函"},
			[]string{"filed 1.yaml", "returned 9.yaml"}, map[string][]string{"1.yaml": {"函.txt"}}},
		{"one the other's duplicate", map[string]string{"甲.yaml": both, "乙.yaml": both, "函.txt": "函"},
			[]string{"duplicate", "filed"}, nil},
		{"with one that cannot be read", map[string]string{"甲.yaml": good("查阅一号档案"), "乙.yaml": "表单种类: [", "函.txt": "函"},
			[]string{"filed 甲.yaml", "returned 乙.yaml"}, map[string][]string{"甲.yaml": {"函.txt"}}},
		{"in different folders", map[string]string{"子/甲.yaml": good("查阅一号档案"), "子/函.txt": "函", "乙.yaml": good("查阅二号档案"), "函.txt": "函"},
			[]string{"filed 乙.yaml", "filed 甲.yaml"}, map[string][]string{"甲.yaml": {"函.txt"}, "乙.yaml": {"函.txt"}}},
	}
	for _, config := range []string{"attachment_wait: 0s\n", "attachment_wait: 1h\n"} {
		for _, folder := range []string{"袋", ""} {
			for _, test := range tests {
				t.Run(test.what+" in "+folder+config, func(t *testing.T) {
					t.Parallel()
					f := dataFolder(t, config)
					files := map[string]string{}
					for name, content := range test.files {
						files[path.Join(folder, name)] = content
					}
					dropAll(t, f, files)
					got := ended(once(t, f))
					if test.in == nil { // either may be first
						for i := range got {
							got[i], _, _ = strings.Cut(got[i], " ")
						}
					}
					if !slices.Equal(got, test.want) {
						t.Errorf("events %q, want %q", got, test.want)
					}
					for form, names := range attachmentsOf(t, f) {
						if test.in != nil && !slices.Equal(names, test.in[form]) {
							t.Errorf("%s has %q", form, names)
						}
					}
					if left, _ := filepath.Glob(filepath.Join(f.Inbox(), "区财政局", "*")); len(left) > 0 {
						t.Errorf("left lying: %q", left)
					}
				})
			}
		}
	}
}

// TestPipelineKeepsAFolderTogether that has no form in it which can be read.
func TestPipelineKeepsAFolderTogether(t *testing.T) {
	t.Parallel()
	tests := []struct {
		what  string
		files map[string]string
		form  string
	}{
		{"damaged", map[string]string{"信.xlsx": "PK\x03\x04", "函.txt": "1", "附图.png": "2", "z.pdf": "3"}, "信.xlsx"},
		{"what claims to be a form", map[string]string{"a.txt": "1", "信.yaml": "表单种类: [", "z.pdf": "3"}, "信.yaml"},
		{"empty", map[string]string{"a.txt": "1", "信.xlsx": ""}, "信.xlsx"},
		{"two of them", map[string]string{"a.txt": "1", "信.yaml": "表单种类: [", "二.xlsx": "PK"}, "信.yaml"},
		{"a workbook that is no form", map[string]string{"a.txt": "1", "信.xlsx": workbookOf(t, 1)}, "信.xlsx"},
	}
	for _, config := range []string{"attachment_wait: 0s\n", "attachment_wait: 1h\n"} {
		for _, test := range tests {
			t.Run(test.what+config, func(t *testing.T) {
				t.Parallel()
				f := dataFolder(t, config)
				files := map[string]string{}
				for name, content := range test.files {
					files["袋/"+name] = content
				}
				dropAll(t, f, files)
				if got := ended(once(t, f)); !slices.Equal(got, []string{"returned " + test.form}) {
					t.Errorf("events %q", got)
				}
				if s := sums(t, f); s.Received != 1 {
					t.Errorf("sums %+v", s)
				}
				back, _ := filepath.Glob(filepath.Join(f.Returned(), "区财政局", "*", "*"))
				if len(back) != len(test.files)+2 {
					t.Errorf("came back: %q", back)
				}
			})
		}
	}
}
