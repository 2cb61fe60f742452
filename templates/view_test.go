package templates

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestBuiltinViews: of the views that the program comes with nothing is left out for the
// kinds it comes with.
func TestBuiltinViews(t *testing.T) {
	set, err := Load(Builtin(exampleOffice))
	if err != nil {
		t.Fatal(err)
	}
	kinds := &Set{kinds: set.kinds, views: map[string]*View{}}
	if errs := kinds.readViews(Builtin(exampleOffice)); len(errs) > 0 {
		t.Fatal(errs)
	}
	if len(kinds.views) < 6 || len(kinds.views) != len(set.views) {
		t.Errorf("%d views of %d", len(set.views), len(kinds.views))
	}
	for _, v := range kinds.Views() {
		for _, flaw := range kinds.checkView(v).found {
			t.Errorf("%s %s: %s", v.Key, flaw.path, flaw.message)
		}
		if whole := set.View(v.Key); whole == nil || len(whole.Columns) != len(v.Columns) || whole.About == "" {
			t.Errorf("%s has lost columns, or says nothing of itself", v.Key)
		}
	}
	if v := set.View("合同履行台账"); v == nil || v.Key != "contracts" || set.View("nothing") != nil {
		t.Errorf("by its title: %v", v)
	}
}

const fuel = `key: fuel
title: 加油
date: day
unit: unit
subject: "{unit}加油"
number: 油字〔{year}〕{n}号
retention: {code: D10, name: 10年}
fields:
  - {key: day, label: 日期, type: date, required: true}
  - {key: unit, label: 单位, type: unit, required: true}
  - {key: trip, label: 用车编号, type: text, belongs: car}
  - {key: grade, label: 油品, type: choice, choices: [92号, 95号]}
  - {key: litres, label: 升数, type: integer}
  - {key: cost, label: 金额, type: money}
register:
  - {label: 日期, from: day}
`

const trips = `key: trips
title: 用车费用台账
of: car
with: [fuel]
columns:
  - {label: 用车编号, from: car.number}
  - {label: 用车日期, from: car.date}
  - {key: cost, label: 油费, from: fuel.cost}
  - {key: dear, label: 95号油费, from: {of: fuel.cost, when: {grade: 95号}}}
  - {key: rest, label: 其余, less: [cost, dear]}
  - {label: 升数, from: {of: fuel.litres, counts: adds}, take: balance}
  - {label: 次数, from: fuel.number, take: count}
  - {label: 加油记录, from: fuel.number, take: all}
`

func TestViewTypes(t *testing.T) {
	set, err := Load(fstest.MapFS{"car/kind.yaml": {Data: []byte(car)}, "fuel/kind.yaml": {Data: []byte(fuel)}, "views/trips.yaml": {Data: []byte(trips)}})
	if err != nil {
		t.Fatal(err)
	}
	v := set.View("trips")
	var got []string
	for _, c := range v.Columns {
		got = append(got, string(c.Take)+" "+string(c.Type))
	}
	if want := []string{"first text", "first date", "balance money", "balance money", "balance money", "balance integer", "count integer", "all paragraph"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if !slices.Equal(v.Kinds(), []string{"car", "fuel"}) || !v.Column("cost").Sums() || v.Columns[5].Sums() {
		t.Error(v.Kinds(), v.Columns)
	}
}

// TestViewMistakes: each with file, line and column, all at once.
func TestViewMistakes(t *testing.T) {
	for name, test := range map[string]struct{ old, new, want string }{
		"another key":           {"key: trips", "key: trip", `views/trips.yaml:1:6：key "trip" 与文件名 "trips" 不同`},
		"no title":              {"title: 用车费用台账\n", "", "没有 title"},
		"titled as a kind's":    {"title: 用车费用台账", "title: 用车台账", "views/trips.yaml:2:8：title “用车台账”与用车自己的台账同名"},
		"a key of ours unknown": {"of: car\n", "off: car\n", "views/trips.yaml"},
		"no such kind":          {"of: car", "of: ship", "views/trips.yaml:3:5：没有 ship 这种表单"},
		"no such kind beside":   {"[fuel]", "[fuel, wash]", "views/trips.yaml:4:14：没有 wash 这种表单"},
		"twice":                 {"[fuel]", "[fuel, fuel]", "fuel 写了不止一次"},
		"belongs to nothing":    {"of: car\nwith: [fuel]", "of: fuel\nwith: [car]", "用车没有一个字段写着 belongs: fuel"},
		"both ways":             {"of: car", "of: car\nby: [unit]", "of 不能与 by、kinds 同时写"},
		"neither way":           {"of: car\nwith: [fuel]\n", "", "没有写一行是什么"},
		"no kinds":              {"of: car\nwith: [fuel]\n", "by: [unit]\n", "没有 kinds"},
		"grouped by nothing":    {"of: car\nwith: [fuel]\n", "by: [driver]\nkinds: [car, fuel]\n", "用车没有 driver 这个字段，不能按它分行"},
		"no such field":         {"from: fuel.cost}", "from: fuel.price}", `views/trips.yaml:8:34：栏目“油费”：加油没有 "price" 这个字段`},
		"of a kind elsewhere":   {"from: car.date", "from: bus.date", `from: "bus.date" 要写成 表单.字段，表单是 car、fuel 之一`},
		"in a list":             {"from: fuel.cost}", "from: [fuel.cost, fuel.price]}", `views/trips.yaml:8:46：`},
		"no label":              {"label: 用车日期, ", "", "没有 label"},
		"a label twice":         {"label: 用车日期", "label: 用车编号", "栏目“用车编号”重复了"},
		"a key twice":           {"key: rest", "key: cost", "key cost 与前面的栏目重复"},
		"nothing to show":       {"from: car.date", "width: 3", "要么写 from"},
		"take":                  {"take: count", "take: number", `take "number" 不认识`},
		"a balance of words":    {"from: car.date", "from: car.date, take: balance", "take: balance 只能用于金额"},
		"integers that are not": {"{of: fuel.litres, counts: adds}", "fuel.litres", "fuel.litres 是整数，表单里没有写 counts"},
		"minus a word":          {"from: car.number", "from: -car.number", "减号和 counts 只用于"},
		"a role unknown":        {"counts: adds", "counts: add", `counts "add" 不认识`},
		"when of no choice":     {"when: {grade: 95号}", "when: {cost: 3}", "when 看的"},
		"when not a choice":     {"when: {grade: 95号}", "when: {grade: [92号, 98号]}", "when 里的“98号”不是 grade 的选项"},
		"less one":              {"less: [cost, dear]", "less: [cost]", "less 要写至少两栏"},
		"less what comes later": {"less: [cost, dear]", "less: [cost, later]", "前面的栏目里没有 key: later"},
		"less words":            {"{label: 用车日期, from: car.date}", "{key: day, label: 用车日期, from: car.date}\n  - {label: 差, less: [day, day]}", "day 不是金额"},
		"sum of words":          {"from: car.date", "from: car.date, sum: true", "sum: true 只能用于金额"},
		"a source of nothing":   {"from: car.date", "from: [{counts: adds}]", "没有写取自哪里"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(trips, test.old, test.new, 1)
			if broken == trips {
				t.Fatal("nothing is broken")
			}
			_, err := Load(fstest.MapFS{"car/kind.yaml": {Data: []byte(car)}, "fuel/kind.yaml": {Data: []byte(fuel)}, "views/trips.yaml": {Data: []byte(broken)}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("want %s\n%v", test.want, err)
			}
		})
	}
}

// TestOwnViews: an office's view takes the place of the program's, and its own kinds do
// not make the program's views a mistake of the office's.
func TestOwnViews(t *testing.T) {
	own := strings.NewReplacer("key: car", "key: contract", "title: 用车", "title: 合同").Replace(car)
	set, err := Load(Builtin(exampleOffice), fstest.MapFS{"contract/kind.yaml": {Data: []byte(own)},
		"views/budget.yaml": {Data: []byte("key: budget\ntitle: 用款\nby: [unit]\nkinds: [funds]\ncolumns:\n  - {label: 单位, from: unit}\n  - {label: 金额, from: funds.amount}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if v := set.View("budget"); v == nil || v.Title != "用款" || len(v.Columns) != 2 {
		t.Errorf("%+v", v)
	}
	if v := set.View("contracts"); v == nil || v.Column("paid") == nil || len(v.Column("paid").From) != 1 || v.Column("amount") != nil || v.Column("unpaid") != nil {
		t.Errorf("%+v", v)
	}
	titled := "key: other\ntitle: 收支两条线台账\nof: funds\ncolumns:\n  - {label: 金额, from: funds.amount}\n"
	if _, err := Load(Builtin(exampleOffice), fstest.MapFS{"views/other.yaml": {Data: []byte(titled)}}); err == nil || !strings.Contains(err.Error(), "已由综合台账 other 使用") {
		t.Error(err)
	}
}
