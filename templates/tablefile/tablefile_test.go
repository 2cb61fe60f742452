package tablefile

import "testing"

func TestNamed(t *testing.T) {
	for text, want := range map[string]Format{"xlsx": XLSX, " .XLSX ": XLSX, "ｃｓｖ": CSV, "Ods": ODS, "": "", "xls": "", "pdf": "", "xlsx,csv": ""} {
		got, err := Named(text)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	for _, f := range Formats {
		if f.Media() == "" || f.Title() == "" || f.Extension() != "."+string(f) {
			t.Errorf("%s: %q %q %q", f, f.Media(), f.Title(), f.Extension())
		}
	}
}
