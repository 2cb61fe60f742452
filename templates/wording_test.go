package templates

import (
	"strings"
	"testing"
	"testing/fstest"
)

const refusal = `拒绝:
  - {from: 2024-01-01, text: "{who}先申请行政复议", title: 决定书}
  - {from: 2019-05-15, text: "{who}申请复议或者起诉，找{superior}"}
`

func loadWording(own string) (*Set, error) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	folders := []fstest.MapFS{{"car/kind.yaml": file(car), "car/wording.yaml": file(refusal)}, {}}
	if own != "" {
		folders[1]["car/wording.yaml"] = file(own)
	}
	return Load(folders[0], folders[1])
}

// TestWordingGoesByTheDay: each sentence from its day on, and none before; an office's
// own add to them and take the place of those of the same name and day.
func TestWordingGoesByTheDay(t *testing.T) {
	const own = "拒绝:\n  - {from: 2024-01-01, text: 我们的}\n  - {from: 2027-03-01, text: 新法}\n救济:\n  - {from: 2020-01-01, court: 法院}\n"
	for _, c := range []struct{ own, day, name, part, want string }{
		{"", "2023-12-31", "拒绝", "text", "{who}申请复议或者起诉，找{superior}"},
		{"", "2024-01-01", "拒绝", "text", "{who}先申请行政复议"},
		{"", "2024-01-01", "拒绝", "title", "决定书"},
		{"", "2019-05-14", "拒绝", "text", ""},
		{own, "2024-06-01", "拒绝", "text", "我们的"},
		{own, "2024-06-01", "拒绝", "title", ""},
		{own, "2023-06-01", "拒绝", "text", "{who}申请复议或者起诉，找{superior}"},
		{own, "2028-01-01", "拒绝", "text", "新法"},
		{own, "2028-01-01", "救济", "court", "法院"},
	} {
		set, err := loadWording(c.own)
		if err != nil {
			t.Fatal(err)
		}
		day, err := ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		parts, ok := set.Named("car").Wording.On(day)[c.name]
		if got, known := parts[c.part]; got != c.want || !ok || !known {
			t.Errorf("%s, %s.%s: %q, want %q", c.day, c.name, c.part, got, c.want)
		}
	}
}

// TestLoadShowsMistakesInWording with file and line.
func TestLoadShowsMistakesInWording(t *testing.T) {
	for own, want := range map[string]string{
		"拒绝:\n  - {from: 2024-01-01, text: \"{whom}\"}\n":                   "car/wording.yaml:2:30：“拒绝”的 text 里的 {whom} 不是这种表单的字段",
		"拒绝:\n  - {from: 去年, text: 好}\n":                                    `car/wording.yaml:2:12：“拒绝”的 from: "去年" 应是从哪一天起施行`,
		"拒绝:\n  - {text: 好}\n":                                              `car/wording.yaml：“拒绝”的 from: ""`,
		"拒绝:\n  - {from: 2024-01-01, 话: 好}\n":                               "car/wording.yaml:2:27：“拒绝”的 话 只能用小写字母、数字和下划线",
		"拒绝:\n  - {from: 2024-01-01, a: 好}\n  - {from: 2024-01-01, a: 再}\n": "car/wording.yaml:3:12：“拒绝”从2024年1月1日起施行的写了两次",
		"拒绝: 好\n": "car/wording.yaml：",
	} {
		if _, err := loadWording(own); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", own, err, want)
		}
	}
	_, err := Load(fstest.MapFS{"bus/wording.yaml": &fstest.MapFile{Data: []byte(refusal)}})
	if err == nil || !strings.Contains(err.Error(), "bus/wording.yaml：没有 bus 这种表单") {
		t.Errorf("a wording of no kind: %v", err)
	}
}
