package pdf

import (
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
	"gongwen/templates/font"
)

func TestWholePiecesAreWhatIsReadAsOne(t *testing.T) {
	for text, want := range map[string][]string{
		"龙政办合字〔2026〕12号":                 {"龙政办合字〔2026〕12号"},
		"于2026年5月6日9时30分在区政府":            {"2026年5月6日9时30分"},
		"追回5,460.00元，电话0459-6240551转802": {"5,460.00元", "0459-6240551转802"},
		"沈望舒、王伟、欧阳云岫":                    {"沈望舒", "王伟", "欧阳云岫"},
		"正在整改":                           {"正在整改"},
		"区住房和城乡建设局局长":                    nil,
		"13845920518":                    {"13845920518"},
		"投资3.6亿元，增长3.5%":                 {"3.6亿元", "3.5"},
		"会期从6月23日至24日":                   {"6月23日", "24"},
	} {
		characters := []rune(text)
		var got []string
		for _, p := range wholePieces(characters) {
			got = append(got, string(characters[p[0]:p[1]]))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestDividesWholeSeesDatesOnTwoLines(t *testing.T) {
	c := &composer{typesetter: typesetter{fonts: testRenderer(t).fonts}}
	const text = "会议于2026年5月6日在区政府召开，2026年5月6日印发"
	for _, lines := range []struct {
		set  []string
		want bool
	}{
		{[]string{text}, false},
		{[]string{"会议于", "2026年5月6日", "在区政府召开，2026年5月6日", "印发"}, false},
		{[]string{"会议于2026年5月6日在区政府召开，2026年", "5月6日印发"}, true},
		{[]string{"会议于2", "026年5月6日在区政府召开，2026年5月6日印发"}, true},
	} {
		var set []line
		for _, l := range lines.set {
			set = append(set, c.single(12, span{l, font.Body}))
		}
		if got := dividesWhole(text, set); got != lines.want {
			t.Errorf("%q: %v", lines.set, got)
		}
	}
	if dividesWhole("5月6日 5月7日", []line{c.single(12, span{"5月6日", font.Body}), c.single(12, span{"5月7日", font.Body})}) {
		t.Error("a blank at the end of a line counts")
	}
}

func TestWidthsGiveWhatMustBeWholeItsRoom(t *testing.T) {
	sum := func(given []float64) float64 {
		all := 0.0
		for _, w := range given {
			all += w
		}
		return all
	}
	for name, all := range map[string][]column{
		"as wished":       {{5, 60, 60, 60}, {9, 100, 100, 100}, {5, 60, 60, 60}, {9, 100, 100, 100}},
		"a date too wide": {{5, 60, 60, 60}, {9, 180, 180, 180}, {5, 60, 60, 60}, {9, 100, 100, 100}},
		"short ones":      {{0, 30, 30, 30}, {0, 40, 40, 40}},
		"one long text":   {{0, 30, 30, 30}, {0, 20, 90, 2000}, {0, 80, 80, 80}},
		"two long texts":  {{0, 30, 30, 30}, {0, 20, 90, 2000}, {0, 20, 90, 1000}},
		"crowded":         {{0, 30, 30, 30}, {0, 20, 300, 2000}, {0, 20, 300, 1000}},
		"without text":    {{}, {}, {}},
	} {
		given := widths(all)
		if off := sum(given) - areaWidth; off > rounding || off < -rounding {
			t.Errorf("%s: %v is %v wide", name, given, sum(given))
		}
		for i, c := range all {
			if given[i] < c.least-rounding {
				t.Errorf("%s: column %d has %.1f of the %.1f it must have", name, i, given[i], c.least)
			}
		}
	}
	if given := widths([]column{{0, 200, 200, 200}, {0, 300, 300, 300}}); sum(given) > areaWidth+rounding {
		t.Errorf("more than there is: %v", given)
	}
}

func TestListsAreNumberedAndAddedUp(t *testing.T) {
	k := testKind("")
	k.Fields = append(k.Fields, templates.Field{Key: "buys", Label: "采购清单", Type: templates.TypeList, Columns: []templates.Field{
		{Key: "what", Label: "品目", Type: templates.TypeText, Required: true}, {Key: "count", Label: "数量", Type: templates.TypeInteger},
		{Key: "price", Label: "单价", Type: templates.TypeMoney}, {Key: "cost", Label: "小计", Type: templates.TypeMoney}, {Key: "note", Label: "备注", Type: templates.TypeText},
	}})
	d := testData("采购", "")
	d.Values["buys"] = []templates.Values{
		{"what": "一体机", "count": int64(2), "price": templates.Fen(1_480_000), "cost": templates.Fen(2_960_000)},
		{"what": "支架", "cost": templates.Fen(40_000), "note": "赠"},
	}
	said := func() string {
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		_, printed := printWith(t, template, d)
		return printed.Text
	}
	const want = "序号\t品目\t数量\t单价（元）\t小计（元）\t备注\n1\t一体机\t2\t14,800.00\t29,600.00\t—\n2\t支架\t—\t—\t400.00\t赠\n合计\t30,000.00"
	if got := strings.TrimSpace(said()); !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant at its end\n%s", got, want)
	}
	never := false
	k.Register = []templates.Column{{Label: "小计", From: "buys.cost", Sum: &never}}
	if got := said(); strings.Contains(got, "合计") {
		t.Errorf("added up against the register's word:\n%s", got)
	}
}
