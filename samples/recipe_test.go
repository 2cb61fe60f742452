package samples

import (
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/templates"
)

// compiled is the letter recipe of the given text.
func compiled(t *testing.T, text string) (*generator, error) {
	t.Helper()
	fsys := fstest.MapFS{
		"recipes/letter.yaml": {Data: []byte(text)},
		wordsFile:             {Data: []byte("街道: [凤鸣路]\n")},
	}
	r, err := readRecipe(fsys, "letter")
	if err != nil {
		return nil, err
	}
	return newGenerator(builtinKinds(t).Named("letter"), r)
}

func TestRecipeMistakesAreShown(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, recipe, want string }{
		{"unknown field", "form:\n  bearer: 张三\n  bearers: 张三\n",
			"recipes/letter.yaml:3：没有“bearers”这个字段或栏目"},
		{"unknown column", "form:\n  approvals:\n    - row:\n        post: 区长\n        rank: 区长\n",
			"recipes/letter.yaml:5：没有“rank”这个字段或栏目"},
		{"unknown field in a case", "cases:\n  - name: 甲\n    share: 1\n    form: {没有: 张三}\n",
			"recipes/letter.yaml:4：没有“没有”这个字段或栏目"},
		{"text for a list", "form:\n  approvals: 区长\n",
			"recipes/letter.yaml:2：“approvals”应当是一组行（- row: …）"},
		{"rows for a text", "form:\n  bearer:\n    - row: {}\n",
			"recipes/letter.yaml:2：“bearer”应当是一段文字"},
		{"no share", "cases:\n  - name: 甲\n",
			"recipes/letter.yaml:2：“甲”没有 share（份额）"},
		{"no attachment field", "attachments:\n  bearer: 信\n",
			"recipes/letter.yaml:2：attachments 里的“bearer”不是“介绍信”的附件字段"},
		{"list named twice", "lists:\n  街道: [青禾街]\n",
			"recipes/letter.yaml:2：列表“街道”与 words.yaml 里的重名"},
		{"unknown function", "form:\n  bearer: '{{persn}}'\n",
			`template: recipes/letter.yaml:2:1: function "persn" not defined`},
		{"two mistakes", "form:\n  a: x\n  b: y\n",
			"recipes/letter.yaml:2：没有“a”这个字段或栏目\nrecipes/letter.yaml:3：没有“b”这个字段或栏目"},
	} {
		_, err := compiled(t, test.recipe)
		if err == nil {
			t.Errorf("%s: no error", test.name)
		} else if err.Error() != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, err, test.want)
		}
	}
}

func TestRecipeOfUnknownShape(t *testing.T) {
	t.Parallel()
	_, err := compiled(t, "form:\n  approvals:\n    - rows: {}\n")
	if err == nil || !strings.Contains(err.Error(), "recipes/letter.yaml") || !strings.Contains(err.Error(), `"rows"`) {
		t.Errorf("got %v", err)
	}
}

func TestGenerateRefusesAKindWithoutRecipe(t *testing.T) {
	t.Parallel()
	for _, err := range Generate(&templates.Kind{Key: "visit"}, 1, 1, Options{}) {
		if err == nil || !strings.Contains(err.Error(), "recipes/visit.yaml") {
			t.Errorf("got %v", err)
		}
	}
}

// What goes wrong only while drawing names the line of the recipe too.
func TestValuesNameTheLineOfAMistake(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, recipe, want string }{
		{"unknown name", "form:\n  bearer: '{{.bearr}}'\n", "recipes/letter.yaml:2:"},
		{"unknown list", "let:\n  who: pick \"人\"\n", "没有列表“人”"},
		{"not of the field's type", "form:\n  issue_date: 明天\n", "recipes/letter.yaml:2：开具日期：“明天”不是日期"},
		{"not of the column's type", "form:\n  approvals:\n    - row: {date: 明天}\n", "recipes/letter.yaml:3：日期：“明天”不是日期"},
	} {
		g, err := compiled(t, test.recipe)
		if err != nil {
			t.Fatal(err)
		}
		g.begin("letter", 1, 0)
		if _, err = g.values(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

func TestRowsRepeatAndStayAway(t *testing.T) {
	t.Parallel()
	g, err := compiled(t, `
form:
  approvals:
    - each: some (whose "类别" "副区长") 3
      row: {name: '{{.it.姓名}}'}
    - when: chance 0
      row: {name: 无人}
`)
	if err != nil {
		t.Fatal(err)
	}
	g.begin("letter", 1, 0)
	v, err := g.values()
	if err != nil {
		t.Fatal(err)
	}
	if names := v.Lookup("approvals.name"); len(names) != 3 {
		t.Errorf("approved by %v, want three deputies", names)
	}
}
