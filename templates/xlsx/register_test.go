package xlsx

import (
	"bytes"
	"encoding/csv"
	"errors"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/templates"
)

// contract is a kind with a column of every sort.
var contract = &templates.Kind{
	Key: "contract", Title: "合同",
	Fields: []templates.Field{
		{Key: "signed", Label: "签订日期", Type: templates.TypeDate},
		{Key: "name", Label: "名称", Type: templates.TypeText},
		{Key: "sum", Label: "金额", Type: templates.TypeMoney},
		{Key: "copies", Label: "份数", Type: templates.TypeInteger},
		{Key: "parties", Label: "当事人", Type: templates.TypeList, Columns: []templates.Field{
			{Key: "name", Label: "名称", Type: templates.TypeUnit}, {Key: "paid", Label: "已付", Type: templates.TypeMoney},
		}},
	},
	Register: []templates.Column{
		{Label: "编号", From: "number", Width: 24},
		{Label: "签订日期", From: "signed"},
		{Label: "名称", From: "name", Width: 30},
		{Label: "金额", From: "sum"},
		{Label: "份数", From: "copies"},
		{Label: "当事人", From: "parties.name", Width: 30},
		{Label: "已付", From: "parties.paid"},
		{Label: "存档文件", From: "document"},
		{Label: "摘要", From: "form_sha"},
	},
}

var contractRows = []Row{
	{Number: "合〔2026〕1号", Document: `../../archive/2026/1/合"1".pdf`, FormSHA: "ab12", Values: templates.Values{
		"signed": templates.NewDate(2026, time.May, 1), "name": "=HYPERLINK(1)", "sum": templates.Fen(123456780), "copies": int64(4),
		"parties": []templates.Values{{"name": "甲", "paid": templates.Fen(100)}, {"name": "乙、丙"}},
	}},
	{Number: "合〔2026〕2号", Voided: "重复", Values: templates.Values{
		"name": strings.Repeat("长", 300), "sum": templates.Fen(100), "parties": []templates.Values{{"name": "甲"}, {"name": "乙"}},
	}},
}

func all(rows []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func listed(t *testing.T, k *templates.Kind, rows []Row) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Register(&b, k, 2026, all(rows)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRegister(t *testing.T) {
	s := inspect(t, listed(t, contract, contractRows))[0]
	s.expect(t, map[string]seenCell{
		"A1": {Value: "序号", Type: "s", Format: "General", Fill: "FF" + headFill},
		"A2": {Value: "1", Type: "n", Format: "0"},
		"B2": {Value: "合〔2026〕1号", Type: "s", Format: "@"},
		"C2": {Value: "2026-05-01 00:00:00", Type: "d", Format: "yyyy-mm-dd"},
		"D2": {Value: "=HYPERLINK(1)", Type: "s", Format: "@"},
		"E2": {Value: "1234567.8", Type: "n", Format: "#,##0.00"},
		"F2": {Value: "4", Type: "n", Format: "0"},
		"G2": {Value: "甲；乙、丙", Type: "s", Format: "General"},
		"H2": {Value: "1.00", Type: "s", Format: "General"},
		"I2": {Value: `=HYPERLINK("../../archive/2026/1/合""1"".pdf","查看")`, Type: "f", Format: "General"},
		"J2": {Value: "ab12", Type: "s", Format: "@"},
		"B3": {Value: "合〔2026〕2号", Type: "s", Format: "@", Strike: true},
		"D3": {Value: strings.Repeat("长", 300), Type: "s", Format: "General", Strike: true},
		"G3": {Value: "甲、乙", Type: "s", Format: "General", Strike: true},
		"K3": {Value: "已作废：重复", Type: "s", Format: "@"},
		"A4": {Value: "合计", Type: "s", Format: "General", Fill: "FF" + bandFill},
		"E4": {Value: `=SUMPRODUCT(($K$2:$K$3="")*$E$2:$E$3)`, Type: "f", Format: "#,##0.00", Fill: "FF" + bandFill},
	})
	for _, empty := range []string{"K2", "C3", "I3"} {
		if c, ok := s.Cells[empty]; ok {
			t.Errorf("%s holds %+v", empty, c)
		}
	}
	if s.Title != "2026年合同" || s.Filter != "A1:K3" || s.Frozen != "A2" || !strings.Contains(s.Repeated, "1") {
		t.Errorf("title %q, filter %q, frozen %q, repeated %q", s.Title, s.Filter, s.Frozen, s.Repeated)
	}
	if s.Page != [4]string{"landscape", "9", "1", "0"} || !strings.HasSuffix(s.Header, "2026年合同台账") || !strings.Contains(s.Footer, "&N") {
		t.Errorf("page %q, header %q, footer %q", s.Page, s.Header, s.Footer)
	}
}

// LibreOffice opens the register and shows what it should; the link's text is
// there before anything is calculated.
func TestRegisterInLibreOffice(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "r.xlsx"), listed(t, contract, contractRows), 0o600); err != nil {
		t.Fatal(err)
	}
	const utf8CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile",
		"--headless", "--convert-to", utf8CSV, "--outdir", dir, filepath.Join(dir, "r.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	f, err := os.Open(filepath.Join(dir, "r.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1", "合〔2026〕1号", "2026-05-01", "=HYPERLINK(1)", "1,234,567.80", "4", "甲；乙、丙", "1.00", "查看", "ab12", ""}
	if len(got) != 4 || !slices.Equal(got[1], want) || got[3][4] != "1,234,567.80" {
		t.Errorf("got %q", got)
	}
}

func TestRegisterWithoutRecords(t *testing.T) {
	if s := inspect(t, listed(t, kind(t, "minutes"), nil))[0]; s.Filter != "A1:O1" {
		t.Errorf("filter %q", s.Filter)
	}
}

func TestRegisterIsDeterministic(t *testing.T) {
	if !bytes.Equal(listed(t, contract, contractRows), listed(t, contract, contractRows)) {
		t.Error("two registers of the same records differ")
	}
}

func TestRegisterStopsAtError(t *testing.T) {
	broken := errors.New("broken")
	err := Register(&bytes.Buffer{}, contract, 2026, func(yield func(Row, error) bool) { yield(Row{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
