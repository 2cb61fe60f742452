package pipeline

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// fillIn types values beside the labels of single fields on a blank form.
func fillIn(t *testing.T, blank []byte, values map[string]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(blank))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	merged, err := f.GetMergeCells(sheet)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for n, cells := range rows {
		for c, text := range cells {
			value, ok := values[strings.TrimSuffix(text, " *")]
			if !ok {
				continue
			}
			at, _ := excelize.CoordinatesToCellName(c+1, n+1)
			for _, m := range merged {
				if m.GetStartAxis() == at {
					c, _, _ = excelize.CellNameToCoordinates(m.GetEndAxis())
				}
			}
			beside, _ := excelize.CoordinatesToCellName(c+1, n+1)
			if err := f.SetCellValue(sheet, beside, value); err != nil {
				t.Fatal(err)
			}
			delete(values, strings.TrimSuffix(text, " *"))
		}
	}
	if len(values) > 0 {
		t.Fatalf("the form has no place for %v", values)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// prompts are what the cells of a blank form say when they are chosen.
func prompts(t *testing.T, blank []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(blank))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := f.GetDataValidations(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, dv := range all {
		if dv.Prompt != nil {
			b.WriteString(*dv.Prompt + "\n")
		}
	}
	return b.String()
}

// TestBlankFormByManner fills in the blank form of a kind that is signed at the desk, and
// its older one from when it was signed on paper, with approvals and date left empty: both
// wait for signatures. The blank form of a kind that is signed on paper is as it was.
func TestBlankFormByManner(t *testing.T) {
	t.Parallel()
	f := deskLetters(t)
	at(t, f, func(p *Pipeline) {
		onDay(p, signingDay)
		r := p.workspace.Current()
		k := r.Kinds.Named("letter")
		var desk, paper, leave, same bytes.Buffer
		for _, err := range []error{r.BlankForm(&desk, k, p.now()), xlsx.Blank(&paper, k, xlsx.Roster{})} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if !strings.Contains(prompts(t, desk.Bytes()), "可不填，以最后签批之日为准") || strings.Contains(prompts(t, paper.Bytes()), "签批之日") {
			t.Errorf("the date says\n%s", prompts(t, desk.Bytes()))
		}
		for i, blank := range [][]byte{desk.Bytes(), paper.Bytes()} {
			dir := filepath.Join(f.Inbox(), "区财政局", []string{"新表", "旧表"}[i])
			put(t, filepath.Join(dir, "介绍信.xlsx"), fillIn(t, blank, map[string]any{
				"申请单位": "区财政局", "经办人": "林知远", "联系电话": "0459-6240118", "收信单位": "大庆市财政局",
				"持信人": "沈望舒", "持信人职务": "预算科科长", "人数": 1, "联系事项": []string{"查阅城建档案", "核对预算"}[i],
				"事项性质": "一般事项", "有效期至": "2026-05-20", "本单位介绍信": "区财政局介绍信.txt",
			}))
			put(t, filepath.Join(dir, "区财政局介绍信.txt"), []byte("兹介绍沈望舒前往办理。"))
		}
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if keys := waiting(t, p); len(keys) != 2 {
			t.Errorf("%d forms wait for signatures", len(keys))
		}
		k = r.Kinds.Named("leave")
		if err := r.BlankForm(&leave, k, p.now()); err != nil {
			t.Fatal(err)
		}
		var offered xlsx.Roster
		offered.Units, offered.Posts, offered.People = r.Roster.Listed(templates.Today(p.now()))
		if err := xlsx.Blank(&same, k, offered); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(leave.Bytes(), same.Bytes()) {
			t.Error("the blank form of a kind that is signed on paper is otherwise")
		}
	})
}
