package templates

import (
	"strings"
	"testing"
)

// TestPerson: a name is one however it is aligned, and two names are none.
func TestPerson(t *testing.T) {
	f := &Field{Type: TypePerson, Label: "姓名"}
	for text, want := range map[string]string{
		"安澜": "安澜", "安　澜": "安澜", "安 澜": "安澜", " 安\u00a0\u00a0澜 ": "安澜", "顾 怀 瑾": "顾怀瑾", "方 听澜": "方听澜", "欧阳 锋": "欧阳锋", "司马 相如": "司马相如",
		"阿依·木沙": "阿依·木沙", "阿依•木沙": "阿依·木沙", "阿依‧木沙": "阿依·木沙", "阿依・木沙": "阿依·木沙", "阿依･木沙": "阿依·木沙", "阿依.木沙": "阿依·木沙", "阿依．木沙": "阿依·木沙",
		"阿依 · 木沙": "阿依·木沙", "阿.依.木": "阿·依·木", "阿依 木沙": "阿依 木沙", "买买提 吐尔逊": "买买提 吐尔逊",
		"John Smith": "John Smith", "John  Smith": "John Smith", "Ｊｏｈｎ　Ｓｍｉｔｈ": "John Smith", "J. R. O'Neil-Li": "J. R. O'Neil-Li", "Smith, John": "Smith, John",
		"⾦明": "金明", "\uf91b明": "亂明", "王和平": "王和平", "和平": "和平", "李和": "李和", "欧阳和平": "欧阳和平", "王 和 平": "王和平", "方与时": "方与时",
		"安澜（代）": "安澜（代）", "方听澜（局长、书记）": "方听澜（局长、书记）", "张三、": "张三", "；张三；": "张三", "张三。": "张三", "张三 ,": "张三", "区长": "区长", "3号": "3号", "何等": "何等",
	} {
		if got, err := f.Parse(text); got != want || err != nil {
			t.Errorf("%q is %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"张三、李四", "张三 李四", "张三　李四", "张 三  李 四", "张三,李四", "张三，李四", "张三;李四", "张三；李四", "张三/李四", "张三／李四",
		"张三和李四", "王和平和李明", "张三 和 李四", "张三及李四", "张三以及李四", "张三与李四", "方听澜、秦晚舟、安澜", "欧阳锋 诸葛亮", "安　澜、秦晚舟", "阿依·木沙、张三", "John Smith、张三", "安澜等3人", "秦晚舟等"} {
		if got, err := f.Parse(text); err == nil || !strings.Contains(err.Error(), "“"+text+"”") || !strings.Contains(err.Error(), "一个人") {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}

// FuzzPerson: a name is read as itself, and is written with no blank more than was
// typed.
func FuzzPerson(f *testing.F) {
	for _, s := range []string{"安　澜", "阿依•木沙", "John  Smith", "张三、李四", "欧阳 锋", "王和平和李明", "阿.依.木", "a\u0301 安", "¨安 澜"} {
		f.Add(s)
	}
	field := &Field{Type: TypePerson}
	f.Fuzz(func(t *testing.T, s string) { fixed(t, field, s) })
}

// fixed checks that what a field reads from a text is read as itself.
func fixed(t *testing.T, field *Field, s string) any {
	t.Helper()
	got, err := field.Parse(s)
	if err != nil || got == nil {
		return nil
	}
	if again, err := field.Parse(Text(got)); again != got || err != nil {
		t.Errorf("%q is %v, and that is %v, %v", s, got, again, err)
	}
	return got
}
