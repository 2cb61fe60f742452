package form

import (
	"fmt"
	"strings"
	"testing"
)

// Numbers before names are the form's own, also after rows were copied, deleted or put
// in; what cannot number a row there is told of.
func TestReadNumberedRows(t *testing.T) {
	set := builtin(t)
	told := func(place, text string) string {
		return "出席人员（" + place + "）：“" + text + "”在“出席人员”的行里，却不在任何一列下面；请移到应当填写的列里，或删去"
	}
	for _, test := range []struct {
		name string
		work func(h hand, row int) // the first of the names
		want func(row int) string
	}{
		{"as it was handed out", func(hand, int) {}, nil},
		{"a year in the wrong cell", func(h hand, row int) { h.write(fmt.Sprint("A", row+1), "2026") },
			func(row int) string { return told(fmt.Sprint("A", row+1), "2026") }},
		{"a year before nothing", func(h hand, row int) { h.write(fmt.Sprint("M", row+4), "2026") },
			func(row int) string { return told(fmt.Sprint("M", row+4), "2026") }},
		{"many", func(h hand, row int) { h.write(fmt.Sprint("A", row), "150") },
			func(row int) string { return told(fmt.Sprint("A", row), "150") }},
		{"many, in characters", func(h hand, row int) { h.write(fmt.Sprint("A", row), "五百") },
			func(row int) string { return told(fmt.Sprint("A", row), "五百") }},
		{"no number", func(h hand, row int) { h.write(fmt.Sprint("A", row), "一二") },
			func(row int) string { return told(fmt.Sprint("A", row), "一二") }},
		{"nought", func(h hand, row int) { h.write(fmt.Sprint("A", row), "0") },
			func(row int) string { return told(fmt.Sprint("A", row), "0") }},
		{"a remark", func(h hand, row int) { h.write(fmt.Sprint("A", row), "3人") },
			func(row int) string { return told(fmt.Sprint("A", row), "3人") }},
		{"numbered by hand", func(h hand, row int) {
			h.write(fmt.Sprint("A", row), "（一）", fmt.Sprint("M", row), "②", fmt.Sprint("A", row+1), "3、", fmt.Sprint("M", row+1), "４", fmt.Sprint("A", row+2), "十二")
		}, nil},
		{"going on from another list", func(h hand, row int) {
			for i := range 5 {
				h.write(fmt.Sprint("A", row+i), fmt.Sprint(101+2*i), fmt.Sprint("M", row+i), fmt.Sprint(102+2*i))
			}
		}, nil},
		{"rows copied", func(h hand, row int) { must(t, h.f.DuplicateRowTo(h.sheet, row+4, row+2)) }, nil},
		{"rows deleted", func(h hand, row int) {
			for range 3 {
				must(t, h.f.RemoveRow(h.sheet, row+1))
			}
		}, nil},
	} {
		want := ""
		data := typedIn(t, set.Named("minutes"), func(h hand) {
			row := h.rowOf("出席人员") + 2
			h.write(fmt.Sprint("C", row), "江临川", fmt.Sprint("G", row), "区长")
			test.work(h, row)
			if test.want != nil {
				want = test.want(row)
			}
		})
		_, findings, err := Read("f.xlsx", data, set)
		must(t, err)
		var got []Finding
		for _, f := range findings {
			if f.Message != "没有填写" {
				got = append(got, f)
			}
		}
		if got := said(got); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, want)
		}
	}
}

// A remark beside the only head of a list is no head of a column somebody left empty.
func TestReadBesideOnlyHead(t *testing.T) {
	set := builtin(t)
	data := typedIn(t, set.Named("outgoing-office"), func(h hand) {
		row := h.rowOf("联合发文机关")
		h.write(fmt.Sprint("Z", row+1), "共三家")
	})
	_, findings, err := Read("f.xlsx", data, set)
	must(t, err)
	if !strings.Contains(saidAll(findings), "confirm") || !strings.Contains(said(findings), "“共三家”") {
		t.Errorf("%s", saidAll(findings))
	}
}

func TestSerialNumber(t *testing.T) {
	for text, want := range map[string]int{
		"1": 1, " 12. ": 12, "（三）": 3, "十": 10, "二十": 20, "二十一、": 21, "一百": 100, "三百二十一": 321, "百": 100, "⑳": 20, "１２": 12,
		"": 0, "0": 0, "12345": 0, "1.5": 0, "一二": 0, "十十": 0, "3人": 0, "-1": 0, "旁注": 0,
	} {
		if got := serialNumber(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
