package form

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/normal/normaltest"
)

// TestReadLookAlikes: a form with look-alikes in its labels, its kind and its values is the
// same form, whatever it is written in, and what it says is filed as a duplicate.
func TestReadLookAlikes(t *testing.T) {
	kinds := builtin(t)
	for _, k := range kinds.All() {
		if k.Example == "" {
			continue
		}
		usual := example(t, kinds, k)
		files := map[string][]byte{
			"a.yaml": []byte(normaltest.Copied(k.Example)),
			"b.yaml": []byte(strings.ReplaceAll(k.Example, "表单种类", "\u200B表单种类\uFE00")),
			"a.xlsx": copiedWorkbook(t, filled(t, k, usual.Values)),
		}
		for name, data := range files {
			f, findings, err := Read(name, data, kinds)
			if err != nil || len(findings) > 0 {
				t.Errorf("%s %s: %v, %v", k.Key, name, err, findings)
				continue
			}
			if !reflect.DeepEqual(f.Values, usual.Values) {
				t.Errorf("%s %s: %v, want %v", k.Key, name, f.Values, usual.Values)
			}
			if f.Kind != k || f.Content(nil) != usual.Content(nil) {
				t.Errorf("%s %s: it says something else", k.Key, name)
			}
		}
	}
	text, err := json.Marshal(map[string]any{"表单种类": "介绍信", "持信⼈": "⻢　⻜", "⼈数": "⼆⼈"})
	must(t, err)
	f, _, err := Read("a.json", text, kinds)
	if err != nil || f.Values["bearer"] != "马飞" || f.Values["people"] != int64(2) || f.Shown("bearer", "马飞") != "⻢　⻜" {
		t.Errorf("%v, %v", f, err)
	}
}

// copiedWorkbook is a workbook with look-alikes in the texts of its cells.
func copiedWorkbook(t *testing.T, data []byte) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer f.Close()
	sheet := f.GetSheetName(0)
	rows, err := f.GetRows(sheet)
	must(t, err)
	for r, cells := range rows {
		for c, text := range cells {
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			must(t, err)
			if copied := normaltest.Copied(text); copied != text {
				must(t, f.SetCellStr(sheet, name, copied))
			}
		}
	}
	return written(t, f)
}

// TestNamesMeant: of files whose names look the same the very one is meant, or the only one.
func TestNamesMeant(t *testing.T) {
	for _, test := range []struct {
		name  string
		files []string
		want  string
	}{
		{"函一.txt", []string{"函一.txt"}, "函一.txt"},
		{"函⼀.txt", []string{"函一.txt"}, "函一.txt"},
		{"函一.txt", []string{"函⼀.txt"}, "函⼀.txt"},
		{"函（１）.txt", []string{"函(1).txt"}, "函(1).txt"},
		{"cafe\u0301.pdf", []string{"café.pdf"}, "café.pdf"},
		{"函 1.txt", []string{"函\u00A01.txt"}, "函\u00A01.txt"},
		{"函（１）.txt", []string{"函(1).txt", "函（１）.txt"}, "函（１）.txt"},
		{"函⼀（１）.txt", []string{"函一(1).txt", "函一（１）.txt"}, "函一（１）.txt"},
		{"函（1）.txt", []string{"函(1).txt", "函（１）.txt"}, ""},
		{"函一.txt", nil, ""},
	} {
		for _, file := range test.files {
			if NameKey(file) != NameKey(test.name) {
				t.Errorf("%q and %q do not look the same", file, test.name)
			}
		}
		if got, ok := NamesOf(test.files).Meant(test.name); got != test.want || ok != (test.want != "") {
			t.Errorf("%q of %q is %q", test.name, test.files, got)
		}
	}
	for _, other := range []string{"函 一.txt", "函一.TXT", "函二.txt", "函㈠.txt"} {
		if NameKey(other) == NameKey("函一.txt") {
			t.Errorf("%q is another file", other)
		}
	}
}
