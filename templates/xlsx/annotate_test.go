package xlsx

import (
	"bytes"
	"testing"
	"time"

	"gongwen/templates"
)

func annotate(t *testing.T, original []byte, notes ...Note) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Annotate(&b, original, notes); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAnnotate(t *testing.T) {
	original := blank(t, kind(t, "letter"), templates.Values{"issue_date": templates.NewDate(2026, time.May, 1), "unit": "某局"})
	once := annotate(t, original, Note{"B4", "日期太晚"}, Note{"介绍信!B4", "请核对"}, Note{"A19", "没有填写"})
	fault := "FF" + faultFill
	want := map[string]seenCell{
		"B4":  {Value: "2026-05-01 00:00:00", Type: "d", Format: "yyyy-mm-dd", Fill: fault, Comment: "日期太晚\n请核对"},
		"B5":  {Value: "某局", Type: "s", Format: "@"},
		"A19": {Value: "None", Type: "n", Format: "@", Fill: fault, Comment: "没有填写"},
	}
	s := inspect(t, once)[0]
	s.expect(t, want)
	if len(s.Rules) != len(inspect(t, original)[0].Rules) {
		t.Errorf("rules were lost: %v", s.Rules)
	}
	// A second return replaces what the first said.
	want["B4"] = seenCell{Value: "2026-05-01 00:00:00", Type: "d", Format: "yyyy-mm-dd", Fill: fault, Comment: "仍然太晚"}
	inspect(t, annotate(t, once, Note{"B4", "仍然太晚"}))[0].expect(t, want)
}

func TestAnnotateRefuses(t *testing.T) {
	original := blank(t, kind(t, "letter"), nil)
	for name, test := range map[string]struct {
		original []byte
		note     Note
	}{
		"no workbook": {[]byte("x"), Note{"B4", "x"}},
		"no sheet":    {original, Note{"没有!B4", "x"}},
		"no cell":     {original, Note{"第4行", "x"}},
	} {
		if err := Annotate(&bytes.Buffer{}, test.original, []Note{test.note}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
