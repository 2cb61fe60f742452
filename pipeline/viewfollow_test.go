package pipeline

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/archive/register/view"
	"gongwen/samples"
	"gongwen/templates"
)

// TestViewsFollow: a register over kinds is there with the first record of them, is made
// anew when it is another or one of its records is, and stays as it lies otherwise.
func TestViewsFollow(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "rescan: 100ms\n")
	const name = "templates/views/letters.yaml"
	text := "key: letters\ntitle: 介绍信去向台账\nby: [unit]\nkinds: [letter]\ncolumns:\n  - {label: 单位, from: unit}\n  - {label: 份数, from: letter.number, take: count}\n"
	put(t, filepath.Join(string(f), filepath.FromSlash(name)), []byte(text))
	path := filepath.Join(f.Registers(), view.Folder, "介绍信去向台账.xlsx")
	once(t, f)
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("there is one of no records, %v", err)
	}
	letter(t, f, "信", "查阅城建档案")
	once(t, f)
	if rows := sheetOf(t, path); strings.Join(rows[0], " ") != "序号 单位 份数 备注 档案编号" || strings.Join(rows[1], " ") != "1 区财政局 1  龙政办介字〔2026〕1号" {
		t.Errorf("%q", rows)
	}
	at(t, f, func(p *Pipeline) {
		follow := func() os.FileInfo {
			t.Helper()
			if err := p.followers.views(t.Context()); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			return info
		}
		before := follow()
		if again := follow(); !os.SameFile(before, again) {
			t.Error("it is made anew though nothing has changed")
		}
		takeOver(t, p, name, strings.Replace(text, "份数", "件数", 1))
		follow()
		if rows := sheetOf(t, path); rows[0][2] != "件数" {
			t.Errorf("%q", rows)
		}
		before = follow()
		if _, err := p.Void(t.Context(), "龙政办介字〔2026〕1号", "开错"); err != nil {
			t.Fatal(err)
		}
		if os.SameFile(before, follow()) {
			t.Error("it is the old one after a record was made void")
		}
	})
}

// TestViewsOfKinds: a view is made otherwise when one of its kinds is.
func TestViewsOfKinds(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(viewsOf(kinds, []string{"assets"}, []string{"closing", "revenue"})))
	if want := []string{"assets", "contracts", "two-lines"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// sheetOf are the rows of a workbook's first sheet.
func sheetOf(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil || len(rows) < 2 {
		t.Fatalf("%q, %v", rows, err)
	}
	return rows
}
