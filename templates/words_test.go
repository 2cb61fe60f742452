package templates

import "testing"

func TestInWordsWritesARowAsASentence(t *testing.T) {
	field := &Field{Columns: []Field{{Key: "matter", Label: "议定事项"}, {Key: "unit", Label: "承办单位"}, {Key: "copies", Label: "份数"}}}
	rows := []Values{
		{"matter": "原则同意该方案", "unit": "区财政局", "copies": 2},
		{"matter": "会议听取了汇报。\n会议要求清淤。\n", "unit": "区财政局"},
		{"matter": "", "copies": 3},
		{},
	}
	want := "议定事项：原则同意该方案，承办单位：区财政局，份数：2\n议定事项：会议听取了汇报。\n会议要求清淤。承办单位：区财政局\n议定事项：，份数：3\n"
	if got := field.InWords(rows); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
