package proof

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

func environment(t *testing.T) *cel.Env {
	t.Helper()
	env, err := cel.NewEnv(append(Options(),
		cel.Variable("a", cel.IntType), cel.Variable("b", cel.IntType), cel.Variable("s", cel.StringType),
		cel.Variable("p", cel.BoolType), cel.Variable("q", cel.BoolType), cel.Variable("r", cel.BoolType),
		cel.Variable("list", cel.ListType(cel.IntType)),
		cel.Variable("param", cel.MapType(cel.StringType, cel.IntType)))...)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func check(t *testing.T, env *cel.Env, expression string) *ast.AST {
	t.Helper()
	checked, issues := env.Compile(expression)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	return checked.NativeRep()
}

func TestBranchesAreWhatDecides(t *testing.T) {
	t.Parallel()
	env := environment(t)
	for expression, want := range map[string][]string{
		"a > b":                       {"a > b"},
		"!p":                          {"!p"},
		"p && !q && r":                {"p && !q && r", "p", "!q", "r"},
		"p && (q || r)":               {"p && (q || r)", "p", "q || r", "q", "r"},
		"!(p && true)":                {"!(p && true)", "p"},
		"p ? a > 1 : q":               {"p ? (a > 1) : q", "p", "a > 1", "q"},
		"(p ? a : b) == 1":            {"(p ? a : b) == 1", "p"},
		"list.exists(i, i > 1 && p)":  {"list.exists(i, i > 1 && p)", "i > 1 && p", "i > 1", "p"},
		"list.all(i, i == a)":         {"list.all(i, i == a)", "i == a"},
		"list.filter(i, i > 1) == []": {"list.filter(i, i > 1) == []", "i > 1"},
		"list.exists_one(i, i > a)":   {"list.exists_one(i, i > a)", "i > a"},
		"list.map(i, i + 1) == list":  {"list.map(i, i + 1) == list"},
	} {
		var got, inner []string
		for _, c := range Branches(check(t, env, expression), true) {
			got = append(got, c.Text)
		}
		for _, c := range Branches(check(t, env, expression), false) {
			inner = append(inner, c.Text)
		}
		if !slices.Equal(got, want) || !slices.Equal(inner, want[1:]) {
			t.Errorf("%s:\n%q\n%q\nwant %q", expression, got, inner, want)
		}
	}
}

func TestBranchesSayWhereTheyBegin(t *testing.T) {
	t.Parallel()
	var got []string
	for _, c := range Branches(check(t, environment(t), "p &&\n  list.exists(i, i > a)"), true) {
		got = append(got, fmt.Sprintf("%d:%d %s", c.At.Line(), c.At.Column(), c.Text))
	}
	want := []string{"1:0 p && list.exists(i, i > a)", "1:0 p", "2:2 list.exists(i, i > a)", "2:17 i > a"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestMutantsAreAllSlipsOnce(t *testing.T) {
	t.Parallel()
	env := environment(t)
	for expression, want := range map[string][]string{
		"s == 'x'":            {`s == "x" → s != "x"`},
		"p && q":              {"p && q → p || q", "p → true", "q → true"},
		"p || !q":             {"p || !q → p && !q", "p → false", "!q → q", "!q → false"},
		"!(p && q)":           {"!(p && q) → p && q", "p && q → p || q", "p → true", "q → true"},
		"a > 3":               {"a > 3 → a >= 3", "a > 3 → a > 4"},
		"a >= 3":              {"a >= 3 → a > 3", "a >= 3 → a >= 2"},
		"3 < a":               {"3 < a → 3 <= a", "3 < a → 4 < a"},
		"a <= 3":              {"a <= 3 → a < 3", "a <= 3 → a <= 4"},
		"a < param.x":         {"a < param.x → a <= param.x", "a < param.x → a < param.x - 1"},
		"a == param.x * 2":    {"a == param.x * 2 → a != param.x * 2", "a == param.x * 2 → a == (param.x + 1) * 2", "a == param.x * 2 → a == (param.x - 1) * 2", "a == param.x * 2 → a == param.x * 3", "a == param.x * 2 → a == param.x * 1"},
		"-param.x":            {"-param.x → -(param.x + 1)", "-param.x → -(param.x - 1)"},
		"!list.exists(i, p)":  {"!list.exists(i, p) → list.exists(i, p)", "list.exists(i, p) → list.all(i, p)"},
		"list.all(i, i == a)": {"list.all(i, i == a) → list.exists(i, i == a)", "i == a → i != a"},
		"list.map(i, i + param.x) == list": {
			"list.map(i, i + param.x) == list → list.map(i, i + param.x) != list",
			"list.map(i, i + param.x) == list → list.map(i, i + (param.x + 1)) == list",
			"list.map(i, i + param.x) == list → list.map(i, i + (param.x - 1)) == list"},
	} {
		var got []string
		for _, m := range Mutants(check(t, env, expression), nil) {
			got = append(got, m.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", expression, got, want)
		}
	}
}

// A mutant does what is written of it: compiled anew from its text, it comes to the same.
func TestMutantsDoWhatTheirTextSays(t *testing.T) {
	t.Parallel()
	env := environment(t)
	inputs := []map[string]any{}
	for n := range 1024 {
		n := n * 37 // so that the values do not keep step
		inputs = append(inputs, map[string]any{"a": n / 3 % 4, "b": n / 5 % 3, "s": strings.Repeat("x", n/7%3), "p": n/11%2 == 0, "q": n/13%2 == 0, "r": n/17%2 == 0,
			"list": []int{n % 5, n % 7, n % 3}[:n/19%4], "param": map[string]int{"x": n / 23 % 6}})
	}
	for _, expression := range []string{
		"!p && (q || !r) && a > 2 && b < param.x",
		"!list.exists(i, i >= param.x && (p || !list.all(j, j != a)))",
		"list.filter(i, i > a || q).size() == (p ? param.x : 2) || s.size() >= 1 && !(s == 'xx')",
		"list.map(i, p, i * param.x)[0] == 2 || list.exists_one(i, i == 3)",
		"(list.all(i, i > 0) ? q : r) && a != b",
	} {
		tree := check(t, env, expression)
		mutants := Mutants(tree, nil)
		if len(mutants) < 6 {
			t.Errorf("%s: %d mutants", expression, len(mutants))
		}
		original := results(t, env, tree, inputs)
		for _, m := range mutants {
			written := source(m.Tree, m.Tree.Expr())
			got, want := results(t, env, m.Tree, inputs), results(t, env, check(t, env, written), inputs)
			if !slices.Equal(got, want) {
				t.Errorf("%s: differs from %s\n%v\n%v", m.Text, written, got, want)
			}
			if slices.Equal(got, original) {
				t.Errorf("%s makes no difference: the inputs prove nothing", m.Text)
			}
		}
		if again := results(t, env, tree, inputs); !slices.Equal(again, original) {
			t.Errorf("%s was changed", expression)
		}
	}
}

func results(t *testing.T, env *cel.Env, tree *ast.AST, inputs []map[string]any) []string {
	t.Helper()
	program, err := env.PlanProgram(tree, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, in := range inputs {
		v, _, err := program.Eval(in)
		if err != nil {
			v = types.String("error")
		}
		all = append(all, fmt.Sprint(v.Value()))
	}
	return all
}

func TestMutantsSayWhetherALimitIsIn(t *testing.T) {
	t.Parallel()
	want := map[string]bool{
		"a > param.x && b > 1 → a > param.x || b > 1": false,
		"a > param.x → true":                          false,
		"b > 1 → true":                                false,
		"a > param.x → a >= param.x":                  true,
		"a > param.x → a > param.x + 1":               true,
		"b > 1 → b >= 1":                              false,
		"b > 1 → b > 2":                               false,
	}
	tree := check(t, environment(t), "a > param.x && b > 1")
	for _, m := range Mutants(tree, nil) {
		if limit, ok := want[m.Text]; !ok || m.Limit != limit {
			t.Errorf("%s: %v", m.Text, m.Limit)
		}
		delete(want, m.Text)
	}
	if len(want) > 0 {
		t.Errorf("not made: %v", want)
	}
	for _, m := range Mutants(tree, map[string]bool{"b": true}) {
		if strings.HasPrefix(m.Text, "b > 1 → b") && !m.Limit {
			t.Errorf("%s: the other side is a limit by its name", m.Text)
		}
	}
}

func TestWatchTellsOfEveryValue(t *testing.T) {
	t.Parallel()
	env := environment(t)
	for _, c := range []struct{ expression, of, want string }{
		{"list.exists(i, i > 1)", "i > 1", "false false true"},
		{"list.filter(i, i > 1).size() == 2", "i > 1", "false false true true"},
		{"p && a / b > 1", "a / b > 1", "error"}, // what it came to, which is neither true nor false
		{"p || a / b > 1", "a / b > 1", ""},      // never asked
		{"(a > 2 ? p : q) && r", "p", "true"},
		{"(a > 2 ? q : r) && p", "a > 2", "true"},
		{"!q && p", "!q", "true"},
		{"(q ? p : r) || p", "r", "false"},
	} {
		tree := check(t, env, c.expression)
		var seen []string
		var ids []int64
		for _, b := range Branches(tree, true) {
			if b.Text == c.of {
				ids = append(ids, b.ID)
			}
		}
		program, err := env.PlanProgram(tree, Watch(ids[:1], func(_ int64, v ref.Val) {
			if types.IsError(v) {
				v = types.String("error")
			}
			seen = append(seen, fmt.Sprint(v.Value()))
		}), cel.EvalOptions(cel.OptOptimize))
		if err != nil {
			t.Fatal(err)
		}
		_, _, _ = program.Eval(map[string]any{"a": 3, "b": 0, "p": true, "q": false, "r": false, "list": []int{0, 1, 2, 3}})
		if got := strings.Join(seen, " "); got != c.want {
			t.Errorf("%s: %s came to %q, want %q", c.expression, c.of, got, c.want)
		}
	}
}

func TestComparisonsAreThoseWithAParameter(t *testing.T) {
	t.Parallel()
	env := environment(t)
	for expression, want := range map[string]int{
		"a > param.x && b > 1":            1,
		"a > 1 || s == 'x'":               0,
		"list.exists(i, i * 2 < param.x)": 1,
		"s == string(param.x)":            0,
		"a > b":                           0,
	} {
		if got := len(Comparisons(check(t, env, expression), nil)); got != want {
			t.Errorf("%s: %d", expression, got)
		}
	}
	if got := len(Comparisons(check(t, env, "a > b"), map[string]bool{"b": true})); got != 1 {
		t.Errorf("by name: %d", got)
	}
}
