package samples

import (
	"errors"
	"fmt"

	"gongwen/templates"
)

// Spoiler makes a form break a rule: values, by key or label, to set over it.
// It is written against the kind's example, as the rulebook's failing cases
// are; its dates keep their distance to the date of the form.
type Spoiler struct {
	Article string // such as 81(6)
	Set     map[string]any
}

// maxTries bounds the search for a form that a spoiler breaks. A spoiler that
// works on one form in ten is found with near certainty.
const maxTries = 200

// spoiled makes v, or if need be another form drawn in its place, break a rule,
// and says which article's.
func (g *generator) spoiled(v templates.Values, o Options) (templates.Values, string, error) {
	if len(o.Spoilers) == 0 {
		return nil, "", errors.New("要生成违规的样例，须有规则集的反例")
	}
	_, example, err := parseForm([]byte(g.kind.Example), func(string) *templates.Kind { return g.kind })
	if err != nil {
		return nil, "", fmt.Errorf("%s/example.yaml：%w", g.kind.Dir, err)
	}
	for range maxTries {
		s := o.Spoilers[g.between(0, len(o.Spoilers)-1)]
		// In the days of the example the spoiler's dates mean what they say.
		days := g.kind.DateOf(v).DaysUntil(g.kind.DateOf(example))
		bad := shift(v, days)
		if err := set(bad, g.kind, s.Set); err != nil {
			return nil, "", fmt.Errorf("第%s条的反例：%w", s.Article, err)
		}
		bad = shift(bad, -days)
		if o.Breaks == nil || o.Breaks(bad, s.Article) {
			return bad, s.Article, nil
		}
		if v, err = g.values(); err != nil {
			return nil, "", err
		}
	}
	return nil, "", fmt.Errorf("试了%d次，没有一个反例能使“%s”的样例违规", maxTries, g.kind.Title)
}
