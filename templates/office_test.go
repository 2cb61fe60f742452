package templates

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// exampleOffice is whose kinds the tests load.
var exampleOffice = Office{Government: "青山区人民政府", Name: "青山区人民政府办公室", Prefix: "青政"}

// TestBuiltinNamesNoOffice: the kinds of the program are of any office, so their files name
// none, and nothing of what they leave open is left open.
func TestBuiltinNamesNoOffice(t *testing.T) {
	seen := 0
	err := fs.WalkDir(Builtin(exampleOffice), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		seen++
		source, err := fs.ReadFile(compiledIn(), name)
		for _, district := range []string{"龙凤", "龙政", "大庆", "黑龙江"} {
			if strings.Contains(string(source), district) {
				t.Errorf("%s names %s", name, district)
			}
		}
		if said, err := fs.ReadFile(Builtin(exampleOffice), name); err != nil || strings.Contains(string(said), "{our.") {
			t.Errorf("%s still has a name in braces, or cannot be read: %v", name, err)
		}
		return err
	})
	if err != nil || seen < 100 {
		t.Fatalf("%d files were looked at: %v", seen, err)
	}
}

func TestOfficeNames(t *testing.T) {
	township := Office{Government: "红松镇人民政府", Name: "红松镇党政办公室", Prefix: "红政", OfficePrefix: "红办",
		Words: map[string]string{"区长": "镇长", "副区长": "副镇长", "区政府办公室": "党政办公室", "区政府": "镇政府"}}
	kinds, err := Load(Builtin(township))
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]string{"outgoing": "红政发〔2026〕3号", "letter": "红办介字〔2026〕3号"} {
		if got := kinds.Named(kind).FormatNumber(2026, 3); got != want {
			t.Errorf("a number of %s is %s, want %s", kind, got, want)
		}
	}
	if got := kinds.Named("outgoing").Title; got != "镇政府发文" {
		t.Errorf("outgoing is titled %s", got)
	}
	if got := kinds.Named("outgoing-office").Title; got != "党政办公室发文" {
		t.Errorf("of two words that begin in one place the longer must count: %s", got)
	}
	if got := kinds.Named("leave").Field("rank").Choices; got[1] != "副镇长或党组成员" {
		t.Errorf("副区长 is a word of its own beside 区长: %v", got)
	}
}

// TestOwnKindsKeepTheirWords: only names in braces are replaced in an office's own kinds.
func TestOwnKindsKeepTheirWords(t *testing.T) {
	office := exampleOffice
	office.Words = map[string]string{"区长": "镇长"}
	own := fstest.MapFS{"a/kind.yaml": {Data: []byte("title: 区长的{our.place}\nnumber: '{our.office_prefix}甲〔{year}〕{n}号'\n")}}
	text, err := fs.ReadFile(office.Own(own), "a/kind.yaml")
	if err != nil || string(text) != "title: 区长的青山区\nnumber: '青政办甲〔{year}〕{n}号'\n" {
		t.Errorf("%s, %v", text, err)
	}
	adapted, err := fs.ReadFile(office.Adapted(), "outgoing/kind.yaml")
	if err != nil || !strings.Contains(string(adapted), `"{our.prefix}发〔{year}〕{n}号"`) || !strings.Contains(string(adapted), "镇长签发") {
		t.Errorf("a kind to be adapted has the office's words and the names in braces: %v\n%s", err, adapted)
	}
}

func TestOfficeMistake(t *testing.T) {
	for _, test := range []struct {
		change func(*Office)
		want   string // part of it
	}{
		{func(*Office) {}, ""},
		{func(o *Office) { o.Government = "" }, "没有写 government"},
		{func(o *Office) { o.Name = "办公室: 甲" }, "office“办公室: 甲”里不能有"},
		{func(o *Office) { o.Superior = "市<b>" }, "superior"},
		{func(o *Office) { o.Prefix = "" }, "没有写 prefix"},
		{func(o *Office) { o.Prefix = "青政2026" }, "prefix“青政2026”"},
		{func(o *Office) { o.OfficePrefix = "青 办" }, "office_prefix“青 办”"},
		{func(o *Office) { o.Words = map[string]string{"区长": "{镇长"} }, "words 里的“区长: {镇长”"},
	} {
		office := exampleOffice
		test.change(&office)
		if got := office.Mistake(); (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%+v: %q, want %q", office, got, test.want)
		}
	}
}

func TestHiding(t *testing.T) {
	kinds, err := Load(Builtin(exampleOffice), exampleOffice.Own(fstest.MapFS{}))
	if err != nil {
		t.Fatal(err)
	}
	hiding := kinds.Hiding(func(k *Kind) bool { return k.Key != "letter" })
	if used := hiding.InUse(); len(used) != 1 || used[0].Key != "letter" {
		t.Errorf("%d kinds are in use", len(used))
	}
	if len(hiding.All()) != len(kinds.All()) || hiding.Named("contract") == nil {
		t.Error("what was filed of a hidden kind must stay readable")
	}
	if len(hiding.Views()) != 0 || len(kinds.Views()) == 0 {
		t.Errorf("%d views are over hidden kinds alone", len(hiding.Views()))
	}
	if whole := hiding.Whole(); len(whole.InUse()) != len(kinds.All()) || !hiding.Named("contract").Hidden {
		t.Error("the whole set is another, with nothing hidden")
	}
	if kinds.Named("contract").Hidden {
		t.Error("the set that was given changed")
	}
}

// An office's own kind that uses what one of the program's has is told how to take its
// place.
func TestLoadTellsHowToTakeThePlaceOfABuiltinKind(t *testing.T) {
	_, err := Load(Builtin(exampleOffice), exampleOffice.Own(fstest.MapFS{"note/kind.yaml": {Data: []byte(`key: note
title: 便函
date: day
unit: unit
subject: 便函
number: "{our.office_prefix}介字〔{year}〕{n}号"
retention: {code: D10, name: 10年}
fields:
  - {key: day, label: 日期, type: date, required: true}
  - {key: unit, label: 单位, type: unit, required: true}
register: [{label: 编号, from: number}]
`)}}))
	if want := "已由 letter 使用，两种表单不能共用一个编号序列；note 要代替自带的“介绍信”，就把它的文件夹和 key 改成 letter"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v\nwant %s", err, want)
	}
}
