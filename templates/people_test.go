package templates

import (
	"slices"
	"strings"
	"testing"
)

func TestPeopleAreReadApart(t *testing.T) {
	for written, want := range map[string][]string{
		"沈望舒":          {"沈望舒"},
		"沈　望舒":         {"沈望舒"},
		"沈望舒、林知远":      {"沈望舒", "林知远"},
		"沈望舒，林知远；安　澜":  {"沈望舒", "林知远", "安澜"},
		"沈望舒 林知远":      {"沈望舒", "林知远"},
		"沈望舒和林知远":      {"沈望舒", "林知远"},
		"安澜\n陆景行\n":    {"安澜", "陆景行"},
		"阿依•木沙、安澜":     {"阿依·木沙", "安澜"},
		"沈望舒、":         {"沈望舒"},
		"沈望舒、林知远。":     {"沈望舒", "林知远"},
		"1.沈望舒 2.林知远":  {"沈望舒", "林知远"},
		"（1）沈望舒（2）林知远": {"沈望舒", "林知远"},
		"1、沈望舒\n2、安　澜": {"沈望舒", "安澜"},
		"何等、方与时":       {"何等", "方与时"},
	} {
		value, err := (&Field{Type: TypePeople}).Parse(written)
		if got, _ := value.(string); err != nil || !slices.Equal(People(got), want) {
			t.Errorf("%q is read as %v, %v; want %q", written, value, err, want)
		}
	}
	for written, why := range map[string]string{
		"沈望舒等3人": "没有把姓名写全", "沈望舒等": "没有把姓名写全", "沈望舒、林知远等": "没有把姓名写全", "沈望舒、林知远等3人": "没有把姓名写全",
		"沈望舒，林知远 等三名": "没有把姓名写全", "安　澜\t陆景行": "看不出是哪几个人", "安 澜 陆景行": "看不出是哪几个人",
	} {
		if v, err := (&Field{Type: TypePeople}).Parse(written); err == nil || !strings.Contains(err.Error(), "“"+strings.ReplaceAll(written, "\t", " ")+"”"+why) {
			t.Errorf("%q is read as %v, %v; want %s", written, v, err, why)
		}
	}
	if People("") != nil {
		t.Error("nobody is somebody")
	}
}
