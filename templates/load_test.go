package templates

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestBuiltinKindsLoad(t *testing.T) {
	set, err := Load(Builtin(exampleOffice))
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

// TestLoadShowsMistakesWhereTheyAre: each with file, line, column and caret, and
// all of them at once.
func TestLoadShowsMistakesWhereTheyAre(t *testing.T) {
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

const minutes = `key: minutes
title: 纪要
date: day
register_date: held
unit: unit
secrecy: degree
subject: "{name}纪要"
number: 纪〔{year}〕{n}号
retention: {code: D10, name: 10年}
fields:
  - {key: day, label: 印发日期, type: date, required: true}
  - {key: held, label: 会议日期, type: date, required: true}
  - {key: unit, label: 单位, type: unit, required: true}
  - {key: name, label: 名称, type: text}
  - {key: degree, label: 涉密程度, type: choice, choices: [内部, 秘密]}
  - {key: cost, label: 会议费, type: money}
  - {key: limit, label: 限额, type: money}
  - {key: bills, label: 票据, type: list, columns: [{key: sum, label: 金额, type: money}]}
register:
  - {label: 会议费, from: cost, sum: true}
  - {label: 限额, from: limit, sum: false}
  - {label: 票据, from: bills.sum}
  - {label: 名称, from: name}
`

func loadOne(t *testing.T, text string) (*Set, *Kind) {
	t.Helper()
	set, err := Load(fstest.MapFS{"minutes/kind.yaml": &fstest.MapFile{Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return set, set.Named("minutes")
}

// TestKindSaysWhatMattersByKey: no label decides what is secret, what registers
// count by and what they add up.
func TestKindSaysWhatMattersByKey(t *testing.T) {
	set, k := loadOne(t, minutes)
	v := Values{"day": NewDate(2026, 6, 2), "held": NewDate(2026, 5, 28), "degree": "秘密",
		"cost": Fen(100), "limit": Fen(900), "bills": []Values{{"sum": Fen(3)}, {"sum": Fen(4)}, {}}}
	if got := k.SecrecyOf(v); got != "秘密" || k.SecrecyOf(Values{}) != "" {
		t.Errorf("secrecy %q", got)
	}
	if got := k.CountedOn(v); got != NewDate(2026, 5, 28) || k.DateOf(v) != NewDate(2026, 6, 2) {
		t.Errorf("counted on %s", got)
	}
	delete(v, "held")
	if got := k.CountedOn(v); got != NewDate(2026, 6, 2) {
		t.Errorf("without a register date counted on %s", got)
	}
	sums := map[string]Fen{}
	for _, c := range k.Register {
		if k.Sums(c) {
			sums[c.Label] = v.Sum(c.From)
		}
	}
	if len(sums) != 2 || sums["会议费"] != 100 || sums["票据"] != 7 {
		t.Errorf("sums %v", sums)
	}
	if len(set.Assumed()) != 0 {
		t.Errorf("assumed %v", set.Assumed())
	}
}

// TestKindFromBefore: one whose kind.yaml knows none of these keys is as secret,
// counts by the same day and adds up the same as before, and it is told.
func TestKindFromBefore(t *testing.T) {
	set, k := loadOne(t, strings.NewReplacer("register_date: held\n", "", "secrecy: degree\n", "", ", sum: true", "", ", sum: false", "", "涉密程度", "密级").Replace(minutes))
	if got := k.SecrecyOf(Values{"degree": "内部"}); got != "内部" {
		t.Errorf("secrecy %q", got)
	}
	if k.CountedBy() != "day" || !k.Sums(k.Register[0]) || !k.Sums(k.Register[1]) || k.Sums(k.Register[3]) {
		t.Errorf("counted by %s, %+v", k.CountedBy(), k.Register)
	}
	v := Values{"cost": Fen(1), "bills": []Values{{"sum": Fen(2)}}}
	if k.RoleOf("cost", v) != Adds || k.RoleOf("bills.sum", v) != Adds || len(k.Ties(v)) != 0 || len(k.Summed()) != 3 {
		t.Errorf("what nothing is said of is not added as before: %s, %s, %v", k.RoleOf("cost", v), k.RoleOf("bills.sum", v), k.Summed())
	}
	const want = "templates/minutes/kind.yaml 没有写 secrecy，暂以“密级”一栏为密级；请补上一行 secrecy: degree"
	if told := set.Assumed(); len(told) != 1 || told[0] != want {
		t.Errorf("told %q", told)
	}
}

func TestLoadShowsMistakesInWhatMatters(t *testing.T) {
	broken := strings.NewReplacer("register_date: held", "register_date: name\nundated: never", "secrecy: degree", "secrecy: bills",
		"from: name}", "from: name, sum: true}").Replace(minutes)
	_, err := Load(fstest.MapFS{"minutes/kind.yaml": &fstest.MapFile{Data: []byte(broken)}})
	if err == nil {
		t.Fatal("the mistakes were not seen")
	}
	for _, want := range []string{
		`minutes/kind.yaml:4:16：register_date: "name" 必须是一个必填的 date 字段，台账按它计月`,
		`minutes/kind.yaml:5:10：undated: "never" 只能是 signed（签完之日）或 received（送交之日）`,
		`minutes/kind.yaml:7:10：secrecy: "bills" 必须是一个 choice 或 text 字段，它说明密级`,
		`minutes/kind.yaml:24:34：register 的栏目“名称”：sum: true 只能用于 money 字段`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not said: %s\n%s", want, err)
		}
	}
	if _, err := Load(fstest.MapFS{"minutes/kind.yaml": &fstest.MapFile{Data: []byte(strings.Replace(minutes, "secrecy: degree", "secrecy: degre", 1))}}); err == nil {
		t.Error("a field that does not exist is taken for the degree of secrecy")
	}
}

// TestBuiltinKindsAssumeNothing: what the program comes with says everything, and
// whatever has a field for its degree of secrecy says that it is one.
func TestBuiltinKindsAssumeNothing(t *testing.T) {
	set, err := Load(Builtin(exampleOffice))
	if err != nil {
		t.Fatal(err)
	}
	if told := set.Assumed(); len(told) > 0 {
		t.Errorf("assumed %v", told)
	}
	for _, k := range set.All() {
		if k.RegisterDate == "" {
			t.Errorf("%s has no register_date", k.Key)
		}
		for path, f := range k.Paths() {
			if f.Type == TypeMoney && f.Counts.IsZero() {
				t.Errorf("%s does not say what %s (%s) does to totals", k.Key, path, f.Label)
			}
		}
	}
}

// TestFieldNamesForSearches: synonyms and makes are words, and only a number can make
// something of another record.
func TestFieldNamesForSearches(t *testing.T) {
	_, k := loadOne(t, strings.Replace(minutes, "label: 名称, type: text}", "label: 名称, type: text, synonyms: [会议], makes: [已修订]}", 1))
	if f := k.Field("name"); len(f.Synonyms) != 1 || len(f.Makes) != 1 {
		t.Errorf("%+v", f)
	}
	for from, want := range map[string]string{
		"{key: name, label: 名称, type: text, synonyms: ['']}":                                      "字段 name 的 synonyms、makes 里有空的",
		"{key: name, label: 名称, type: text, supersedes: true}":                                    "字段 name 有 supersedes，须有 makes",
		"{key: name, label: 名称, type: text}\n  - {key: old, label: 旧, type: money, makes: [已修订]}": "字段 old 有 makes，须是 text，填另一份档案的编号",
	} {
		text := strings.Replace(minutes, "{key: name, label: 名称, type: text}", from, 1)
		_, err := Load(fstest.MapFS{"minutes/kind.yaml": &fstest.MapFile{Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
