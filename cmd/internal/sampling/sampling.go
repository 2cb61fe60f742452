// Package sampling tells package samples, which knows kinds of form and nothing else,
// how a form breaks a rule: by the rulebook's own failing cases.
package sampling

import (
	"slices"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
)

// Options are for samples of a kind, of which bad in a hundred break a rule of the
// latest rulebook.
func Options(ruleset *workspace.Ruleset, kind *templates.Kind, format samples.Format, bad int) samples.Options {
	options := samples.Options{Format: format, Bad: bad, Breaks: breaks(ruleset, kind)}
	for _, c := range ruleset.Regulation.Latest().FailingCases(kind) {
		options.Spoilers = append(options.Spoilers, samples.Spoiler{Article: c.Article, Set: c.Set})
	}
	return options
}

// breaks reports whether a form goes back for an article: a failing case, put over
// another form than its example, may happen not to fail.
func breaks(ruleset *workspace.Ruleset, kind *templates.Kind) func(templates.Values, string) bool {
	return func(v templates.Values, article string) bool {
		verdict, err := ruleset.Regulation.Judge(&form.Form{Kind: kind, Values: v}, nil, rules.Facts{Roster: ruleset.Roster})
		return err == nil && slices.ContainsFunc(verdict.Findings, func(f form.Finding) bool { return f.Returns() && f.Article == article })
	}
}
