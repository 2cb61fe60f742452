package xlsx

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// recalculates makes LibreOffice work out all formulas of a workbook when it opens it,
// whatever they came to for who wrote it.
const recalculates = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

// calculated are the sheets of workbooks, by name, as LibreOffice calculates and shows them.
// It takes long to start: give it all at once.
func calculated(t testing.TB, workbooks ...[]byte) []map[string][][]string {
	t.Helper()
	dir := t.TempDir()
	profile := filepath.Join(dir, "profile")
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(profile), "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1", "--outdir", dir}
	for i, workbook := range workbooks {
		file := filepath.Join(dir, fmt.Sprintf("%d.xlsx", i))
		if err := os.WriteFile(file, workbook, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(recalculates), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v (Debian package libreoffice-calc)\n%s", err, out)
	}
	all := make([]map[string][][]string, len(workbooks))
	for i := range workbooks {
		all[i] = map[string][][]string{}
		made, err := filepath.Glob(filepath.Join(dir, fmt.Sprintf("%d-*.csv", i)))
		if err != nil || len(made) == 0 {
			t.Fatalf("soffice made %q of workbook %d", made, i+1)
		}
		for _, file := range made {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			reader := csv.NewReader(bytes.NewReader(text))
			reader.FieldsPerRecord = -1
			rows, err := reader.ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			_, name, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".csv"), "-")
			all[i][name] = rows
		}
	}
	return all
}
