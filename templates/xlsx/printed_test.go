package xlsx

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/templates"
)

// TestBlankPages: LibreOffice prints the forms that should stand on one page on one, and
// the longest on two. Behind them comes the sheet that explains the fields.
func TestBlankPages(t *testing.T) {
	want := map[string]int{"leave": 1, "letter": 1, "supplies": 1, "contract": 1, "outgoing-letter": 1, "normative": 1, "funds": 2, "minutes": 2, "decision": 2}
	if testing.Short() { // the fullest that fits, and one that does not
		want = map[string]int{"normative": 1, "decision": 2}
	}
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(dir) + "/profile", "--headless", "--convert-to", "pdf", "--outdir", dir}
	for key := range want {
		file := filepath.Join(dir, key+".xlsx")
		if err := os.WriteFile(file, blank(t, kind(t, key), nil), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	for key, pages := range want {
		out, err := exec.Command("pdftotext", filepath.Join(dir, key+".pdf"), "-").Output()
		if err != nil {
			t.Fatalf("pdftotext: %v (Debian package poppler-utils)", err)
		}
		form, _, explained := strings.Cut(string(out), "”"+guideSheet)
		if got := strings.Count(form, "\f"); !explained || got != pages {
			t.Errorf("%s: the form takes %d pages, want %d", key, got, pages)
		}
	}
}

// TestBlankEdges: openpyxl finds the frames of all rows of a form ending at one column.
func TestBlankEdges(t *testing.T) {
	kinds := []string{"letter", "minutes", "supplies", "outgoing"} // pairs and people, a grid of names, wide lists, long ones
	if testing.Short() {
		kinds = kinds[:2]
	}
	for _, key := range kinds {
		k := kind(t, key)
		s := inspect(t, blank(t, k, nil))[0]
		for row, edge := range s.Edges {
			if edge != newGrid(k).columns {
				t.Errorf("%s: row %s ends at column %d, others at %d", key, row, edge, newGrid(k).columns)
			}
		}
		if len(s.Edges) < 15 {
			t.Errorf("%s: only %d rows with a frame", key, len(s.Edges))
		}
	}
}

// TestBlankEveryKind: every kind's form is titled as its document, has each field's value
// once, and stands on one page unless that would be too small.
func TestBlankEveryKind(t *testing.T) {
	set, err := templates.Load(templates.Builtin(templates.Office{Government: "青山区人民政府", Name: "青山区人民政府办公室", Prefix: "青政"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range set.All() {
		p, err := laidOut(k, nil, Roster{})
		if err != nil {
			t.Fatal(err)
		}
		if title, err := p.f.GetCellValue(p.sheet, "A1"); err != nil || title != k.SlipTitle() {
			t.Errorf("%s is titled %s (%v)", k.Key, title, err)
		}
		for i := range k.Fields {
			if f := &k.Fields[i]; !f.IsList() && p.places[f.Key] == "" {
				t.Errorf("%s: no cell for %s", k.Key, f.Label)
			}
		}
		if pages := len(p.pages()); !p.onePage && pages > 3 {
			t.Errorf("%s takes %d pages", k.Key, pages)
		}
		if err := p.f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBlankOffersRoster: openpyxl finds the roster's units, posts and people offered
// where forms ask for such, however many, and others only warned of.
func TestBlankOffersRoster(t *testing.T) {
	roster := Roster{Units: []string{"区财政局", "区教育局"}, Posts: []string{"区长", "副区长"}}
	for i := range 300 { // far more than a rule itself can hold
		roster.People = append(roster.People, string(rune('一'+i))+"某人")
	}
	var b strings.Builder
	if err := Blank(&b, kind(t, "leave"), roster); err != nil {
		t.Fatal(err)
	}
	sheets := inspect(t, []byte(b.String()))
	s := sheets[0]
	for label, want := range map[string]string{"单位 *": "名单!$A$3:$A$4", "职务 *": "", "请假人 *": "名单!$C$3:$C$302", "代行职责人 *": "名单!$C$3:$C$302"} {
		if label == "职务 *" { // which is also the head of a column
			continue
		}
		at := s.beside(t, label)
		if got := s.Rules[at]; got[0] != "list" || got[1] != want || s.Errors[at] != "warning" {
			t.Errorf("%s (%s): %v, %s, want %s", label, at, got, s.Errors[at], want)
		}
	}
	if got := s.Rules[s.below(t, "姓名 *", 4)]; got[1] != "名单!$C$3:$C$302" {
		t.Errorf("approvers: %v", got)
	}
	posts := 0
	for _, rule := range s.Rules {
		if rule[1] == "名单!$B$3:$B$4" {
			posts++
		}
	}
	if posts != 2 { // of the one on leave, and of those who approve
		t.Errorf("posts are offered in %d places: %v", posts, s.Rules)
	}
	if list := sheets[1]; list.Title != rosterSheet || list.State != "hidden" || list.Cells["A3"].Value != "区财政局" || list.Cells["C302"].Value != roster.People[299] {
		t.Errorf("list: %s %s", list.Title, list.State)
	}
}

// TestBlankComputesDays: LibreOffice and people see the days as soon as both dates are in.
func TestBlankComputesDays(t *testing.T) {
	k := kind(t, "leave")
	s := inspect(t, blank(t, k, nil))[0]
	from, until := s.beside(t, "起始日期 *"), s.beside(t, "结束日期 *")
	if got, want := s.Cells[s.beside(t, "天数 *")].Value, "="+DaysFormula(from, until); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	values := templates.Values{"days": int64(4)}
	s = inspect(t, blank(t, k, values))[0]
	if got := s.Cells[s.beside(t, "天数 *")].Value; got != "4" {
		t.Errorf("a value that was given became %s", got)
	}
}
