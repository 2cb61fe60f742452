package workspace

import (
	"strings"
	"testing"

	"gongwen/templates/pdf"
)

// TestDocumentsAreProvenOnceForAnOffice: what has been proven for an office is not proven
// again, and what has been for one is not taken for another.
func TestDocumentsAreProvenOnceForAnOffice(t *testing.T) {
	letter := func(config string) *pdf.Template {
		t.Helper()
		w, err := Open(folderWith(t, map[string]string{"gongwen.yaml": config}))
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		r, err := w.Ruleset()
		if err != nil {
			t.Fatal(err)
		}
		return r.Documents["letter"]
	}
	one := letter("office: 甲区人民政府办公室\n")
	if again := letter("office: 甲区人民政府办公室\n"); again != one {
		t.Error("proven a second time for the same office")
	}
	if other := letter("office: 乙区人民政府办公室\n"); other == one {
		t.Error("not proven for another office")
	}
	w, err := Open(folderWith(t, map[string]string{"gongwen.yaml": "office: 丙" + string(rune(0x2FFFD)) + "区人民政府办公室\n"}))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := w.Ruleset(); err == nil || !strings.Contains(err.Error(), "letter/document.xml") {
		t.Errorf("error %v, want one of the letter's document", err)
	}
}
