package numfmt

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestOfNumberAsLibreOfficeShows: what is said to be shown is what another program shows.
func TestOfNumberAsLibreOfficeShows(t *testing.T) {
	codes := []string{
		"General", "0", "0.00", "#,##0", "#,##0.00", "0.0#", "#.##", "#,##0.0?", "@", "0_ ", `0;0`, `0.00_);[Red]\(0.00\)`, "#,##0.00;[Red]#,##0.00", `0;-0;;@`, `0;"负";"无"`, `+0.0;-0.0;0`,
		`_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, `#,##0.00_ ;\-#,##0.00`, "0%", "0.00%", `0"‰"`, "00000000", "000", "0,000", "000-0000-0000", "0000-00-00", `0000"年"00"月"`, `0"份"`, `#,##0.00"元"`, `0.00"万元"`, `0\.0,"万元"`, "0.00,,", "#,##0,", `0.0,"千"`,
		`[>=10000]0.0,"千";0`, `[<0]"亏"0.0;0.0`, `[<10]0.00;[<1000]0.0;0`, `[=1]"是";[=0]"否";0`, `"人民币"0.00`, `[$￥-804]#,##0.00`, `"¥"#,##0.00;"¥"\-#,##0.00`, "[$$-409]#,##0.00", "[$USD] #,##0.00", "[$€-2] #,##0.00", `General"天"`, `"第"0"号"`, `"K"000`, `0.00;[Red]-0.00`,
	}
	values := []float64{0, 1, -1, 2.6, -2.6, 5.5, 12, 18.24, 0.05, -0.05, 0.125, 459, 999.995, 1234.5, -1234.5, 9999.5, 163711, 182400, 182456.789, -182456.789, 20260511, 123456789, 13845960112}
	dir := t.TempDir()
	f := excelize.NewFile()
	defer f.Close()
	sheet := f.GetSheetName(0)
	for row, code := range codes {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			t.Fatal(err)
		}
		for col, value := range values {
			at := cellName(t, col, row)
			if err := f.SetCellFloat(sheet, at, value, -1, 64); err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStyle(sheet, at, at, style); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.SaveAs(filepath.Join(dir, "formats.xlsx")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "--outdir", dir, filepath.Join(dir, "formats.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	made, err := os.Open(filepath.Join(dir, "formats.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer made.Close()
	shown, err := csv.NewReader(made).ReadAll()
	if err != nil || len(shown) != len(codes) {
		t.Fatal(len(shown), err)
	}
	for row, code := range codes {
		for col, value := range values {
			want := strings.TrimSpace(shown[row][col])
			raw, err := f.GetCellValue(sheet, cellName(t, col, row), excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if n, ok := OfNumber(raw, code, false).(Number); ok {
				got = n.Shown
			}
			if got != want {
				t.Errorf("%v in %s: %q, LibreOffice shows %q", value, code, got, want)
			}
		}
	}
}

func cellName(t *testing.T, col, row int) string {
	t.Helper()
	name, err := excelize.CoordinatesToCellName(col+1, row+1)
	if err != nil {
		t.Fatal(err)
	}
	return name
}
