package duty

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/pipeline/form"
)

var update = flag.Bool("update", false, "write the golden files anew")

func items(t *testing.T) []Item {
	return []Item{
		{Article: "81(6)", Severity: form.Principle, What: "沈望舒赴大庆市财政局的介绍信有效期至2026年5月20日，用毕或逾期应缴回", Who: "区财政局",
			Due: date(t, "2026-05-20"), Status: Overdue, Basis: []string{"龙政办介字〔2026〕1号"}},
		{Article: "41", Severity: form.Principle, What: "常务会议原则上每月召开1次", Who: "区政府办公室", Period: "2026年5月",
			Due: date(t, "2026-05-31"), Status: Due, Progress: &Progress{0, 1}, Basis: []string{}},
		{Article: "99", Severity: form.Must, What: "每年一项调研", Who: "李𠮷（A组）", Due: date(t, "2026-05-31"), Status: Unknown, Basis: []string{"x〔2026〕1号"}, Note: "没有\n填写"},
		{Article: "93", Severity: form.Must, What: "深入基层每年不少于60天", Who: "程以宁", Period: "2026年",
			Due: date(t, "2026-12-31"), Status: Open, Progress: &Progress{7, 60}, Basis: []string{"龙政基层字〔2026〕1号", "龙政基层字〔2026〕2号", "龙政基层字〔2026〕3号"}, Note: "2026年3月1日到任"},
		{Article: "40", Severity: form.Must, What: "全体会议每年至少召开1次", Who: "区政府办公室", Period: "2026年",
			Due: date(t, "2026-12-31"), Status: Met, Progress: &Progress{1, 1}, Basis: []string{"龙政会纪〔2026〕1号"}},
	}
}

func TestWriteTable(t *testing.T) {
	for name, list := range map[string][]Item{"table.txt": items(t), "empty.txt": nil} {
		var got bytes.Buffer
		if err := WriteTable(&got, list); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s differs:\n%s", file, got.String())
		}
	}
}

func TestWriteWorkbook(t *testing.T) {
	var b bytes.Buffer
	if err := WriteWorkbook(&b, items(t), date(t, "2026-05-21")); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("2026年5月21日时限")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 6 {
		t.Fatalf("%d rows", len(rows))
	}
	want := []string{"未到期", "2026-12-31", "第九十三条", "程以宁", "深入基层每年不少于60天", "2026年 7/60",
		"龙政基层字〔2026〕1号、龙政基层字〔2026〕2号、龙政基层字〔2026〕3号", "2026年3月1日到任"}
	if !slices.Equal(rows[4], want) {
		t.Errorf("%q", rows[4])
	}
	if kind, err := f.GetCellType("2026年5月21日时限", "B5"); err != nil || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		t.Errorf("the deadline is text (%v, %v)", kind, err)
	}
}
