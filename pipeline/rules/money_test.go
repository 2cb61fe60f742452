package rules

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"cel.dev/cel-go/common/types"
)

// An amount is not a number: a rule that takes fen for yuan does not load.
func TestMoneyIsNotANumber(t *testing.T) {
	t.Parallel()
	kinds := builtinKinds()
	load := func(expressions []string) error {
		source := "kind: funds\nrules:\n"
		for i, e := range expressions {
			source += fmt.Sprintf("  - {id: more-%d, article: \"87\", field: amount, require: '%s', message: 错, advice: 改, fails: {例: {金额: 1}}}\n", i, e)
		}
		_, err := Load(kinds, Builtin(), fstest.MapFS{"longfeng2017/more.yaml": {Data: []byte(source)}})
		return err
	}
	if err := load([]string{
		"form.amount - yuan(1) * 2 >= yuan(0)", "sum(form.items.map(i, i.sum)) != form.amount",
		"capitals(form.amount) == form.in_capitals", "form.amount > yuan(param.central_purchase)",
	}); err != nil {
		t.Error(err)
	}
	refused := map[string]string{
		"form.amount > 500":                   "> 不能这样用，给它的是 (money, int)",
		"form.amount == 500":                  "== 不能这样用，给它的是 (money, int)",
		"form.amount + 1 > yuan(0)":           "+ 不能这样用，给它的是 (money, int)",
		"form.amount * form.amount > yuan(0)": "* 不能这样用，给它的是 (money, money)",
	}
	var expressions []string
	for e := range refused {
		expressions = append(expressions, e)
	}
	err := load(expressions)
	for e, want := range refused {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", e, err)
		}
	}
}

// What is too much to count is an error, never a wrong sum.
func TestMoneyDoesNotOverflow(t *testing.T) {
	t.Parallel()
	most := money(1<<63 - 1)
	for name, v := range map[string]any{
		"sum": most.Add(money(1)), "difference": (-most).Subtract(money(2)), "product": most.Multiply(yuan(types.Int(1))), "yuan": yuan(types.Int(1 << 62)),
	} {
		if _, wrong := v.(error); !wrong {
			t.Errorf("%s is %v", name, v)
		}
	}
}
