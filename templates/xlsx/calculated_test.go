package xlsx

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// recalculates makes LibreOffice work out all formulas of a workbook when it opens it,
// whatever they came to for who wrote it.
const recalculates = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

// calculated is a sheet of a workbook, from 1, as LibreOffice calculates and shows it.
func calculated(t testing.TB, workbook []byte, sheet int) [][]string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "r.xlsx"), workbook, 0o600); err != nil {
		t.Fatal(err)
	}
	profile := filepath.Join(dir, "profile")
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(recalculates), 0o600); err != nil {
		t.Fatal(err)
	}
	utf8CSV := fmt.Sprintf("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,%d", sheet)
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.ToSlash(profile),
		"--headless", "--convert-to", utf8CSV, "--outdir", dir, filepath.Join(dir, "r.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	made, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(made) != 1 {
		t.Fatalf("soffice made %q", made)
	}
	text, err := os.ReadFile(made[0])
	if err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
