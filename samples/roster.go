package samples

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed roster.yaml
var rosterYAML []byte

// Roster is the sample roster, as YAML.
func Roster() []byte { return slices.Clone(rosterYAML) }

// A post is one line of the roster by its Chinese column names, for recipes.
type post = map[string]any

// inOffice are the lines of the sample roster without an end.
var inOffice = sync.OnceValues(func() ([]post, error) {
	var roster struct {
		Posts []post `yaml:"任职"`
	}
	if err := yaml.Unmarshal(rosterYAML, &roster); err != nil {
		return nil, fmt.Errorf("roster.yaml：%w", err)
	}
	return slices.DeleteFunc(roster.Posts, func(p post) bool { return p["任职至"] != nil }), nil
})

// whose are the lines whose column says one of values.
func whose(posts []post, column string, values ...string) []post {
	var found []post
	for _, p := range posts {
		if s, ok := p[column].(string); ok && slices.Contains(values, s) {
			found = append(found, p)
		}
	}
	return found
}

// inChargeOf is the line of the leader whose portfolio (分管单位) has the unit.
func inChargeOf(posts []post, unit string) (post, error) {
	for _, p := range posts {
		if portfolio, ok := p["分管单位"].(string); ok && slices.Contains(strings.Split(portfolio, "、"), unit) {
			return p, nil
		}
	}
	return nil, fmt.Errorf("花名册上没有人分管%s", unit)
}
