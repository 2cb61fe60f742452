package templates

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

var decoded = Kind{Fields: []Field{
	{Key: "text", Label: "文字", Type: TypeText},
	{Key: "pick", Label: "选项", Type: TypeChoice, Choices: []string{"新"}},
	{Key: "n", Label: "数量", Type: TypeInteger},
	{Key: "sum", Label: "金额", Type: TypeMoney},
	{Key: "yes", Label: "是否", Type: TypeYesNo},
	{Key: "date", Label: "日期", Type: TypeDate},
	{Key: "time", Label: "时间", Type: TypeTime},
	{Key: "rows", Label: "列表", Type: TypeList, Columns: []Field{{Key: "date", Label: "日期", Type: TypeDate}}},
}}

func TestDecode(t *testing.T) {
	want := Values{
		"text": "字", "pick": "旧", // a choice the kind no longer offers
		"n": int64(maxNumber), "sum": Fen(-50), "yes": YesNo(false), "date": NewDate(2026, time.May, 1),
		"time": Moment{time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
		"rows": []Values{{"date": NewDate(2026, time.May, 2)}, {}},
	}
	kept, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(kept, &raw); err != nil {
		t.Fatal(err)
	}
	raw["gone"] = "a field the kind no longer has"
	got, err := decoded.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%#v\nwant\n%#v", got, want)
	}
}

func TestDecodeRefuses(t *testing.T) {
	_, err := decoded.Decode(map[string]any{
		"text": 1.0, "date": "昨天", "rows": []any{map[string]any{"date": "2026-02-30"}}, "sum": []any{},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"text：应当是文字", "date：“昨天”不是日期", "rows：第1行 date：“2026-02-30”这一天不存在", "sum：这里是一组内容"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}

func TestParseAmounts(t *testing.T) {
	for text, want := range map[string]any{
		"1,234,567.8": Fen(123456780), "￥１２": Fen(1200), "12.05元": Fen(1205), "-0.5": Fen(-50),
		"18.24万元": Fen(18240000), "1.5亿元": Fen(15000000000), "0.0001万": Fen(100), "0.000001万元": Fen(1), "0.0000001万元": nil, "５万元整": Fen(5000000), "-3万元": Fen(-3000000), "5万3千": nil, "5千元": nil, "5百": nil, "1亿万元": nil, "5万整": nil, "约5万元": nil,
		"99999999亿": nil, "12.500": Fen(1250), "12.345": nil, "1，234.50": Fen(123450), "１，２３４．５０元": Fen(123450), "RMB 100": Fen(10000), "CNY1,000.5": Fen(100050), "人民币 ¥5元": Fen(500), "人民币壹万元整": Fen(1000000), "壹仟零伍元": Fen(100500), "一万元": nil,
		"$100": nil, "＄100": nil, "€ 100": nil, "JP¥100": nil, "HK$100": nil, "100美元": nil, "USD100": nil, "100日元": nil, "-¥5.00": Fen(-500), "¥-5.00": Fen(-500), "-¥-5": nil, "--5": nil, "- 5": Fen(-500), "5%": nil, "(5.00)": nil, "5元/月": nil, "5元-6元": nil, "1 234": nil, "1.234,50": nil, "1'234": nil,
		"12元50": nil, "1,2": nil, "12,3456": nil, "5万": Fen(5000000), "1e3": nil, "1,200元整": Fen(120000), "12圆正": Fen(1200), "人民币12.5元": Fen(1250), "12整": nil, "壹元": Fen(100), "9,999,999,999,999.99": Fen(maxNumber), "10,000,000,000,000": nil,
	} {
		got, err := (&Field{Type: TypeMoney}).Parse(text)
		if (err == nil) != (want != nil) || err == nil && got != want {
			t.Errorf("%s: got %v, %v; want %v", text, got, err, want)
		}
	}
}

// TestParseNumbersOfPrograms: in JSON an amount may have an exponent.
func TestParseNumbersOfPrograms(t *testing.T) {
	for number, want := range map[json.Number]any{
		"2.57120836e+06": Fen(257120836), "1E3": Fen(100000), "-5e-1": Fen(-50), "12.50": Fen(1250), "1.234e0": nil, "1e16": nil, "1e400": nil, "1e999999999": nil,
		json.Number(strings.Repeat("1", 41) + "e-20"): nil,
	} {
		got, err := (&Field{Type: TypeMoney}).Parse(number)
		if (err == nil) != (want != nil) || err == nil && got != want {
			t.Errorf("%s: got %v, %v; want %v", number, got, err, want)
		}
	}
	if got, err := (&Field{Type: TypeInteger}).Parse(json.Number("1.2e1")); got != int64(12) || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestParseChoices(t *testing.T) {
	f := Field{Type: TypeChoice, Choices: []string{"同意", "不同意", "一般（Ⅳ级）"}}
	for text, want := range map[string]any{
		"同意": "同意", "同意。": "同意", "同　意": "同意", "“同意”": "同意", "不 同意！": "不同意", "一般(IV级)": "一般（Ⅳ级）",
		"同意上报": nil, "已阅": nil, "。": nil, "不": nil,
	} {
		got, err := f.Parse(text)
		if (err == nil) != (want != nil) || err == nil && got != want {
			t.Errorf("%s: got %v, %v; want %v", text, got, err, want)
		}
	}
}

// TestNormalise: what was kept before is put as it is read today; what is not read any
// more stays.
func TestNormalise(t *testing.T) {
	k := Kind{Fields: []Field{{Key: "name", Type: TypePerson}, {Key: "names", Type: TypePerson}, {Key: "phone", Type: TypePhone}, {Key: "number", Type: TypeText}, {Key: "unit", Type: TypeUnit},
		{Key: "n", Type: TypeInteger}, {Key: "rows", Type: TypeList, Columns: []Field{{Key: "name", Type: TypePerson}}}}}
	values := Values{"name": "安　澜", "names": "张三、李四", "phone": "04596240551", "number": "龙政发[2026]8号", "unit": "区 教育局", "n": int64(3), "rows": []Values{{"name": "阿依•木沙"}, {}}}
	k.Normalise(values)
	want := Values{"name": "安澜", "names": "张三、李四", "phone": "0459-6240551", "number": "龙政发〔2026〕8号", "unit": "区 教育局", "n": int64(3), "rows": []Values{{"name": "阿依·木沙"}, {}}}
	if !reflect.DeepEqual(values, want) {
		t.Errorf("got\n%v\nwant\n%v", values, want)
	}
}

// TestSpellings: each spelling of a value is read as that value.
func TestSpellings(t *testing.T) {
	for s, f := range map[string]Field{"龙政发〔2026〕8号": {Type: TypeText}, "0459-6240551": {Type: TypePhone}, "阿依·木沙": {Type: TypePerson}, "13845960112": {Type: TypePhone}, "安澜": {Type: TypePerson}} {
		all := Spellings(s)
		if all[0] != s {
			t.Errorf("%q is not the first of %q", s, all)
		}
		for _, spelling := range all {
			if got, err := f.Parse(spelling); got != s || err != nil {
				t.Errorf("%q, a spelling of %q, is read as %v, %v", spelling, s, got, err)
			}
		}
	}
}
