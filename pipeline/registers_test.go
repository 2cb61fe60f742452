package pipeline

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// linkIn is what the only link of a kind's register opens.
func linkIn(t *testing.T, f workspace.Folder) string {
	t.Helper()
	book, err := excelize.OpenFile(filepath.Join(f.Registers(), "2026", "介绍信台账.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := book.GetSheetName(0)
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for column := range rows[0] {
		cell, err := excelize.CoordinatesToCellName(column+1, 2)
		if err != nil {
			t.Fatal(err)
		}
		formula, err := book.GetCellFormula(sheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		if m := regexp.MustCompile(`^HYPERLINK\("(.*)",".*"\)$`).FindStringSubmatch(formula); m != nil {
			return m[1]
		}
	}
	t.Fatal("no link")
	return ""
}

// written writes the register anew.
func written(t *testing.T, p *Pipeline) {
	t.Helper()
	series := catalogue.Series{Kind: "letter", Year: 2026}
	if err := NewBook(t.Context(), p.workspace).Write(t.Context(), p.workspace.Folder.Registers(), series); err != nil {
		t.Fatal(err)
	}
}

// TestLinksOfRegisters: what stands is opened as it was issued; what does not is opened
// stamped; with the address of a reading room, there.
func TestLinksOfRegisters(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	letter(t, f, "信", "查阅城建档案")
	once(t, f)
	number := theOnly(t, f)
	opened := func() (name string, content []byte) {
		t.Helper()
		u, err := url.Parse(linkIn(t, f))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(f.Registers(), "2026", filepath.FromSlash(u.Path))
		if content, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
		return filepath.Base(path), content
	}
	name, original := opened()
	if name != number+".pdf" {
		t.Errorf("what stands opens %s", name)
	}
	later := archive.Record{Version: archive.RecordVersion, Number: "龙政预案〔2026〕9号", Kind: "emergency-plan", Title: "应急预案", Year: 2026, Serial: 9, Unit: "区应急管理局",
		Date: templates.NewDate(2026, 6, 1), Values: templates.Values{"issue_date": templates.NewDate(2026, 6, 1), "replaces": number},
		Arrival: "later", Submission: "later", Content: "later"}
	at(t, f, func(p *Pipeline) {
		if err := p.workspace.Catalogue.Restore(t.Context(), []archive.Record{later}); err != nil {
			t.Fatal(err)
		}
		written(t, p)
	})
	if name, content := opened(); name != number+"（已修订）.pdf" || bytes.Equal(content, original) {
		t.Errorf("what is superseded opens %s", name)
	}
	if _, err := voidNow(t, f, number); err != nil {
		t.Fatal(err)
	}
	issued, err := os.ReadFile(filepath.Join(f.Issued(), "区财政局", number+".pdf"))
	if name, content := opened(); err != nil || name != number+"（已作废）.pdf" || !bytes.Equal(content, issued) {
		t.Errorf("what is void opens %s, %v", name, err)
	}
	put(t, f.Config(), []byte("site: https://gw.example.gov.cn/\n"))
	at(t, f, func(p *Pipeline) {
		written(t, p)
	})
	if got := linkIn(t, f); got != "https://gw.example.gov.cn"+archive.PageOf(number) || strings.Contains(got, "〔") {
		t.Errorf("with a reading room it opens %s", got)
	}
}
