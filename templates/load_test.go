package templates

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestBuiltinKindsLoad(t *testing.T) {
	set, err := Load(Builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"letter", "minutes", "leave"} {
		if set.Named(key) == nil {
			t.Errorf("no kind %s", key)
		}
	}
}

const car = `key: car
title: 用车
date: day
unit: unit
subject: "{who}用车"
number: 车字〔{year}〕{n}号
retention: {code: D10, name: 10年}
fields:
  - {key: day, label: 日期, type: date, required: true}
  - {key: unit, label: 单位, type: unit, required: true}
  - {key: who, label: 用车人, type: person}
register:
  - {label: 日期, from: day}
`

// TestMistakesAreShownWhereTheyAre: each with file, line, column and caret, and
// all of them at once.
func TestMistakesAreShownWhereTheyAre(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	broken := strings.NewReplacer("type: person", "type: human", "from: day", "from: dya", "date: day", "date: who", "{who}", "{whom}").Replace(car)
	twin := strings.NewReplacer("key: car", "key: van", "title: 用车", "title: 面包车").Replace(car)
	_, err := Load(fstest.MapFS{"car/kind.yaml": file(broken)}, fstest.MapFS{"bus/kind.yaml": file("titel: 公交\n")})
	_, twins := Load(fstest.MapFS{"car/kind.yaml": file(car), "van/kind.yaml": file(twin)})
	if err == nil || twins == nil {
		t.Fatal("the mistakes were not seen")
	}
	for _, want := range []string{
		`car/kind.yaml:11:34：字段 who 的 type "human" 不认识`,
		`car/kind.yaml:13:23：register 的栏目“日期”：from: "dya" 不是这种表单的字段`,
		`car/kind.yaml:3:7：date: "who" 必须是一个必填的 date 字段`,
		`car/kind.yaml:5:10：subject 里的 {whom} 不是这种表单的字段`,
		`bus/kind.yaml：`,
		`van/kind.yaml:6:9：编号格式“车字〔{year}〕{n}号”已由 car 使用`,
	} {
		if all := err.Error() + twins.Error(); !strings.Contains(all, want) {
			t.Errorf("not said: %s\n%s", want, all)
		}
	}
	if carets := strings.Count(err.Error(), "^"); carets < 5 {
		t.Errorf("%d carets:\n%v", carets, err)
	}
}
