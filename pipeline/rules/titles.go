package rules

import (
	"slices"
	"strings"

	"gongwen/templates"
)

// SigningTitles are the titles that the approval steps of a kind ask for on a day, whatever
// the form says, each once: of 分管{unit} only 分管, which stands for whoever is in charge
// of a unit. Titles that the form itself names are left out.
func (r *Regulation) SigningTitles(kind string, day templates.Date) []string {
	book := r.On(day)
	if book == nil {
		return nil
	}
	var titles []string
	for _, f := range book.files {
		if f.kind.string != kind {
			continue
		}
		for _, rule := range f.rules {
			if rule.step == nil {
				continue
			}
			for _, who := range rule.step.who {
				if title := book.titleOf(who.string); title != "" && !slices.Contains(titles, title) {
					titles = append(titles, title)
				}
			}
		}
	}
	return titles
}

func (b *Rulebook) titleOf(who string) string {
	title := placeholderPattern.ReplaceAllStringFunc(who, func(braces string) string {
		name, ok := strings.CutPrefix(strings.Trim(braces, "{}"), "param.")
		if !ok {
			return braces
		}
		return b.TextOf(name)
	})
	if !strings.Contains(title, "{") {
		return title
	}
	if before, _, _ := strings.Cut(title, "{"); before == "分管" {
		return before
	}
	return ""
}
