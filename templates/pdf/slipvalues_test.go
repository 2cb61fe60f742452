package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
)

// fixedSlips are the kinds that print a slip of their own, beside those that print the
// standard one.
var fixedSlips = []string{"agenda", "asset", "coordination", "decision", "dispute", "leave", "normative", "petition", "supplies", "meeting"}

// otherwiseSaid are choices a slip says in other words: in its title, or only beside
// another choice that asks for them.
var otherwiseSaid = map[string]bool{"normative.purpose": true, "asset.reduction": true}

// Everything a form says stands on its slip, and once. Each field is given a value that no
// other has; choices decide what is printed, so each of them is tried.
func TestSlipsSayEverythingOnce(t *testing.T) {
	for _, k := range builtinKinds(t) {
		if k.Document != "" && !slices.Contains(fixedSlips, k.Key) {
			continue
		}
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]bool{} // labels whose value some variant prints
		values, labels := unmistakable(k)
		print := func(what string, v templates.Values) string {
			_, printed := printWith(t, template, Data{Number: k.FormatNumber(2026, 12), Government: "龙凤区人民政府", Office: "龙凤区人民政府办公室", Values: v})
			text := printed.Text
			if notice := strings.Index(text, "关于召开"); notice > 0 { // it repeats what the slip says
				text = text[:strings.LastIndex(text[:notice], "\n")]
			}
			for value, label := range labels {
				n := strings.Count(text, value)
				said[label] = said[label] || n > 0
				if n > 1 {
					t.Errorf("%s%s: %s stands there %d times", k.Key, what, label, n)
				}
			}
			return text
		}
		print("", values)
		for _, f := range k.Fields {
			for _, choice := range f.Choices {
				other := maps.Clone(values)
				other[f.Key] = choice
				if text := print("，"+f.Label+choice, other); !strings.Contains(text, choice) && !otherwiseSaid[k.Key+"."+f.Key] {
					t.Errorf("%s: %s%s is not on the slip", k.Key, f.Label, choice)
				}
			}
		}
		for _, label := range labels {
			if !said[label] {
				t.Errorf("%s: %s is not on the slip", k.Key, label)
			}
		}
	}
}

// unmistakable is a form in which every value can be told from every other, and the labels
// of the values as they are printed. Choices, yes and no cannot be.
func unmistakable(k *templates.Kind) (templates.Values, map[string]string) {
	n := 0
	labels := map[string]string{}
	var fill func(prefix string, fields []templates.Field) templates.Values
	fill = func(prefix string, fields []templates.Field) templates.Values {
		v := templates.Values{}
		for _, f := range fields {
			if f.Key == templates.Exceptions.Key {
				continue
			}
			n++
			var value any
			switch f.Type {
			case templates.TypeInteger:
				value = int64(7000 + n)
			case templates.TypeMoney:
				value = templates.Fen(88_000_000 + 100*n)
			case templates.TypeDate:
				value = templates.NewDate(2026, 1, 1).AddDays(3 * n)
			case templates.TypeTime:
				value = templates.Moment{Time: templates.NewDate(2027, 1, 1).AddDays(3 * n).Time}
			case templates.TypePhone:
				value = fmt.Sprintf("0459-62400%02d", n)
			case templates.TypeYesNo:
				v[f.Key] = templates.YesNo(true)
				continue
			case templates.TypeChoice:
				v[f.Key] = f.Choices[0]
				continue
			case templates.TypeList, templates.TypeApprovals:
				v[f.Key] = []templates.Values{fill(f.Label+"·", f.Columns)}
				continue
			default:
				value = fmt.Sprintf("某某%02d号", n)
			}
			v[f.Key] = value
			labels[templates.Text(value)] = prefix + f.Label
		}
		return v
	}
	return fill("", k.Fields), labels
}
