package templates

import (
	"reflect"
	"testing"

	"golang.org/x/text/unicode/norm"

	"gongwen/templates/normal/normaltest"
)

// TestParseLookAlikes: a value is the same, in whichever of the characters that look like
// the usual ones it is typed, and what somebody may have chosen stays.
func TestParseLookAlikes(t *testing.T) {
	for _, test := range []struct {
		field             Field
		usual, typed, not string
	}{
		{field: Field{Type: TypeText}, usual: "关于长期用户", typed: "关于⻓期⽤⼾", not: "关于長期用户"},
		{field: Field{Type: TypeText}, usual: "café 한", typed: "cafe\u0301\u00A0\u1112\u1161\u11AB", not: "cafe 한"},
		{field: Field{Type: TypeText}, usual: "第①项３㎡½", typed: "第①项３㎡½\uFE0F", not: "第1项3m21/2"},
		{field: Field{Type: TypeText}, usual: "龙政发〔2026〕3号", typed: "⻰政发（２０２６）\u00A0第3号", not: "龙政发〔2026〕4号"},
		{field: Field{Type: TypeParagraph}, usual: "　　一、大门。\n　　二、山路。", typed: "　　⼀、⼤⻔。\r\n　　⼆、⼭路。", not: "一、大门。\n二、山路"},
		{field: Field{Type: TypePerson}, usual: "马龙飞", typed: "⻢ ⻰\u2003⻜", not: "馬龙飞"},
		{field: Field{Type: TypePerson}, usual: "阿依·木沙", typed: "阿依﹒⽊沙", not: "阿依·木"},
		{field: Field{Type: TypePerson}, usual: "辻明", typed: "辻\U000E0100明", not: "辻日月"},
		{field: Field{Type: TypeUnit}, usual: "青山区用水局", typed: "⻘⼭区⽤⽔\u200B局", not: "靑山区用水局"},
		{field: Field{Type: TypeChoice, Choices: []string{"一般事项", "重大事项"}}, usual: "一般事项", typed: "⼀般\u00A0事项", not: "重大事项"},
		{field: Field{Type: TypePhone}, usual: "0459-6240551转802", typed: "（０４５９）\u00A06240551﹣802", not: "0459-6240551"},
		{field: Field{Type: TypeInteger}, usual: "12", typed: "⼗⼆⼈", not: "2"},
		{field: Field{Type: TypeMoney}, usual: "12345.6", typed: "￥１２，３４５．６", not: "12345"},
		{field: Field{Type: TypeDate}, usual: "2026-12-01", typed: "⼆〇⼆六年⼗⼆⽉⼀⽇", not: "2026-12-02"},
		{field: Field{Type: TypeTime}, usual: "2026-12-01 15:30", typed: "2026年12⽉1⽇\u00A0下午3时30分", not: "2026-12-01 03:30"},
		{field: Field{Type: TypeYesNo}, usual: "是", typed: "\uFEFF是", not: "否"},
		{field: Field{Type: TypeFile}, usual: "函一.txt", typed: "函⼀.txt", not: "函（一）.txt"},
	} {
		want, err := test.field.Parse(test.usual)
		if err != nil {
			t.Fatal(err)
		}
		for _, typed := range []string{test.typed, norm.NFD.String(test.typed), normaltest.Copied(test.usual)} {
			if got, err := test.field.Parse(typed); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s %q is %q (%v), want %q", test.field.Type, typed, got, err, want)
			}
		}
		if got, err := test.field.Parse(test.not); err != nil || reflect.DeepEqual(got, want) {
			t.Errorf("%s %q is %q, too (%v)", test.field.Type, test.not, got, err)
		}
	}
}

// TestFieldNamedLookAlikes: so it is with the names of fields and kinds.
func TestFieldNamedLookAlikes(t *testing.T) {
	set, err := Load(Builtin(exampleOffice))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range set.All() {
		if got := set.Named(" " + normaltest.Copied(k.Title) + "\u200B"); got != k {
			t.Errorf("%s is not known", k.Title)
		}
		for i := range k.Fields {
			f := &k.Fields[i]
			for _, name := range []string{f.Key, f.Label, normaltest.Copied(f.Label), norm.NFKC.String(f.Label)} {
				if got := k.FieldNamed(name); got != f {
					t.Errorf("%s: %q is not %s", k.Key, name, f.Key)
				}
			}
		}
	}
	if set.Named("没有") != nil || set.All()[0].FieldNamed("没有") != nil {
		t.Error("found what there is not")
	}
}

// TestNormaliseLookAlikes: what was filed with look-alikes is read as what is typed today.
func TestNormaliseLookAlikes(t *testing.T) {
	k := &Kind{Fields: []Field{{Key: "unit", Type: TypeUnit}, {Key: "said", Type: TypeParagraph}, {Key: "rows", Type: TypeList, Columns: []Field{{Key: "name", Type: TypePerson}}}}}
	values := Values{"unit": "⽔务局", "said": "⼀\n⼆", "rows": []Values{{"name": "⻢ ⻜"}}}
	k.Normalise(values)
	if want := (Values{"unit": "水务局", "said": "一\n二", "rows": []Values{{"name": "马飞"}}}); !reflect.DeepEqual(values, want) {
		t.Errorf("%v, want %v", values, want)
	}
}
